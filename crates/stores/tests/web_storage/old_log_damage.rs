//! Damage to a log without hashes: detectable damage is named, and a repair loses nothing.

use std::collections::BTreeMap;

use engine::conformance::Tally;
use engine::{EventStore, ready};
use stores::StorageFault;
use stores::web_storage::{Area, MemoryArea};

use crate::common::{Failure, FaultyArea, contents};
use crate::old_logs::old_log;
use crate::support::{HEAD, copy, edit, events, full, key, namespace, open};

/// Damage to a log of three events.
struct Case {
    what: &'static str,
    damage: fn(&MemoryArea),
    /// The number of events that can still be read.
    readable: usize,
    fault: StorageFault,
}

fn unreadable(key: String, reason: &str) -> StorageFault {
    StorageFault::Unreadable { key, reason: reason.to_owned() }
}

/// Replaces the text of an entry.
fn put(area: &MemoryArea, entry: u64, text: &str) {
    area.set(&key(entry), text).unwrap();
}

fn cases() -> Vec<Case> {
    let case = |what, damage, readable, fault| Case { what, damage, readable, fault };
    let of_entry = |entry, reason| unreadable(key(entry), reason);
    let missing = |entry| StorageFault::Missing { key: key(entry) };
    let melted =
        "the payload of a stored Melted (schema version 1) can't be read: the event type or schema version is unknown";
    let version = "\"type\":\"Added\",\"version\":2";
    assert!(old_log().get(&key(2)).unwrap().unwrap().contains(version));
    vec![
        case(
            "not JSON",
            |area| put(area, 2, "nonsense"),
            1,
            of_entry(2, "it is not JSON (expected ident at line 1 column 2)"),
        ),
        case(
            "half an entry",
            |area| put(area, 1, "{"),
            0,
            of_entry(1, "it is not JSON (EOF while parsing an object at line 1 column 1)"),
        ),
        case("other JSON", |area| put(area, 2, "[]"), 1, of_entry(2, "it is not an object")),
        case("no events", |area| edit(area, &key(2), "\"events\"", "\"x\""), 1, of_entry(2, "`events` is missing")),
        case("an unknown event", |area| edit(area, &key(3), "Added", "Melted"), 2, of_entry(3, melted)),
        case(
            "another position",
            |area| edit(area, &key(2), "\"position\":2", "\"position\":9"),
            1,
            of_entry(2, "position 2 was expected, but it has 9"),
        ),
        case(
            "another version",
            |area| edit(area, &key(2), "\"type\":\"Added\",\"version\":2", "\"type\":\"Added\",\"version\":9"),
            1,
            of_entry(2, "tally-1 v2 was expected, but it has tally-1 v9"),
        ),
        case(
            "an entry twice",
            |area| put(area, 2, &area.get(&key(1)).unwrap().unwrap()),
            1,
            of_entry(2, "tally-1 v2 was expected, but it has tally-1 v1"),
        ),
        case(
            "a malformed mark",
            |area| put(area, 4, r#"{"sent":[["tally-1"]]}"#),
            3,
            of_entry(4, "a sent message is not a list of stream, version and number"),
        ),
        case("a missing entry", |area| area.remove(&key(2)).unwrap(), 1, missing(2)),
        case("no first entry", |area| area.remove(&key(1)).unwrap(), 0, missing(1)),
        case("no head", |area| area.remove(HEAD).unwrap(), 3, StorageFault::HeadMissing { key: HEAD.to_owned() }),
        case(
            "a head that is not JSON",
            |area| area.set(HEAD, "nonsense").unwrap(),
            3,
            unreadable(HEAD.to_owned(), "it is not JSON (expected ident at line 1 column 2)"),
        ),
        case(
            "half a head",
            |area| area.set(HEAD, r#"{"format":1}"#).unwrap(),
            3,
            unreadable(HEAD.to_owned(), "`log` is missing"),
        ),
        case(
            "an older format",
            |area| area.set(HEAD, r#"{"format":0,"anything":"else"}"#).unwrap(),
            0,
            StorageFault::Older { format: 0 },
        ),
        case("a foreign key", |area| area.set("lab/theme", "dark").unwrap(), 3, foreign("lab/theme")),
        case("a short number", |area| area.set("lab/commit/5", "dark").unwrap(), 3, foreign("lab/commit/5")),
        case("a longer key", |area| area.set("lab/commit/x/y", "dark").unwrap(), 3, foreign("lab/commit/x/y")),
        case("an empty key", |area| area.set("lab/", "dark").unwrap(), 3, foreign("lab/")),
    ]
}

fn foreign(key: &str) -> StorageFault {
    StorageFault::Foreign { key: key.to_owned(), others: 0 }
}

#[test]
fn all_foreign_entries_are_counted_and_the_first_is_named() {
    let said = |foreign: &[&str]| {
        let area = old_log();
        foreign.iter().for_each(|key| area.set(key, "dark").unwrap());
        namespace(&area).open::<Tally>().err().expect("it can't be opened").problem()
    };
    assert_eq!(said(&["lab/b"]), "The entry lab/b is not part of an event log.");
    assert_eq!(said(&["lab/b", "lab/a"]), "The entry lab/a and one other are not part of an event log.");
    let four = ["lab/d", "lab/b", "lab/a", "lab/c"];
    assert_eq!(said(&four), "The entry lab/a and 3 others are not part of an event log.");
}

#[test]
fn each_kind_of_damage_is_named_and_a_repair_loses_nothing() {
    for Case { what, damage, readable, fault } in cases() {
        let area = old_log();
        damage(&area);
        let namespace = namespace(&area);
        let before = contents(&area);
        assert_eq!(namespace.open::<Tally>().err().as_ref(), Some(&fault), "{what}");
        assert_eq!(namespace.verify::<Tally>().err().as_ref(), Some(&fault), "{what}");
        let left = match namespace.open_read_only::<Tally>() {
            Ok(store) => events(&store),
            Err(other) => {
                assert_eq!(other, fault, "{what}: only a log in another format is not read");
                Vec::new()
            }
        };
        assert_eq!(left, events(&open(&old_log()))[..readable], "{what}: what can be read");
        let exported: BTreeMap<String, String> = serde_json::from_str(&namespace.export().unwrap()).unwrap();
        assert_eq!(exported, before, "{what}: an export has everything");
        assert_eq!(contents(&area), before, "{what}: neither reading nor exporting changes the log");

        ready(namespace.repair::<Tally>()).unwrap();
        assert_nothing_is_lost(&before, &area, what);
        let store = namespace.open::<Tally>().unwrap_or_else(|fault| panic!("{what}: {fault}"));
        assert_eq!(events(&store), left, "{what}: the readable events are kept");
        ready(store.commit(full("tally-1", readable as u64, 9))).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(events(&open(&area)).len(), readable + 1, "{what}");

        let repaired = contents(&area);
        assert_eq!(ready(namespace.repair::<Tally>()), Ok(0), "{what}: a log without faults needs no repair");
        assert_eq!(contents(&area), repaired, "{what}: a log without faults is not changed");
    }
}

#[test]
fn repair_killed_at_any_write_loses_nothing_and_can_be_repeated() {
    for Case { what, damage, readable, .. } in cases() {
        let damaged = old_log();
        damage(&damaged);
        let before = contents(&damaged);
        for failure in [Failure::KilledBefore, Failure::FullAt] {
            for write in 1.. {
                let area = copy(&before);
                let doomed = FaultyArea::new(area.clone());
                doomed.fail(failure(write));
                let done = ready(namespace(&doomed).repair::<Tally>()).is_ok();
                assert_nothing_is_lost(&before, &area, what);
                ready(namespace(&area).repair::<Tally>()).unwrap();
                assert_eq!(events(&open(&area)).len(), readable, "{what}: write {write}");
                if done {
                    break;
                }
            }
        }
    }
}

/// Checks that every value is still stored, except the head, which a repair replaces.
fn assert_nothing_is_lost(before: &BTreeMap<String, String>, area: &MemoryArea, what: &str) {
    let values: Vec<_> = contents(area).into_values().collect();
    for (key, value) in before {
        assert!(values.contains(value) || key == HEAD, "{what}: {key} is lost");
    }
}
