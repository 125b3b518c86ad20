//! A full, blocked or failing storage, a wrong head record, and faults that appear while a store is open.

use std::collections::BTreeMap;

use engine::conformance::{TallyEvent, new_event};
use engine::{Commit, EventStore, StoreError, ready};
use serde_json::{Map, json};
use stores::web_storage::{Area, MemoryArea};
use stores::{MemoryStore, StorageFault};

use crate::common::{Failure, FaultyArea, contents};
use crate::support::{HEAD, Shown, area_with_a_log, copy, edit, events, full, key, message, namespace, open, shown};

type Tally = engine::conformance::Tally;

fn blocked() -> StorageFault {
    StorageFault::Blocked { reason: "SecurityError".to_owned() }
}

fn faulty(area: &MemoryArea, failure: Failure) -> FaultyArea<MemoryArea> {
    let faulty = FaultyArea::new(area.clone());
    faulty.fail(failure);
    faulty
}

/// Four writes of a tab.
fn script(store: &impl EventStore<Tally>) -> Result<(), StoreError> {
    ready(store.commit(full("tally-1", 0, 1)))?;
    ready(store.commit(full("tally-2", 0, 2)))?;
    ready(store.mark_sent(&[message(1)]))?;
    ready(store.commit(full("tally-1", 1, 3))).map(drop)
}

fn result_of_the_script() -> Shown {
    let store = MemoryStore::<Tally>::default();
    script(&store).unwrap();
    shown(&store)
}

#[test]
fn write_without_room_changes_nothing_and_can_be_retried() {
    // One write of the head, then an entry and a head for each of four steps.
    for write in 1..=9 {
        let area = MemoryArea::default();
        let store = namespace(&faulty(&area, Failure::FullAt(write))).open::<Tally>().unwrap();
        let is_entry = write == 1 || write % 2 == 0;
        match script(&store) {
            // The commit succeeds once its entry is written. The next commit updates the head.
            Ok(()) => assert!(!is_entry, "write {write}"),
            Err(StoreError::Unavailable(failure)) => {
                assert!(is_entry && failure.problem.contains("is full"), "{failure}")
            }
            Err(error) => panic!("{error}"),
        }
        assert_eq!(shown(&open(&area)), shown(&store), "write {write}");
        script(&store).expect("the store accepts commits");
        assert_eq!(shown(&open(&area)), result_of_the_script(), "write {write}");
    }
}

#[test]
fn storage_without_room_opens_and_refuses_commits() {
    let area = MemoryArea::with_room(10);
    let store = open(&area);
    for _ in 0..2 {
        assert_eq!(ready(store.commit(full("tally-1", 0, 7))), Err(StorageFault::Full.into()));
    }
    assert_eq!(contents(&area), BTreeMap::new());
}

#[test]
fn blocked_storage_is_reported() {
    let namespace = namespace(&faulty(&MemoryArea::default(), Failure::Always(blocked())));
    let fault = namespace.open::<Tally>().err().expect("the log does not open");
    assert_eq!(fault, blocked());
    assert!(fault.to_string().contains("Allow site data"), "{fault}");
    assert!(namespace.export().is_err());
    assert!(namespace.verify::<Tally>().is_err());
    assert!(namespace.open_read_only::<Tally>().is_err());
    assert!(ready(namespace.repair::<Tally>()).is_err());
    assert!(ready(namespace.delete_everything()).is_err());
}

#[test]
fn failing_storage_is_not_reported_as_damaged() {
    let area = area_with_a_log();
    let before = contents(&area);
    let failed = StorageFault::Failed { reason: "UnknownError".to_owned() };
    let namespace = namespace(&faulty(&area, Failure::Always(failed.clone())));
    assert_eq!(namespace.open::<Tally>().err().as_ref(), Some(&failed));
    assert_eq!(namespace.verify::<Tally>().err().as_ref(), Some(&failed));
    assert_eq!(
        namespace.open_read_only::<Tally>().err().as_ref(),
        Some(&failed),
        "an unread log is not shown as empty"
    );
    assert_eq!(ready(namespace.repair::<Tally>()).err(), Some(failed), "nothing is moved");
    assert_eq!(contents(&area), before);
}

