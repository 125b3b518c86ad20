//! The store in IndexedDB keeps the contract of every store in a real browser, and survives what browsers do to it.
#![cfg(target_arch = "wasm32")]

use std::cell::Cell;
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::Poll;

use bank::{Amount, Bank, Command, Currency, Owner, processor};
use chrono::DateTime;
use engine::conformance::{self, Tally, TallyEvent, TallyState, new_event, tally};
use engine::{
    Aggregate, AggregateError, Commit, CommitLimits, Committed, Conflict, EventStore, ExpectedVersion, Idempotency,
    IdempotencyKey, IndexDefinition, LogRange, Lookup, Position, Recorded, SnapshotPolicy, StoreError, StreamId,
    StreamRange, Subscription, Version,
};
use js_sys::{Function, Promise};
use lab::{AccountId, Lab};
use stores::indexed_db::{Durability, IndexedDbStore};
use stores::{JsonDomain, StorageFault};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

type Store = IndexedDbStore<Tally>;

const ID: &str = "tally-1";

/// A name that no other test uses.
fn name() -> String {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    COUNT.set(COUNT.get() + 1);
    format!("test-{}-{}", js_sys::Date::now(), COUNT.get())
}

async fn open(name: &str) -> Store {
    Store::open_with(name, Durability::Relaxed).await.expect("the database opens")
}

/// Runs a script with what it needs, and waits for what it promises.
async fn script(body: &str, arguments: &[&str]) -> Result<JsValue, JsValue> {
    let body = format!("return (async () => {{ {PRELUDE} {body} }})()");
    let function = Function::new_with_args("a, b", &body);
    let argument = |place: usize| arguments.get(place).map_or(JsValue::UNDEFINED, |text| JsValue::from_str(text));
    let promise = function.call2(&JsValue::UNDEFINED, &argument(0), &argument(1)).expect("the script starts");
    JsFuture::from(promise.unchecked_into::<Promise>()).await
}

/// Helpers for scripts that touch a database behind the store's back.
const PRELUDE: &str = "
    const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const over = (transaction) => new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
    });
    const raw = (name, version, upgrade = () => {}) => {
        const request = indexedDB.open(name, version);
        request.onupgradeneeded = () => upgrade(request.result);
        return done(request);
    };
    const firstLayout = (database) => {
        const events = database.createObjectStore('events', { keyPath: 'position' });
        events.createIndex('byStream', ['stream', 'version'], { unique: true });
        for (const store of ['snapshots', 'index', 'entries', 'outbox', 'unsent', 'answers']) database.createObjectStore(store);
    };
    const change = async (name, store, act) => {
        const database = await raw(name);
        const transaction = database.transaction(store, 'readwrite');
        const end = over(transaction);
        await act(transaction.objectStore(store));
        await end;
        database.close();
    };
";

/// Lets the browser do what it has to do, this many milliseconds.
async fn wait(milliseconds: u32) {
    let body = format!("await new Promise((resolve) => setTimeout(resolve, {milliseconds}))");
    script(&body, &[]).await.expect("time passes");
}

/// Gives the future one turn.
async fn is_ready(mut future: Pin<&mut impl Future>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}

fn commit(stream: &str, amounts: &[i64]) -> Commit<Tally> {
    let events = amounts.iter().map(|amount| new_event(amount.unsigned_abs(), TallyEvent::Added(*amount))).collect();
    Commit {
        stream: stream.into(),
        expected: ExpectedVersion::Any,
        events,
        snapshot: None,
        index: None,
        outbox: Vec::new(),
        idempotency: None,
    }
}

async fn add(store: &Store, stream: &str, amounts: &[i64]) {
    store.commit(commit(stream, amounts)).await.expect("the store takes a commit");
}

async fn count(store: &Store) -> u64 {
    store.size().await.expect("the store is measured").events
}

/// The amounts in the whole log.
async fn amounts(store: &Store) -> Vec<i64> {
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    log.iter().map(|event| if let TallyEvent::Added(amount) = event.data { amount } else { 0 }).collect()
}

fn reason<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Err(StoreError::Unavailable { reason } | StoreError::Unreadable { reason }) => reason,
        other => panic!("the store should be unavailable: {other:?}"),
    }
}

#[wasm_bindgen_test]
async fn it_keeps_the_contract() {
    conformance::run(async || open(&name()).await).await;
}

#[wasm_bindgen_test]
async fn it_keeps_the_contract_with_limits_too() {
    let limits = CommitLimits { events: 100, payload_bytes: 10_000, actions: 120 };
    conformance::run(async || open(&name()).await.with_limits(limits)).await;
}

