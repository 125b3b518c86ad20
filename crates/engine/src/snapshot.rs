use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Version;

/// Saved state that lets a load skip the events up to its version. A cache: only the events are authoritative.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot<S> {
    /// The [shape](crate::Domain::STATE_SHAPE) of the state.
    pub shape: u32,
    /// The version of the newest event that the state includes.
    pub version: Version,
    /// When that event was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The state at that version.
    pub state: S,
}

/// When a commit carries a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotPolicy {
    /// With every commit: a load never reads an event.
    EveryCommit,
    /// When the stream crosses a multiple of this many events (0 counts as 1): a load reads fewer events than that.
    Every(u64),
    /// When the last event [closes](crate::Event::closes) the aggregate, which is then only read.
    OnClose,
    /// Never: a load reads the whole stream.
    Never,
}

impl SnapshotPolicy {
    /// Whether a commit that takes the stream from `before` to `after` carries a snapshot. `closes` says whether its
    /// last event closes the aggregate.
    #[must_use]
    pub fn applies(self, before: Version, after: Version, closes: bool) -> bool {
        match self {
            Self::EveryCommit => true,
            Self::Every(events) => before.0 / events.max(1) != after.0 / events.max(1),
            Self::OnClose => closes,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_n_applies_when_a_commit_crosses_a_multiple_of_n() {
        let policy = SnapshotPolicy::Every(10);
        assert!(!policy.applies(Version(0), Version(9), true));
        assert!(policy.applies(Version(9), Version(10), false));
        assert!(policy.applies(Version(8), Version(12), false));
        assert!(!policy.applies(Version(10), Version(19), false));
    }

    #[test]
    fn every_zero_applies_to_every_event() {
        assert!(SnapshotPolicy::Every(0).applies(Version(3), Version(4), false));
    }

    #[test]
    fn on_close_applies_to_the_event_that_closes() {
        assert!(!SnapshotPolicy::OnClose.applies(Version(3), Version(4), false));
        assert!(SnapshotPolicy::OnClose.applies(Version(3), Version(4), true));
    }
}
