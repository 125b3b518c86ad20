//! What a commit writes, and when it is refused.

use serde_json::json;

use super::tally::added;
use super::wrappers::{commit_of, everything, side_by_side};
use super::{Below, Tally, TallyEvent, TallyState, new_event};
use crate::{
    Commit, Conflict, Domain, EventStore, ExpectedVersion, Idempotency, IdempotencyKey, IndexEntry, LogRange, Lookup,
    OutboxRecord, Position, Snapshot, StoreError, StreamId, StreamRange, Version,
};

const ID: &str = "tally-1";

fn at(version: u64) -> ExpectedVersion {
    ExpectedVersion::Exactly(Version(version))
}

fn key() -> Idempotency {
    Idempotency { key: IdempotencyKey("key-1".into()), content: "one tally".to_owned() }
}

/// A commit with all its optional parts.
fn full(expected: u64, amount: i64, label: &str) -> Commit<Tally> {
    let events = added([amount]);
    let recorded_at = events[0].metadata.recorded_at;
    let state = TallyState { sum: amount, latest: vec![amount], label: Some(label.to_owned()) };
    let version = Version(expected + 1);
    Commit {
        stream: ID.into(),
        expected: at(expected),
        events,
        snapshot: Some(Snapshot { shape: Tally::STATE_SHAPE, version, recorded_at, state }),
        index: Some(vec![IndexEntry { index: "byLabel".into(), value: label.to_owned(), reserved: false }]),
        outbox: vec![OutboxRecord { stream: ID.into(), version, number: 0, message: Below { sum: amount } }],
        idempotency: Some(key()),
    }
}

/// A commit writes events, snapshot, index entries, outbox records and the answer to the idempotency key.
pub async fn commit_writes_all_its_parts<S: EventStore<Tally>>(store: &S) {
    let commit = full(0, -7, "red");
    let committed = store.commit(commit.clone()).await.expect("a new stream takes a commit");
    assert_eq!((committed.version, committed.events), (Version(1), 1), "the answer says what was written");
    assert!(!committed.repeated, "the first commit under a key is not a repeat");

    let id = StreamId::from(ID);
    let events = store.read(&id, StreamRange::ALL).await.expect("the stream can be read");
    assert_eq!(events.len(), 1, "the event is stored");
    assert_eq!(events[0].data, commit.events[0].data, "the event is the one that was committed");
    assert_eq!(events[0].position, committed.position, "the answer has the position of the last event");
    assert_eq!(store.snapshot(&id).await, Ok(commit.snapshot), "the snapshot is stored");
    assert_eq!(store.outbox(&id).await, Ok(commit.outbox), "the outbox record is stored");
    assert_eq!(store.find("byLabel", Lookup::Is("red")).await, Ok(vec![id]), "the index entry is stored");
    let answer = store
        .answered(&ID.into(), &key())
        .await
        .expect("the answer can be read")
        .expect("the answer to the key is stored");
    assert_eq!(answer.version, Version(1), "the answer to the key is stored");
}

/// No part of a refused commit is written.
pub async fn refused_commit_changes_nothing<S: EventStore<Tally>>(store: &S) {
    store.commit(Commit { idempotency: None, ..full(0, -7, "red") }).await.expect("a new stream takes a commit");
    let before = everything(store, &[ID], &["red", "blue"]).await;
    for expected in [0, 2] {
        let refused = store.commit(full(expected, -9, "blue")).await;
        assert!(
            matches!(refused, Err(StoreError::Conflict { .. })),
            "a wrong expected version is a conflict: {refused:?}"
        );
        let after = everything(store, &[ID], &["red", "blue"]).await;
        assert_eq!(after, before, "a refused commit changes nothing");
        assert_eq!(store.answered(&ID.into(), &key()).await, Ok(None), "a refused commit leaves its key unused");
    }
}

/// The conflict names the stream, the expected version and the actual version.
pub async fn conflict_names_both_versions<S: EventStore<Tally>>(store: &S) {
    store.commit(commit_of(ID, ExpectedVersion::NEW, [1, 2, 3])).await.expect("a new stream takes a commit");
    let refused = store.commit(commit_of(ID, at(2), [9])).await;
    let conflict = Conflict { expected: Version(2), actual: Version(3) };
    assert_eq!(refused, Err(StoreError::Conflict { stream: ID.into(), conflict }), "a conflict names both versions");
}

/// Expected version 0 means that the stream must be new.
pub async fn new_stream_must_not_exist<S: EventStore<Tally>>(store: &S) {
    store.commit(commit_of(ID, ExpectedVersion::NEW, [1])).await.expect("a new stream takes a commit");
    let refused = store.commit(commit_of(ID, ExpectedVersion::NEW, [1])).await;
    let conflict = Conflict { expected: Version(0), actual: Version(1) };
    assert_eq!(
        refused,
        Err(StoreError::Conflict { stream: ID.into(), conflict }),
        "expected version 0 is refused on a stream that exists"
    );
}

