//! Databases that older or newer code wrote.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/indexed_db.rs"]
mod indexed_db;
#[path = "common/tallies.rs"]
mod tallies;

use engine::{
    Commit, EventStore, Idempotency, IdempotencyKey, IndexEntry, LogRange, Lookup, StoreError, StreamId, StreamRange,
};
use stores::indexed_db::IndexedDbStore;
use stores::{StorageFault, Verified};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{script, unique_name};
use crate::indexed_db::{ID, Store, open};
use crate::tallies::{add, amounts, commit, reason};

wasm_bindgen_test_configure!(run_in_browser);

/// Creates a database of layout 1 or 2, without hashes: three events of one stream and one of another.
async fn old_database(name: &str, layout: u32) {
    let make = format!(
        "const database = await raw(a, {layout}, (database) => {{
             firstLayout(database);
             if ({layout} > 1) database.createObjectStore('setAside', {{ autoIncrement: true }});
         }});
         const transaction = database.transaction('events', 'readwrite');
         const end = over(transaction);
         const add = (position, stream, version, event) =>
             transaction.objectStore('events').add({{ position, stream, version, event }});
         add(1, 'tally-1', 1, `{FIRST}`);
         add(2, 'tally-1', 2, `{SECOND}`);
         add(3, 'tally-1', 3, `{THIRD}`);
         add(4, 'tally-2', 1, `{FOURTH}`);
         await end;
         database.close();"
    );
    script(&make, &[name]).await.expect("an old database can be created");
}

/// The bytes of events that older code wrote.
const FIRST: &str = r#"{"causationId":"00000000-0000-0002-0000-000000000001","command":"Tally","correlationId":"00000000-0000-0003-0000-000000000001","eventId":"00000000-0000-0001-0000-000000000001","payload":{"amount":1},"position":1,"recordedAt":"1970-01-01T00:00:00.001Z","shape":1,"stream":"tally-1","type":"Added","version":1}"#;
const SECOND: &str = r#"{"causationId":"00000000-0000-0002-0000-000000000002","command":"Tally","correlationId":"00000000-0000-0003-0000-000000000002","eventId":"00000000-0000-0001-0000-000000000002","payload":{"amount":2},"position":2,"recordedAt":"1970-01-01T00:00:00.002Z","shape":1,"stream":"tally-1","type":"Added","version":2}"#;
const THIRD: &str = r#"{"causationId":"00000000-0000-0002-0000-000000000003","command":"Tally","correlationId":"00000000-0000-0003-0000-000000000003","eventId":"00000000-0000-0001-0000-000000000003","payload":{"amount":3},"position":3,"recordedAt":"1970-01-01T00:00:00.003Z","shape":1,"stream":"tally-1","type":"Added","version":3}"#;
const FOURTH: &str = r#"{"causationId":"00000000-0000-0002-0000-000000000004","command":"Tally","correlationId":"00000000-0000-0003-0000-000000000004","eventId":"00000000-0000-0001-0000-000000000004","payload":{"amount":4},"position":4,"recordedAt":"1970-01-01T00:00:00.004Z","shape":1,"stream":"tally-2","type":"Added","version":1}"#;

#[wasm_bindgen_test]
async fn old_layouts_are_upgraded_and_chained_by_the_first_commit() {
    for layout in [1, 2] {
        let name = unique_name();
        old_database(&name, layout).await;
        let store = open(&name).await;
        assert_eq!(amounts(&store).await, [1, 2, 3, 4], "the upgrade of layout {layout} keeps the data");
        assert_eq!(store.verify().await, Ok(Verified { events: 4, is_chained: false }));
        assert_eq!(store.repair().await, Ok(0), "an old log has no fault");
        add(&store, ID, &[5]).await;
        add(&store, "tally-2", &[6]).await;
        assert_eq!(amounts(&store).await, [1, 2, 3, 4, 5, 6], "the log accepts commits");
        assert_eq!(store.verify().await, Ok(Verified { events: 6, is_chained: true }));
    }
}

