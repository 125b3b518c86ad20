//! How an aggregate loads and appends.

use super::tally::{added, by_label, labelled};
use super::wrappers::everything;
use super::{Below, Calls, Counting, Shuffling, Tally, TallyState, tally};
use crate::{
    Aggregate, Commit, Domain, EventStore, ExpectedVersion, Lookup, Published, Snapshot, SnapshotPolicy, StreamId,
    StreamRange, Version,
};

const ID: &str = "tally-1";

fn over<S: EventStore<Tally>>(store: S) -> Aggregate<Tally, S> {
    Aggregate::new(tally(), store).with_index(by_label())
}

fn id() -> StreamId {
    StreamId::from(ID)
}

/// An aggregate without events has no state, no history and the initial state at any version.
pub async fn get_returns_none_for_an_unknown_aggregate<S: EventStore<Tally>>(store: &S) {
    let loaded = over(store).get(&id()).await.expect("an unknown aggregate can be read");
    assert_eq!(loaded, None, "`get` returns `None` for an unknown aggregate");
    let events = over(store).history(&id()).await.expect("an unknown stream can be read");
    assert!(events.is_empty(), "an unknown stream has no events");
    let state = over(store).state_at(&id(), Version(3)).await.expect("an unknown stream can be read");
    assert_eq!(state, TallyState::default(), "the state of an unknown aggregate is the initial one");
}

/// The state is what the rules fold. Version and time are separate.
pub async fn get_returns_state_version_and_time<S: EventStore<Tally>>(store: &S) {
    let events = added([5, 7]);
    let recorded_at = events[1].metadata.recorded_at;
    over(store).append(&id(), events).await.expect("a new aggregate takes events");
    let loaded = over(store).get(&id()).await.expect("a known aggregate can be read");
    let loaded = loaded.expect("`get` returns a known aggregate");
    assert_eq!(loaded.state, TallyState { sum: 12, latest: vec![5, 7], label: None }, "`get` returns the newest state");
    assert_eq!(loaded.version, Version(2), "`get` returns the version of the newest event");
    assert_eq!(loaded.recorded_at, Some(recorded_at), "`get` returns the time of the newest event");
}

/// One event makes version 1. Two more make version 3, with two events and one snapshot in one commit.
pub async fn append_writes_events_and_snapshot_in_one_commit<S: EventStore<Tally>>(store: &S) {
    let counting = Counting::new(store);
    let aggregate = over(&counting);
    let first = aggregate.append(&id(), added([1])).await.expect("a new aggregate takes an event");
    assert_eq!(first.version, Version(1), "the first event has version 1");
    counting.take();

    let second = aggregate.append(&id(), added([2, 3])).await.expect("a known aggregate takes events");
    assert_eq!(second.version, Version(3), "two more events lead to version 3");
    assert_eq!(second.committed.map(|committed| committed.events), Some(2), "the commit wrote two events");
    assert_eq!(counting.take().writes, 1, "events and snapshot are written in one commit");
    let events = store.read(&id(), StreamRange::ALL).await.expect("the stream can be read");
    assert_eq!(events.len(), 3, "every event is stored");
    let snapshot = store.snapshot(&id()).await.expect("the snapshot can be read").expect("the commit has a snapshot");
    assert_eq!(
        (snapshot.version, snapshot.state),
        (Version(3), second.state),
        "the snapshot is the state after the last event"
    );
}

/// A caller that knows the state needs no read.
pub async fn append_to_writes_once_and_reads_nothing<S: EventStore<Tally>>(store: &S) {
    let counting = Counting::new(store);
    let aggregate = over(&counting);
    let first = aggregate.append(&id(), added([1])).await.expect("a new aggregate takes an event");
    counting.take();
    let second = aggregate.append_to(&id(), first.state, first.version, added([2])).await;
    assert_eq!(second.expect("the version is right").state.sum, 3, "`append_to` folds onto the passed state");
    assert_eq!(counting.take(), Calls { reads: 0, writes: 1 }, "`append_to` reads nothing and writes once");
}

/// Without an event there is no commit.
pub async fn appending_nothing_writes_nothing<S: EventStore<Tally>>(store: &S) {
    let counting = Counting::new(store);
    let aggregate = over(&counting);
    for version in [Version::EMPTY, Version(1)] {
        let before = everything(store, &[ID], &[]).await;
        counting.take();
        let appended = aggregate.append(&id(), Vec::new()).await.expect("nothing can be appended");
        assert_eq!(counting.take().writes, 0, "appending nothing writes nothing");
        assert_eq!((appended.version, appended.committed), (version, None), "appending nothing leaves the version");
        assert_eq!(everything(store, &[ID], &[]).await, before, "appending nothing changes nothing");
        if version == Version::EMPTY {
            aggregate.append(&id(), added([4])).await.expect("a new aggregate takes an event");
        }
    }
}

/// With every policy, each event takes effect once.
pub async fn load_replays_only_the_events_after_the_snapshot<S: EventStore<Tally>>(store: &S) {
    for (name, policy, replayed) in [
        ("every-commit", SnapshotPolicy::EveryCommit, 0),
        ("every-3", SnapshotPolicy::Every(3), 2),
        ("never", SnapshotPolicy::Never, 5),
    ] {
        let id = StreamId::from(name);
        let aggregate = over(store).with_snapshots(policy);
        for amount in 1..=5 {
            aggregate.append(&id, added([amount])).await.expect("the aggregate takes an event");
        }
        let loaded = aggregate.get(&id).await.expect("the aggregate can be read").expect("it has events");
        assert_eq!(loaded.state.latest, [1, 2, 3, 4, 5], "a load folds every event once ({name})");
        assert_eq!(loaded.version, Version(5), "a load returns the version of the newest event ({name})");
        assert_eq!(loaded.replayed, replayed, "a load replays only the events after the snapshot ({name})");
    }
}

