//! Which events one commit wrote, derived from the log: a store keeps events, not commits.

use std::ops::Range;

use crate::SNAPSHOT_EVERY;
use crate::lab::COPIES_PER_COMMIT;
use bank::{BankEvent, is_copy};
use dynamodb::limits::MAX_TRANSACTION_ACTIONS;
use engine::{Recorded, Version};

/// The maximum number of events in one commit: each is an action of a DynamoDB transaction.
pub(crate) const MAX_COMMIT_EVENTS: usize = MAX_TRANSACTION_ACTIONS;

/// The range of the events that were written in the same commit as the event at this index. It is the same for every
/// event of the commit.
///
/// Consecutive events with the same causation id were written together. If there are more of them than fit a commit,
/// this lab did not write them, and each counts as a separate commit. At most [`MAX_COMMIT_EVENTS`] events are read on
/// each side, whatever a log holds.
pub(crate) fn commit_around(events: &[Recorded<BankEvent>], place: usize) -> Range<usize> {
    let metadata = &events[place].metadata;
    let (cause, are_copies) = (metadata.causation_id, is_copy(metadata));
    let same =
        |event: &&Recorded<BankEvent>| event.metadata.causation_id == cause && is_copy(&event.metadata) == are_copies;
    // All copies of a fork have the same cause, but are written in several commits.
    let (from, to) = if are_copies {
        let from = place - place % COPIES_PER_COMMIT;
        (from, events.len().min(from + COPIES_PER_COMMIT))
    } else {
        (place.saturating_sub(MAX_COMMIT_EVENTS), events.len().min(place + 1 + MAX_COMMIT_EVENTS))
    };
    let before = events[from..place].iter().rev().take_while(same).count();
    let after = events[place + 1..to].iter().take_while(same).count();
    if before + 1 + after > MAX_COMMIT_EVENTS { place..place + 1 } else { place - before..place + 1 + after }
}

/// The version of the newest snapshot of a stream of `length` events. `length` must be the end of a commit or of the
/// stream. The commit that crosses a multiple of [`SNAPSHOT_EVERY`] saves a snapshot.
pub(crate) fn snapshot_before(events: &[Recorded<BankEvent>], length: usize) -> Option<Version> {
    let multiple = length - length % SNAPSHOT_EVERY as usize;
    let commit = commit_around(events, multiple.checked_sub(1)?);
    Some(Version(commit.end as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::ADA;
    use crate::{Lab, filled};
    use common::at;
    use uuid::Uuid;

    fn events(count: u32) -> Vec<Recorded<BankEvent>> {
        Lab::play(filled(1, at(0), count)).with_events(ADA, <[_]>::to_vec)
    }

    fn with_one_cause(events: &mut [Recorded<BankEvent>]) {
        events.iter_mut().for_each(|event| event.metadata.causation_id = Uuid::nil());
    }

    #[test]
    fn commit_that_crosses_the_multiple_saves_a_snapshot_at_its_end() {
        let mut events = events(150);
        assert_eq!(snapshot_before(&events, 149), Some(Version(100)));
        events[100].metadata.causation_id = events[99].metadata.causation_id;
        assert_eq!(snapshot_before(&events, 149), Some(Version(101)));
        assert_eq!(commit_around(&events, 99), 99..101);
        assert_eq!(commit_around(&events, 100), 99..101);
        assert_eq!(snapshot_before(&events, 99), None);
    }

    #[test]
    fn events_with_one_cause_are_one_commit_if_they_fit() {
        let mut events = events(400);
        with_one_cause(&mut events[50..50 + MAX_COMMIT_EVENTS]);
        for place in [50, 99, 149] {
            assert_eq!(commit_around(&events, place), 50..150);
        }
        with_one_cause(&mut events[50..51 + MAX_COMMIT_EVENTS]);
        for place in [50, 99, 149, 150] {
            assert_eq!(commit_around(&events, place), place..place + 1);
        }
    }

    #[test]
    fn copy_and_original_are_never_in_one_commit() {
        let mut events = events(10);
        with_one_cause(&mut events);
        for event in &mut events[..4] {
            event.metadata.copy_of = Some(Box::new(engine::CopyOf { stream: None, version: event.version }));
        }
        assert_eq!((commit_around(&events, 3), commit_around(&events, 4)), (0..4, 4..10));
    }
}
