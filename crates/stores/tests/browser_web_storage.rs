//! The Web Storage store in a real browser: its storage areas, its locks, its limits.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/tallies.rs"]
mod tallies;

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use engine::conformance::{self, Tally};
use engine::{EventStore, StreamId, StreamRange};
use stores::web_storage::{BrowserArea, BrowserStorage, BrowserTabs, Namespace, Peers, WebStorageStore};
use stores::{AnyStore, MemoryStore, StorageFault};
use wasm_bindgen::throw_str;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{script, script_now, unique_name};
use crate::tallies::{add, amounts, commit};

wasm_bindgen_test_configure!(run_in_browser);

type Store = WebStorageStore<Tally, BrowserArea, BrowserTabs>;

const AREAS: [BrowserStorage; 2] = [BrowserStorage::Local, BrowserStorage::Session];

const ID: &str = "tally-1";

fn namespace(storage: BrowserStorage, name: &str) -> Namespace<BrowserArea, BrowserTabs> {
    Namespace::in_browser(storage, name).expect("the storage can be used")
}

fn open(storage: BrowserStorage, name: &str) -> Store {
    namespace(storage, name).open().expect("the log opens")
}

/// Runs the futures concurrently.
async fn all(futures: impl IntoIterator<Item = Pin<Box<dyn Future<Output = ()>>>>) {
    let mut futures: Vec<_> = futures.into_iter().collect();
    poll_fn(|context| {
        futures.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if futures.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[wasm_bindgen_test]
async fn keeps_the_contract() {
    for storage in AREAS {
        conformance::run(async || open(storage, &unique_name())).await;
        script_now("localStorage.clear(); sessionStorage.clear()");
    }
}

#[wasm_bindgen_test]
async fn concurrent_commits_of_one_page_lose_nothing() {
    for storage in AREAS {
        let name = unique_name();
        all((0..4_i64).map(|writer| {
            let store = open(storage, &name);
            Box::pin(async move {
                for number in 0..25 {
                    add(&store, ID, &[writer * 100 + number]).await;
                }
            }) as Pin<Box<dyn Future<Output = ()>>>
        }))
        .await;
        let mut found = amounts(&open(storage, &name)).await;
        found.sort_unstable();
        let written: Vec<_> = (0..4).flat_map(|writer| (0..25).map(move |number| writer * 100 + number)).collect();
        assert_eq!(found, written, "{storage:?}");
        namespace(storage, &name).delete_everything().await.expect("it can be deleted");
    }
}

#[wasm_bindgen_test]
fn forbidden_storage_is_reported() {
    let define = |getter: &str| {
        script_now(&format!(
            "Object.defineProperty(window, 'localStorage', {{ configurable: true, get() {{ {getter} }} }})"
        ));
        let fault = Namespace::in_browser(BrowserStorage::Local, "any").err();
        script_now("delete window.localStorage");
        fault
    };
    // Shadows the property of the window's prototype, and restores it.
    let inherited = script_now(
        "const own = Object.getOwnPropertyDescriptor(window, 'localStorage'); window.coveredStorage = own; return !own",
    );
    let refused = define("throw new DOMException('Access is denied.', 'SecurityError')");
    let null = define("return null");
    if inherited.is_falsy() {
        script_now("Object.defineProperty(window, 'localStorage', window.coveredStorage)");
    }
    let reason = "SecurityError: Access is denied".to_owned();
    assert_eq!(refused, Some(StorageFault::Blocked { reason }));
    assert_eq!(null, Some(StorageFault::Blocked { reason: "it is switched off".to_owned() }));
    assert!(Namespace::in_browser(BrowserStorage::Local, "any").is_ok(), "it is allowed again");
}

#[wasm_bindgen_test]
async fn only_local_storage_needs_locks() {
    script_now("Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined })");
    let shared = Namespace::in_browser(BrowserStorage::Local, "any").err();
    let name = unique_name();
    let own = Namespace::in_browser(BrowserStorage::Session, &name).map(|namespace| namespace.open::<Tally>());
    let written = match &own {
        Ok(Ok(store)) => Some(store.commit(commit(ID, &[1])).await),
        _ => None,
    };
    script_now("delete navigator.locks; sessionStorage.clear()");
    assert_eq!(shared, Some(StorageFault::NoLocks));
    assert!(StorageFault::NoLocks.to_string().contains("https"));
    assert!(matches!(written, Some(Ok(_))), "{:?} {written:?}", own.map(|store| store.map(drop)));
}

#[wasm_bindgen_test]
async fn any_store_lends_events_without_copying_them() {
    let store = AnyStore::Memory(Arc::new(MemoryStore::<Tally>::default()));
    add(&store, ID, &[1]).await;
    let id = StreamId::from(ID);
    let lent =
        store.with_events(&id, StreamRange::ALL, |events| events.as_ptr()).await.expect("the stream can be read");
    let AnyStore::Memory(memory) = &store else { unreachable!("it is in memory") };
    assert_eq!(lent, memory.log().stream(&id).as_ptr(), "the events are not copied");
}

#[wasm_bindgen_test]
async fn exception_in_a_turn_releases_the_lock() {
    let name = unique_name();
    let tabs = BrowserTabs::join(BrowserStorage::Local, &name).expect("there are locks");
    let failed = tabs.exclusive(|_| -> ((), Option<String>) { throw_str("a fault in the middle") }).await;
    assert!(matches!(&failed, Err(StorageFault::NoTurn { .. })), "{failed:?}");
    add(&open(BrowserStorage::Local, &name), ID, &[1]).await;
    namespace(BrowserStorage::Local, &name).delete_everything().await.expect("it can be deleted");
}

#[wasm_bindgen_test]
async fn commit_dropped_before_its_turn_is_not_written() {
    let name = unique_name();
    let store = open(BrowserStorage::Local, &name);
    // Another tab has the lock.
    script(
        &format!(
            "await new Promise((taken) => navigator.locks.request('localStorage/{name}', () => {{
            taken();
            return new Promise((release) => window.releaseTurn = release);
        }}))"
        ),
        &[],
    )
    .await
    .expect("the lock is taken");
    {
        let mut given_up = pin!(store.commit(commit(ID, &[1])));
        let pending = poll_fn(|context| Poll::Ready(given_up.as_mut().poll(context).is_pending())).await;
        assert!(pending, "it waits for its turn");
    }
    script_now("window.releaseTurn()");
    add(&store, ID, &[2]).await;
    assert_eq!(amounts(&store).await, [2]);
    namespace(BrowserStorage::Local, &name).delete_everything().await.expect("it can be deleted");
}