/// A commit at a version ahead of the stream would leave a gap.
pub async fn version_ahead_of_the_stream_is_refused<S: EventStore<Tally>>(store: &S) {
    let refused = store.commit(commit_of(ID, at(5), [1])).await;
    let conflict = Conflict { expected: Version(5), actual: Version(0) };
    assert_eq!(
        refused,
        Err(StoreError::Conflict { stream: ID.into(), conflict }),
        "expected version 5 is refused on a missing stream"
    );
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    assert!(log.is_empty(), "nothing was written to the missing stream");
}

/// A writer may renounce the protection against lost updates.
pub async fn any_version_is_accepted<S: EventStore<Tally>>(store: &S) {
    for (amount, version) in [(1, 1), (2, 2), (3, 3)] {
        let committed = store.commit(commit_of(ID, ExpectedVersion::Any, [amount])).await;
        let committed = committed.expect("any version is accepted");
        assert_eq!(committed.version, Version(version), "an append at any version goes to the end of the stream");
    }
}

/// A snapshot ahead of its stream would hide later events. One behind it is not the state after the commit.
pub async fn snapshot_must_be_of_the_last_version<S: EventStore<Tally>>(store: &S) {
    let before = everything(store, &[ID], &["red"]).await;
    for wrong in [0, 2, u64::MAX] {
        let mut commit = full(0, -7, "red");
        if let Some(snapshot) = &mut commit.snapshot {
            snapshot.version = Version(wrong);
        }
        let refused = store.commit(commit).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid { .. })),
            "a snapshot of another version than the commit's last is refused: {refused:?}"
        );
        assert_eq!(everything(store, &[ID], &["red"]).await, before, "a refused commit changes nothing");
    }
    store.commit(full(0, -7, "red")).await.expect("a refused commit leaves its key and version unused");
}

/// A message of another stream or version, or out of order, could replace a waiting message.
pub async fn message_must_come_from_an_event_of_the_commit<S: EventStore<Tally>>(store: &S) {
    store.commit(full(0, -7, "red")).await.expect("a new stream takes a commit");
    let before = everything(store, &[ID, "tally-2"], &["red"]).await;
    let message = |stream: &str, version, number| OutboxRecord {
        stream: stream.into(),
        version: Version(version),
        number,
        message: Below { sum: -1 },
    };
    let wrong = [
        vec![message("tally-2", 2, 0)],
        vec![message(ID, 1, 0)],
        vec![message(ID, 4, 0)],
        vec![message(ID, 3, 0), message(ID, 2, 0)],
        vec![message(ID, 2, 0), message(ID, 2, 0)],
    ];
    for outbox in wrong {
        let commit = Commit { outbox, ..commit_of(ID, at(1), [-1, -1]) };
        let refused = store.commit(commit.clone()).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid { .. })),
            "a message that no event of the commit published is refused: {:?} {refused:?}",
            commit.outbox
        );
        let after = everything(store, &[ID, "tally-2"], &["red"]).await;
        assert_eq!(after, before, "a refused commit changes nothing");
    }
}

/// The stored snapshot stays, at its own version.
pub async fn commit_without_a_snapshot_keeps_the_stored_one<S: EventStore<Tally>>(store: &S) {
    let first = full(0, -7, "red");
    store.commit(first.clone()).await.expect("a new stream takes a commit");
    store.commit(commit_of(ID, at(1), [1, 2])).await.expect("the version is right");
    let snapshot = store.snapshot(&ID.into()).await;
    assert_eq!(snapshot, Ok(first.snapshot), "a commit without a snapshot keeps the stored one");
}

