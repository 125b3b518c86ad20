use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::FileError;

/// The maximum size of a scenario file, in bytes. The largest scenario that [`SharedLab::checked`](super::SharedLab::checked)
/// passes has a file of 26 MB.
pub const MAX_SCENARIO_FILE: usize = 30_000_000;

/// The maximum size of a progress file, in bytes. The largest one that the lab writes has 6 KB.
pub const MAX_PROGRESS_FILE: usize = 100_000;

/// The version of the files that the lab writes.
pub(super) const VERSION: u64 = 1;

/// The longest explanation of what is wrong in a line, in characters. It can quote the file.
const LONGEST_WHY: usize = 120;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// What was done in a lab, and where it is looked at.
    Scenario,
    /// The progress through the lessons.
    Progress,
}

impl FileKind {
    /// The text in the field `format`.
    #[must_use]
    pub const fn format(self) -> &'static str {
        match self {
            Self::Scenario => "event-sourcing-lab/scenario",
            Self::Progress => "event-sourcing-lab/progress",
        }
    }

    /// The maximum size of a file, in bytes. The page can check it before it reads the file.
    #[must_use]
    pub const fn max_bytes(self) -> usize {
        match self {
            Self::Scenario => MAX_SCENARIO_FILE,
            Self::Progress => MAX_PROGRESS_FILE,
        }
    }

    /// The kind with its article, e.g. "a scenario".
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Scenario => "a scenario",
            Self::Progress => "a progress file",
        }
    }
}

/// What says which file it is. Read first, because a newer version may have any other fields.
#[derive(Deserialize)]
struct Header {
    format: Option<String>,
    version: Option<u64>,
}

/// Reads a file of this kind, including its fields `format` and `version`.
pub(super) fn read<T: DeserializeOwned>(kind: FileKind, bytes: &[u8]) -> Result<T, FileError> {
    if bytes.len() > kind.max_bytes() {
        return Err(FileError::TooLarge { kind, bytes: bytes.len() });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| FileError::Foreign(kind))?;
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with('{') {
        return Err(FileError::Foreign(kind));
    }
    let Header { format, version } = serde_json::from_str(text).map_err(|error| wrong(&error))?;
    match version {
        _ if format.as_deref() != Some(kind.format()) => Err(FileError::Foreign(kind)),
        Some(VERSION) => serde_json::from_str(text).map_err(|error| wrong(&error)),
        Some(version) if version > VERSION => Err(FileError::Newer),
        _ => Err(FileError::Foreign(kind)),
    }
}

fn wrong(error: &serde_json::Error) -> FileError {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => FileError::Incomplete { line },
        Category::Syntax | Category::Data | Category::Io => {
            let message = error.to_string();
            let why = message.rsplit_once(" at line ").map_or(&*message, |(why, _)| why);
            let mut shown: String = why.chars().filter(|c| !c.is_control()).take(LONGEST_WHY).collect();
            if shown.len() < why.len() {
                shown.push('\u{2026}');
            }
            FileError::Wrong { line, column, why: shown }
        }
    }
}
