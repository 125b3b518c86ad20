//! How a command is executed.

use super::tally::added;
use super::wrappers::side_by_side;
use super::{Calls, Counting, Enough, Tally, TallyCommand, TallyEvent, TooLow, new_event, tally};
use crate::{
    Aggregate, AggregateError, Domain, Event, EventStore, ExecuteOptions, Executed, Idempotency, IdempotencyKey,
    Loaded, NewEvent, Snapshot, SnapshotPolicy, StoreError, StreamId, StreamRange, Version,
};

const ID: &str = "tally-1";

fn id() -> StreamId {
    StreamId::from(ID)
}

fn over<S: EventStore<Tally>>(store: S) -> Aggregate<Tally, S> {
    Aggregate::new(tally(), store)
}

fn stamp(event: TallyEvent) -> NewEvent<TallyEvent> {
    new_event(1, event)
}

fn under(key: &str, command: &TallyCommand) -> ExecuteOptions {
    let key = IdempotencyKey(key.into());
    ExecuteOptions {
        idempotency: Some(Idempotency { key, content: format!("{command:?}") }),
        ..ExecuteOptions::default()
    }
}

async fn execute<S: EventStore<Tally>>(store: &S, command: TallyCommand) -> Executed<Tally> {
    over(store).execute(&id(), &command, ExecuteOptions::default(), stamp).await.expect("the store takes the commit")
}

/// The events of an accepted command are written, or the event that records a refusal.
pub async fn command_is_decided_on_the_newest_state<S: EventStore<Tally>>(store: &S) {
    let accepted = execute(store, TallyCommand::Add(70)).await;
    assert!(matches!(&accepted, Executed::Accepted { appended, .. } if appended.state.sum == 70), "{accepted:?}");
    let refused = execute(store, TallyCommand::Take(500)).await;
    let Executed::Refused { checks, refusal, recorded } = refused else {
        panic!("a sum that is too low refuses the command: {refused:?}")
    };
    assert_eq!(refusal, TooLow { sum: 70 }, "a refusal carries the figures of the decision");
    assert_eq!(checks, [Enough { sum: 70, amount: 500 }], "a decision carries its checks");
    assert_eq!(recorded.map(|appended| appended.version), Some(Version(2)), "a refusal is recorded as an event");
    let accepted = execute(store, TallyCommand::Take(70)).await;
    assert!(matches!(&accepted, Executed::Accepted { appended, .. } if appended.state.sum == 0), "{accepted:?}");
}

/// A repeat returns the answer to the first attempt, accepted or refused, and decides nothing.
pub async fn repeated_command_returns_the_first_answer<S: EventStore<Tally>>(store: &S) {
    let tallies = over(store);
    for (key, command, event_type) in [("a", TallyCommand::Take(9), "Noted"), ("b", TallyCommand::Add(5), "Added")] {
        let first = tallies.execute(&id(), &command, under(key, &command), stamp).await.expect("a new key is accepted");
        let first = match first {
            Executed::Accepted { appended, .. } => appended.committed,
            Executed::Refused { recorded, .. } => recorded.and_then(|appended| appended.committed),
            Executed::Repeated { .. } => None,
        };
        let first = first.expect("the first attempt is written");
        // A second decision would accept the refused command now.
        execute(store, TallyCommand::Add(100)).await;
        let counting = Counting::new(store);
        let repeat = over(&counting).execute(&id(), &command, under(key, &command), stamp).await;
        let answer = match repeat.expect("a repeat gets an answer") {
            Executed::Repeated { answer } => answer,
            other => panic!("a repeat returns the first answer, not {other:?}"),
        };
        assert_eq!(counting.take(), Calls { reads: 1, writes: 0 }, "a repeat is not decided again");
        let events = tallies.written(&id(), &answer).await.expect("the stream can be read");
        let types: Vec<_> = events.iter().map(|event| event.data.event_type()).collect();
        assert_eq!(types, [event_type], "the first answer leads to the events of the first attempt");
        assert_eq!(
            (answer.version, answer.position),
            (first.version, first.position),
            "a repeat returns the first answer"
        );
    }
    let other = TallyCommand::Add(6);
    let reused = tallies.execute(&id(), &other, under("a", &other), stamp).await;
    assert!(
        matches!(reused, Err(AggregateError::Store(StoreError::KeyReused { .. }))),
        "a key with other content is refused: {reused:?}"
    );
}

