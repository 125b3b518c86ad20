use std::fmt;

use serde::{Deserialize, Serialize};

/// An event's place in its stream, from 1. A stream's version is that of its newest event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

impl Version {
    /// The version of a stream without events: 0.
    pub const EMPTY: Self = Self(0);

    /// The version after this one. It saturates: a wrap to 0 would turn "after the last event" into "the whole stream".
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The version this many events later. It saturates.
    #[must_use]
    pub const fn plus(self, events: usize) -> Self {
        Self(self.0.saturating_add(events as u64))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.0)
    }
}

/// An event's place in the whole log, from 1. 0 is "before the first event".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// The position after this one. It saturates.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// The version at which a stream must be for a commit to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpectedVersion {
    /// Any version. The write is not protected against lost updates.
    Any,
    /// Exactly this version. [`Version::EMPTY`] means that the stream must not exist.
    Exactly(Version),
}

impl ExpectedVersion {
    /// The stream must not exist yet.
    pub const NEW: Self = Self::Exactly(Version::EMPTY);

    /// The rule by which every store accepts or refuses an append to a stream at version `actual`.
    ///
    /// # Errors
    /// [`Conflict`] when the stream is at another version. A missing stream is at version 0.
    pub fn check(self, actual: Version) -> Result<(), Conflict> {
        match self {
            Self::Exactly(expected) if expected != actual => Err(Conflict { expected, actual }),
            _ => Ok(()),
        }
    }
}

/// The stream is not at the expected version. Nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}, but {}", self.found())]
pub struct Conflict {
    /// The version that the writer expected.
    pub expected: Version,
    /// The version that the stream has.
    pub actual: Version,
}

impl Conflict {
    fn found(&self) -> String {
        let Self { expected, actual } = self;
        if expected < actual {
            format!("{} is already written (the stream is at {actual})", expected.next())
        } else {
            format!("the stream is at {actual}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highest_version_saturates() {
        assert_eq!(Version(u64::MAX).next(), Version(u64::MAX));
        assert_eq!(Version(u64::MAX - 1).plus(7), Version(u64::MAX));
    }

    #[test]
    fn any_version_accepts_every_version() {
        assert_eq!(ExpectedVersion::Any.check(Version::EMPTY), Ok(()));
        assert_eq!(ExpectedVersion::Any.check(Version(7)), Ok(()));
    }

    #[test]
    fn new_stream_must_not_exist() {
        assert_eq!(ExpectedVersion::NEW.check(Version::EMPTY), Ok(()));
        let conflict = ExpectedVersion::NEW.check(Version(1)).unwrap_err();
        assert_eq!(conflict, Conflict { expected: Version(0), actual: Version(1) });
        assert_eq!(conflict.to_string(), "expected v0, but v1 is already written (the stream is at v1)");
    }

    #[test]
    fn version_ahead_of_the_stream_is_a_conflict() {
        let conflict = ExpectedVersion::Exactly(Version(5)).check(Version::EMPTY).unwrap_err();
        assert_eq!(conflict.to_string(), "expected v5, but the stream is at v0");
    }
}