/// The refusal names the limit. A commit at the limits is accepted, and a store without limits accepts a large commit.
pub async fn oversized_commit_is_refused<S: EventStore<Tally>>(store: &S) {
    let limits = store.limits();
    let noted = |bytes: usize| {
        let text = "x".repeat(bytes.saturating_sub(r#"{"text":""}"#.len()));
        let noted = TallyEvent::Noted(serde_json::Map::from_iter([("text".to_owned(), json!(text))]));
        Commit { events: vec![new_event(1, noted)], ..commit_of("noted", ExpectedVersion::Any, []) }
    };
    let amounts = |events: usize| commit_of(ID, ExpectedVersion::Any, vec![1; events]);
    let mut too_large = Vec::new();
    if limits.actions < limits.events {
        // The idempotency key added below is one more action.
        too_large.push((amounts(limits.actions), "actions", limits.actions));
    }
    if limits.events < usize::MAX && limits.events < limits.actions {
        too_large.push((amounts(limits.events + 1), "events", limits.events));
    }
    if limits.payload_bytes < usize::MAX {
        too_large.push((noted(limits.payload_bytes + 1), "bytes of payload", limits.payload_bytes));
    }
    let before = everything(store, &[ID, "noted"], &[]).await;
    for (commit, limit, most) in too_large {
        let refused = StoreError::TooLarge { limit, actual: most + 1, most };
        let answer = store.commit(Commit { idempotency: Some(key()), ..commit }).await;
        assert_eq!(answer, Err(refused), "a commit over the limit of {limit} is refused");
        assert_eq!(everything(store, &[ID, "noted"], &[]).await, before, "an oversized commit changes nothing");
        assert_eq!(store.answered(&ID.into(), &key()).await, Ok(None), "an oversized commit leaves its key unused");
    }
    let (many, large) = (limits.events.min(limits.actions).min(1_000), limits.payload_bytes.min(1_000_000));
    for (commit, events) in [(amounts(many), many), (noted(large), 1)] {
        let committed = store.commit(commit).await.expect("a commit at the limits is accepted");
        assert_eq!(committed.events, events, "a commit at the limits is written whole");
    }
}

/// The limit of actions counts the index entries that a commit adds or removes, but not unchanged entries. A repeat is
/// answered before it is measured.
pub async fn only_changed_index_entries_count_as_actions<S: EventStore<Tally>>(store: &S) {
    let most = store.limits().actions;
    if !(4..usize::MAX).contains(&most) {
        return;
    }
    let entry = |number| IndexEntry { index: "byLabel".into(), value: format!("label {number}"), reserved: false };
    let entries: Vec<_> = (2..most).map(entry).collect();
    let commit = |expected, events, index: &[IndexEntry]| Commit {
        index: Some(index.to_vec()),
        ..commit_of(ID, at(expected), vec![1; events])
    };
    let first = Commit { idempotency: Some(key()), ..commit(0, 1, &entries) };
    store.commit(first.clone()).await.expect("a commit with as many actions as the limit is accepted");
    store.commit(commit(1, 3, &entries)).await.expect("index entries that stay are not counted as actions");

    let before = everything(store, &[ID], &["label 2"]).await;
    let refused = store.commit(commit(4, 3, &[])).await;
    let too_large = StoreError::TooLarge { limit: "actions", actual: most + 1, most };
    assert_eq!(refused, Err(too_large), "index entries that are removed are counted as actions");
    assert_eq!(everything(store, &[ID], &["label 2"]).await, before, "an oversized commit changes nothing");
    store.commit(commit(4, 2, &[])).await.expect("a commit that removes as many entries as the limit is accepted");
    let repeated = store.commit(Commit { events: super::tally::added([1, 1, 1]), ..first }).await;
    assert!(repeated.is_ok_and(|answer| answer.repeated), "a repeat is answered before it is measured");
}

/// Versions count from 1 in each stream, even if several streams are written in turn.
pub async fn versions_are_contiguous_and_positions_grow<S: EventStore<Tally>>(store: &S) {
    let streams = ["tally-1", "tally-2", "tally-3"];
    for round in 0..4_u64 {
        for (stream, events) in streams.iter().zip([1_u64, 3, 2]) {
            let amounts = (0..events).map(|event| (round * 10 + event) as i64);
            let committed = store.commit(commit_of(stream, at(round * events), amounts)).await;
            let committed = committed.expect("the version is right");
            assert_eq!(committed.version, Version((round + 1) * events), "a commit ends at its last event's version");
        }
    }
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    assert_eq!(log.len(), 24, "the log holds the events of all streams");
    assert!(log[0].position >= Position(1), "positions begin at 1");
    assert!(log.windows(2).all(|pair| pair[0].position < pair[1].position), "positions in the whole log grow");
    for stream in streams {
        let of_stream = |version: &u64| StreamId::from(stream) == log[*version as usize].stream;
        let in_log: Vec<_> = (0..log.len() as u64).filter(of_stream).map(|place| &log[place as usize]).collect();
        let events = store.read(&stream.into(), StreamRange::ALL).await.expect("the stream can be read");
        let versions: Vec<_> = events.iter().map(|event| event.version.0).collect();
        let contiguous: Vec<_> = (1..=events.len() as u64).collect();
        assert_eq!(versions, contiguous, "the versions of a stream are contiguous from 1");
        assert_eq!(in_log, events.iter().collect::<Vec<_>>(), "stream and log hold the same events in the same order");
    }
}

/// The commits run concurrently where the store allows it.
pub async fn one_of_many_concurrent_writers_wins<S: EventStore<Tally>>(store: &S) {
    const WRITERS: i64 = 12;
    store.commit(commit_of(ID, ExpectedVersion::NEW, [1])).await.expect("a new stream takes a commit");
    for expected in 1..=3 {
        let race =
            (0..WRITERS).map(|writer| store.commit(commit_of(ID, at(expected), [expected as i64 * 100 + writer])));
        let answers = side_by_side(race).await;
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "one of {WRITERS} concurrent writers wins: {answers:?}");
        for answer in &answers {
            let lost = StoreError::Conflict {
                stream: ID.into(),
                conflict: Conflict { expected: Version(expected), actual: Version(expected + 1) },
            };
            assert!(answer.is_ok() || *answer == Err(lost), "every other writer gets the conflict: {answer:?}");
        }
        let events = store.read(&ID.into(), StreamRange::ALL).await.expect("the stream can be read");
        assert_eq!(events.len() as u64, expected + 1, "only the winner's event is stored");
        let winner = answers.iter().position(Result::is_ok).map(|writer| expected as i64 * 100 + writer as i64);
        let stored = events.last().map(|event| event.data.clone());
        assert_eq!(stored, winner.map(TallyEvent::Added), "the stored event is the winner's");
    }
}
