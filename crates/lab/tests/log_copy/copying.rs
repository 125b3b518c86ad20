//! What a complete or interrupted copy contains, and which targets are refused.

use super::*;

fn assert_same(one: &Store, other: &Store) {
    assert_eq!(all(one), all(other), "all events with metadata and positions");
    for account in [AccountId(0), AccountId(1)] {
        let stream = account.stream();
        assert_eq!(ready(one.outbox(&stream)), ready(other.outbox(&stream)), "the messages of {stream}");
        assert_eq!(ready(one.read(&stream, StreamRange::ALL)), ready(other.read(&stream, StreamRange::ALL)));
        let state = |store| ready(bank(store).get(&stream)).unwrap().unwrap().state;
        assert_eq!(state(one), state(other), "the state of {stream}");
    }
    assert_eq!(ready(one.unsent(99)), ready(other.unsent(99)), "the unsent messages");
    let by_email = |store: &Store| ready(store.find("byEmail", Lookup::BeginsWith("")));
    assert_eq!(by_email(one), by_email(other), "the index");
}

#[test]
fn copy_equals_the_source() {
    let source = source();
    assert!(!ready(source.unsent(99)).unwrap().records.is_empty(), "some messages are unsent");
    for step in [1, 2, 100] {
        let target = Store::default();
        copy_all(&source, &bank(&target), step);
        assert_same(&source, &target);
    }
}

#[test]
fn stopped_copy_continues() {
    let source = source();
    for stop_after in 0..8 {
        let target = Store::default();
        {
            let bank = bank(&target);
            let mut copy = ready(LogCopy::begin(&source, &bank)).unwrap();
            for _ in 0..stop_after {
                ready(copy.step(1)).unwrap();
            }
        }
        let bank = bank(&target);
        let copy = ready(LogCopy::begin(&source, &bank)).unwrap();
        assert_eq!(copy.position(), Position(stop_after.min(7)), "existing events are not copied again");
        copy_all(&source, &bank, 2);
        assert_same(&source, &target);
    }
}

#[test]
fn copy_includes_events_that_are_written_meanwhile() {
    let (source, target) = (source(), Store::default());
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    let ada = AccountId(0).stream();
    execute(&bank(&source), &ada, &deposit(1_00));
    while ready(copy.step(4)).unwrap() {}
    assert_same(&source, &target);
}

#[test]
fn target_with_other_events_is_refused() {
    let (source, target) = (source(), Store::default());
    execute(&bank(&target), &AccountId(0).stream(), &create("Eve"));
    let before = ready(target.read_all(LogRange::ALL.limit(99)));
    let refused = ready(LogCopy::begin(&source, &bank(&target))).err();
    assert_eq!(refused, Some(CopyError::Differs { position: Position(1) }));
    assert_eq!(ready(target.read_all(LogRange::ALL.limit(99))), before);
}

#[test]
fn target_ahead_of_the_source_is_refused() {
    let (source, target) = (source(), Store::default());
    copy_all(&source, &bank(&target), 100);
    execute(&bank(&target), &AccountId(0).stream(), &deposit(1_00));
    let refused = ready(LogCopy::begin(&source, &bank(&target))).err();
    assert_eq!(refused, Some(CopyError::Differs { position: Position(8) }));
}

#[test]
fn target_with_millisecond_times_is_the_same_log() {
    let source = MemoryStore::default();
    for number in 1..=3 {
        let mut event = new_event(number, TallyEvent::Added(-1));
        event.metadata.recorded_at += TimeDelta::microseconds(999);
        ready(Aggregate::new(tally(), &source).append(&"tally-1".into(), vec![event])).unwrap();
    }
    let namespace = Namespace::new(MemoryArea::default(), OneThread::default(), "lab");
    let open = || Aggregate::new(tally(), namespace.open::<Tally>().unwrap());
    ready(ready(LogCopy::begin(&source, &open())).unwrap().step(2)).unwrap();
    // Reopens the store.
    let target = open();
    copy_all(&source, &target, 1);
    assert_eq!(all(target.store()).len(), 3);
}

#[test]
fn event_with_another_millisecond_differs() {
    let tally_at = |milliseconds| {
        let mut event = new_event(1, TallyEvent::Added(1));
        event.metadata.recorded_at += TimeDelta::milliseconds(milliseconds);
        let bank = Aggregate::new(tally(), MemoryStore::default());
        ready(bank.append(&"tally-1".into(), vec![event])).unwrap();
        bank
    };
    let (source, target) = (tally_at(0), tally_at(1));
    let refused = ready(LogCopy::begin(source.store(), &target)).err();
    assert_eq!(refused, Some(CopyError::Differs { position: Position(1) }));
}
