//! Records in IndexedDB that were changed from outside: the store names each and trusts none.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/indexed_db.rs"]
mod indexed_db;
#[path = "common/tallies.rs"]
mod tallies;

use engine::conformance::{TallyEvent, TallyState, new_event, tally};
use engine::{
    Aggregate, Commit, EventStore, Idempotency, IdempotencyKey, IndexDefinition, Lookup, StoreError, StreamId,
    StreamRange, Version,
};
use stores::StorageFault;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{script, unique_name};
use crate::indexed_db::{ID, Store, delete_event, open};
use crate::tallies::{add, amounts, commit, reason};

wasm_bindgen_test_configure!(run_in_browser);

fn key() -> Idempotency {
    Idempotency { key: IdempotencyKey("key-1".into()), content: "seven".to_owned() }
}

/// A log with every kind of record: a tally with a label and a message, and a commit with an idempotency key.
async fn full_log(name: &str) -> Store {
    let store = open(name).await;
    let by_label = IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone());
    let name_tag = IndexDefinition::reservation("nameTag", |state: &TallyState| state.label.clone());
    let tallies = Aggregate::new(tally(), &store).with_index(by_label).with_index(name_tag);
    let events = vec![new_event(1, TallyEvent::Labelled(Some("red".into()))), new_event(2, TallyEvent::Added(-30))];
    tallies.append(&ID.into(), events).await.expect("the aggregate takes events");
    store.commit(Commit { idempotency: Some(key()), ..commit("tally-2", &[7]) }).await.expect("the store takes it");
    drop(tallies);
    store
}

/// Replaces a part of the text of a record, or of its first part.
async fn alter(name: &str, store: &str, key: &str, from: &str, to: &str) {
    let body = format!(
        "await change(a, '{store}', async (store) => {{
            const value = await done(store.get({key}));
            const text = Array.isArray(value) ? value[0] : value;
            if (!text.includes('{from}')) throw new Error('{from} is not in ' + text);
            const changed = text.replace('{from}', '{to}');
            store.put(Array.isArray(value) ? [changed, ...value.slice(1)] : changed, {key});
        }})"
    );
    script(&body, &[name]).await.expect("the record can be changed");
}

#[wasm_bindgen_test]
async fn changed_snapshot_is_named_and_not_used() {
    let name = unique_name();
    let store = full_log(&name).await;
    alter(&name, "snapshots", "'tally-1'", "-30", "-90").await;
    assert_eq!(store.verify().await, Err(StorageFault::Altered { key: "snapshots/tally-1".into() }));
    assert_eq!(store.snapshot(&ID.into()).await, Ok(None));
    let store = open(&name).await;
    let tallies = Aggregate::new(tally(), &store);
    let loaded = tallies.get(&StreamId::from(ID)).await.expect("it loads").expect("it exists");
    assert_eq!((loaded.state.sum, loaded.replayed), (-30, 2), "the events are folded");
    tallies.append(&ID.into(), vec![new_event(3, TallyEvent::Added(1))]).await.expect("the log accepts events");
    assert_eq!(store.snapshot(&ID.into()).await.unwrap().expect("it is written again").version, Version(3));
    assert!(store.verify().await.is_ok());
}

#[wasm_bindgen_test]
async fn snapshot_of_another_stream_is_not_used() {
    let name = unique_name();
    let store = full_log(&name).await;
    let swap = "await change(a, 'snapshots', async (store) => store.put(await done(store.get('tally-1')), 'tally-2'))";
    script(swap, &[&name]).await.expect("the record can be copied");
    assert_eq!(store.snapshot(&"tally-2".into()).await, Ok(None));
    assert_eq!(store.verify().await, Err(StorageFault::Altered { key: "snapshots/tally-2".into() }));
}

#[wasm_bindgen_test]
async fn changed_record_of_any_kind_is_named_and_set_aside() {
    let records = [
        ("snapshots", "'tally-1'", "-30", "-90", "snapshots/tally-1"),
        ("index", "['byLabel', 'red', 'tally-1']", "tally-1", "tally-2", "index/byLabel/red/tally-1"),
        ("index", "['nameTag', 'red']", "tally-1", "tally-2", "index/nameTag/red"),
        ("entries", "'tally-1'", "red", "rod", "entries/tally-1"),
        ("outbox", "['tally-1', 2, 0]", "-30", "-90", "outbox/tally-1/2/0"),
        ("unsent", "['tally-1', 2, 0]", "-30", "-90", "unsent/tally-1/2/0"),
        ("answers", "'key-1'", ":1", ":2", "answers/key-1"),
    ];
    for (kind, key_of, from, to, named) in records {
        let name = unique_name();
        let store = full_log(&name).await;
        alter(&name, kind, key_of, from, to).await;
        let fault = StorageFault::Altered { key: named.into() };
        assert_eq!(store.verify().await, Err(fault.clone()));
        // A new store has nothing in its cache.
        let store = open(&name).await;
        let refused = match named {
            "index/byLabel/red/tally-1" => store.find("byLabel", Lookup::Is("red")).await.map(drop),
            "index/nameTag/red" => store.find("nameTag", Lookup::Is("red")).await.map(drop),
            "entries/tally-1" => store.commit(Commit { index: Some(Vec::new()), ..commit(ID, &[1]) }).await.map(drop),
            "outbox/tally-1/2/0" => store.outbox(&ID.into()).await.map(drop),
            "unsent/tally-1/2/0" => store.unsent(9).await.map(|unsent| assert_eq!(unsent.unreadable, 1)),
            "answers/key-1" => store.answered(&"tally-2".into(), &key()).await.map(drop),
            _ => store.snapshot(&ID.into()).await.map(|snapshot| assert_eq!(snapshot, None)),
        };
        let skipped = ["unsent", "snapshots"].contains(&kind);
        assert_eq!(refused, if skipped { Ok(()) } else { Err(fault.into()) }, "{named}");
        // A stream's index entries and the list of them are kept or set aside together.
        let moved = if ["index", "entries"].contains(&kind) { 3 } else { 1 };
        assert_eq!(store.repair().await, Ok(moved), "{named}");
        assert!(store.verify().await.is_ok(), "{named}");
        assert_eq!(amounts(&store).await[..], [0, -30, 7], "no event was moved");
    }
}

