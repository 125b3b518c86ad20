//! Logs of format 1, which older code wrote: no hashes, and a head without a last entry.

use engine::conformance::{self, Tally, TallyEvent, new_event, tally};
use engine::{Aggregate, Domain, EventStore, SnapshotPolicy, ready};
use stores::web_storage::{Area, MemoryArea};
use stores::{StorageFault, Verified};

use crate::common::{Failure, FaultyArea, contents};
use crate::support::{HEAD, area_with_a_log, copy, events, full, key, namespace, open, shown};

/// The bytes that older code wrote, plus line breaks.
const ENTRIES: [&str; 4] = [
    r#"{"content":"full","events":[{"causationId":"00000000-0000-0002-0000-000000000001","command":"Tally",
"correlationId":"00000000-0000-0003-0000-000000000001","eventId":"00000000-0000-0001-0000-000000000001","payload":{"amount":7},
"position":1,"recordedAt":"1970-01-01T00:00:00.001Z","shape":1,"stream":"tally-1","type":"Added","version":1}],
"index":[["byLabel","tally-17",true]],"key":"tally-1-0-7","outbox":[{"message":{"sum":7},"number":0,"version":1}],
"snapshot":{"recordedAt":"1970-01-01T00:00:00.001Z","shape":1,"state":{"label":null,"latest":[7],"sum":7},"version":1},
"stream":"tally-1","version":1}"#,
    r#"{"content":"full","events":[{"causationId":"00000000-0000-0002-0000-000000000002","command":"Tally",
"correlationId":"00000000-0000-0003-0000-000000000002","eventId":"00000000-0000-0001-0000-000000000002","payload":{"amount":7},
"position":2,"recordedAt":"1970-01-01T00:00:00.002Z","shape":1,"stream":"tally-1","type":"Added","version":2}],
"index":[["byLabel","tally-17",true]],"key":"tally-1-1-7","outbox":[{"message":{"sum":7},"number":0,"version":2}],
"snapshot":{"recordedAt":"1970-01-01T00:00:00.002Z","shape":1,"state":{"label":null,"latest":[7],"sum":7},"version":2},
"stream":"tally-1","version":2}"#,
    r#"{"content":"full","events":[{"causationId":"00000000-0000-0002-0000-000000000003","command":"Tally",
"correlationId":"00000000-0000-0003-0000-000000000003","eventId":"00000000-0000-0001-0000-000000000003","payload":{"amount":7},
"position":3,"recordedAt":"1970-01-01T00:00:00.003Z","shape":1,"stream":"tally-1","type":"Added","version":3}],
"index":[["byLabel","tally-17",true]],"key":"tally-1-2-7","outbox":[{"message":{"sum":7},"number":0,"version":3}],
"snapshot":{"recordedAt":"1970-01-01T00:00:00.003Z","shape":1,"state":{"label":null,"latest":[7],"sum":7},"version":3},
"stream":"tally-1","version":3}"#,
    r#"{"sent":[["tally-1",1,0]]}"#,
];

