//! The limits of the target.

use engine::{AggregateError, Event, StoreError};

use super::*;

/// Adds amounts, one commit each.
fn tally_of<S: EventStore<Tally>>(store: S, amounts: std::ops::RangeInclusive<u64>) -> S {
    for number in amounts {
        let event = new_event(number, TallyEvent::Added(number as i64));
        ready(Aggregate::new(tally(), &store).append(&"tally-1".into(), vec![event])).unwrap();
    }
    store
}

#[test]
fn copy_respects_the_limits_of_the_target() {
    let source = tally_of(MemoryStore::default(), 1..=25);
    let bytes = |events: &[Recorded<TallyEvent>]| -> usize {
        events.iter().map(|event| event.data.payload().to_string().len()).sum()
    };
    let largest = all(&source).iter().map(|event| bytes(std::slice::from_ref(event))).max().unwrap();
    let none = CommitLimits::NONE;
    for limits in [
        CommitLimits { events: 10, ..none },
        CommitLimits { events: 1, ..none },
        CommitLimits { payload_bytes: largest, ..none },
        CommitLimits { payload_bytes: 3 * largest + 1, ..none },
        CommitLimits { events: 4, payload_bytes: 3 * largest, ..none },
        CommitLimits { actions: 9, ..none },
    ] {
        let target = MemoryStore::default().with_limits(limits);
        copy_all(&source, &Aggregate::new(tally(), &target), 100);
        assert_eq!(all(&target), all(&source), "with {limits:?}");
    }
}

#[test]
fn event_too_large_for_the_target_is_an_error() {
    let source = tally_of(MemoryStore::default(), 1..=3);
    let limits = CommitLimits { payload_bytes: 1, ..CommitLimits::NONE };
    let target = Aggregate::new(tally(), MemoryStore::default().with_limits(limits));
    let refused = ready(ready(LogCopy::begin(&source, &target)).unwrap().step(100));
    let is_too_large =
        matches!(refused, Err(CopyError::Failed(AggregateError::Store(StoreError::TooLarge { most: 1, .. }))));
    assert!(is_too_large, "{refused:?}");
}