/// Layout 3 has hashes of events only.
#[wasm_bindgen_test]
async fn third_layout_keeps_its_chain_and_its_other_records() {
    let name = unique_name();
    old_database(&name, 2).await;
    let make = format!(
        "const database = await raw(a, 3, (database) => database.createObjectStore('head'));
         const names = [...database.objectStoreNames];
         const transaction = database.transaction(names, 'readwrite');
         const end = over(transaction);
         const store = (name) => transaction.objectStore(name);
         const hashes = {HASHES};
         for (const event of await done(store('events').getAll())) {{
             const [after, hash] = hashes.slice(event.position - 1);
             store('events').put({{ ...event, after, hash }});
         }}
         store('head').put(`{{\"hash\":\"${{hashes[4]}}\",\"position\":4}}`, 'log');
         store('snapshots').put(`{SNAPSHOT}`, 'tally-1');
         store('index').put('tally-1', ['byLabel', 'red', 'tally-1']);
         store('entries').put('[[\"byLabel\",\"red\",false]]', 'tally-1');
         store('outbox').put('{MESSAGE}', ['tally-1', 3, 0]);
         store('unsent').put('{MESSAGE}', ['tally-1', 3, 0]);
         store('answers').put('{ANSWER}', 'key-1');
         await end;
         database.close();"
    );
    script(&make, &[&name]).await.expect("an old database can be created");
    let id = StreamId::from(ID);
    let key = Idempotency { key: IdempotencyKey("key-1".into()), content: "three".to_owned() };
    let store = open(&name).await;
    assert_eq!(store.verify().await, Ok(Verified { events: 4, is_chained: true }));
    assert_eq!(store.repair().await, Ok(0), "an old log has no fault");
    assert_eq!(store.find("byLabel", Lookup::Is("red")).await, Ok(vec![id.clone()]));
    assert_eq!(store.outbox(&id).await.expect("the outbox can be read").len(), 1);
    assert_eq!(store.unsent(9).await.expect("the outbox can be read").records.len(), 1);
    assert!(store.answered(&id, &key).await.expect("the answer can be read").is_some());
    assert_eq!(store.snapshot(&id).await, Ok(None), "a snapshot without a hash is not used");

    let blue = IndexEntry { index: "byLabel".into(), value: "blue".to_owned(), reserved: false };
    let relabelled = Commit { index: Some(vec![blue]), ..commit(ID, &[5]) };
    store.commit(relabelled).await.expect("the log accepts commits");
    assert_eq!(store.find("byLabel", Lookup::BeginsWith("")).await, Ok(vec![id]));
    assert_eq!(store.verify().await, Ok(Verified { events: 5, is_chained: true }));
    assert_eq!(amounts(&open(&name).await).await, [1, 2, 3, 4, 5]);
}

/// The hash before the first event, and those of the events.
const HASHES: &str =
    "['0000000000000000', '18e51c9f93757527', '53ac0d3a962b2816', 'b181e376e2ef9492', 'c99267363e9f3bec']";
const SNAPSHOT: &str = r#"{"recordedAt":"1970-01-01T00:00:00.003Z","shape":1,"state":{"label":"red","latest":[1,2,3],"sum":6},"version":3}"#;
const MESSAGE: &str = r#"{"message":{"sum":-1},"number":0,"version":3}"#;
const ANSWER: &str = r#"{"content":"three","events":3,"position":3,"stream":"tally-1","version":3}"#;

#[wasm_bindgen_test]
async fn first_hash_covers_the_old_events() {
    for (damage, fault) in [
        (
            "events.put({ ...event, event: event.event.replace(/2}/, '7}') })",
            StorageFault::AlteredUpTo { key: "events/4".into() },
        ),
        ("events.delete(2)", StorageFault::Missing { key: "events/2".into() }),
    ] {
        let name = unique_name();
        old_database(&name, 2).await;
        let store = open(&name).await;
        add(&store, ID, &[5]).await;
        let body = format!(
            "await change(a, 'events', async (events) => {{ const event = await done(events.get(2)); {damage} }})"
        );
        script(&body, &[&name]).await.expect("the event can be damaged");
        assert_eq!(store.verify().await, Err(fault.clone()), "{damage}");
        assert_eq!(reason(store.read_all(LogRange::ALL).await), fault.to_string(), "{damage}");
        assert!(store.repair().await.expect("the log can be repaired") >= 3, "{damage}");
        assert!(store.verify().await.expect("a repaired log has no fault").events <= 1, "{damage}");
    }
}