#[wasm_bindgen_test]
async fn a_message_that_cannot_be_read_is_passed_over() {
    let name = name();
    let store = open(&name).await;
    conformance::unreadable_message_is_skipped(store, async |store, message| {
        drop(store);
        for records in ["outbox", "unsent"] {
            let body = format!(
                "await change(a, '{records}', (store) => store.put('{{}}', [b, {}, {}]))",
                message.version.0, message.number
            );
            script(&body, &[&name, message.stream.as_str()]).await.expect("the record can be changed");
        }
        open(&name).await
    })
    .await;
}

#[wasm_bindgen_test]
async fn it_keeps_the_contract_when_every_commit_reaches_the_disk() {
    let fresh = async || Store::open(&name()).await.expect("the database opens");
    conformance::commit_writes_all_its_parts(&fresh().await).await;
    conformance::one_of_many_concurrent_writers_wins(&fresh().await).await;
}

#[wasm_bindgen_test]
async fn everything_is_there_again_after_it_is_opened_again() {
    let name = name();
    let by_label = || IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone());
    let events = || vec![new_event(1, TallyEvent::Added(-7)), new_event(2, TallyEvent::Labelled(Some("red".into())))];
    let key = || Idempotency { key: IdempotencyKey("key-1".into()), content: "seven".to_owned() };
    {
        let tallies = Aggregate::new(tally(), open(&name).await).with_index(by_label());
        tallies.append(&ID.into(), events()).await.expect("the aggregate takes events");
        let commit = Commit { idempotency: Some(key()), ..commit("tally-2", &[7]) };
        tallies.store().commit(commit).await.expect("the store takes a commit");
    }
    let store = open(&name).await;
    assert_eq!(count(&store).await, 3);
    assert_eq!(store.find("byLabel", Lookup::Is("red")).await, Ok(vec![ID.into()]));
    assert_eq!(store.unsent(9).await.expect("the outbox can be read").records.len(), 1);
    assert_eq!(store.snapshot(&ID.into()).await.unwrap().expect("there is a snapshot").version, Version(2));
    let answer =
        store.answered(&"tally-2".into(), &key()).await.expect("the answer can be read").expect("the key was used");
    assert_eq!((answer.version, answer.position, answer.repeated), (Version(1), Position(3), true));
    add(&store, ID, &[1]).await;
    let newest = store.read(&ID.into(), StreamRange::ALL.backwards().limit(1)).await.unwrap();
    assert_eq!((newest[0].version, newest[0].position), (Version(3), Position(4)), "it goes on where it was");
}

#[wasm_bindgen_test]
async fn a_log_of_several_pages_is_read_whole_in_both_directions() {
    let store = open(&name()).await;
    let all: Vec<_> = (1..=4500).collect();
    add(&store, ID, &all).await;
    assert_eq!(amounts(&store).await, all);
    let versions = async |range: StreamRange| {
        let events = store.read(&ID.into(), range).await.expect("the stream can be read");
        events.iter().map(|event| event.version.0 as i64).collect::<Vec<_>>()
    };
    assert_eq!(versions(StreamRange::ALL).await, all);
    assert_eq!(versions(StreamRange::ALL.limit(4001)).await, all[..4001]);
    let backwards: Vec<_> = all.iter().rev().copied().collect();
    assert_eq!(versions(StreamRange::ALL.backwards()).await, backwards);
    assert_eq!(versions(StreamRange::ALL.backwards().limit(2001)).await, backwards[..2001]);
    for to in [1999, 2000, 2001, 4000, 4500, 9999] {
        let range = StreamRange::up_to(Version(to));
        let there = to.min(4500) as usize;
        assert_eq!(versions(range).await, all[..there], "up to {to}");
        assert_eq!(versions(range.backwards()).await, backwards[4500 - there..], "up to {to}, backwards");
    }
    assert_eq!(store.read_all(LogRange::after(Position(100)).limit(4000)).await.unwrap().len(), 4000);
}