/// The log of [`area_with_a_log`] in format 1.
pub fn old_log() -> MemoryArea {
    let area = MemoryArea::default();
    area.set(HEAD, r#"{"format":1,"log":"8c1f4d20a97be365"}"#).unwrap();
    for (entry, text) in (1..).zip(ENTRIES) {
        area.set(&key(entry), &text.replace('\n', "")).unwrap();
    }
    area
}

/// Converts a log to format 1, without hashes.
fn without_hashes(area: &MemoryArea) {
    for (key, text) in contents(area) {
        if key == HEAD {
            area.set(HEAD, r#"{"format":1,"log":"8c1f4d20a97be365"}"#).unwrap();
        } else {
            let (_, fields) = text.split_once("\"after\":\"").unwrap();
            area.set(&key, &format!("{{{}", &fields[18..])).unwrap();
        }
    }
}

#[test]
fn old_log_opens_unchanged() {
    let same = area_with_a_log();
    without_hashes(&same);
    assert_eq!(
        contents(&old_log()).get(&key(3)),
        contents(&same).get(&key(3)),
        "the entries differ only in their hashes"
    );
    assert_eq!(shown(&open(&old_log())), shown(&open(&area_with_a_log())));
    assert_eq!(namespace(&old_log()).verify::<Tally>(), Ok(Verified { events: 3, is_chained: false }));
    let area = old_log();
    ready(namespace(&area).repair::<Tally>()).unwrap();
    assert_eq!(contents(&area), contents(&old_log()), "neither reading nor repairing changes an old log");
}

#[test]
fn first_commit_chains_an_old_log() {
    let area = old_log();
    ready(open(&area).commit(full("tally-1", 3, 8))).unwrap();
    let (before, after) = (contents(&old_log()), contents(&area));
    assert!((1..=4).all(|entry| after.get(&key(entry)) == before.get(&key(entry))), "old entries are unchanged");
    assert_eq!(namespace(&area).verify::<Tally>(), Ok(Verified { events: 4, is_chained: true }));
    ready(open(&area).commit(full("tally-1", 4, 9))).unwrap();
    let whole = contents(&area);

    for entry in 1..=4 {
        let area = copy(&whole);
        area.set(&key(entry), &whole[&key(entry)].replacen('7', "8", 1).replacen(",0]", ",1]", 1)).unwrap();
        let fault = namespace(&area).open::<Tally>().err();
        let of_all = StorageFault::AlteredUpTo { key: key(4) };
        assert!(
            fault == Some(of_all)
                || matches!(&fault, Some(StorageFault::Unreadable { key: at, .. }) if *at == key(entry))
        );
        assert!(ready(namespace(&area).repair::<Tally>()).unwrap() > 0);
        let left = events(&open(&area));
        assert!(shown(&open(&copy(&whole))).log.starts_with(&left), "no changed event is kept");
    }
    for entry in [5, 6] {
        let area = copy(&whole);
        area.remove(&key(entry)).unwrap();
        assert_eq!(namespace(&area).open::<Tally>().err(), Some(StorageFault::Missing { key: key(entry) }));
    }
}

#[test]
fn tab_killed_while_chaining_an_old_log_loses_nothing() {
    let before = contents(&old_log());
    for write in 1..=4 {
        let area = copy(&before);
        let doomed = FaultyArea::new(area.clone());
        doomed.fail(Failure::KilledBefore(write));
        let committed = ready(namespace(&doomed).open().unwrap().commit(full("tally-1", 3, 8)));
        assert_eq!(committed.is_ok(), write > 2, "the head, the entry, and the head again");
        let store = open(&area);
        assert_eq!(shown(&store).log.len(), if write > 2 { 4 } else { 3 });
        ready(store.commit(full("tally-1", 3, 8))).unwrap();
        assert_eq!(namespace(&area).verify::<Tally>(), Ok(Verified { events: 4, is_chained: true }), "write {write}");
    }
}

#[test]
fn first_head_hash_covers_the_old_entries() {
    let area = old_log();
    let doomed = FaultyArea::new(area.clone());
    doomed.fail(Failure::KilledBefore(2));
    ready(namespace(&doomed).open().unwrap().commit(full("tally-1", 3, 8))).unwrap_err();
    let text = area.get(&key(2)).unwrap().unwrap();
    area.set(&key(2), &text.replace("\"sum\":7", "\"sum\":8")).unwrap();
    assert_eq!(namespace(&area).open::<Tally>().err(), Some(StorageFault::AlteredUpTo { key: key(4) }));
    assert!(ready(namespace(&area).repair::<Tally>()).unwrap() >= 4, "the hash does not show which entry was changed");
    assert_eq!(events(&open(&area)), []);
}

#[test]
fn unreadable_message_is_skipped() {
    let area = MemoryArea::default();
    ready(conformance::unreadable_message_is_skipped(open(&area), async |store, message| {
        drop(store);
        without_hashes(&area);
        let text = area.get(&key(message.version.0)).unwrap().expect("the commit is stored");
        area.set(&key(message.version.0), &text.replace(r#""message":{"sum":-2}"#, r#""message":{"sum":"?"}"#))
            .unwrap();
        open(&area)
    }));
}

#[test]
fn unreadable_snapshot_is_ignored() {
    let area = old_log();
    for (key, text) in contents(&area) {
        area.set(&key, &text.replace("\"latest\"", "\"newest\"")).unwrap();
    }
    let store = open(&area);
    assert_eq!(shown(&store).log.len(), 3);
    assert_eq!(ready(store.snapshot(&"tally-1".into())).unwrap().map(|snapshot| snapshot.shape), Some(0));
    let tallies = Aggregate::new(tally(), store).with_snapshots(SnapshotPolicy::Never);
    let loaded = ready(tallies.get(&"tally-1".into())).unwrap().expect("it has events");
    assert_eq!((loaded.state.sum, loaded.replayed), (21, 3), "all events are replayed");
    ready(tallies.append(&"tally-1".into(), vec![new_event(4, TallyEvent::Added(1))])).unwrap();
    let snapshot = ready(tallies.store().snapshot(&"tally-1".into())).unwrap().expect("the next append writes one");
    assert_eq!((snapshot.shape, snapshot.state.sum), (Tally::STATE_SHAPE, 22));
}
