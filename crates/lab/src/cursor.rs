use engine::Version;

/// The moment at which a stream is shown: live, or right after one of its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor(Option<Version>);

impl Cursor {
    /// Follows the newest event.
    pub const LIVE: Self = Self(None);

    /// Right after this version of a stream that is at `head`; 0 is before the first event. At the head or beyond it is live.
    #[must_use]
    pub fn at(version: Version, head: Version) -> Self {
        Self((version < head).then_some(version))
    }

    /// The version that is shown of a stream that is at `head`.
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
    fn at_the_head_a_cursor_is_live() {
        let cursor = Cursor::at(Version(6), Version(6));
        assert!(cursor.is_live());
        assert_eq!(cursor.version(Version(7)), Version(7));
    }

    #[test]
    fn in_the_past_a_cursor_stays() {
        let cursor = Cursor::at(Version(3), Version(6));
        assert_eq!(cursor.version(Version(9)), Version(3));
    }

    #[test]
    fn a_cursor_can_be_before_the_first_event() {
        assert_eq!(Cursor::at(Version(0), Version(6)).version(Version(6)), Version(0));
    }
}
