use crate::{Position, Version};

/// The events of a stream to read, and their order.
pub type StreamRange = ReadRange<Version>;

/// The events of the whole log to read, and their order.
pub type LogRange = ReadRange<Position>;

/// The events to read, and their order. `P` is their version in a stream or their position in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadRange<P> {
    /// The lowest version or position to read.
    pub from: P,
    /// The highest version or position to read. The range is empty if this is below `from`.
    pub to: P,
    /// The maximum number of events to read, counted in the order of `direction`.
    pub limit: usize,
    /// The order of the events.
    pub direction: Direction,
}

impl StreamRange {
    /// The whole stream, oldest event first.
    pub const ALL: Self = Self::forwards(Version(1), Version(u64::MAX));

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
}

impl LogRange {
    /// The whole log, oldest event first.
    pub const ALL: Self = Self::forwards(Position(1), Position(u64::MAX));

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
}

impl<P: Copy> ReadRange<P> {
    const fn forwards(from: P, to: P) -> Self {
        Self { from, to, limit: usize::MAX, direction: Direction::Forwards }
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