/// Only the events are authoritative: a recalculation ignores the snapshot and replaces it.
pub async fn recalculate_replaces_a_wrong_snapshot<S: EventStore<Tally>>(store: &S) {
    let aggregate = over(store);
    let right = aggregate.append(&id(), added([200, -50])).await.expect("a new aggregate takes events");
    let recorded_at = store.snapshot(&id()).await.expect("it can be read").expect("there is one").recorded_at;
    let wrong = TallyState { sum: 999, latest: vec![999], label: Some("wrong".to_owned()) };
    let commit = Commit {
        stream: id(),
        expected: ExpectedVersion::Exactly(Version(2)),
        events: Vec::new(),
        snapshot: Some(Snapshot { shape: Tally::STATE_SHAPE, version: Version(2), recorded_at, state: wrong.clone() }),
        index: by_label().entry(&wrong).map(|entry| vec![entry]),
        outbox: Vec::new(),
        idempotency: None,
    };
    store.commit(commit).await.expect("a snapshot can be written without events");

    let recalculated = aggregate.recalculate(&id(), Vec::new()).await.expect("the stream can be replayed");
    assert_eq!(recalculated.state, right.state, "`recalculate` replays from the initial state, not from the snapshot");
    assert_eq!(recalculated.version, Version(2), "`recalculate` without new events keeps the version");
    let loaded = aggregate.get(&id()).await.expect("it can be read").expect("it has events");
    assert_eq!(loaded.state, right.state, "`recalculate` replaces the wrong snapshot");
    let found = store.find("byLabel", Lookup::Is("wrong")).await.expect("the index can be read");
    assert!(found.is_empty(), "`recalculate` removes the index entries of the wrong snapshot");
}

/// `recalculate` replays in order of version, even when the store returns the events in another order.
pub async fn recalculate_replays_in_version_order<S: EventStore<Tally>>(store: &S) {
    over(store).append(&id(), added([1, 2, 3, 4, 5])).await.expect("a new aggregate takes events");
    let recalculated = over(Shuffling(store)).recalculate(&id(), added([6])).await.expect("the stream can be replayed");
    assert_eq!(
        recalculated.state.latest,
        [1, 2, 3, 4, 5, 6],
        "`recalculate` replays in order of version even when the store returns shuffled events"
    );
    assert_eq!(recalculated.version, Version(6), "`recalculate` appends its new event at the stored version");
}

/// Messages of past events are returned but not written. Only those of new events go to the outbox.
pub async fn recalculate_sends_no_message_again<S: EventStore<Tally>>(store: &S) {
    let aggregate = over(store);
    aggregate.append(&id(), added([10, -30])).await.expect("a new aggregate takes events");
    let recalculated = aggregate.recalculate(&id(), added([-5])).await.expect("the stream can be replayed");
    let past = Published { version: Version(2), message: Below { sum: -20 } };
    let new = Published { version: Version(3), message: Below { sum: -25 } };
    assert_eq!(recalculated.past_outbound, [past], "the message of a past event is past outbound");
    assert_eq!(recalculated.new_outbound, [new], "the message of a new event is new outbound");
    let outbox = store.outbox(&id()).await.expect("the outbox can be read");
    let sent: Vec<_> = outbox.iter().map(|record| (record.version, record.number, record.message.sum)).collect();
    assert_eq!(sent, [(Version(2), 0, -20), (Version(3), 0, -25)], "each message is in the outbox once, in order");

    aggregate.recalculate(&id(), Vec::new()).await.expect("the stream can be replayed");
    let again = store.outbox(&id()).await.expect("the outbox can be read");
    assert_eq!(again, outbox, "`recalculate` without new events puts nothing into the outbox");
}

/// An unknown aggregate has nothing to recalculate.
pub async fn recalculate_of_an_unknown_aggregate_writes_nothing<S: EventStore<Tally>>(store: &S) {
    let counting = Counting::new(store);
    let recalculated = over(&counting).recalculate(&id(), Vec::new()).await.expect("an unknown stream can be replayed");
    assert_eq!(recalculated.version, Version::EMPTY, "`recalculate` of an unknown aggregate leaves it unknown");
    assert_eq!(counting.take().writes, 0, "`recalculate` of an unknown aggregate writes nothing");
    assert_eq!(over(store).get(&id()).await, Ok(None), "the aggregate is still unknown");
}

/// The state at each version of the stream.
pub async fn state_at_returns_the_state_at_any_version<S: EventStore<Tally>>(store: &S) {
    let aggregate = over(store);
    let mut events = added([1, 2]);
    events.extend(labelled(Some("red")));
    aggregate.append(&id(), events).await.expect("a new aggregate takes events");
    for (version, sum, label) in [(0, 0, None), (1, 1, None), (2, 3, None), (3, 3, Some("red")), (9, 3, Some("red"))] {
        let state = aggregate.state_at(&id(), Version(version)).await.expect("the stream can be read");
        assert_eq!((state.sum, state.label.as_deref()), (sum, label), "the state at version {version}");
    }
}