#[wasm_bindgen_test]
async fn two_connections_that_race_lose_nothing_and_write_nothing_twice() {
    let name = name();
    let stores = [open(&name).await, open(&name).await, open(&name).await];
    let done: [_; 3] = std::array::from_fn(|_| Rc::new(Cell::new(false)));
    for ((writer, store), done) in (1..).zip(stores).zip(done.clone()) {
        spawn_local(async move {
            let tallies = Aggregate::new(tally(), store).with_snapshots(SnapshotPolicy::Never);
            for number in 0..40 {
                let event = new_event(number, TallyEvent::Added(writer * 100 + number as i64));
                loop {
                    match tallies.append(&ID.into(), vec![event.clone()]).await {
                        Ok(_) => break,
                        Err(AggregateError::Store(StoreError::Conflict { .. })) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
            done.set(true);
        });
    }
    while !done.iter().all(|done| done.get()) {
        wait(20).await;
    }
    let store = open(&name).await;
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    for (event, place) in log.iter().zip(1..) {
        assert_eq!((event.version, event.position), (Version(place), Position(place)));
    }
    let mut all = amounts(&store).await;
    for writer in 1..=3 {
        let of_writer: Vec<_> = all.iter().filter(|amount| **amount / 100 == writer).collect();
        assert!(of_writer.is_sorted(), "each writer's events are in its order");
    }
    all.sort_unstable();
    assert_eq!(all, (1..=3).flat_map(|writer| (0..40).map(move |number| writer * 100 + number)).collect::<Vec<_>>());
}

#[wasm_bindgen_test]
async fn what_a_store_remembers_of_the_log_may_be_old() {
    let name = name();
    let (here, there) = (open(&name).await, open(&name).await);
    let key = || Some(Idempotency { key: IdempotencyKey("key-1".into()), content: "four".to_owned() });
    add(&here, ID, &[1]).await;
    add(&here, "tally-2", &[2]).await;
    // `here` is not told of these before it goes on: nobody waits in between.
    add(&there, ID, &[3]).await;
    let first =
        there.commit(Commit { idempotency: key(), ..commit("tally-2", &[4]) }).await.expect("a new key is taken");
    let stale = Commit { expected: ExpectedVersion::Exactly(Version(1)), ..commit(ID, &[9]) };
    let conflict = Conflict { expected: Version(1), actual: Version(2) };
    assert_eq!(here.commit(stale).await, Err(StoreError::Conflict { stream: ID.into(), conflict }));
    add(&here, "tally-2", &[5]).await;
    let repeat = here.commit(Commit { idempotency: key(), ..commit("tally-2", &[4]) }).await;
    assert_eq!(repeat.expect("a repeat is answered"), Committed { repeated: true, ..first });
    add(&here, ID, &[6]).await;
    assert_eq!(amounts(&here).await, [1, 2, 3, 4, 5, 6]);
    let log = here.read_all(LogRange::ALL.limit(9)).await.expect("the log can be read");
    let versions: Vec<_> = log.iter().map(|event| (event.position.0, event.version.0)).collect();
    assert_eq!(versions, [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3)]);
}

#[wasm_bindgen_test]
async fn a_commit_that_nobody_waits_for_any_more_is_whole_or_not_there() {
    let name = name();
    let store = open(&name).await;
    for turns in 0..12 {
        let mut commit = Box::pin(store.commit(commit(ID, &[1, 2, 3])));
        for _ in 0..turns {
            if is_ready(commit.as_mut()).await {
                break;
            }
            wait(0).await;
        }
    }
    wait(50).await;
    let log = amounts(&open(&name).await).await;
    assert!(!log.is_empty());
    assert_eq!(log, [1, 2, 3].repeat(log.len() / 3), "the log is whole commits");
}

#[wasm_bindgen_test]
async fn a_subscription_is_woken_by_another_tab() {
    let name = name();
    // Two connections with a channel each, as in two tabs.
    let (here, there) = (open(&name).await, open(&name).await);
    let mut subscription = Subscription::after(Position(0), &here);
    let mut next = pin!(subscription.next(9));
    assert!(!is_ready(next.as_mut()).await);
    wait(20).await;
    add(&there, ID, &[5]).await;
    assert_eq!(next.await.expect("the log can be read").len(), 1);
}

#[wasm_bindgen_test]
async fn a_database_of_the_first_layout_is_upgraded_and_keeps_its_data() {
    let name = name();
    let first_layout = "
        const database = await raw(a, 1, firstLayout);
        const transaction = database.transaction('events', 'readwrite');
        const end = over(transaction);
        const event = JSON.stringify({
            stream: 'tally-1', version: 1, position: 1, type: 'Added', shape: 1, payload: { amount: 41 },
            eventId: '00000000-0000-0000-0000-000000000001', command: 'Add',
            causationId: '00000000-0000-0000-0000-000000000002', correlationId: '00000000-0000-0000-0000-000000000003',
            recordedAt: '2025-01-01T00:00:00.000Z',
        });
        transaction.objectStore('events').add({ position: 1, stream: 'tally-1', version: 1, event });
        await end;
        database.close();
    ";
    script(first_layout, &[&name]).await.expect("a database of the first layout is made");
    let store = open(&name).await;
    assert_eq!(amounts(&store).await, [41], "the upgrade keeps the data");
    add(&store, ID, &[1]).await;
    assert_eq!(amounts(&store).await, [41, 1], "the log goes on");
    assert_eq!(store.repair().await, Ok(0), "there is room to move records aside to");
}

#[wasm_bindgen_test]
async fn an_older_tab_that_does_not_let_go_is_told_of() {
    let name = name();
    script("globalThis.holder = await raw(a, 1, firstLayout)", &[&name]).await.expect("another tab has it open");
    let blocked = Store::open(&name).await.map(drop);
    assert_eq!(blocked, Err(StorageFault::InUse));
    assert!(StorageFault::InUse.to_string().contains("Close the other tabs"));
    script("globalThis.holder.close()", &[]).await.expect("the other tab is closed");
    add(&open(&name).await, ID, &[1]).await;
    assert_eq!(Store::delete_everything(&name).await, Ok(()), "no connection was left open");
}

#[wasm_bindgen_test]
async fn it_makes_way_for_a_tab_with_a_newer_layout() {
    let name = name();
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    let mut waits = pin!(store.changed(Position(1)));
    assert!(!is_ready(waits.as_mut()).await);
    wait(20).await;
    script("(await raw(a, 99)).close()", &[&name]).await.expect("a newer tab opens it");
    assert_eq!(waits.await, Ok(()), "who waits is woken");
    for reason in [
        reason(store.commit(commit(ID, &[2])).await),
        reason(store.read_all(LogRange::ALL.limit(9)).await),
        reason(store.changed(Position(9)).await),
    ] {
        assert_eq!(reason, StorageFault::Outdated.to_string());
    }
}

#[wasm_bindgen_test]
async fn a_newer_database_is_refused_and_left_alone() {
    let name = name();
    let make = "const db = await raw(a, 99, (database) => database.createObjectStore('future').put('kept', 'key')); db.close()";
    script(make, &[&name]).await.expect("newer code makes a database");
    let newer = Store::open(&name).await.map(drop);
    assert_eq!(newer, Err(StorageFault::Newer { format: 99 }));
    let kept = "const db = await raw(a); const kept = await done(db.transaction('future').objectStore('future').get('key')); db.close(); return kept";
    assert_eq!(script(kept, &[&name]).await, Ok("kept".into()), "nothing was touched");
}

#[wasm_bindgen_test]
async fn everything_can_be_deleted_and_other_tabs_are_told() {
    let name = name();
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    Store::delete_everything(&name).await.expect("the database is deleted");
    let told = reason(store.read_all(LogRange::ALL.limit(9)).await);
    assert_eq!(told, StorageFault::Replaced.to_string());
    let store = open(&name).await;
    assert_eq!((count(&store).await, amounts(&store).await), (0, vec![]));
    add(&store, ID, &[2]).await;
    assert_eq!(amounts(&store).await, [2], "it can be used again");
}

#[wasm_bindgen_test]
async fn a_connection_that_the_browser_closes_says_so() {
    let name = name();
    let spy = "
        const transaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...given) {
            globalThis.used = this;
            return transaction.apply(this, given);
        };
        globalThis.unspy = () => { IDBDatabase.prototype.transaction = transaction };
    ";
    script(spy, &[]).await.expect("the connection is watched");
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    script("unspy(); used.close(); used.dispatchEvent(new Event('close'))", &[]).await.expect("the browser closes it");
    let told = reason(store.commit(commit(ID, &[2])).await);
    assert_eq!(told, StorageFault::Closed.to_string());
    assert_eq!(amounts(&open(&name).await).await, [1], "what was there is there");
}

#[wasm_bindgen_test]
async fn a_browser_without_a_database_says_so() {
    let hide = "
        const shown = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
        Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
        globalThis.show = () => Object.defineProperty(globalThis, 'indexedDB', shown);
    ";
    script(hide, &[]).await.expect("the database is hidden");
    let missing = Store::open("any").await.map(drop);
    let forbid = "
        show();
        const open = IDBFactory.prototype.open;
        IDBFactory.prototype.open = () => { throw new DOMException('not in private windows', 'SecurityError') };
        globalThis.allow = () => { IDBFactory.prototype.open = open };
    ";
    script(forbid, &[]).await.expect("the database is forbidden");
    let forbidden = Store::open("any").await.map(drop);
    script("allow()", &[]).await.expect("the database is allowed again");
    assert_eq!(missing, Err(StorageFault::Blocked { reason: "it has no IndexedDB".into() }));
    let reason = "SecurityError: not in private windows".to_owned();
    assert_eq!(forbidden, Err(StorageFault::Blocked { reason }));
}

#[wasm_bindgen_test]
async fn a_commit_that_finds_no_room_writes_nothing() {
    let name = name();
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    // The second event of the commit does not fit any more.
    let full = "
        const add = IDBObjectStore.prototype.add;
        IDBObjectStore.prototype.add = function (value) {
            if (value.position === 3) throw new DOMException('no room', 'QuotaExceededError');
            return add.apply(this, arguments);
        };
        globalThis.makeRoom = () => { IDBObjectStore.prototype.add = add };
    ";
    script(full, &[]).await.expect("the disk is full");
    let refused = store.commit(commit(ID, &[2, 3])).await;
    script("makeRoom()", &[]).await.expect("there is room again");
    assert_eq!(refused, Err(StorageFault::Full.into()));
    assert_eq!(amounts(&store).await, [1], "nothing of the commit was written");
    add(&store, ID, &[2, 3]).await;
    assert_eq!(amounts(&store).await, [1, 2, 3], "the store can be used again");
}

#[wasm_bindgen_test]
async fn an_event_that_cannot_be_read_is_named_exported_and_moved_aside_with_all_after_it() {
    let damages = [
        ("record.event = record.event.slice(0, 40)", "EOF"),
        ("record.event = 7", "it is no text"),
        ("delete record.event", "it is no text"),
        ("record.event = record.event.replace('\"position\":2', '\"position\":7')", "it says that it is event 7"),
        ("record.event = record.event.replace('\"version\":2', '\"version\":7')", "it says that it is v7 of tally-1"),
        ("record.event = record.event.replace('tally-1', 'tally-3')", "it says that it is v2 of tally-3"),
        ("record.event = record.event.replace('\"type\":\"Added\"', '\"type\":\"Mystery\"')", "Mystery"),
    ];
    for (damage, says) in damages {
        let name = name();
        let store = open(&name).await;
        add(&store, ID, &[1, 2, 3]).await;
        add(&store, "tally-2", &[4]).await;
        let body = format!(
            "await change(a, 'events', async (events) => {{
                const record = await done(events.get(2));
                {damage};
                record.mine = 'damaged';
                events.put(record);
            }})"
        );
        script(&body, &[&name]).await.expect("a record is damaged");

        let told = reason(store.read_all(LogRange::ALL.limit(9)).await);
        assert!(told.starts_with("The entry events/2 can't be read. ") && told.contains(says), "{damage}: {told}");
        assert_eq!(reason(store.read(&ID.into(), StreamRange::ALL).await), told);
        let other = store.read(&"tally-2".into(), StreamRange::ALL).await.expect("other streams can be read");
        assert_eq!(other.len(), 1);
        let readable = store.readable().await.expect("what can be read is read");
        assert_eq!(readable.len(), 3, "{damage}");
        assert!(store.export().await.expect("everything is exported").contains("damaged"));

        assert_eq!(store.repair().await, Ok(3), "{damage}");
        assert_eq!(amounts(&store).await, [1], "what comes before it is read");
        let aside = store.export().await.expect("everything is exported");
        assert!(aside.contains("damaged") && aside.contains("\"from\":\"events\""), "nothing is deleted");
        assert_eq!(store.repair().await, Ok(0), "it is repaired once");
        assert_eq!(store.size().await.expect("it is measured").set_aside, 3, "{damage}");
    }
}

