//! Sent messages of the source are marked as sent in the target.

use engine::MessageId;
use stores::web_storage::{Area, WebStorageStore};

use super::*;

/// The ids of unsent messages.
fn waiting(store: &impl EventStore<Bank>) -> Vec<MessageId> {
    let unsent = ready(store.unsent(99)).unwrap().records;
    let mut ids: Vec<_> = unsent.iter().map(|record| record.message_id()).collect();
    ids.sort();
    ids
}

/// Converts a log to the format of older code, in which no hash protects the messages.
fn without_hashes(area: &MemoryArea) {
    for key in area.keys().unwrap().into_iter().filter(|key| key.contains("/commit/")) {
        let text = area.get(&key).unwrap().unwrap();
        let (_, fields) = text.split_once("\"after\":\"").unwrap();
        area.set(&key, &format!("{{{}", &fields[18..])).unwrap();
    }
    area.set("lab/format", r#"{"format":1,"log":"8c1f4d20a97be365"}"#).unwrap();
}

#[test]
fn unreadable_message_in_the_source_is_not_marked_as_sent() {
    type Kept = WebStorageStore<Bank, MemoryArea, OneThread>;
    let area = MemoryArea::default();
    let open = || -> Kept { Namespace::new(area.clone(), OneThread::default(), "lab").open().unwrap() };
    let whole = filled(open());
    let damaged = waiting(&whole).pop().expect("a message is unsent");
    let published =
        all(&whole).into_iter().find(|event| (&event.stream, event.version) == (&damaged.stream, damaged.version));
    let key = format!("lab/commit/{:010}", published.expect("an event published it").position.0);
    without_hashes(&area);
    let readable = area.get(&key).unwrap().unwrap();
    area.set(&key, &readable.replace("\"number\":0", "\"number\":true")).unwrap();
    let source = open();
    assert_eq!(ready(source.unsent(99)).unwrap().unreadable, 1, "the source can't read {damaged}");

    let target = Store::default();
    copy_all(&source, &bank(&target), 100);
    assert!(waiting(&target).contains(&damaged), "{damaged} was never sent");

    area.set(&key, &readable).unwrap();
    let mended = open();
    copy_all(&mended, &bank(&target), 100);
    assert_eq!(waiting(&target), waiting(&mended), "once all messages can be read, the sent ones are marked");
}
