use engine::Version;

/// The version at which a stream is shown: live, or right after one of its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor(Option<Version>);

impl Cursor {
    /// Follows the newest event.
    pub const LIVE: Self = Self(None);

    /// A cursor right after this version of a stream at version `head`; 0 is before the first event. At or beyond the
    /// head, it is live.
    #[must_use]
    pub fn at(version: Version, head: Version) -> Self {
        Self((version < head).then_some(version))
    }

    /// The version to show of a stream at version `head`.
    #[must_use]
    pub fn version(self, head: Version) -> Version {
        self.0.map_or(head, |version| version.min(head))
    }

    /// Whether it follows the newest event.
    #[must_use]
    pub fn is_live(self) -> bool {
        self.0.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursor_at_the_head_is_live() {
        let cursor = Cursor::at(Version(6), Version(6));
        assert!(cursor.is_live());
        assert_eq!(cursor.version(Version(7)), Version(7));
    }

    #[test]
    fn cursor_in_the_past_does_not_move() {
        let cursor = Cursor::at(Version(3), Version(6));
        assert_eq!(cursor.version(Version(9)), Version(3));
    }

    #[test]
    fn cursor_can_be_before_the_first_event() {
        assert_eq!(Cursor::at(Version(0), Version(6)).version(Version(6)), Version(0));
    }
}
