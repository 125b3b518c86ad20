use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of a lesson of the course: 1 to 22.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u64", try_from = "u64")]
pub struct LessonNumber(u8);

impl LessonNumber {
    /// The number of the last lesson.
    pub const LAST: u8 = 22;

    /// The lesson with this number. `None` unless it is 1 to 22.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        u8::try_from(number).ok().filter(|number| (1..=Self::LAST).contains(number)).map(Self)
    }

    /// The number, 1 to 22.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl fmt::Display for LessonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<LessonNumber> for u64 {
    fn from(lesson: LessonNumber) -> Self {
        lesson.0.into()
    }
}

impl TryFrom<u64> for LessonNumber {
    type Error = String;

    fn try_from(number: u64) -> Result<Self, String> {
        Self::new(number).ok_or_else(|| format!("{number} is not the number of a lesson, 1 to {}", Self::LAST))
    }
}