/// Without a hash, damage is detected if an event can't be read or contradicts its record.
#[wasm_bindgen_test]
async fn damaged_old_event_is_named_exported_and_set_aside_with_later_ones() {
    let damages = [
        ("record.event = record.event.slice(0, 40)", "EOF"),
        ("record.event = 7", "its event is not text"),
        ("delete record.event", "its event is not text"),
        ("record.event = record.event.replace('\"position\":2', '\"position\":7')", "its text has position 7"),
        ("record.event = record.event.replace('\"version\":2', '\"version\":7')", "its text is v7 of tally-1"),
        ("record.event = record.event.replace('tally-1', 'tally-3')", "its text is v2 of tally-3"),
        ("record.event = record.event.replace('\"type\":\"Added\"', '\"type\":\"Mystery\"')", "Mystery"),
    ];
    for (damage, says) in damages {
        let name = unique_name();
        old_database(&name, 2).await;
        let store = open(&name).await;
        let body = format!(
            "await change(a, 'events', async (events) => {{
                const record = await done(events.get(2));
                {damage};
                record.mine = 'damaged';
                events.put(record);
            }})"
        );
        script(&body, &[&name]).await.expect("the record can be damaged");

        let error = reason(store.read_all(LogRange::ALL.limit(9)).await);
        assert!(error.starts_with("The entry events/2 can't be read. ") && error.contains(says), "{damage}: {error}");
        assert_eq!(reason(store.read(&ID.into(), StreamRange::ALL).await), error);
        let other = store.read(&"tally-2".into(), StreamRange::ALL).await.expect("other streams can be read");
        assert_eq!(other.len(), 1);
        let read_only = Store::open_read_only(&name).await.expect("a faulty log can be read");
        assert_eq!(amounts(&read_only).await, [1], "{damage}");
        assert!(Store::export(&name).await.expect("the database can be exported").contains("damaged"));

        assert_eq!(store.repair().await, Ok(3), "{damage}");
        assert_eq!(amounts(&store).await, [1], "the events before it are kept");
        let aside = Store::export(&name).await.expect("the database can be exported");
        assert!(aside.contains("damaged") && aside.contains("\"from\":\"events\""), "nothing is deleted");
        assert_eq!(store.repair().await, Ok(0), "a second repair changes nothing");
        assert_eq!(store.size().await.expect("the size can be read").set_aside, 3, "{damage}");
    }
}

/// Newer code or another program wrote an intact event of an unknown type.
#[wasm_bindgen_test]
async fn unknown_event_is_not_reported_as_damaged() {
    let name = unique_name();
    add(&open(&name).await, ID, &[1]).await;
    let fault = IndexedDbStore::<bank::Bank>::open(&name).await.expect("it opens").verify().await;
    let Err(fault @ StorageFault::Unknown { .. }) = fault else { panic!("{fault:?}") };
    assert!(!fault.is_repairable() && fault.to_string().contains("events/1 is intact"), "{fault}");
    let read =
        IndexedDbStore::<bank::Bank>::open(&name).await.expect("it opens").read(&ID.into(), StreamRange::ALL).await;
    assert!(matches!(read, Err(StoreError::Unusable(_))), "{read:?}");
}

#[wasm_bindgen_test]
async fn newer_database_keeps_its_data_and_can_be_exported() {
    let name = unique_name();
    let make = "const db = await raw(a, 99, (database) => database.createObjectStore('future').put('kept', 'key')); db.close()";
    script(make, &[&name]).await.expect("newer code can create a database");
    let newer = Store::open(&name).await.map(drop);
    assert_eq!(newer, Err(StorageFault::Newer { format: 99 }));
    let exported = Store::export(&name).await;
    assert_eq!(exported, Ok(r#"{"future":{"keys":["key"],"values":["kept"]}}"#.to_owned()));
    let version = script("const db = await raw(a); db.close(); return db.version", &[&name]).await;
    assert_eq!(version, Ok(99.into()), "the database is unchanged");
}

#[wasm_bindgen_test]
async fn export_creates_no_database() {
    let name = unique_name();
    assert_eq!(Store::export(&name).await, Ok("{}".to_owned()));
    assert!(!Store::names().await.expect("the browser lists its databases").contains(&name));
    open(&name).await;
    assert!(Store::names().await.expect("the browser lists its databases").contains(&name));
}
