use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::json::{self, VERSION};
use super::{FileError, FileKind, LessonNumber};

/// How far a learner is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The lessons that were begun or done. All others are new.
    pub lessons: BTreeMap<LessonNumber, LessonState>,
    /// The recall questions that were seen.
    pub questions: BTreeMap<QuestionId, Recall>,
    /// The coach on a first visit.
    pub coach: Coach,
}

/// How far a lesson is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LessonState {
    /// Opened, with goals still open.
    Begun,
    /// Every goal was met.
    Done,
}

/// A recall question: the question's place in its lesson. Written `3.1`: the first question of lesson 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId {
    /// The lesson.
    pub lesson: LessonNumber,
    /// The question's place in the lesson, from 1.
    pub question: u8,
}

/// How a recall question was answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recall {
    /// How often it was asked.
    pub seen: u32,
    /// How often the answer was right.
    pub right: u32,
    /// How often the answer was wrong.
    pub wrong: u32,
}

/// How often the coach offered the next thing to try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Coach {
    /// How often a hint was shown.
    pub shown: u32,
    /// How often a hint was dismissed.
    pub dismissed: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProgressFile {
    format: String,
    version: u64,
    #[serde(deserialize_with = "numbered::<1, _, _>")]
    lessons: BTreeMap<String, LessonState>,
    #[serde(default, deserialize_with = "numbered::<2, _, _>")]
    questions: BTreeMap<String, Recall>,
    #[serde(default)]
    coach: Coach,
}

impl Progress {
    /// The file of this progress, as JSON on several lines.
    ///
    /// ```
    /// use lab::links::{LessonNumber, LessonState, Progress};
    ///
    /// let mut progress = Progress::default();
    /// progress.lessons.extend(LessonNumber::new(1).map(|lesson| (lesson, LessonState::Done)));
    /// let file = progress.write();
    /// assert!(file.contains("\"lessons\": {\n    \"1\": \"done\"\n  }"));
    /// assert_eq!(Progress::read(file.as_bytes()), Ok(progress));
    /// ```
    #[must_use]
    pub fn write(&self) -> String {
        let file = ProgressFile {
            format: FileKind::Progress.format().to_owned(),
            version: VERSION,
            lessons: self.lessons.iter().map(|(lesson, state)| (lesson.to_string(), *state)).collect(),
            questions: self.questions.iter().map(|(question, recall)| (question.to_string(), *recall)).collect(),
            coach: self.coach,
        };
        serde_json::to_string_pretty(&file).expect("progress can be written as JSON")
    }

    /// Reads a progress file. Lessons above the last one, which a newer version may have, are left out: this version has
    /// nothing to show for them, and the file still has them.
    ///
    /// # Errors
    /// A [`FileError`] if it is another file, is of a newer version, is cut or wrong in some line, or is too large.
    pub fn read(bytes: &[u8]) -> Result<Self, FileError> {
        let ProgressFile { lessons, questions, coach, .. } = json::read(FileKind::Progress, bytes)?;
        Ok(Self { lessons: known(lessons), questions: known(questions), coach })
    }
}

/// The entries whose keys this version knows.
fn known<K: FromStr + Ord, T>(entries: BTreeMap<String, T>) -> BTreeMap<K, T> {
    entries.into_iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect()
}

impl FromStr for LessonNumber {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse::<u64>().map_err(|error| error.to_string())?.try_into()
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.lesson, self.question)
    }
}

impl FromStr for QuestionId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (lesson, question) = text.split_once('.').ok_or("a question has a lesson and a place")?;
        let question = question.parse().map_err(|_| "a question has a place from 1 to 255")?;
        Ok(Self { lesson: lesson.parse()?, question })
    }
}

/// Reads an object whose keys are this many numbers with points between them, such as `3` or `3.1`, and each of which is
/// there once.
fn numbered<'de, const NUMBERS: usize, D, T>(json: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Numbered<const NUMBERS: usize, T>(PhantomData<T>);

    impl<'de, const NUMBERS: usize, T: Deserialize<'de>> Visitor<'de> for Numbered<NUMBERS, T> {
        type Value = BTreeMap<String, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with numbers of lessons")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some(key) = map.next_key::<String>()? {
                if key.split('.').count() != NUMBERS || !key.split('.').all(is_number) {
                    let what = if NUMBERS == 1 { "lesson" } else { "question" };
                    return Err(A::Error::custom(format_args!("\"{key}\" is not the number of a {what}")));
                }
                if entries.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("\"{key}\" is there twice")));
                }
                entries.insert(key, map.next_value()?);
            }
            Ok(entries)
        }
    }

    json.deserialize_map(Numbered::<NUMBERS, T>(PhantomData))
}

/// Whether it is a number from 1 as it is written: without sign, without leading zeros.
fn is_number(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}
