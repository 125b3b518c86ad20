//! What a commit guarantees.

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

/// A commit that carries everything a commit can carry.
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

/// Events, snapshot, index entries, outbox records and the answer to the key are all there afterwards.
pub async fn a_commit_takes_effect_as_a_whole<S: EventStore<Tally>>(store: &S) {
    let commit = full(0, -7, "red");
    let committed = store.commit(commit.clone()).await.expect("a new stream takes a commit");
    assert_eq!((committed.version, committed.events), (Version(1), 1), "the answer says what was written");
    assert!(!committed.repeated, "the first commit under a key is no repeat");

    let id = StreamId::from(ID);
    let events = store.read(&id, StreamRange::ALL).await.expect("the stream can be read");
    assert_eq!(events.len(), 1, "the event is stored");
    assert_eq!(events[0].data, commit.events[0].data, "the event is the one that was committed");
    assert_eq!(events[0].position, committed.position, "the answer gives the position of the last event");
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

/// All that a refused commit carries is refused with it.
pub async fn a_refused_commit_changes_nothing<S: EventStore<Tally>>(store: &S) {
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

/// The refusal names the stream, the version that the writer expected and the one that the stream has.
pub async fn a_stale_writer_is_told_both_versions<S: EventStore<Tally>>(store: &S) {
    store.commit(commit_of(ID, ExpectedVersion::NEW, [1, 2, 3])).await.expect("a new stream takes a commit");
    let refused = store.commit(commit_of(ID, at(2), [9])).await;
    let conflict = Conflict { expected: Version(2), actual: Version(3) };
    assert_eq!(
        refused,
        Err(StoreError::Conflict { stream: ID.into(), conflict }),
        "a stale writer is told both versions"
    );
}

/// Expected version 0 means that the stream must be new.
pub async fn a_new_stream_must_not_exist<S: EventStore<Tally>>(store: &S) {
    store.commit(commit_of(ID, ExpectedVersion::NEW, [1])).await.expect("a new stream takes a commit");
    let refused = store.commit(commit_of(ID, ExpectedVersion::NEW, [1])).await;
    let conflict = Conflict { expected: Version(0), actual: Version(1) };
    assert_eq!(
        refused,
        Err(StoreError::Conflict { stream: ID.into(), conflict }),
        "expected version 0 is refused on a stream that exists"
    );
}

/// Otherwise the stream would begin with a gap.
pub async fn a_version_ahead_of_the_stream_is_refused<S: EventStore<Tally>>(store: &S) {
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

/// A writer that gives up the protection is let through.
pub async fn any_version_goes_through<S: EventStore<Tally>>(store: &S) {
    for (amount, version) in [(1, 1), (2, 2), (3, 3)] {
        let committed = store.commit(commit_of(ID, ExpectedVersion::Any, [amount])).await;
        let committed = committed.expect("any version goes through");
        assert_eq!(committed.version, Version(version), "an append at any version goes to the end of the stream");
    }
}

/// A snapshot ahead of its stream would hide events that come later; one behind is not what the commit leads to.
pub async fn a_snapshot_must_be_the_state_after_the_last_event<S: EventStore<Tally>>(store: &S) {
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
    store.commit(full(0, -7, "red")).await.expect("the refused commit did not use its key or version up");
}

/// A message of another stream, version or order could take the place of one that waits already.
pub async fn a_message_must_be_published_by_an_event_of_the_commit<S: EventStore<Tally>>(store: &S) {
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

/// A policy may leave the snapshot out: the older one stays, at its own version.
pub async fn a_commit_without_a_snapshot_keeps_the_stored_one<S: EventStore<Tally>>(store: &S) {
    let first = full(0, -7, "red");
    store.commit(first.clone()).await.expect("a new stream takes a commit");
    store.commit(commit_of(ID, at(1), [1, 2])).await.expect("the version is right");
    let snapshot = store.snapshot(&ID.into()).await;
    assert_eq!(snapshot, Ok(first.snapshot), "a commit without a snapshot keeps the stored one");
}

/// Before anything is sent; the refusal says which limit it is. What the limits just allow goes through, and so does a large
/// commit where there are none.
pub async fn a_commit_that_is_too_large_is_refused<S: EventStore<Tally>>(store: &S) {
    let limits = store.limits();
    let noted = |bytes: usize| {
        let text = "x".repeat(bytes.saturating_sub(r#"{"text":""}"#.len()));
        let noted = TallyEvent::Noted(serde_json::Map::from_iter([("text".to_owned(), json!(text))]));
        Commit { events: vec![new_event(1, noted)], ..commit_of("noted", ExpectedVersion::Any, []) }
    };
    let amounts = |events: usize| commit_of(ID, ExpectedVersion::Any, vec![1; events]);
    let mut too_large = Vec::new();
    if limits.actions < limits.events {
        // The key that is added below is one action more.
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
        assert_eq!(answer, Err(refused), "one more of {limit} than the store takes is refused");
        assert_eq!(everything(store, &[ID, "noted"], &[]).await, before, "a commit that is too large changes nothing");
        assert_eq!(
            store.answered(&ID.into(), &key()).await,
            Ok(None),
            "a commit that is too large leaves its key unused"
        );
    }
    let (many, large) = (limits.events.min(limits.actions).min(1_000), limits.payload_bytes.min(1_000_000));
    for (commit, events) in [(amounts(many), many), (noted(large), 1)] {
        let committed = store.commit(commit).await.expect("what the limits allow goes through");
        assert_eq!(committed.events, events, "what the limits allow is written whole");
    }
}

/// Over several streams, whoever writes when.
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

/// The commits are under way at the same time where the store lets them be.
pub async fn of_many_writers_at_one_version_one_wins<S: EventStore<Tally>>(store: &S) {
    const WRITERS: i64 = 12;
    store.commit(commit_of(ID, ExpectedVersion::NEW, [1])).await.expect("a new stream takes a commit");
    for expected in 1..=3 {
        let race =
            (0..WRITERS).map(|writer| store.commit(commit_of(ID, at(expected), [expected as i64 * 100 + writer])));
        let answers = side_by_side(race).await;
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "of {WRITERS} writers at one version exactly one wins: {answers:?}");
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

/// What stands beside the payload, and numbers that no `f64` holds.
pub async fn metadata_and_large_numbers_come_back_unharmed<S: EventStore<Tally>>(store: &S) {
    let mut written: Vec<_> = (1..)
        .zip([i64::MAX, i64::MIN, 9_007_199_254_740_993, 0, -1])
        .map(|(number, amount)| new_event(number * 1_234_567_891, TallyEvent::Added(amount)))
        .collect();
    written.push(new_event(u64::MAX, TallyEvent::Labelled(Some("ä \"quoted\" \\ 🦀\n".to_owned()))));
    written.push(new_event(7, TallyEvent::Labelled(None)));
    written[0].metadata.command = "Überweisen".into();
    store
        .commit(Commit { events: written.clone(), ..commit_of(ID, ExpectedVersion::NEW, []) })
        .await
        .expect("a new stream takes a commit");
    let read = store.read(&ID.into(), StreamRange::ALL).await.expect("the stream can be read");
    assert_eq!(read.len(), written.len(), "every event is stored");
    for (read, written) in read.into_iter().zip(written) {
        assert_eq!(read.data, written.data, "a payload comes back as it was written");
        assert_eq!(read.metadata, written.metadata, "metadata come back as they were written");
    }
}

/// Fractions in a payload keep every bit. A store that can't hold one refuses it as invalid.
pub async fn fractions_come_back_unharmed<S: EventStore<Tally>>(store: &S) {
    let mut written = Vec::new();
    for (number, fraction) in (1..).zip(fractions()) {
        let noted = TallyEvent::Noted(serde_json::Map::from_iter([("n".to_owned(), json!(fraction))]));
        let events = vec![new_event(number, noted.clone())];
        match store.commit(Commit { events, ..commit_of(ID, ExpectedVersion::Any, []) }).await {
            Ok(_) => written.push((fraction, noted)),
            Err(StoreError::Invalid { .. }) if fraction.abs() > 1e100 || fraction.abs() < 1e-100 => {}
            Err(error) => panic!("the fraction {fraction:e} is refused: {error}"),
        }
    }
    let read = store.read(&ID.into(), StreamRange::ALL).await.expect("the stream can be read");
    assert_eq!(read.len(), written.len(), "every accepted event is stored");
    for (event, (fraction, noted)) in read.into_iter().zip(written) {
        assert_eq!(event.data, noted, "the fraction {fraction:e} comes back with every bit");
    }
}

/// Fractions that a parser or a printer of decimals is likely to round wrongly, and a few hundred with random bits.
fn fractions() -> impl Iterator<Item = f64> {
    let known = [
        123_456_789.123_456_79,
        0.1,
        0.1 + 0.2,
        1.0 / 3.0,
        2.675,
        4.35,
        -70.1,
        1e23,
        8.41e21,
        9.5e-3,
        6.631_236_846_766_6e-8,
        3.518_437_208_883_201e13,
        4_503_599_627_370_495.5,
        5e-324,
        2.225_073_858_507_201e-308,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::MIN,
        f64::EPSILON,
    ];
    // Knuth's generator for MMIX: the same numbers in every run.
    let mut bits = 1_u64;
    let random = std::iter::repeat_with(move || {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from_bits(bits)
    });
    known.into_iter().chain(random.filter(|fraction| fraction.is_finite() && fraction.fract() != 0.0).take(300))
}

/// A payload's fields are its own, even when they are called like a key or a metadata field.
pub async fn hostile_field_names_come_back_unharmed<S: EventStore<Tally>>(store: &S) {
    let hostile = json!({
        "_pk": "elsewhere", "_sk": "EVENT#000001", "_seq": 99, "_type": "Added", "PK": "elsewhere", "SK": 1,
        "pk": null, "sk": "", "": "no name", "__proto__": { "polluted": true }, "constructor": "none",
        "version": 77, "position": 77, "stream": "elsewhere", "type": "Added", "eventType": "Added", "amount": 5,
        "data": [], "metadata": { "recordedAt": "never" }, "S": "text", "N": "1", "M": {}, "L": [1, [2, { "": [] }]],
        "NULL": true, "ttl": 1, "a.b": 1, "a b": "ä🦀", "deep": { "_pk": { "__proto__": null } },
    });
    let serde_json::Value::Object(fields) = hostile else { unreachable!("it is written as an object above") };
    let noted = TallyEvent::Noted(fields);
    let events = vec![new_event(1, noted.clone()), new_event(2, TallyEvent::Added(3)), new_event(3, noted.clone())];
    store
        .commit(Commit { events, ..commit_of(ID, ExpectedVersion::NEW, []) })
        .await
        .expect("any field name can be stored");
    let read = store.read(&ID.into(), StreamRange::ALL).await.expect("any field name can be read");
    assert_eq!(read.len(), 3, "a payload's fields hide no event");
    for (event, (version, data)) in read.iter().zip([(1, noted.clone()), (2, TallyEvent::Added(3)), (3, noted)]) {
        assert_eq!(event.data, data, "a payload with hostile field names comes back unharmed");
        assert_eq!(event.version, Version(version), "a payload's fields do not touch the version");
        assert_eq!(event.stream.as_str(), ID, "a payload's fields do not touch the stream");
        assert_eq!(event.metadata, new_event(version, ()).metadata, "a payload's fields do not touch the metadata");
    }
    let elsewhere = store.read(&"elsewhere".into(), StreamRange::ALL).await.expect("the stream can be read");
    assert!(elsewhere.is_empty(), "a payload's fields do not write to another stream");
}

/// A store that keeps text may not be able to read any depth. What it takes it gives back; what it could not, it refuses.
pub async fn what_could_not_be_read_again_is_not_written<S: EventStore<Tally>>(store: &S) {
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    let noted = TallyEvent::Noted(serde_json::Map::from_iter([("deep".to_owned(), deep)]));
    let commit = Commit { events: vec![new_event(1, noted.clone())], ..commit_of(ID, ExpectedVersion::NEW, []) };
    let written = match store.commit(commit).await {
        Ok(_) => vec![noted],
        Err(StoreError::Invalid { .. }) => Vec::new(),
        Err(other) => panic!("a payload that can't be kept is invalid, not: {other:?}"),
    };
    let read = store.read(&ID.into(), StreamRange::ALL).await.expect("what was taken can be read");
    let read: Vec<_> = read.into_iter().map(|event| event.data).collect();
    assert_eq!(read, written, "what was taken comes back, what was refused is not there");
    let log = store.read_all(LogRange::ALL).await.expect("the log can still be read");
    assert_eq!(log.len(), written.len(), "what was refused is not in the log");
    store.commit(commit_of(ID, ExpectedVersion::Any, [1])).await.expect("the store still takes commits");
}

/// Ids that a store's own keys could be mistaken for, or that begin alike.
pub async fn hostile_stream_ids_are_kept_apart<S: EventStore<Tally>>(store: &S) {
    let streams = ["a", "a#1", "a/1", "a#", "A", "a ", "ä", "a\u{0}b", "__proto__", "EVENT#000001", "a'b\"c", "%61"];
    for (stream, amount) in streams.into_iter().zip(1..) {
        let commit = commit_of(stream, ExpectedVersion::NEW, [amount, amount * 100]);
        let committed = store.commit(commit).await.unwrap_or_else(|error| panic!("{stream:?} is an id too: {error}"));
        assert_eq!(committed.version, Version(2), "the stream {stream:?} is on its own");
    }
    for (stream, amount) in streams.into_iter().zip(1..) {
        let events = store.read(&stream.into(), StreamRange::ALL).await.expect("the stream can be read");
        let amounts: Vec<_> = events.iter().map(|event| event.data.clone()).collect();
        let written = [TallyEvent::Added(amount), TallyEvent::Added(amount * 100)];
        assert_eq!(amounts, written, "the stream {stream:?} holds its own events and no others");
        assert!(events.iter().all(|event| event.stream.as_str() == stream), "an event knows its stream {stream:?}");
    }
}