/// A command without events uses its key, because a second decision might write something.
pub async fn command_without_events_uses_its_key<S: EventStore<Tally>>(store: &S) {
    let tallies = over(store);
    let nothing = TallyCommand::Nothing;
    let first = tallies.execute(&id(), &nothing, under("key", &nothing), stamp).await.expect("a new key is accepted");
    assert!(matches!(first, Executed::Accepted { .. }), "{first:?}");
    let repeat =
        tallies.execute(&id(), &nothing, under("key", &nothing), stamp).await.expect("a repeat gets an answer");
    assert!(matches!(repeat, Executed::Repeated { .. }), "a command without events uses its key: {repeat:?}");
    let events = store.read(&id(), StreamRange::ALL).await.expect("the stream can be read");
    assert!(events.is_empty(), "nothing was written to the stream");
}

/// A refusal that is not recorded leaves no first answer, so a repeat is decided again.
pub async fn unrecorded_refusal_leaves_its_key_unused<S: EventStore<Tally>>(store: &S) {
    let tallies = over(store);
    let take = TallyCommand::TakeQuietly(9);
    let first = tallies.execute(&id(), &take, under("key", &take), stamp).await.expect("a new key is accepted");
    let refused = matches!(first, Executed::Refused { refusal: TooLow { sum: 0 }, recorded: None, .. });
    assert!(refused, "a sum that is too low refuses the command: {first:?}");
    execute(store, TallyCommand::Add(10)).await;
    let again = tallies.execute(&id(), &take, under("key", &take), stamp).await.expect("the key is unused");
    assert!(
        matches!(&again, Executed::Accepted { appended, .. } if appended.state.sum == 1),
        "the repeat is decided again: {again:?}"
    );
}

/// Concurrent writers decide again until each has committed. No event is lost.
pub async fn conflicting_command_is_decided_again<S: EventStore<Tally>>(store: &S) {
    const WRITERS: u32 = 6;
    let tallies = over(store);
    let patient = ExecuteOptions { retries: WRITERS, ..ExecuteOptions::default() };
    let (id, add) = (id(), TallyCommand::Add(10));
    let race = (0..WRITERS).map(|_| tallies.execute(&id, &add, patient.clone(), stamp));
    for answer in side_by_side(race).await {
        assert!(matches!(answer, Ok(Executed::Accepted { .. })), "a conflicting command is decided again: {answer:?}");
    }
    let loaded = tallies.get(&id).await.expect("it can be read").expect("it has events");
    assert_eq!((loaded.state.sum, loaded.version), (60, Version(6)), "no writer's event is lost or written twice");
}

/// A snapshot of another shape is ignored, and the next append replaces it.
pub async fn snapshot_of_another_shape_is_ignored_and_replaced<S: EventStore<Tally>>(store: &S) {
    for (stream, shape) in [("older", Tally::STATE_SHAPE - 1), ("newer", Tally::STATE_SHAPE + 1)] {
        let id = StreamId::from(stream);
        let aggregate = over(store).with_snapshots(SnapshotPolicy::Never);
        let appended = aggregate.append(&id, added([1, 2])).await.expect("a new aggregate takes events");
        let loaded = Loaded::new(appended.state.clone(), appended.version);
        let prepared = aggregate.prepare(&id, loaded, added([3])).await;
        let mut commit = prepared.expect("the event can be folded").commit;
        let mut wrong = appended.state;
        wrong.sum = 999;
        let recorded_at = commit.events[0].metadata.recorded_at;
        commit.snapshot = Some(Snapshot { shape, version: Version(3), recorded_at, state: wrong });
        store.commit(commit).await.expect("a snapshot of any shape can be stored");

        let loaded = aggregate.get(&id).await.expect("it can be read").expect("it has events");
        assert_eq!((loaded.state.sum, loaded.replayed), (6, 3), "a snapshot of an {stream} shape is ignored");
        aggregate.append(&id, added([4])).await.expect("the aggregate takes an event");
        let rebuilt = store.snapshot(&id).await.expect("it can be read").expect("a new snapshot is written");
        assert_eq!(
            (rebuilt.shape, rebuilt.state.sum),
            (Tally::STATE_SHAPE, 10),
            "the next append writes a new snapshot"
        );
        let events = store.read(&id, StreamRange::ALL).await.expect("the stream can be read");
        assert_eq!(events.len(), 4, "the events are unchanged");
    }
}