/// Reads the whole log, and looks whether all positions and versions are there once, in their order.
async fn has_no_gap<D: JsonDomain + 'static>(store: &IndexedDbStore<D>) -> Vec<Recorded<D::Event>> {
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    let mut versions = HashMap::<StreamId, Version>::new();
    for (event, place) in log.iter().zip(1..) {
        let newest = versions.entry(event.stream.clone()).or_default();
        assert_eq!((event.position, event.version), (Position(place), newest.next()), "{} goes on", event.stream);
        *newest = event.version;
    }
    log
}

#[wasm_bindgen_test]
async fn a_log_that_was_repaired_goes_on_where_it_is_cut() {
    let damages = [
        "events.put({ ...await done(events.get(3)), event: '{' })",
        "events.delete(3)",
        "events.put({ ...await done(events.get(3)), version: 9 })",
    ];
    let by_label = || IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone());
    let name_tag = || IndexDefinition::reservation("nameTag", |state: &TallyState| state.label.clone());
    let label = |id, text: &str| vec![new_event(id, TallyEvent::Labelled(Some(text.into())))];
    let below = |id| vec![new_event(id, TallyEvent::Added(-100 - id as i64))];
    for damage in damages {
        let name = name();
        let store = open(&name).await;
        let tallies = Aggregate::new(tally(), &store).with_index(by_label()).with_index(name_tag());
        let (one, two, three, whole) = (ID.into(), "tally-2".into(), "tally-3".into(), "tally-0".into());
        tallies.append(&whole, label(1, "grey")).await.expect("position 1");
        tallies.append(&one, below(2)).await.expect("position 2");
        tallies.append(&two, below(3)).await.expect("position 3, which is damaged");
        tallies.append(&one, label(4, "red")).await.expect("position 4");
        tallies.append(&two, label(5, "blue")).await.expect("position 5");
        tallies.append(&one, below(6)).await.expect("position 6");
        let key = |key| Idempotency { key: IdempotencyKey(String::from(key).into()), content: String::new() };
        let keyed = Commit { idempotency: Some(key("lost")), ..commit("tally-3", &[7]) };
        store.commit(keyed).await.expect("position 7");
        let before = store.outbox(&one).await.expect("the outbox can be read");
        assert!(before.len() >= 2 && before.iter().any(|message| message.version > Version(1)), "{before:?}");
        script(&format!("await change(a, 'events', async (events) => {{ {damage} }})"), &[&name]).await.expect(damage);

        assert!(store.repair().await.expect("it is repaired") >= 5, "{damage}");
        assert_eq!(has_no_gap(&store).await.len(), 2, "{damage}");
        let kept: Vec<_> = before.into_iter().filter(|message| message.version == Version(1)).collect();
        assert_eq!(store.outbox(&one).await, Ok(kept.clone()), "the messages of what is left are left");
        assert_eq!(store.unsent(9).await.expect("they can be read").records, kept);
        assert_eq!(
            store.answered(&"tally-3".into(), &key("lost")).await,
            Ok(None),
            "what was done under the key is not there"
        );
        assert_eq!(store.find("byLabel", Lookup::BeginsWith("")).await, Ok(vec![whole.clone()]), "{damage}");

        let states = [(&whole, Some(0)), (&one, Some(-102)), (&two, None), (&three, None)];
        for (stream, sum) in states {
            let loaded = tallies.get(stream).await.expect("it loads");
            assert_eq!(loaded.map(|loaded| loaded.state.sum), sum, "{stream}");
        }
        tallies.append(&two, label(8, "red")).await.expect("the label of a lost event is free");
        tallies.append(&one, label(9, "blue")).await.expect("it goes on");
        tallies.append(&whole, below(10)).await.expect("it goes on");
        assert_eq!(has_no_gap(&store).await.len(), 5);
        assert_eq!(store.find("byLabel", Lookup::BeginsWith("")).await, Ok(vec![one, whole, two]), "by their labels");
        let export = store.export().await.expect("everything is exported");
        for place in ["events", "snapshots", "index", "entries", "outbox", "unsent", "answers"] {
            assert!(export.contains(&format!("\"from\":\"{place}\"")), "{damage}: what goes of {place} is set aside");
        }
        assert_eq!(store.repair().await, Ok(0), "it is repaired once");
    }
}

