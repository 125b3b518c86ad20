use crate::{Position, Version};

/// The events of a stream to read, and their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamRange {
    /// The lowest version to read.
    pub from: Version,
    /// The highest version to read. The range is empty when this is below `from`.
    pub to: Version,
    /// The most events to read, counted in the order of `direction`.
    pub limit: usize,
    /// Which end comes first.
    pub direction: Direction,
}

impl StreamRange {
    /// The whole stream, oldest event first.
    pub const ALL: Self =
        Self { from: Version(1), to: Version(u64::MAX), limit: usize::MAX, direction: Direction::Forwards };

    /// The events after this version, oldest first.
    #[must_use]
    pub const fn after(version: Version) -> Self {
        Self { from: version.next(), ..Self::ALL }
    }

    /// The events up to and including this version, oldest first.
    #[must_use]
    pub const fn up_to(version: Version) -> Self {
        Self { to: version, ..Self::ALL }
    }

    /// The same events, newest first.
    #[must_use]
    pub const fn backwards(self) -> Self {
        Self { direction: Direction::Backwards, ..self }
    }

    /// The first `limit` of these events, in the order of the range.
    #[must_use]
    pub const fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// The events of the whole log to read, and their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogRange {
    /// The lowest position to read.
    pub from: Position,
    /// The highest position to read. The range is empty when this is below `from`.
    pub to: Position,
    /// The most events to read, counted in the order of `direction`.
    pub limit: usize,
    /// Which end comes first.
    pub direction: Direction,
}

impl LogRange {
    /// The whole log, oldest event first.
    pub const ALL: Self =
        Self { from: Position(1), to: Position(u64::MAX), limit: usize::MAX, direction: Direction::Forwards };

    /// The events after this position, oldest first.
    #[must_use]
    pub const fn after(position: Position) -> Self {
        Self { from: position.next(), ..Self::ALL }
    }

    /// The events up to and including this position, oldest first.
    #[must_use]
    pub const fn up_to(position: Position) -> Self {
        Self { to: position, ..Self::ALL }
    }

    /// The same events, newest first.
    #[must_use]
    pub const fn backwards(self) -> Self {
        Self { direction: Direction::Backwards, ..self }
    }

    /// The first `limit` of these events, in the order of the range.
    #[must_use]
    pub const fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// The order of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Oldest event first.
    Forwards,
    /// Newest event first.
    Backwards,
}