#[test]
fn storage_blocked_later_refuses_commits_and_loses_nothing() {
    let area = MemoryArea::default();
    let store = namespace(&faulty(&area, Failure::KilledBefore(4))).open::<Tally>().unwrap();
    ready(store.commit(full("tally-1", 0, 1))).unwrap();
    for _ in 0..2 {
        let refused = ready(store.commit(full("tally-1", 1, 2)));
        assert!(matches!(&refused, Err(StoreError::Unavailable(failure)) if failure.help.contains("Allow site data")));
    }
    assert_eq!(events(&open(&area)).len(), 1);
}

#[test]
fn open_store_with_a_new_fault_refuses_commits_and_writes_nothing() {
    type Case<'a> = (&'a str, &'a dyn Fn(&MemoryArea), &'a str);
    let last = |area: &MemoryArea| area.get(&key(4)).unwrap().unwrap();
    let cases: [Case; 8] = [
        ("malformed entry", &|area| area.set(&key(5), "?").unwrap(), "lab/commit/0000000005 can't be read"),
        (
            "entry with another number",
            &|area| area.set(&key(5), &last(area)).unwrap(),
            "lab/commit/0000000005 was changed after it was written",
        ),
        (
            "head ahead of the entries",
            &|area| edit(area, HEAD, "0000000004", "0000000005"),
            "lab/commit/0000000005 is missing",
        ),
        ("head with another number", &|area| edit(area, HEAD, "0000000004", "0000000003"), "lab/format can't be read"),
        ("newer format", &|area| area.set(HEAD, r#"{"format":3}"#).unwrap(), "newer than this code"),
        ("no head", &|area| area.remove(HEAD).unwrap(), "lab/format, which names the last entry, is missing"),
        ("deleted", &|area| ready(namespace(area).delete_everything()).unwrap(), "was deleted or repaired elsewhere"),
        (
            "deleted and recreated",
            &|area| {
                ready(namespace(area).delete_everything()).unwrap();
                ready(open(area).commit(full("tally-1", 0, 7))).map(drop).unwrap();
            },
            "was deleted or repaired elsewhere",
        ),
    ];
    for (what, damage, sentence) in cases {
        let area = area_with_a_log();
        let store = open(&area);
        damage(&area);
        let before = contents(&area);
        let refused = ready(store.commit(full("tally-1", 3, 7))).expect_err(what);
        assert!(refused.to_string().contains(sentence), "{what}: {refused}");
        assert!(ready(store.read_all(engine::LogRange::ALL.limit(1))).is_err(), "{what}: reading fails too");
        assert_eq!(contents(&area), before, "{what}");
    }
}

/// Only the head is damaged, or there is a foreign key. All entries are intact.
#[test]
fn wrong_head_is_named_and_repaired_without_losing_events() {
    let unreadable = |reason: &str| StorageFault::Unreadable { key: HEAD.to_owned(), reason: reason.to_owned() };
    type Case<'a> = (&'a str, &'a dyn Fn(&MemoryArea), StorageFault);
    let other_last = || unreadable("it names a last entry with another hash");
    let cases: [Case; 10] = [
        ("missing", &|area| area.remove(HEAD).unwrap(), StorageFault::HeadMissing { key: HEAD.to_owned() }),
        (
            "not JSON",
            &|area| area.set(HEAD, "nonsense").unwrap(),
            unreadable("it is not JSON (expected ident at line 1 column 2)"),
        ),
        ("cut off", &|area| area.set(HEAD, r#"{"format":2}"#).unwrap(), unreadable("`last` is missing")),
        ("no identity", &|area| edit(area, HEAD, "\"log\"", "\"gol\""), unreadable("`log` is missing")),
        ("older head", &|area| edit(area, HEAD, "0000000004", "0000000003"), other_last()),
        (
            "other hash",
            &|area| edit(area, HEAD, "\"hash\":\"", "\"hash\":\"0123456789abcdef\",\"was\":\""),
            other_last(),
        ),
        ("no hash", &|area| edit(area, HEAD, "\"hash\":\"", "\"hash\":\"?"), unreadable("`hash` is malformed")),
        ("other format", &|area| edit(area, HEAD, "2", "1"), unreadable("format 1 has no `last`")),
        (
            "format 1",
            &|area| area.set(HEAD, r#"{"format":1,"log":"a"}"#).unwrap(),
            unreadable("it has format 1, but the entries have hashes"),
        ),
        (
            "foreign key",
            &|area| area.set("lab/theme", "dark").unwrap(),
            StorageFault::Foreign { key: "lab/theme".to_owned(), others: 0 },
        ),
    ];
    for (what, damage, fault) in cases {
        let area = area_with_a_log();
        let all = shown(&open(&area));
        damage(&area);
        let before = contents(&area);
        assert!(fault.is_repairable(), "{what}");
        assert_eq!(namespace(&area).open::<Tally>().err().as_ref(), Some(&fault), "{what}");
        assert_eq!(namespace(&area).verify::<Tally>().err(), Some(fault), "{what}");
        assert_eq!(events(&namespace(&area).open_read_only::<Tally>().unwrap()), all.log, "{what}");
        assert_eq!(contents(&area), before, "{what}: nothing was changed");
        for write in 1.. {
            let area = copy(&before);
            let done = ready(namespace(&faulty(&area, Failure::KilledBefore(write))).repair::<Tally>()).is_ok();
            let values: Vec<_> = contents(&area).into_values().collect();
            // A repair replaces an intact head with one of another identity.
            let is_kept = |(key, value)| values.contains(value) || key == HEAD && what == "foreign key";
            assert!(before.iter().all(is_kept), "{what}: a repair killed at {write} loses a value");
            ready(namespace(&area).repair::<Tally>()).unwrap();
            assert_eq!(shown(&open(&area)), all, "{what}: a repair killed at {write}, then repeated");
            if done {
                break;
            }
        }
    }
}

#[test]
fn entries_without_a_head_are_never_overwritten() {
    let area = MemoryArea::default();
    let store = open(&area);
    area.set(&key(1), "of another program").unwrap();
    let refused = ready(store.commit(full("tally-1", 0, 7)));
    assert_eq!(refused, Err(StorageFault::HeadMissing { key: HEAD.into() }.into()));
    assert_eq!(contents(&area).len(), 1);
}

#[test]
fn second_repair_keeps_what_the_first_set_aside() {
    let area = area_with_a_log();
    area.set("lab/set-aside/4294967295/commit/0000000003", "older").unwrap();
    for text in ["first", "second"] {
        area.set(&key(3), text).unwrap();
        ready(namespace(&area).repair::<Tally>()).unwrap();
    }
    let aside = |repair: u32| area.get(&format!("lab/set-aside/{repair}/commit/0000000003")).unwrap();
    assert_eq!([1, 2, u32::MAX].map(aside), ["first", "second", "older"].map(|text| Some(text.to_owned())));
}

/// Newer code or another program wrote an intact event of an unknown type.
#[test]
fn unknown_event_is_not_reported_as_damaged() {
    let area = area_with_a_log();
    let sealed = |text: &str| {
        let fields = text.split_once(',').map(|(_, fields)| fields.replace("Added", "Melted")).unwrap();
        let after = u64::from_str_radix(&fields["\"after\":\"".len()..][..16], 16).unwrap();
        format!("{{\"hash\":\"{:016x}\",{fields}", xxhash_rust::xxh64::xxh64(fields.as_bytes(), after))
    };
    let text = sealed(&area.get(&key(3)).unwrap().unwrap());
    area.set(&key(3), &text).unwrap();
    area.remove(&key(4)).unwrap();
    let fault = namespace(&area).open::<Tally>().err().expect("the log does not open");
    let reason =
        "the payload of a stored Melted (schema version 1) can't be read: the event type or schema version is unknown"
            .to_owned();
    assert_eq!(fault, StorageFault::Unknown { key: key(3), reason });
    assert!(!fault.is_repairable());
    assert_eq!(events(&namespace(&area).open_read_only::<Tally>().unwrap()).len(), 2);
}

#[test]
fn commit_that_could_not_be_read_back_is_refused() {
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
