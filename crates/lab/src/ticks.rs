use bank::{BankEvent, Family};
use engine::{Recorded, Version};

/// A mark on the timeline. It stands for one event, or for several that would be too close together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// The version of the newest of its events.
    pub version: Version,
    /// Its position on the timeline, from 0 (before the first event) to 1 (the newest event).
    pub at: f64,
    /// The family of its event. `None` if it stands for several events.
    pub family: Option<Family>,
}

/// The marks of a stream: one for each event, or `limit` evenly spaced marks if there are more events. A limit of 0
/// counts as 1.
#[must_use]
pub fn ticks(events: &[Recorded<BankEvent>], limit: usize) -> Vec<Tick> {
    let count = events.len();
    let marks = count.min(limit.max(1));
    (1..=marks)
        .map(|mark| {
            let version = mark * count / marks;
            Tick {
                version: Version(version as u64),
                at: version as f64 / count as f64,
                family: (marks == count).then(|| events[version - 1].data.family()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, six};
    use crate::{Lab, filled};
    use common::at;

    #[test]
    fn each_event_has_a_mark() {
        let lab = six();
        let marks = lab.with_events(ADA, |events| ticks(events, 80));
        assert_eq!(marks.len(), 6);
        assert_eq!(marks[0], Tick { version: Version(1), at: 1.0 / 6.0, family: Some(Family::Opened) });
        assert_eq!(marks[3].family, Some(Family::Rejected));
    }

    #[test]
    fn last_mark_is_the_head_when_events_share_marks() {
        let lab = Lab::play(filled(1, at(0), 1_001));
        let marks = lab.with_events(ADA, |events| ticks(events, 80));
        assert_eq!(marks.len(), 80);
        assert_eq!((marks[79].version, marks[79].at, marks[79].family), (Version(1_001), 1.0, None));
    }

    #[test]
    fn empty_stream_has_no_marks() {
        assert!(ticks(&[], 80).is_empty());
    }
}
