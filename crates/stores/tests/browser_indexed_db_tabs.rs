//! The IndexedDB store in several tabs, and connections that the browser closes.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/indexed_db.rs"]
mod indexed_db;
#[path = "common/tallies.rs"]
mod tallies;

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use engine::conformance::{TallyEvent, new_event, tally};
use engine::{
    Aggregate, AggregateError, Commit, Committed, Conflict, EventStore, ExpectedVersion, Idempotency, IdempotencyKey,
    LogRange, Position, SnapshotPolicy, StoreError, Subscription, Version,
};
use stores::StorageFault;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{is_ready, script, unique_name, wait};
use crate::indexed_db::{ID, Store, count, delete_event, open};
use crate::tallies::{add, amounts, commit, log, reason};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn racing_connections_write_each_event_once() {
    let name = unique_name();
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
    let log = log(&store).await;
    for (event, place) in log.iter().zip(1..) {
        assert_eq!((event.version, event.position), (Version(place), Position(place)));
    }
    let mut all = amounts(&store).await;
    for writer in 1..=3 {
        let of_writer: Vec<_> = all.iter().filter(|amount| **amount / 100 == writer).collect();
        assert!(of_writer.is_sorted(), "each writer's events are in order");
    }
    all.sort_unstable();
    assert_eq!(all, (1..=3).flat_map(|writer| (0..40).map(move |number| writer * 100 + number)).collect::<Vec<_>>());
}

