use super::{FileKind, MAX_ACTIONS, MAX_EVENTS, MAX_INFLATED, MAX_LINK, MAX_STEPS};
use crate::grouped;
use engine::Failure;

/// Why a link can't be opened. Nothing was played. [`Failure`] has the sentences for a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// The fragment is not a link of the lab; it may be the name of an element of the page.
    Foreign,
    /// A newer version of the lab made the link.
    Newer,
    /// Characters of the link are missing or changed.
    Damaged,
    /// The link is longer than [`MAX_LINK`].
    TooLong {
        /// Its number of characters.
        characters: usize,
    },
    /// The link inflates to more than [`MAX_INFLATED`] bytes.
    TooLarge,
    /// The link can be read, but not played.
    Content(ContentError),
}

/// Why a file can't be loaded. Nothing was played or changed. [`Failure`] has the sentences for a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It is not a file of this kind.
    Foreign(FileKind),
    /// A newer version of the lab made the file.
    Newer,
    /// It is larger than [`FileKind::max_bytes`].
    TooLarge {
        /// What it should be.
        kind: FileKind,
        /// Its size in bytes.
        bytes: usize,
    },
    /// It ends in the middle.
    Incomplete {
        /// The last line, from 1.
        line: usize,
    },
    /// A line has something that does not belong there.
    Wrong {
        /// The line, from 1.
        line: usize,
        /// The place in the line, in bytes from 1.
        column: usize,
        /// What is wrong there, without a full stop.
        why: String,
    },
    /// The file can be read, but not played.
    Content(ContentError),
}

/// Why what a link or a file holds can't be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentError {
    /// More than [`MAX_ACTIONS`] actions.
    TooManyActions {
        /// Their number.
        actions: usize,
    },
    /// Fills and forks of more than [`MAX_EVENTS`] events.
    TooManyEvents {
        /// The number of events.
        events: u64,
    },
    /// More than [`MAX_STEPS`] steps in the script.
    TooManySteps {
        /// Their number.
        steps: usize,
    },
    /// A text of the place or the script is too long.
    LongText {
        /// What it is, as the subject of a sentence.
        what: String,
        /// Its length in bytes.
        bytes: usize,
        /// The maximum length in bytes.
        most: usize,
    },
    /// The bank does not accept a value.
    Refused {
        /// Where it is, as the subject of a sentence, e.g. `Action 3`.
        place: String,
        /// The sentence of the bank.
        why: String,
    },
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        let (problem, help) = match error {
            LinkError::Foreign => (
                "This address has no link of the lab after its \u{201c}#\u{201d}.".to_owned(),
                "Nothing was played. Copy the whole link again.",
            ),
            LinkError::Newer => (
                "A newer version of the lab made this link.".to_owned(),
                "Nothing was played. Reload the page to get the newest version, then open the link again.",
            ),
            LinkError::Damaged => (
                "This link is damaged: characters of it are missing or changed.".to_owned(),
                "Nothing was played. Copy the whole link again.",
            ),
            LinkError::TooLong { characters } => (
                format!(
                    "This link has {} characters; a link of the lab has at most {}.",
                    grouped(characters),
                    grouped(MAX_LINK)
                ),
                "Nothing was played. Ask for the scenario as a file.",
            ),
            LinkError::TooLarge => (
                format!(
                    "This link holds more than {} bytes, the most that a link of the lab holds.",
                    grouped(MAX_INFLATED)
                ),
                "Nothing was played. Ask for the scenario as a file.",
            ),
            LinkError::Content(error) => (error.problem("link"), "Nothing was played."),
        };
        Self::new(problem, help)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        let (problem, help) = match error {
            FileError::Foreign(kind) => (
                format!("This file is not {} of the lab.", kind.name()),
                "Nothing was changed. Choose a file that was downloaded from the lab.",
            ),
            FileError::Newer => (
                "A newer version of the lab made this file.".to_owned(),
                "Nothing was changed. Reload the page to get the newest version, then open the file again.",
            ),
            FileError::TooLarge { kind, bytes } => (
                format!(
                    "This file has {} bytes; {} of the lab has at most {}.",
                    grouped(bytes),
                    kind.name(),
                    grouped(kind.max_bytes())
                ),
                "Nothing was changed. Choose a file that was downloaded from the lab.",
            ),
            FileError::Incomplete { line } => (
                format!("This file ends in the middle, in line {}.", grouped(line)),
                "Nothing was changed. Download the file again.",
            ),
            FileError::Wrong { line, column, why } => (
                format!(
                    "Line {} of this file can\u{2019}t be read: {why}, at column {}.",
                    grouped(line),
                    grouped(column)
                ),
                "Nothing was changed. Correct the line, or download the file again.",
            ),
            FileError::Content(error) => (error.problem("file"), "Nothing was changed."),
        };
        Self::new(problem, help)
    }
}

impl From<ContentError> for Failure {
    fn from(error: ContentError) -> Self {
        Self::new(error.problem("lab"), "")
    }
}

impl ContentError {
    /// The sentence about a link, a file, or a lab that is to become one.
    fn problem(&self, holder: &str) -> String {
        match self {
            Self::TooManyActions { actions } => {
                format!(
                    "This {holder} has {} actions; at most {} can be handed on.",
                    grouped(*actions),
                    grouped(MAX_ACTIONS)
                )
            }
            Self::TooManyEvents { events } => format!(
                "This {holder} fills and forks accounts with {} events; at most {} can be handed on.",
                grouped(*events),
                grouped(MAX_EVENTS)
            ),
            Self::TooManySteps { steps } => {
                format!(
                    "The talk in this {holder} has {} steps; at most {MAX_STEPS} can be handed on.",
                    grouped(*steps)
                )
            }
            Self::LongText { what, bytes, most } => {
                format!(
                    "{what} in this {holder} has {} bytes; at most {} can be handed on.",
                    grouped(*bytes),
                    grouped(*most)
                )
            }
            Self::Refused { place, why } => format!("{place} of this {holder} is not possible. {why}"),
        }
    }
}
