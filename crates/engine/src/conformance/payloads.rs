//! Payloads, metadata and stream ids read back as they were written.

use serde_json::json;

use super::wrappers::commit_of;
use super::{Tally, TallyEvent, new_event};
use crate::{Commit, EventStore, ExpectedVersion, LogRange, StoreError, StreamRange, Version};

const ID: &str = "tally-1";

/// Metadata, and integers that no `f64` can represent, read back as they were written.
pub async fn metadata_and_large_numbers_are_preserved<S: EventStore<Tally>>(store: &S) {
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
        assert_eq!(read.data, written.data, "a payload is read as it was written");
        assert_eq!(read.metadata, written.metadata, "metadata are read as they were written");
    }
}

/// Fractions in a payload keep every bit. A store refuses a fraction that it can't represent.
pub async fn fractions_are_preserved<S: EventStore<Tally>>(store: &S) {
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
        assert_eq!(event.data, noted, "the fraction {fraction:e} keeps every bit");
    }
}

/// Fractions that a decimal parser or printer is likely to round wrongly, and a few hundred with random bits.
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

/// A payload field may have the name of a store's key or of a metadata field.
pub async fn hostile_field_names_are_preserved<S: EventStore<Tally>>(store: &S) {
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
    assert_eq!(read.len(), 3, "payload fields hide no event");
    for (event, (version, data)) in read.iter().zip([(1, noted.clone()), (2, TallyEvent::Added(3)), (3, noted)]) {
        assert_eq!(event.data, data, "a payload with hostile field names is read as it was written");
        assert_eq!(event.version, Version(version), "payload fields do not change the version");
        assert_eq!(event.stream.as_str(), ID, "payload fields do not change the stream");
        assert_eq!(event.metadata, new_event(version, ()).metadata, "payload fields do not change the metadata");
    }
    let elsewhere = store.read(&"elsewhere".into(), StreamRange::ALL).await.expect("the stream can be read");
    assert!(elsewhere.is_empty(), "payload fields do not write to another stream");
}

/// A store that keeps JSON text may be limited in nesting depth. It refuses a payload that it could not read again.
pub async fn unreadable_payload_is_refused<S: EventStore<Tally>>(store: &S) {
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    let noted = TallyEvent::Noted(serde_json::Map::from_iter([("deep".to_owned(), deep)]));
    let commit = Commit { events: vec![new_event(1, noted.clone())], ..commit_of(ID, ExpectedVersion::NEW, []) };
    let written = match store.commit(commit).await {
        Ok(_) => vec![noted],
        Err(StoreError::Invalid { .. }) => Vec::new(),
        Err(other) => panic!("a payload that can't be stored is invalid, not: {other:?}"),
    };
    let read = store.read(&ID.into(), StreamRange::ALL).await.expect("an accepted payload can be read");
    let read: Vec<_> = read.into_iter().map(|event| event.data).collect();
    assert_eq!(read, written, "an accepted payload is stored, a refused one is not");
    let log = store.read_all(LogRange::ALL).await.expect("the log can still be read");
    assert_eq!(log.len(), written.len(), "a refused payload is not in the log");
    store.commit(commit_of(ID, ExpectedVersion::Any, [1])).await.expect("the store still takes commits");
}

/// Ids that look like a store's keys, or that share a prefix.
pub async fn hostile_stream_ids_do_not_collide<S: EventStore<Tally>>(store: &S) {
    let streams = ["a", "a#1", "a/1", "a#", "A", "a ", "ä", "a\u{0}b", "__proto__", "EVENT#000001", "a'b\"c", "%61"];
    for (stream, amount) in streams.into_iter().zip(1..) {
        let commit = commit_of(stream, ExpectedVersion::NEW, [amount, amount * 100]);
        let committed =
            store.commit(commit).await.unwrap_or_else(|error| panic!("{stream:?} is a valid stream id: {error}"));
        assert_eq!(committed.version, Version(2), "the stream {stream:?} has its own versions");
    }
    for (stream, amount) in streams.into_iter().zip(1..) {
        let events = store.read(&stream.into(), StreamRange::ALL).await.expect("the stream can be read");
        let amounts: Vec<_> = events.iter().map(|event| event.data.clone()).collect();
        let written = [TallyEvent::Added(amount), TallyEvent::Added(amount * 100)];
        assert_eq!(amounts, written, "the stream {stream:?} holds its own events only");
        assert!(
            events.iter().all(|event| event.stream.as_str() == stream),
            "the events of {stream:?} name their stream"
        );
    }
}