#[wasm_bindgen_test]
async fn stale_cache_is_detected() {
    let name = unique_name();
    let (here, there) = (open(&name).await, open(&name).await);
    let key = || Some(Idempotency { key: IdempotencyKey("key-1".into()), content: "four".to_owned() });
    add(&here, ID, &[1]).await;
    add(&here, "tally-2", &[2]).await;
    // The notifications reach `here` only when a future waits, so its cache is stale until then.
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
async fn subscription_is_woken_by_another_tab() {
    let name = unique_name();
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
async fn older_tab_that_stays_open_is_reported() {
    let name = unique_name();
    script("globalThis.holder = await raw(a, 1, firstLayout)", &[&name]).await.expect("another tab has it open");
    let blocked = Store::open(&name).await.map(drop);
    assert_eq!(blocked, Err(StorageFault::InUse));
    assert!(StorageFault::InUse.to_string().contains("Close the other tabs"));
    script("globalThis.holder.close()", &[]).await.expect("the other tab is closed");
    add(&open(&name).await, ID, &[1]).await;
    assert_eq!(Store::delete_everything(&name).await, Ok(()), "no connection was left open");
}

#[wasm_bindgen_test]
async fn connection_closes_when_a_newer_tab_upgrades_the_database() {
    let name = unique_name();
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    let mut waits = pin!(store.changed(Position(1)));
    assert!(!is_ready(waits.as_mut()).await);
    wait(20).await;
    script("(await raw(a, 99)).close()", &[&name]).await.expect("a newer tab opens it");
    assert_eq!(waits.await, Ok(()), "the waiting task is woken");
    for reason in [
        reason(store.commit(commit(ID, &[2])).await),
        reason(store.read_all(LogRange::ALL.limit(9)).await),
        reason(store.changed(Position(9)).await),
    ] {
        assert_eq!(reason, StorageFault::Outdated.to_string());
    }
}

#[wasm_bindgen_test]
async fn other_tabs_detect_a_deletion() {
    let name = unique_name();
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    Store::delete_everything(&name).await.expect("the database is deleted");
    let reason = reason(store.read_all(LogRange::ALL.limit(9)).await);
    assert_eq!(reason, StorageFault::Replaced.to_string());
    let store = open(&name).await;
    assert_eq!((count(&store).await, amounts(&store).await), (0, vec![]));
    add(&store, ID, &[2]).await;
    assert_eq!(amounts(&store).await, [2], "the database can be used again");
}

#[wasm_bindgen_test]
async fn connection_closed_by_the_browser_is_reported() {
    let name = unique_name();
    let spy = "
        const transaction = IDBDatabase.prototype.transaction;
        IDBDatabase.prototype.transaction = function (...given) {
            globalThis.used = this;
            return transaction.apply(this, given);
        };
        globalThis.unspy = () => { IDBDatabase.prototype.transaction = transaction };
    ";
    script(spy, &[]).await.expect("the connection can be observed");
    let store = open(&name).await;
    add(&store, ID, &[1]).await;
    script("unspy(); used.close(); used.dispatchEvent(new Event('close'))", &[])
        .await
        .expect("the connection can be closed");
    let reason = reason(store.commit(commit(ID, &[2])).await);
    assert_eq!(reason, StorageFault::Closed.to_string());
    assert_eq!(amounts(&open(&name).await).await, [1], "the log is unchanged");
}

#[wasm_bindgen_test]
async fn browser_without_indexed_db_is_reported() {
    let hide = "
        const shown = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
        Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
        globalThis.show = () => Object.defineProperty(globalThis, 'indexedDB', shown);
    ";
    script(hide, &[]).await.expect("IndexedDB can be hidden");
    let missing = Store::open("any").await.map(drop);
    let forbid = "
        show();
        const open = IDBFactory.prototype.open;
        IDBFactory.prototype.open = () => { throw new DOMException('not in private windows', 'SecurityError') };
        globalThis.allow = () => { IDBFactory.prototype.open = open };
    ";
    script(forbid, &[]).await.expect("IndexedDB can be forbidden");
    let forbidden = Store::open("any").await.map(drop);
    script("allow()", &[]).await.expect("IndexedDB can be allowed again");
    assert_eq!(missing, Err(StorageFault::Blocked { reason: "it has no IndexedDB".into() }));
    let reason = "SecurityError: not in private windows".to_owned();
    assert_eq!(forbidden, Err(StorageFault::Blocked { reason }));
}

#[wasm_bindgen_test]
async fn foreign_database_is_not_changed() {
    for version in [1, 2] {
        let name = unique_name();
        let create = format!(
            "const database = await raw(a, {version}, (database) => database.createObjectStore('mine'));
             database.close();"
        );
        script(&create, &[&name]).await.expect("another program has a database");
        let opened = Store::open(&name).await.map(drop);
        assert_eq!(opened, Err(StorageFault::ForeignDatabase { name: name.clone() }), "version {version}");
        let look = "const database = await raw(a);
             const seen = database.version + ':' + [...database.objectStoreNames];
             database.close();
             return seen;";
        let seen = script(look, &[&name]).await.expect("the database exists").as_string();
        assert_eq!(seen, Some(format!("{version}:mine")), "the database is unchanged");
    }
}

#[wasm_bindgen_test]
async fn commit_during_a_repair_leaves_no_gap() {
    let name = unique_name();
    let (here, there) = (open(&name).await, open(&name).await);
    add(&there, ID, &[1, 2, 3]).await;
    delete_event(&name, 2).await;
    // Both run concurrently, and `there` has a stale cache.
    let (mut repair, mut write) = (pin!(here.repair()), pin!(there.commit(commit(ID, &[4]))));
    let begun = (is_ready(repair.as_mut()).await, is_ready(write.as_mut()).await);
    assert_eq!(begun, (false, false), "both wait for the database");
    assert_eq!(repair.await, Ok(1));
    assert_eq!(write.await.expect("it follows the remaining events").version, Version(2));
    assert_eq!(amounts(&here).await, [1, 4]);
    assert_eq!(here.verify().await.map(|verified| verified.events), Ok(2));
}

#[wasm_bindgen_test]
async fn another_tab_can_commit_after_a_repair() {
    let name = unique_name();
    let (here, there) = (open(&name).await, open(&name).await);
    add(&there, ID, &[1, 2, 3]).await;
    delete_event(&name, 2).await;
    assert_eq!(here.repair().await, Ok(1));
    wait(20).await;
    add(&there, ID, &[4]).await;
    assert_eq!(amounts(&here).await, [1, 4]);
    assert_eq!(here.verify().await.map(|verified| verified.events), Ok(2));
}
