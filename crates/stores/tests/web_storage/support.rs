//! Helpers for the tests of the Web Storage store.

use engine::conformance::{Below, Tally, TallyEvent, TallyState, new_event};
use engine::{
    Commit, Domain, EventStore, ExpectedVersion, Idempotency, IdempotencyKey, IndexEntry, LogRange, Lookup, MessageId,
    OutboxRecord, Recorded, Snapshot, StreamId, Unsent, Version, ready,
};
use stores::web_storage::{Area, MemoryArea, Namespace, OneThread, WebStorageStore};

pub type Store = WebStorageStore<Tally, MemoryArea, OneThread>;

pub const HEAD: &str = "lab/format";

pub fn namespace<A: Area>(area: &A) -> Namespace<A, OneThread> {
    Namespace::new(area.clone(), OneThread::default(), "lab")
}

pub fn open(area: &MemoryArea) -> Store {
    namespace(area).open().expect("the log opens")
}

/// The key of an entry.
pub fn key(entry: u64) -> String {
    format!("lab/commit/{entry:010}")
}

/// A commit with every optional part.
pub fn full(stream: &str, expected: u64, amount: i64) -> Commit<Tally> {
    let version = Version(expected + 1);
    let event = new_event(version.0, TallyEvent::Added(amount));
    let recorded_at = event.metadata.recorded_at;
    let state = TallyState { sum: amount, latest: vec![amount], label: None };
    Commit {
        stream: stream.into(),
        expected: ExpectedVersion::Exactly(Version(expected)),
        events: vec![event],
        snapshot: Some(Snapshot { shape: Tally::STATE_SHAPE, version, recorded_at, state }),
        index: Some(vec![IndexEntry { index: "byLabel".into(), value: format!("{stream}{amount}"), reserved: true }]),
        outbox: vec![OutboxRecord { stream: stream.into(), version, number: 0, message: Below { sum: amount } }],
        idempotency: Some(Idempotency {
            key: IdempotencyKey(format!("{stream}-{expected}-{amount}").into()),
            content: "full".to_owned(),
        }),
    }
}

/// A log of three commits and one mark of a sent message: entries 1 to 4.
pub fn area_with_a_log() -> MemoryArea {
    let area = MemoryArea::default();
    let store = open(&area);
    for expected in 0..3 {
        ready(store.commit(full("tally-1", expected, 7))).unwrap();
    }
    ready(store.mark_sent(&[message(1)])).unwrap();
    area
}

pub fn message(version: u64) -> MessageId {
    MessageId { stream: "tally-1".into(), version: Version(version), number: 0 }
}

/// Everything that can be read from a store.
#[derive(Debug, PartialEq)]
pub struct Shown {
    pub log: Vec<Recorded<TallyEvent>>,
    snapshots: Vec<Option<Snapshot<TallyState>>>,
    outboxes: Vec<Vec<OutboxRecord<Below>>>,
    unsent: Unsent<Below>,
    found: Vec<StreamId>,
}

pub fn shown(store: &impl EventStore<Tally>) -> Shown {
    let streams = ["tally-0", "tally-1", "tally-2"].map(StreamId::from);
    Shown {
        log: events(store),
        snapshots: streams.iter().map(|stream| ready(store.snapshot(stream)).unwrap()).collect(),
        outboxes: streams.iter().map(|stream| ready(store.outbox(stream)).unwrap()).collect(),
        unsent: ready(store.unsent(usize::MAX)).unwrap(),
        found: ready(store.find("byLabel", Lookup::BeginsWith(""))).unwrap(),
    }
}

pub fn events(store: &impl EventStore<Tally>) -> Vec<Recorded<TallyEvent>> {
    ready(store.read_all(LogRange::ALL)).unwrap()
}

/// Replaces the first occurrence of a text in a record.
pub fn edit(area: &MemoryArea, key: &str, from: &str, to: &str) {
    let text = area.get(key).unwrap().unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    area.set(key, &text.replacen(from, to, 1)).unwrap();
}

/// An area with these keys and values.
pub fn copy(contents: &std::collections::BTreeMap<String, String>) -> MemoryArea {
    let area = MemoryArea::default();
    contents.iter().for_each(|(key, value)| area.set(key, value).unwrap());
    area
}