#[wasm_bindgen_test]
async fn a_log_with_a_hole_is_not_read_as_if_it_were_whole() {
    let name = name();
    let store = open(&name).await;
    add(&store, ID, &[1, 2, 3]).await;
    add(&store, "tally-2", &[4]).await;
    script("await change(a, 'events', (events) => events.delete(2))", &[&name]).await.expect("an event is gone");
    let all = StreamRange::ALL;
    for range in [all, all.backwards(), StreamRange::after(Version(1))] {
        let read = store.read(&ID.into(), range).await;
        assert!(matches!(read, Err(StoreError::Unreadable { .. })), "{range:?}: {read:?}");
    }
    for after in [0, 1] {
        let read = store.read_all(LogRange::after(Position(after)).limit(9)).await;
        assert!(matches!(read, Err(StoreError::Unreadable { .. })), "after {after}: {read:?}");
    }
    assert_eq!(store.read(&ID.into(), StreamRange::after(Version(2))).await.expect("behind the hole").len(), 1);
    assert_eq!(store.read(&"tally-2".into(), all).await.expect("another stream").len(), 1);
    assert_eq!(store.repair().await, Ok(2));
    assert_eq!(amounts(&store).await, [1]);
}

#[wasm_bindgen_test]
async fn a_tab_that_writes_while_another_repairs_leaves_no_hole() {
    let name = name();
    let (here, there) = (open(&name).await, open(&name).await);
    add(&there, ID, &[1, 2, 3]).await;
    script("await change(a, 'events', (events) => events.delete(2))", &[&name]).await.expect("an event is gone");
    // Both are under way at once, and `there` remembers the log as it was.
    let (mut repair, mut write) = (pin!(here.repair()), pin!(there.commit(commit(ID, &[4]))));
    let begun = (is_ready(repair.as_mut()).await, is_ready(write.as_mut()).await);
    assert_eq!(begun, (false, false), "both wait for the database");
    assert_eq!(repair.await, Ok(1));
    assert_eq!(write.await.expect("it is written behind what is left").version, Version(2));
    has_no_gap(&here).await;
    assert_eq!(amounts(&here).await, [1, 4]);
}

