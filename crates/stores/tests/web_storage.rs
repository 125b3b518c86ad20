//! The Web Storage store keeps the contract, survives a tab that is killed at any write, loses nothing when tabs race, and says
//! what is wrong with a storage that is full, blocked or broken.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use engine::conformance::{self, Below, Tally, TallyEvent, TallyState, new_event, tally};
use engine::{
    Aggregate, Commit, CommitLimits, Committed, Domain, EventStore, ExpectedVersion, Idempotency, IdempotencyKey,
    IndexEntry, LogRange, Lookup, MessageId, Notify, OutboxRecord, Position, Recorded, Snapshot, SnapshotPolicy,
    StoreError, StreamId, StreamRange, Unsent, Version, ready,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, json};
use stores::web_storage::{Area, MemoryArea, Namespace, OneThread, Peers, Size, WebStorageStore};
use stores::{MemoryStore, StorageFault};

type Store = WebStorageStore<Tally, MemoryArea, OneThread>;

fn namespace<A: Area>(area: &A) -> Namespace<A, OneThread> {
    Namespace::new(area.clone(), OneThread::default(), "lab")
}

fn open(area: &MemoryArea) -> Store {
    namespace(area).open().expect("the log opens")
}

/// A commit that carries everything a commit can carry.
fn full(stream: &str, expected: u64, amount: i64) -> Commit<Tally> {
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

/// An area with a log of three commits and one mark of a sent message, `lab/commit/0000000001` to `...4`.
fn area_with_a_log() -> MemoryArea {
    let area = MemoryArea::default();
    let store = open(&area);
    for expected in 0..3 {
        ready(store.commit(full("tally-1", expected, 7))).unwrap();
    }
    ready(store.mark_sent(&[message(1)])).unwrap();
    area
}

fn message(version: u64) -> MessageId {
    MessageId { stream: "tally-1".into(), version: Version(version), number: 0 }
}

/// All that a store shows.
#[derive(Debug, PartialEq)]
struct Shown {
    log: Vec<Recorded<TallyEvent>>,
    snapshots: Vec<Option<Snapshot<TallyState>>>,
    outboxes: Vec<Vec<OutboxRecord<Below>>>,
    unsent: Unsent<Below>,
    found: Vec<StreamId>,
}

fn shown(store: &impl EventStore<Tally>) -> Shown {
    let streams = ["tally-0", "tally-1", "tally-2"].map(StreamId::from);
    Shown {
        log: ready(store.read_all(LogRange::ALL)).unwrap(),
        snapshots: streams.iter().map(|stream| ready(store.snapshot(stream)).unwrap()).collect(),
        outboxes: streams.iter().map(|stream| ready(store.outbox(stream)).unwrap()).collect(),
        unsent: ready(store.unsent(usize::MAX)).unwrap(),
        found: ready(store.find("byLabel", Lookup::BeginsWith(""))).unwrap(),
    }
}

fn contents(area: &impl Area) -> BTreeMap<String, String> {
    let keys = area.keys().unwrap().into_iter();
    keys.map(|key| (key.clone(), area.get(&key).unwrap().unwrap())).collect()
}

#[test]
fn it_keeps_the_contract() {
    ready(conformance::run(async || open(&MemoryArea::default())));
}

#[test]
fn it_keeps_the_contract_with_limits_too() {
    let limits = CommitLimits { events: 100, payload_bytes: 10_000, ..CommitLimits::NONE };
    ready(conformance::run(async || open(&MemoryArea::default()).with_limits(limits)));
}

#[test]
fn a_copy_of_fractions_from_memory_equals_its_source() {
    let memory = MemoryStore::default();
    ready(conformance::copy_with_fractions_equals_its_source(&memory, open(&MemoryArea::default())));
}

#[test]
fn a_message_that_cannot_be_read_is_passed_over() {
    let area = MemoryArea::default();
    ready(conformance::unreadable_message_is_skipped(open(&area), async |store, message| {
        drop(store);
        let key = format!("lab/commit/{:010}", message.version.0);
        let text = area.get(&key).unwrap().expect("the commit is stored");
        area.set(&key, &text.replace(r#""message":{"sum":-2}"#, r#""message":{"sum":"?"}"#)).unwrap();
        open(&area)
    }));
}

#[test]
fn it_keeps_the_contract_when_the_log_is_opened_anew_for_every_call() {
    ready(conformance::run(async || Reopening(namespace(&MemoryArea::default()))));
}

#[test]
fn it_keeps_the_contract_when_the_area_shows_what_others_wrote_late() {
    ready(conformance::run(async || {
        let shared = Shared::default();
        TwoTabs { tabs: [shared.tab(true), shared.tab(true)], turn: Cell::new(0), shared }
    }));
}

// Tabs that are killed, full storage.

/// What the tab does, in the order of its writes.
fn script(store: &impl EventStore<Tally>) -> Result<(), StoreError> {
    ready(store.commit(full("tally-1", 0, 1)))?;
    ready(store.commit(full("tally-2", 0, 2)))?;
    ready(store.mark_sent(&[message(1)]))?;
    ready(store.commit(full("tally-1", 1, 3)))?;
    Ok(())
}

/// What a store shows before the script, and after each of its steps.
fn states_of_the_script() -> Vec<Shown> {
    let store = MemoryStore::<Tally>::default();
    let mut states = vec![shown(&store)];
    ready(store.commit(full("tally-1", 0, 1))).unwrap();
    states.push(shown(&store));
    ready(store.commit(full("tally-2", 0, 2))).unwrap();
    states.push(shown(&store));
    ready(store.mark_sent(&[message(1)])).unwrap();
    states.push(shown(&store));
    ready(store.commit(full("tally-1", 1, 3))).unwrap();
    states.push(shown(&store));
    states
}

#[test]
fn a_tab_that_is_killed_at_any_write_leaves_whole_commits() {
    let states = states_of_the_script();
    for end in [End::BeforeWrite, End::AfterWrite] {
        // The format, and four entries.
        for write in 1..=6 {
            let area = MemoryArea::default();
            let doomed = Failing::new(&area, write, end);
            let done = namespace(&doomed).open().map(|store| script(&store)).expect("an empty area opens");
            assert_eq!(done.is_ok(), write == 6, "there are five writes");

            let store = open(&area);
            let written = (write as usize - 1 + usize::from(end == End::AfterWrite)).clamp(1, 5) - 1;
            assert_eq!(shown(&store), states[written], "{end:?} {write}");
            // The script again: repeats of what is there, and the rest.
            script(&store).expect("everything still works");
            assert_eq!(shown(&store), states[4], "{end:?} {write}");
            assert_eq!(shown(&open(&area)), states[4], "{end:?} {write}");
        }
    }
}

#[test]
fn a_write_that_fails_changes_nothing_and_the_store_goes_on() {
    let states = states_of_the_script();
    for write in 1..=5 {
        let area = MemoryArea::default();
        let store = namespace(&Failing::new(&area, write, End::FullOnce)).open::<Tally>().unwrap();
        let refused = script(&store).expect_err("one write fails");
        assert!(matches!(&refused, StoreError::Unavailable { reason } if reason.contains("is full")), "{refused}");
        assert_eq!(shown(&store), states[(write as usize).max(2) - 2], "write {write}");
        assert_eq!(shown(&open(&area)), shown(&store), "write {write}");
        script(&store).expect("the store goes on");
        assert_eq!(shown(&open(&area)), states[4], "write {write}");
    }
}

#[test]
fn a_full_storage_can_be_read_and_takes_smaller_commits() {
    let area = MemoryArea::with_room(5_000);
    let store = open(&area);
    let big = |expected| {
        let event = TallyEvent::Noted(Map::from_iter([("text".to_owned(), json!("x".repeat(1_000)))]));
        Commit { events: vec![new_event(1, event)], snapshot: None, index: None, ..full("tally-1", expected, 0) }
    };
    ready(store.commit(big(0))).unwrap();
    let before = (shown(&store), contents(&area));
    let refused = ready(store.commit(big(1))).unwrap_err();
    assert_eq!(refused, StorageFault::Full.into());
    assert_eq!((shown(&store), contents(&area)), before, "nothing was written");
    ready(store.commit(full("tally-1", 1, 7))).expect("a smaller commit goes through");
    assert_eq!(shown(&open(&area)), shown(&store));
}

#[test]
fn a_storage_without_any_room_opens_and_says_that_it_is_full() {
    let area = MemoryArea::with_room(10);
    assert_eq!(ready(open(&area).commit(full("tally-1", 0, 7))), Err(StorageFault::Full.into()));
    assert_eq!(contents(&area), BTreeMap::new());
}

#[test]
fn a_blocked_storage_says_so() {
    let blocked = Failing::new(&MemoryArea::default(), 0, End::Blocked);
    let fault = namespace(&blocked).open::<Tally>().err().expect("it does not open");
    assert!(matches!(fault, StorageFault::Blocked { .. }), "{fault}");
    assert!(fault.to_string().contains("Allow site data"), "{fault}");
    assert!(namespace(&blocked).export().is_err());
    assert!(namespace(&blocked).readable::<Tally>().is_err());
    assert!(ready(namespace(&blocked).repair::<Tally>()).is_err());
    assert!(ready(namespace(&blocked).delete_everything()).is_err());
}

#[test]
fn a_storage_that_fails_is_not_taken_for_a_damaged_one() {
    let area = area_with_a_log();
    let before = contents(&area);
    let failed = namespace(&Failing::new(&area, 0, End::Failed));
    let is_failure = |fault: StorageFault| matches!(fault, StorageFault::Failed { .. });
    assert!(failed.open::<Tally>().err().is_some_and(is_failure));
    assert!(failed.readable::<Tally>().err().is_some_and(is_failure), "what was not read is not passed off as nothing");
    assert!(ready(failed.repair::<Tally>()).err().is_some_and(is_failure), "nothing is moved");
    assert_eq!(contents(&area), before);
}

#[test]
fn a_storage_that_is_blocked_later_refuses_and_loses_nothing() {
    let area = MemoryArea::default();
    let failing = Failing::new(&area, 3, End::BeforeWrite);
    let store = namespace(&failing).open::<Tally>().unwrap();
    ready(store.commit(full("tally-1", 0, 1))).unwrap();
    for _ in 0..2 {
        let refused = ready(store.commit(full("tally-1", 1, 2)));
        assert!(matches!(&refused, Err(StoreError::Unavailable { reason }) if reason.contains("Allow site data")));
    }
    assert_eq!(shown(&open(&area)).log.len(), 1);
}

// Broken storage.

/// What is wrong with an area, how many of the three commits can be read, and what opening says.
fn broken_areas() -> Vec<(&'static str, MemoryArea, usize, StorageFault)> {
    let key = |number: u64| format!("lab/commit/{number:010}");
    let unreadable = |number, reason: &str| StorageFault::Unreadable { key: key(number), reason: reason.to_owned() };
    let mut areas = Vec::new();
    let mut broken = |what, readable, fault, break_it: &dyn Fn(&MemoryArea)| {
        let area = area_with_a_log();
        break_it(&area);
        areas.push((what, area, readable, fault));
    };
    let change = |area: &MemoryArea, number, from: &str, to: &str| {
        let text = area.get(&key(number)).unwrap().unwrap();
        assert!(text.contains(from), "{text}");
        area.set(&key(number), &text.replacen(from, to, 1)).unwrap();
    };

    broken("no JSON", 1, unreadable(2, "it is no JSON (expected ident at line 1 column 2)"), &|area| {
        area.set(&key(2), "nonsense").unwrap();
    });
    broken(
        "half an entry",
        0,
        unreadable(1, "it is no JSON (EOF while parsing an object at line 1 column 1)"),
        &|area| {
            area.set(&key(1), "{").unwrap();
        },
    );
    broken("JSON of something else", 1, unreadable(2, "it is no object"), &|area| area.set(&key(2), "[]").unwrap());
    broken("no events", 1, unreadable(2, "`events` is missing"), &|area| change(area, 2, "\"events\"", "\"x\""));
    broken(
        "an unknown event",
        2,
        unreadable(
            3,
            "the payload of a stored Melted (schema version 1) can't be read: there is no such type and shape",
        ),
        &|area| {
            change(area, 3, "Added", "Melted");
        },
    );
    broken("another position", 1, unreadable(2, "it has position 9 where 2 should follow"), &|area| {
        change(area, 2, "\"position\":2", "\"position\":9");
    });
    broken("another version", 1, unreadable(2, "it has tally-1 v9 where tally-1 v2 should follow"), &|area| {
        change(area, 2, "\"type\":\"Added\",\"version\":2", "\"type\":\"Added\",\"version\":9");
    });
    broken("an entry twice", 1, unreadable(2, "it has tally-1 v1 where tally-1 v2 should follow"), &|area| {
        area.set(&key(2), &area.get(&key(1)).unwrap().unwrap()).unwrap();
    });
    broken(
        "a mark that is none",
        3,
        unreadable(4, "a sent message is not a stream, a version and a number"),
        &|area| {
            area.set(&key(4), r#"{"sent":[["tally-1"]]}"#).unwrap();
        },
    );
    broken("an entry missing in the middle", 1, StorageFault::Missing { key: key(2) }, &|area| {
        area.remove(&key(2)).unwrap();
    });
    broken("the first entry missing", 0, StorageFault::Missing { key: key(1) }, &|area| area.remove(&key(1)).unwrap());
    broken("the format missing", 3, StorageFault::Missing { key: "lab/format".into() }, &|area| {
        area.remove("lab/format").unwrap();
    });
    let reason = "it is no JSON (expected ident at line 1 column 2)".to_owned();
    broken("no format", 3, StorageFault::Unreadable { key: "lab/format".into(), reason }, &|area| {
        area.set("lab/format", "nonsense").unwrap();
    });
    let reason = "`log` is missing".to_owned();
    broken("half a format", 3, StorageFault::Unreadable { key: "lab/format".into(), reason }, &|area| {
        area.set("lab/format", r#"{"format":1}"#).unwrap();
    });
    broken("an older format", 0, StorageFault::Older { format: 0 }, &|area| {
        area.set("lab/format", r#"{"format":0,"anything":"else"}"#).unwrap();
    });
    for foreign in ["lab/theme", "lab/commit/5", "lab/commit/x/y", "lab/"] {
        broken("something else", 3, StorageFault::Foreign { key: foreign.into() }, &|area| {
            area.set(foreign, "dark").unwrap()
        });
    }
    areas
}

#[test]
fn each_kind_of_damage_is_named_and_nothing_is_lost_by_a_repair() {
    for (what, area, readable, fault) in broken_areas() {
        let namespace = namespace(&area);
        let before = contents(&area);
        assert_eq!(namespace.open::<Tally>().err(), Some(fault), "{what}");
        assert_eq!(contents(&area), before, "{what}: opening changes nothing");

        let events = namespace.readable::<Tally>().unwrap();
        assert_eq!(events, shown(&open(&area_with_a_log())).log[..readable], "{what}: what can be read");
        let exported: BTreeMap<String, String> = serde_json::from_str(&namespace.export().unwrap()).unwrap();
        assert_eq!(exported, before, "{what}: an export has everything");

        ready(namespace.repair::<Tally>()).unwrap();
        let after = contents(&area);
        for (key, value) in &before {
            let aside = key.replacen("lab/", "lab/set-aside/1/", 1);
            let same = after.get(key) == Some(value) || after.get(&aside) == Some(value);
            // The log gets another identity, so that nobody goes on with the old one.
            assert!(same || key == "lab/format", "{what}: {key} is lost");
        }
        let store = namespace.open::<Tally>().unwrap_or_else(|fault| panic!("{what}: {fault}"));
        assert_eq!(shown(&store).log, events, "{what}: what could be read is there");
        ready(store.commit(full("tally-1", readable as u64, 9))).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(shown(&open(&area)).log.len(), readable + 1, "{what}");

        let repaired = contents(&area);
        assert_eq!(ready(namespace.repair::<Tally>()), Ok(0), "{what}: a log in order needs no repair");
        assert_eq!(contents(&area), repaired, "{what}: a log in order stays as it is");
    }
}

#[test]
fn a_repair_that_is_killed_at_any_write_loses_nothing_and_can_be_done_again() {
    for (what, area, readable, _) in broken_areas() {
        let before = contents(&area);
        for end in [End::BeforeWrite, End::AfterWrite, End::FullOnce] {
            for write in 1.. {
                let area = copy(&before);
                let done = ready(namespace(&Failing::new(&area, write, end)).repair::<Tally>()).is_ok();
                let values: Vec<_> = contents(&area).into_values().collect();
                for (key, value) in &before {
                    assert!(values.contains(value) || key == "lab/format", "{what}, {end:?} {write}: {key} is lost");
                }
                ready(namespace(&area).repair::<Tally>()).unwrap();
                assert_eq!(shown(&open(&area)).log.len(), readable, "{what}, {end:?} {write}");
                if done {
                    break;
                }
            }
        }
    }
}

#[test]
fn a_second_repair_writes_over_nothing_that_the_first_has_set_aside() {
    let area = area_with_a_log();
    area.set("lab/set-aside/4294967295/commit/0000000003", "older").unwrap();
    for text in ["first", "second"] {
        area.set("lab/commit/0000000003", text).unwrap();
        ready(namespace(&area).repair::<Tally>()).unwrap();
    }
    let aside = |repair: u32| area.get(&format!("lab/set-aside/{repair}/commit/0000000003")).unwrap();
    assert_eq!([1, 2, u32::MAX].map(aside), ["first", "second", "older"].map(|text| Some(text.to_owned())));
}

#[test]
fn a_newer_format_is_left_alone() {
    let area = area_with_a_log();
    area.set("lab/format", r#"{"format":2,"log":["other"]}"#).unwrap();
    let before = contents(&area);
    let namespace = namespace(&area);
    assert_eq!(namespace.open::<Tally>().err(), Some(StorageFault::Newer { format: 2 }));
    assert_eq!(ready(namespace.repair::<Tally>()), Err(StorageFault::Newer { format: 2 }));
    assert_eq!(namespace.readable::<Tally>(), Ok(Vec::new()));
    assert_eq!(contents(&area), before);
}

#[test]
fn a_store_that_meets_damage_while_it_is_open_refuses_and_writes_nothing() {
    type Damage<'a> = (&'a str, &'a dyn Fn(&MemoryArea), &'a str);
    let damages: [Damage; 5] = [
        (
            "a broken entry",
            &|area| area.set("lab/commit/0000000005", "?").unwrap(),
            "lab/commit/0000000005 can't be read",
        ),
        ("a newer format", &|area| area.set("lab/format", r#"{"format":2}"#).unwrap(), "newer than this code"),
        ("no format", &|area| area.remove("lab/format").unwrap(), "was deleted or repaired elsewhere"),
        ("deleted", &|area| ready(namespace(area).delete_everything()).unwrap(), "was deleted or repaired elsewhere"),
        (
            "deleted and begun anew",
            &|area| {
                ready(namespace(area).delete_everything()).unwrap();
                ready(open(area).commit(full("tally-1", 0, 7))).map(drop).unwrap();
            },
            "was deleted or repaired elsewhere",
        ),
    ];
    for (what, damage, sentence) in damages {
        let area = area_with_a_log();
        let store = open(&area);
        damage(&area);
        let before = contents(&area);
        let refused = ready(store.commit(full("tally-1", 3, 7))).expect_err(what);
        assert!(
            matches!(&refused, StoreError::Unavailable { reason } | StoreError::Unreadable { reason }
                if reason.contains(sentence)),
            "{what}: {refused}"
        );
        assert!(ready(store.read_all(LogRange::ALL.limit(1))).is_err(), "{what}: it does not show what is not there");
        assert_eq!(contents(&area), before, "{what}");
    }
}

#[test]
fn entries_without_a_format_are_never_written_over() {
    let area = MemoryArea::default();
    let store = open(&area);
    area.set("lab/commit/0000000001", "somebody's").unwrap();
    let refused = ready(store.commit(full("tally-1", 0, 7)));
    assert_eq!(refused, Err(StorageFault::Missing { key: "lab/format".into() }.into()));
    assert_eq!(contents(&area).len(), 1);
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let area = MemoryArea::default();
    let store = open(&area);
    let deep = (0..200).fold(json!(1), |inner, _| json!([inner]));
    let event = new_event(1, TallyEvent::Noted(Map::from_iter([("deep".to_owned(), deep)])));
    let refused = ready(store.commit(Commit { events: vec![event], ..full("tally-1", 0, 7) }));
    assert!(
        matches!(&refused, Err(StoreError::Invalid { reason }) if reason.contains("recursion limit")),
        "{refused:?}"
    );
    assert_eq!(contents(&area), BTreeMap::new());
    ready(store.commit(full("tally-1", 0, 7))).unwrap();
}

#[test]
fn a_snapshot_that_can_not_be_read_is_of_no_shape() {
    let area = area_with_a_log();
    for (key, text) in contents(&area) {
        area.set(&key, &text.replace("\"latest\"", "\"newest\"")).unwrap();
    }
    let store = open(&area);
    assert_eq!(shown(&store).log.len(), 3);
    assert_eq!(ready(store.snapshot(&"tally-1".into())).unwrap().map(|snapshot| snapshot.shape), Some(0));
    let tallies = Aggregate::new(tally(), store).with_snapshots(SnapshotPolicy::Never);
    let loaded = ready(tallies.get(&"tally-1".into())).unwrap().expect("it has events");
    assert_eq!((loaded.state.sum, loaded.replayed), (21, 3), "it is not believed");
    ready(tallies.append(&"tally-1".into(), vec![new_event(4, TallyEvent::Added(1))])).unwrap();
    let snapshot = ready(tallies.store().snapshot(&"tally-1".into())).unwrap().expect("the next append writes one");
    assert_eq!((snapshot.shape, snapshot.state.sum), (Tally::STATE_SHAPE, 22));
}

// Names, size, deletion.

#[test]
fn namespaces_do_not_touch_each_other() {
    let area = MemoryArea::default();
    let names = ["", "a", "a/", "a/commit", "a/set-aside", "a%2Fcommit", "A", "/"];
    let spaces = names.map(|name| Namespace::new(area.clone(), OneThread::default(), name));
    for (space, amount) in spaces.iter().zip(1..) {
        ready(space.open().unwrap().commit(full("tally-1", 0, amount))).unwrap();
    }
    area.set("a", "another program's").unwrap();
    area.set("ab/commit/0000000001", "another program's").unwrap();
    for (space, amount) in spaces.iter().zip(1..) {
        let store = space.open::<Tally>().unwrap();
        let log = ready(store.read_all(LogRange::ALL.limit(9))).unwrap();
        assert_eq!(log.iter().map(|event| &event.data).collect::<Vec<_>>(), [&TallyEvent::Added(amount)]);
    }
    for (deleted, space) in spaces.iter().enumerate() {
        ready(space.delete_everything()).unwrap();
        for (other, space) in spaces.iter().enumerate() {
            let events = space.open::<Tally>().unwrap().size().unwrap().events;
            assert_eq!(events, u64::from(other > deleted), "{:?} after {:?}", names[other], names[deleted]);
        }
    }
    assert_eq!(contents(&area).len(), 2, "what belongs to others is left alone");
}

#[test]
fn the_size_is_counted_as_browsers_do() {
    let area = area_with_a_log();
    area.set("another", "program's").unwrap();
    area.set("lab/set-aside/1/commit/0000000005", "ü😀").unwrap();
    let own = contents(&area).into_iter().filter(|(key, _)| key.starts_with("lab/"));
    let bytes = own.map(|(key, value)| 2 * (key + &value).encode_utf16().count()).sum();
    assert_eq!(open(&area).size(), Ok(Size { bytes, commits: 3, events: 3, set_aside: 1 }));
    assert_eq!(open(&MemoryArea::default()).size(), Ok(Size { bytes: 0, commits: 0, events: 0, set_aside: 0 }));
}

#[test]
fn a_deletion_that_is_killed_at_any_write_leaves_a_log_that_opens() {
    let before = contents(&area_with_a_log());
    for write in 1..=5 {
        let area = copy(&before);
        let doomed = namespace(&Failing::new(&area, write, End::BeforeWrite));
        assert!(ready(doomed.delete_everything()).is_err());
        assert_eq!(shown(&open(&area)).log.len(), (5 - write as usize).min(3), "killed at write {write}");
    }
}

#[test]
fn a_message_is_marked_once() {
    let area = area_with_a_log();
    let before = contents(&area);
    let store = open(&area);
    ready(store.mark_sent(&[message(1), message(99)])).unwrap();
    assert_eq!(contents(&area), before, "marked before, and not known: nothing is written");
    ready(store.mark_sent(&[message(1), message(2)])).unwrap();
    assert_eq!(area.get("lab/commit/0000000005").unwrap().unwrap(), r#"{"sent":[["tally-1",2,0]]}"#);
}

// Several tabs.

/// One step of a tab.
#[derive(Clone, Debug)]
enum Step {
    Commit { stream: usize, expected: Option<u64>, events: usize, label: Option<(u8, bool)>, key: Option<(u8, u8)> },
    MarkSent { stream: usize, version: u64 },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let commit = (
        0_usize..3,
        proptest::option::weighted(0.4, 0_u64..4),
        0_usize..4,
        proptest::option::of((0_u8..3, any::<bool>())),
        proptest::option::weighted(0.3, (0_u8..4, 0_u8..2)),
    );
    prop_oneof![
        8 => commit.prop_map(|(stream, expected, events, label, key)| Step::Commit { stream, expected, events, label, key }),
        2 => (0_usize..3, 0_u64..6).prop_map(|(stream, version)| Step::MarkSent { stream, version }),
        1 => Just(Step::Reopen),
    ]
}

/// The commit of a step, for a stream that is at this version.
fn commit_of(number: usize, actual: Version, step: &Step) -> Option<Commit<Tally>> {
    let Step::Commit { stream, expected, events, label, key } = step else { return None };
    let stream = StreamId::from(format!("tally-{stream}"));
    let after = actual.plus(*events);
    let new: Vec<_> = (0..*events).map(|event| new_event(number as u64, TallyEvent::Added(event as i64))).collect();
    let state = TallyState { sum: number as i64, ..TallyState::default() };
    let recorded_at = new_event(number as u64, ()).metadata.recorded_at;
    let outbox = (actual.0 + 1..=after.0).map(|version| OutboxRecord {
        stream: stream.clone(),
        version: Version(version),
        number: 0,
        message: Below { sum: number as i64 },
    });
    Some(Commit {
        outbox: outbox.collect(),
        expected: expected.map_or(ExpectedVersion::Any, |version| ExpectedVersion::Exactly(Version(version))),
        snapshot: number.is_multiple_of(3).then_some(Snapshot { shape: 1, version: after, recorded_at, state }),
        index: label.map(|(label, reserved)| {
            let index = if reserved { "byName" } else { "byLabel" };
            vec![IndexEntry { index: index.into(), value: label.to_string(), reserved }]
        }),
        idempotency: key.map(|(key, content)| Idempotency {
            key: IdempotencyKey(key.to_string().into()),
            content: content.to_string(),
        }),
        events: new,
        stream,
    })
}

fn version_of(store: &impl EventStore<Tally>, step: &Step) -> Version {
    let (Step::Commit { stream, .. } | Step::MarkSent { stream, .. }) = step else { return Version::EMPTY };
    let stream = StreamId::from(format!("tally-{stream}"));
    let newest = ready(store.read(&stream, StreamRange::ALL.backwards().limit(1))).unwrap();
    newest.first().map_or(Version::EMPTY, |event| event.version)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whichever tab does it, the answer is the one that a single memory store gives, and so is what all show in the end.
    #[test]
    fn any_steps_of_two_tabs_are_those_of_one_memory_store(steps in vec((0_usize..2, step()), 1..40)) {
        let model = MemoryStore::<Tally>::default();
        let area = MemoryArea::default();
        let mut tabs = [open(&area), open(&area)];
        for (number, (tab, step)) in steps.iter().enumerate() {
            match step {
                Step::Reopen => tabs[*tab] = open(&area),
                Step::MarkSent { stream, version } => {
                    let message =
                        MessageId { stream: format!("tally-{stream}").into(), version: Version(*version), number: 0 };
                    prop_assert_eq!(
                        ready(tabs[*tab].mark_sent(std::slice::from_ref(&message))),
                        ready(model.mark_sent(&[message]))
                    );
                }
                Step::Commit { .. } => {
                    let commit = commit_of(number, version_of(&model, step), step).unwrap();
                    prop_assert_eq!(ready(tabs[*tab].commit(commit.clone())), ready(model.commit(commit)));
                }
            }
        }
        let expected = shown(&model);
        prop_assert_eq!(&shown(&tabs[0]), &expected);
        prop_assert_eq!(&shown(&tabs[1]), &expected);
        prop_assert_eq!(&shown(&open(&area)), &expected);
    }

    /// Tabs that see each other's writes late: whatever was answered with success is in the log, once, where the answer says.
    #[test]
    fn tabs_that_see_each_others_writes_late_lose_nothing(
        steps in vec((0_usize..3, 0_usize..3, step()), 1..40),
    ) {
        let shared = Shared::default();
        let tabs = [shared.tab(true), shared.tab(true), shared.tab(true)];
        let mut written = BTreeMap::new();
        for (number, (tab, arrive, step)) in steps.iter().enumerate() {
            shared.deliver(*tab, *arrive);
            let Some(commit) = commit_of(number, version_of(&tabs[*tab], step), step) else { continue };
            match ready(tabs[*tab].commit(commit.clone())) {
                Ok(Committed { repeated: true, .. }) => {}
                Ok(committed) => {
                    for (place, event) in commit.events.into_iter().rev().enumerate() {
                        let position = committed.position.0 - place as u64;
                        let version = committed.version.0 - place as u64;
                        prop_assert_eq!(written.insert(position, (commit.stream.clone(), version, event.data)), None);
                    }
                }
                Err(StoreError::Unavailable { reason }) => prop_assert!(false, "{}", reason),
                Err(_) => {}
            }
        }
        let log = ready(shared.tab(true).read_all(LogRange::ALL)).unwrap();
        let log: BTreeMap<_, _> =
            log.into_iter().map(|event| (event.position.0, (event.stream, event.version.0, event.data))).collect();
        prop_assert_eq!(log, written);
    }
}

/// That the test above means something: without the announcements, a tab that sees late writes over what another one wrote.
#[test]
fn a_lock_alone_would_lose_commits() {
    let shared = Shared::default();
    let tabs = [shared.tab(false), shared.tab(false)];
    for (tab, amount) in tabs.iter().zip(1..) {
        ready(tab.commit(full("tally-1", 0, amount))).expect("each believes to be first");
    }

    let shared = Shared::default();
    let tabs = [shared.tab(true), shared.tab(true)];
    ready(tabs[0].commit(full("tally-1", 0, 1))).unwrap();
    let late = ready(tabs[1].commit(full("tally-1", 0, 2)));
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
}

#[test]
fn an_announcement_that_nothing_follows_is_waited_for_once() {
    let shared = Shared::default();
    let stale = shared.tab(true);
    ready(stale.commit(full("tally-1", 0, 1))).unwrap();
    // The log is deleted while another tab still has it open, and announces it.
    ready(shared.namespace(true).delete_everything()).unwrap();
    let store = shared.tab(true);
    ready(store.commit(full("tally-1", 0, 2))).expect("a new log begins");
    let waited = shared.pauses.get();
    assert!(waited > 0, "it was waited for");
    ready(store.commit(full("tally-1", 1, 3))).unwrap();
    assert_eq!(shared.pauses.get(), waited, "it is not waited for again");
    let refused = ready(stale.commit(full("tally-1", 1, 3)));
    assert_eq!(refused, Err(StorageFault::Replaced.into()));
}

/// A browser may be so busy that a write takes seconds to arrive.
#[test]
fn what_was_written_to_this_log_is_waited_for_however_late_it_comes_and_never_written_over() {
    for (delay, arrives) in [(0, true), (12, true), (25, true), (1_000, false)] {
        let shared = Shared::default();
        let tabs = [shared.tab(true), shared.tab(true)];
        ready(tabs[0].commit(full("tally-1", 0, 1))).unwrap();
        ready(tabs[1].commit(full("tally-2", 0, 2))).unwrap();
        ready(tabs[0].commit(full("tally-1", 1, 3))).unwrap();
        shared.delay.set(delay);
        let late = ready(tabs[1].commit(full("tally-2", 1, 4)));
        let log = ready(shared.tab(true).read_all(LogRange::ALL)).unwrap();
        if arrives {
            assert!(late.is_ok(), "after {delay} pauses: {late:?}");
            assert_eq!(log.len(), 4, "after {delay} pauses");
        } else {
            assert!(
                matches!(&late, Err(StoreError::Unavailable { reason }) if reason.contains("does not see yet")),
                "{late:?}"
            );
            assert_eq!(log.len(), 3, "what the other tab wrote is still there");
        }
    }
}

/// With the tab, its announcement goes, and what it wrote last may not have arrived yet.
#[test]
fn what_a_tab_wrote_before_it_was_closed_is_not_written_over() {
    let shared = Shared::default();
    let (tab, closed) = (shared.tab(true), shared.tab(true));
    ready(closed.commit(full("tally-1", 0, 1))).unwrap();
    ready(tab.commit(full("tally-2", 0, 2))).unwrap();
    ready(closed.commit(full("tally-1", 1, 3))).unwrap();
    // The other tab is the second one.
    shared.announcements.borrow_mut().remove(&1);
    ready(tab.commit(full("tally-2", 1, 4))).unwrap();
    let amounts: Vec<_> = shown(&shared.tab(true)).log.into_iter().map(|event| event.data).collect();
    assert_eq!(amounts, [1, 2, 3, 4].map(TallyEvent::Added));
    let waited = shared.pauses.get();
    ready(tab.commit(full("tally-2", 2, 5))).unwrap();
    assert_eq!(shared.pauses.get(), waited, "it is waited for once");
}

#[test]
fn a_tab_whose_log_was_repaired_elsewhere_must_open_it_again() {
    let area = area_with_a_log();
    let store = open(&area);
    area.set("lab/commit/0000000002", "?").unwrap();
    ready(namespace(&area).repair::<Tally>()).unwrap();
    assert_eq!(ready(store.commit(full("tally-1", 3, 7))), Err(StorageFault::Replaced.into()));
    assert_eq!(shown(&open(&area)).log.len(), 1);
}

#[test]
fn a_lock_that_is_not_given_is_an_error_and_nothing_is_written() {
    struct NoTurns(OneThread);
    impl Peers for NoTurns {
        async fn exclusive<T: 'static>(
            &self,
            _: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
        ) -> Result<T, StorageFault> {
            Err(StorageFault::NoTurn { reason: "the page is going away".to_owned() })
        }
        async fn pause(&self, _: u32) {}
        fn unique(&self) -> String {
            self.0.unique()
        }
        fn notify(&self) {}
        fn changes(&self) -> &Notify {
            self.0.changes()
        }
    }
    let area = MemoryArea::default();
    let store = Namespace::new(area.clone(), NoTurns(OneThread::default()), "lab").open().unwrap();
    let refused = ready(store.commit(full("tally-1", 0, 7)));
    assert!(
        matches!(&refused, Err(StoreError::Unavailable { reason }) if reason.contains("going away")),
        "{refused:?}"
    );
    assert_eq!(contents(&area), BTreeMap::new());
}

// What the tests are made with.

fn copy(contents: &BTreeMap<String, String>) -> MemoryArea {
    let area = MemoryArea::default();
    contents.iter().for_each(|(key, value)| area.set(key, value).unwrap());
    area
}

/// How an area fails at a write.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    /// The tab is killed before the write: it and all that follows does not happen.
    BeforeWrite,
    /// The tab is killed after the write.
    AfterWrite,
    /// There is no room for this one write.
    FullOnce,
    /// Nothing is allowed from the start.
    Blocked,
    /// The browser fails from the start.
    Failed,
}

/// An area that fails at its n-th write, a removal included.
#[derive(Clone)]
struct Failing {
    area: MemoryArea,
    writes_left: Rc<Cell<u64>>,
    end: End,
    dead: Rc<Cell<bool>>,
}

impl Failing {
    fn new(area: &MemoryArea, write: u64, end: End) -> Self {
        let dead = Rc::new(Cell::new(matches!(end, End::Blocked | End::Failed)));
        Self { area: area.clone(), writes_left: Rc::new(Cell::new(write)), end, dead }
    }

    fn alive(&self) -> Result<(), StorageFault> {
        match self.end {
            _ if !self.dead.get() => Ok(()),
            End::Failed => Err(StorageFault::Failed { reason: "UnknownError".to_owned() }),
            _ => Err(StorageFault::Blocked { reason: "SecurityError".to_owned() }),
        }
    }

    fn write(&self, removal: bool, write: impl FnOnce() -> Result<(), StorageFault>) -> Result<(), StorageFault> {
        self.alive()?;
        self.writes_left.set(self.writes_left.get().wrapping_sub(1));
        if self.writes_left.get() > 0 {
            return write();
        }
        match self.end {
            // A removal needs no room.
            End::FullOnce if removal => write(),
            End::FullOnce => Err(StorageFault::Full),
            End::BeforeWrite | End::Blocked | End::Failed => {
                self.dead.set(true);
                self.alive()
            }
            End::AfterWrite => {
                write()?;
                self.dead.set(true);
                self.alive()
            }
        }
    }
}

impl Area for Failing {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.alive()?;
        self.area.get(key)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        self.write(false, || self.area.set(key, value))
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.write(true, || self.area.remove(key))
    }

    fn keys(&self) -> Result<Vec<String>, StorageFault> {
        self.alive()?;
        self.area.keys()
    }
}

type Write = (String, Option<String>);

/// A storage as several tabs see it: each sees its own writes at once, and those of the others when they arrive.
#[derive(Clone, Default)]
struct Shared {
    writes: Rc<RefCell<Vec<Write>>>,
    views: Rc<RefCell<Vec<View>>>,
    announcements: Rc<RefCell<BTreeMap<usize, String>>>,
    changes: Rc<Notify>,
    pauses: Rc<Cell<u32>>,
    /// How many pauses nothing arrives at first: the browser is busy.
    delay: Rc<Cell<u32>>,
}

/// What a tab sees, and how many of all writes have arrived.
#[derive(Default)]
struct View {
    values: BTreeMap<String, String>,
    arrived: usize,
}

impl View {
    fn apply(&mut self, (key, value): Write) {
        match value {
            Some(value) => drop(self.values.insert(key, value)),
            None => drop(self.values.remove(&key)),
        }
    }
}

impl Shared {
    /// The log in a new tab, which sees everything that was written so far.
    fn tab(&self, announces: bool) -> WebStorageStore<Tally, Tab, Tab> {
        self.namespace(announces).open().expect("the log opens")
    }

    fn namespace(&self, announces: bool) -> Namespace<Tab, Tab> {
        let tab = self.views.borrow().len();
        self.views.borrow_mut().push(View::default());
        self.deliver(tab, usize::MAX);
        let tab = Tab { tab, shared: self.clone(), announces };
        Namespace::new(tab.clone(), tab, "lab")
    }

    /// Some more of the writes arrive in this tab, in the order in which they were made.
    fn deliver(&self, tab: usize, count: usize) {
        let view = &mut self.views.borrow_mut()[tab];
        let writes: Vec<_> = self.writes.borrow().iter().skip(view.arrived).take(count).cloned().collect();
        view.arrived += writes.len();
        writes.into_iter().for_each(|write| view.apply(write));
    }
}

#[derive(Clone)]
struct Tab {
    tab: usize,
    shared: Shared,
    announces: bool,
}

impl Tab {
    fn write(&self, write: Write) {
        self.shared.views.borrow_mut()[self.tab].apply(write.clone());
        self.shared.writes.borrow_mut().push(write);
    }
}

impl Area for Tab {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        Ok(self.shared.views.borrow()[self.tab].values.get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        self.write((key.to_owned(), Some(value.to_owned())));
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.write((key.to_owned(), None));
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageFault> {
        Ok(self.shared.views.borrow()[self.tab].values.keys().cloned().collect())
    }
}

impl Peers for Tab {
    async fn exclusive<T: 'static>(
        &self,
        work: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
    ) -> Result<T, StorageFault> {
        let announced: Vec<_> = self.shared.announcements.borrow().values().cloned().collect();
        let (answer, announcement) = work(if self.announces { &announced } else { &[] });
        let mut announcements = self.shared.announcements.borrow_mut();
        announcements.remove(&self.tab);
        announcements.extend(announcement.map(|announcement| (self.tab, announcement)));
        Ok(answer)
    }

    /// A write arrives in each millisecond.
    async fn pause(&self, milliseconds: u32) {
        self.shared.pauses.update(|pauses| pauses + 1);
        match self.shared.delay.get() {
            0 => self.shared.deliver(self.tab, milliseconds as usize),
            pauses => self.shared.delay.set(pauses - 1),
        }
    }

    fn unique(&self) -> String {
        OneThread::default().unique()
    }

    fn notify(&self) {
        self.shared.changes.notify();
    }

    fn changes(&self) -> &Notify {
        &self.shared.changes
    }
}

/// Hands each call on.
macro_rules! hand_on {
    ($self:ident => $writer:expr, $store:expr) => {
        async fn commit(&$self, commit: Commit<Tally>) -> Result<Committed, StoreError> {
            $writer.commit(commit).await
        }

        async fn read(&$self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
            $store.read(stream, range).await
        }

        async fn read_all(&$self, range: LogRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
            $store.read_all(range).await
        }

        async fn snapshot(&$self, stream: &StreamId) -> Result<Option<Snapshot<TallyState>>, StoreError> {
            $store.snapshot(stream).await
        }

        async fn find(&$self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
            $store.find(index, lookup).await
        }

        async fn outbox(&$self, stream: &StreamId) -> Result<Vec<OutboxRecord<Below>>, StoreError> {
            $store.outbox(stream).await
        }

        async fn unsent(&$self, of_each_stream: usize) -> Result<Unsent<Below>, StoreError> {
            $store.unsent(of_each_stream).await
        }

        async fn mark_sent(&$self, messages: &[MessageId]) -> Result<(), StoreError> {
            $writer.mark_sent(messages).await
        }

        async fn changed(&$self, after: Position) -> Result<(), StoreError> {
            $store.changed(after).await
        }

        async fn answered(&$self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
            $store.answered(stream, idempotency).await
        }
    };
}

/// A store that is opened anew for every call.
struct Reopening(Namespace<MemoryArea, OneThread>);

impl EventStore<Tally> for Reopening {
    hand_on!(self => self.0.open::<Tally>().expect("it opens"), self.0.open::<Tally>().expect("it opens"));
}

/// Two tabs that see each other's writes late; each reads what arrived, and commits are made by turns.
struct TwoTabs {
    tabs: [WebStorageStore<Tally, Tab, Tab>; 2],
    turn: Cell<usize>,
    shared: Shared,
}

impl TwoTabs {
    fn next(&self) -> &WebStorageStore<Tally, Tab, Tab> {
        self.turn.set(1 - self.turn.get());
        &self.tabs[self.turn.get()]
    }

    fn arrived(&self) -> &Self {
        (0..2).for_each(|tab| self.shared.deliver(tab, usize::MAX));
        self
    }
}

impl EventStore<Tally> for TwoTabs {
    hand_on!(self => self.next(), self.arrived().next());
}
