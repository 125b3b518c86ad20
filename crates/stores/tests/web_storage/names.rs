//! The names of logs, and the size of a log.

use engine::conformance::{Tally, TallyEvent};
use engine::{EventStore, LogRange, ready};
use stores::web_storage::{Area, MemoryArea, Namespace, OneThread, Size};

use crate::common::contents;
use crate::support::{area_with_a_log, full, key, message, open};

#[test]
fn namespaces_are_independent() {
    let area = MemoryArea::default();
    let names = ["", "a", "a/", "a/commit", "a/set-aside", "a%2Fcommit", "A", "/"];
    let spaces = names.map(|name| Namespace::new(area.clone(), OneThread::default(), name));
    for (space, amount) in spaces.iter().zip(1..) {
        ready(space.open().unwrap().commit(full("tally-1", 0, amount))).unwrap();
    }
    let mut sorted = names.map(str::to_owned);
    sorted.sort_unstable();
    assert_eq!(stores::web_storage::names(&area).unwrap(), sorted);
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
    assert_eq!(contents(&area).len(), 2, "keys of other programs are left alone");
}

#[test]
fn size_counts_bytes_as_browsers_do() {
    let area = area_with_a_log();
    area.set("another", "program's").unwrap();
    area.set("lab/set-aside/1/commit/0000000005", "ü😀").unwrap();
    let own = contents(&area).into_iter().filter(|(key, _)| key.starts_with("lab/"));
    let bytes = own.map(|(key, value)| 2 * (key + &value).encode_utf16().count()).sum();
    assert_eq!(open(&area).size(), Ok(Size { bytes, commits: 3, events: 3, set_aside: 1 }));
    assert_eq!(open(&MemoryArea::default()).size(), Ok(Size { bytes: 0, commits: 0, events: 0, set_aside: 0 }));
}

#[test]
fn sent_message_is_marked_once() {
    let area = area_with_a_log();
    let before = contents(&area);
    let store = open(&area);
    ready(store.mark_sent(&[message(1), message(99)])).unwrap();
    assert_eq!(contents(&area), before, "one is marked already and the other is unknown, so nothing is written");
    ready(store.mark_sent(&[message(1), message(2)])).unwrap();
    let mark = area.get(&key(5)).unwrap().unwrap();
    assert!(mark.ends_with(r#","sent":[["tally-1",2,0]]}"#), "{mark}");
}