#[wasm_bindgen_test]
async fn a_database_of_somebody_else_is_left_as_it_is() {
    for version in [1, 2] {
        let name = name();
        let create = format!(
            "const database = await raw(a, {version}, (database) => database.createObjectStore('mine'));
             database.close();"
        );
        script(&create, &[&name]).await.expect("somebody has a database");
        let opened = Store::open(&name).await.map(drop);
        assert_eq!(opened, Err(StorageFault::ForeignDatabase { name: name.clone() }), "version {version}");
        let look = "const database = await raw(a);
             const seen = database.version + ':' + [...database.objectStoreNames];
             database.close();
             return seen;";
        let seen = script(look, &[&name]).await.expect("it is there").as_string();
        assert_eq!(seen, Some(format!("{version}:mine")), "it is what it was");
    }
}

#[wasm_bindgen_test]
async fn another_tab_that_remembers_the_log_goes_on_where_a_repair_has_cut_it() {
    let name = name();
    let (here, there) = (open(&name).await, open(&name).await);
    add(&there, ID, &[1, 2, 3]).await;
    script("await change(a, 'events', (events) => events.delete(2))", &[&name]).await.expect("an event is gone");
    assert_eq!(here.repair().await, Ok(1));
    wait(20).await;
    add(&there, ID, &[4]).await;
    has_no_gap(&here).await;
    assert_eq!(amounts(&here).await, [1, 4]);
}