#[wasm_bindgen_test]
async fn verify_detects_a_missing_index_entry_and_the_next_commit_after_a_repair_writes_it() {
    let unreadable = |key: &str, reason: &str| StorageFault::Unreadable { key: key.into(), reason: reason.into() };
    let missing = unreadable("entries/tally-1", "it lists index/nameTag/red, which is missing");
    let not_listed = unreadable("index/byLabel/red/tally-1", "tally-1 does not list it");
    for (kind, key, fault) in [("index", "['nameTag', 'red']", missing), ("entries", "'tally-1'", not_listed)] {
        let name = unique_name();
        full_log(&name).await;
        let delete = format!("await change(a, '{kind}', async (store) => store.delete({key}))");
        script(&delete, &[&name]).await.expect("the record can be deleted");
        let store = open(&name).await;
        assert_eq!(store.verify().await, Err(fault), "{kind}");
        assert_eq!(store.repair().await, Ok(2), "{kind}");
        assert!(store.verify().await.is_ok(), "{kind}");
        let name_tag = IndexDefinition::reservation("nameTag", |state: &TallyState| state.label.clone());
        let tallies = Aggregate::new(tally(), &store).with_index(name_tag);
        tallies.append(&ID.into(), vec![new_event(3, TallyEvent::Added(1))]).await.expect("the log accepts events");
        assert_eq!(store.find("nameTag", Lookup::Is("red")).await, Ok(vec![ID.into()]), "{kind}");
        assert!(store.verify().await.is_ok(), "{kind}");
    }
}

#[wasm_bindgen_test]
async fn missing_last_event_of_a_stream_is_detected() {
    let name = unique_name();
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    add(&store, ID, &[2]).await;
    add(&store, "tally-2", &[3]).await;
    delete_event(&name, 2).await;
    let reopened = Store::open_unchecked(&name).await.expect("the database opens");
    let all = StreamRange::ALL;
    for range in [all, all.backwards(), StreamRange::after(Version(1)), StreamRange::up_to(Version(2))] {
        for store in [&store, &reopened] {
            let read = reason(store.read(&ID.into(), range).await);
            assert!(read.contains("events/tally-1/2 is missing"), "{range:?}: {read}");
        }
    }
    let first =
        reopened.read(&ID.into(), StreamRange::up_to(Version(1))).await.expect("the events before it can be read");
    assert_eq!(first.len(), 1);
    let refused = reopened.commit(commit(ID, &[9])).await;
    assert!(matches!(refused, Err(StoreError::Unreadable { .. })), "its version is not used again: {refused:?}");
    let opened = Store::open(&name).await.map(drop);
    assert_eq!(opened, Err(StorageFault::Missing { key: "events/2".into() }));

    assert_eq!(reopened.repair().await, Ok(1), "the event after the missing one is set aside");
    let store = open(&name).await;
    assert_eq!(amounts(&store).await, [1]);
    add(&store, ID, &[4]).await;
    add(&store, "tally-2", &[5]).await;
    assert_eq!(store.verify().await.expect("the repaired log has no fault").events, 3);
}

#[wasm_bindgen_test]
async fn opening_checks_the_hash_of_every_event() {
    for position in [1, 2, 3] {
        let name = unique_name();
        add(&open(&name).await, ID, &[30, 31, 32]).await;
        let body = format!(
            "await change(a, 'events', async (events) => {{
                const record = await done(events.get({position}));
                events.put({{ ...record, event: record.event.replace('amount\":3', 'amount\":9') }});
            }})"
        );
        script(&body, &[&name]).await.expect("the event can be changed");
        let opened = Store::open(&name).await.map(drop);
        assert_eq!(opened, Err(StorageFault::Altered { key: format!("events/{position}") }));
    }
}

#[wasm_bindgen_test]
async fn repair_writes_a_missing_head_record() {
    let name = unique_name();
    add(&open(&name).await, ID, &[1, 2, 3]).await;
    script("await change(a, 'head', (head) => head.delete('log'))", &[&name])
        .await
        .expect("the head record can be deleted");
    let opened = Store::open(&name).await.map(drop);
    assert_eq!(opened, Err(StorageFault::HeadMissing { key: "head/log".into() }));
    let unchecked = Store::open_unchecked(&name).await.expect("the database opens");
    assert_eq!(unchecked.repair().await, Ok(0), "no record is set aside");
    let store = open(&name).await;
    assert_eq!(amounts(&store).await, [1, 2, 3]);
    add(&store, ID, &[4]).await;
    assert_eq!(store.verify().await.expect("the repaired log has no fault").events, 4);
}