#[wasm_bindgen_test]
async fn a_repair_that_finds_no_room_moves_nothing() {
    let name = name();
    let store = open(&name).await;
    add(&store, ID, &[1, 2, 3, 4]).await;
    script("await change(a, 'events', (events) => events.delete(2))", &[&name]).await.expect("an event is gone");
    let before = store.export().await.expect("everything is exported");
    // The second record that is moved does not fit any more.
    let full = "
        const add = IDBObjectStore.prototype.add;
        IDBObjectStore.prototype.add = function (value) {
            if (value.key === 4) throw new DOMException('no room', 'QuotaExceededError');
            return add.apply(this, arguments);
        };
        globalThis.makeRoom = () => { IDBObjectStore.prototype.add = add };
    ";
    script(full, &[]).await.expect("the disk is full");
    let refused = store.repair().await;
    script("makeRoom()", &[]).await.expect("there is room again");
    assert_eq!(refused, Err(StorageFault::Full));
    assert_eq!(store.export().await.expect("everything is exported"), before, "all of it is where it was");
    assert_eq!(store.repair().await, Ok(2), "it can be tried again");
}

#[wasm_bindgen_test]
async fn a_bank_that_was_repaired_is_shown_again() {
    let name = name();
    let store = IndexedDbStore::<Bank>::open_with(&name, Durability::Relaxed).await.expect("the database opens");
    let lab = || Lab::kept(1, DateTime::UNIX_EPOCH);
    let mut first = lab();
    let send = async |lab: &mut Lab, account, command| {
        let undertaking =
            lab.undertake(DateTime::UNIX_EPOCH, AccountId(account), command).expect("it is to be written");
        let commit = undertaking.commit().expect("it has an event").clone();
        store.commit(commit).await.expect("the store takes a commit");
        lab.take_in(store.read_all(LogRange::after(lab.position()).limit(9)).await.expect("the log can be read"))
            .expect("it is taken in");
    };
    let create = |owner| Command::CreateAccount {
        owner: Owner::parse(owner).expect("a name"),
        email: None,
        opening_deposit: None,
    };
    let deposit = || {
        let amount = Amount::new(500, Currency::Usd).expect("an amount");
        Command::Deposit { amount, reason: None }
    };
    for (account, command) in
        [(0, create("Ada")), (1, create("Ben")), (0, deposit()), (1, deposit()), (0, deposit()), (1, deposit())]
    {
        send(&mut first, account, command).await;
    }
    script("await change(a, 'events', (events) => events.delete(4))", &[&name]).await.expect("an event is gone");
    let torn = store.read_all(LogRange::ALL.limit(9)).await;
    assert!(matches!(torn, Err(StoreError::Unreadable { .. })), "an event is missing: {torn:?}");

    store.repair().await.expect("it is repaired");
    let mut again = lab();
    again.take_in(has_no_gap(&store).await).expect("what is left is a log of the bank");
    assert_eq!(again.position(), Position(3));
    send(&mut again, 1, deposit()).await;
    send(&mut again, 2, create("Cleo")).await;
    assert_eq!(has_no_gap(&store).await.len(), 5);
    let bank = Aggregate::new(processor(), &store);
    for account in 0..2 {
        let loaded = bank.get(&AccountId(account).stream()).await.expect("it loads").expect("it is there");
        assert_eq!((loaded.version, loaded.state.balance.minor), (Version(2), 500));
    }
}

#[wasm_bindgen_test]
async fn damaged_messages_answers_and_entries_are_moved_aside_too() {
    let name = name();
    let store = open(&name).await;
    let by_label = IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone());
    let tallies = Aggregate::new(tally(), &store).with_index(by_label);
    let events = vec![new_event(1, TallyEvent::Added(-7)), new_event(2, TallyEvent::Labelled(Some("red".into())))];
    tallies.append(&ID.into(), events).await.expect("the aggregate takes events");
    let idempotency = Idempotency { key: IdempotencyKey("key-1".into()), content: String::new() };
    let keyed = || Commit { idempotency: Some(idempotency.clone()), ..commit("tally-2", &[7]) };
    store.commit(keyed()).await.expect("the store takes a commit");
    for (place, id) in [("outbox", "[a, 1, 0]"), ("unsent", "[a, 1, 0]"), ("entries", "a"), ("answers", "'key-1'")] {
        let damage = format!("await change(b, '{place}', (store) => store.put('{{', {id}))");
        script(&damage, &[ID, &name]).await.expect("a record is damaged");
    }
    let unsent = store.unsent(9).await.expect("the outbox can be read");
    assert_eq!((unsent.records.len(), unsent.unreadable), (0, 1), "a damaged message is passed over and counted");
    assert!(reason(store.outbox(&ID.into()).await).contains("outbox/tally-1/1"));
    assert!(reason(store.answered(&ID.into(), &idempotency).await).contains("answers/key-1"));
    assert!(reason(store.commit(keyed()).await).contains("answers/key-1"));
    let relabelled = tallies.append(&ID.into(), vec![new_event(3, TallyEvent::Labelled(None))]).await;
    assert!(relabelled.unwrap_err().to_string().contains("entries/tally-1"));
    assert_eq!(count(&store).await, 3, "a commit that can't be checked is refused");

    assert_eq!(store.repair().await, Ok(4));
    let aside = store.export().await.expect("everything is exported");
    for place in ["outbox", "unsent", "entries", "answers"] {
        assert!(aside.contains(&format!("\"from\":\"{place}\"")), "what was damaged in {place} is set aside");
    }
    assert_eq!(store.outbox(&ID.into()).await, Ok(vec![]));
    assert_eq!(amounts(&store).await, [-7, 0, 7], "no event was moved");
}

#[wasm_bindgen_test]
async fn a_snapshot_that_cannot_be_read_is_as_good_as_none() {
    let name = name();
    let store = open(&name).await;
    let tallies = Aggregate::new(tally(), &store);
    tallies.append(&ID.into(), vec![new_event(1, TallyEvent::Added(5))]).await.expect("the aggregate takes an event");
    script("await change(a, 'snapshots', (store) => store.put('{', b))", &[&name, ID]).await.expect("it is damaged");
    assert_eq!(store.snapshot(&ID.into()).await, Ok(None));
    let loaded = tallies.get(&StreamId::from(ID)).await.expect("it loads").expect("it is there");
    assert_eq!((loaded.state.sum, loaded.replayed), (5, 1));
}

#[wasm_bindgen_test]
async fn records_of_others_in_the_same_database_are_left_alone() {
    let name = name();
    let store = open(&name).await;
    let foreign = "
        await change(a, 'events', (store) => { store.put({ position: 'zzz', mine: 1 }); store.put({ position: [9], mine: 2 }) });
        await change(a, 'unsent', (store) => store.put('x', 'foreign'));
    ";
    script(foreign, &[&name]).await.expect("somebody else writes");
    add(&store, ID, &[1]).await;
    assert_eq!((amounts(&store).await, count(&store).await), (vec![1], 1));
    assert_eq!(store.unsent(9).await.expect("the outbox can be read").records, []);
}

#[wasm_bindgen_test]
async fn it_says_how_much_room_it_takes() {
    let store = open(&name()).await;
    add(&store, ID, &[1]).await;
    let size = store.size().await.expect("the store is measured");
    assert!(size.events == 1 && size.used > Some(0) && size.quota > size.used, "{size:?}");
}
