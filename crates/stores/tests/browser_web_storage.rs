//! The Web Storage store in a real browser: its storage areas, its locks, its limits.
#![cfg(target_arch = "wasm32")]

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use engine::conformance::{self, Tally, TallyEvent, new_event};
use engine::{Commit, EventStore, ExpectedVersion, LogRange};
use js_sys::{Function, Promise};
use stores::StorageFault;
use stores::web_storage::{Area, BrowserArea, BrowserStorage, BrowserTabs, Namespace, Peers, WebStorageStore};
use wasm_bindgen::{JsCast, JsValue, throw_str};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

type Store = WebStorageStore<Tally, BrowserArea, BrowserTabs>;

const AREAS: [BrowserStorage; 2] = [BrowserStorage::Local, BrowserStorage::Session];

/// A name that no other test uses.
fn name() -> String {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    COUNT.set(COUNT.get() + 1);
    format!("test-{}-{}", js_sys::Date::now(), COUNT.get())
}

fn namespace(storage: BrowserStorage, name: &str) -> Namespace<BrowserArea, BrowserTabs> {
    Namespace::in_browser(storage, name).expect("the storage can be used")
}

fn open(storage: BrowserStorage, name: &str) -> Store {
    namespace(storage, name).open().expect("the log opens")
}

/// Runs a script and gives what it returns.
fn script_now(body: &str) -> JsValue {
    Function::new_no_args(body).call0(&JsValue::UNDEFINED).expect("the script runs")
}

/// Runs a script and waits for what it promises.
async fn script(body: &str) -> JsValue {
    let promise = script_now(&format!("return (async () => {{ {body} }})()"));
    JsFuture::from(promise.unchecked_into::<Promise>()).await.expect("the script succeeds")
}

fn commit(expected: ExpectedVersion, amount: i64) -> Commit<Tally> {
    Commit {
        stream: "tally-1".into(),
        expected,
        events: vec![new_event(amount.unsigned_abs(), TallyEvent::Added(amount))],
        snapshot: None,
        index: None,
        outbox: Vec::new(),
        idempotency: None,
    }
}

async fn add(store: &Store, amount: i64) {
    store.commit(commit(ExpectedVersion::Any, amount)).await.expect("the store takes a commit");
}

/// The amounts in the whole log.
async fn amounts(store: &Store) -> Vec<i64> {
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    log.iter().map(|event| if let TallyEvent::Added(amount) = event.data { amount } else { 0 }).collect()
}

/// Runs the futures side by side.
async fn all(futures: impl IntoIterator<Item = Pin<Box<dyn Future<Output = ()>>>>) {
    let mut futures: Vec<_> = futures.into_iter().collect();
    poll_fn(|context| {
        futures.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if futures.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[wasm_bindgen_test]
async fn it_keeps_the_contract() {
    for storage in AREAS {
        conformance::run(async || open(storage, &name())).await;
        script_now("localStorage.clear(); sessionStorage.clear()");
    }
}

#[wasm_bindgen_test]
async fn a_log_is_there_when_it_is_opened_again() {
    for storage in AREAS {
        let name = name();
        {
            let store = open(storage, &name);
            add(&store, 7).await;
            add(&store, -3).await;
        }
        let store = open(storage, &name);
        assert_eq!(amounts(&store).await, [7, -3]);
        let size = store.size().expect("the size can be read");
        assert_eq!((size.commits, size.events), (2, 2));
        namespace(storage, &name).delete_everything().await.expect("it can be deleted");
        assert_eq!(amounts(&open(storage, &name)).await, [0; 0]);
    }
}

#[wasm_bindgen_test]
async fn stores_of_one_page_that_commit_side_by_side_lose_nothing() {
    for storage in AREAS {
        let name = name();
        all((0..4_i64).map(|writer| {
            let store = open(storage, &name);
            Box::pin(async move {
                for number in 0..25 {
                    add(&store, writer * 100 + number).await;
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
async fn a_full_storage_says_so_can_be_read_and_takes_smaller_commits() {
    for (storage, area) in [(BrowserStorage::Local, "localStorage"), (BrowserStorage::Session, "sessionStorage")] {
        let name = name();
        let store = open(storage, &name);
        add(&store, 1).await;
        // All the room but a few kilobytes.
        script_now(&format!(
            "let text = 'x'.repeat(1 << 22);
             for (let number = 0; text.length > 1; ) {{
                 try {{ {area}.setItem('filler' + number, text); number += 1; }}
                 catch {{ text = text.slice(text.length / 2); }}
             }}
             {area}.setItem('filler0', {area}.getItem('filler0').slice(2_000));"
        ));
        let note = serde_json::Map::from_iter([("text".to_owned(), "x".repeat(10_000).into())]);
        let mut big = commit(ExpectedVersion::Any, 2);
        big.events = vec![new_event(2, TallyEvent::Noted(note))];
        assert_eq!(store.commit(big.clone()).await, Err(StorageFault::Full.into()));
        assert_eq!(amounts(&store).await, [1], "nothing was written, and the log can be read");
        add(&store, 3).await;
        script_now(&format!(
            "for (const key of Object.keys({area})) if (key.startsWith('filler')) {area}.removeItem(key)"
        ));
        store.commit(big).await.expect("there is room again");
        assert_eq!(amounts(&open(storage, &name)).await, [1, 3, 0]);
        namespace(storage, &name).delete_everything().await.expect("it can be deleted");
    }
}

#[wasm_bindgen_test]
fn a_storage_that_is_not_allowed_says_so() {
    let define = |getter: &str| {
        script_now(&format!(
            "Object.defineProperty(window, 'localStorage', {{ configurable: true, get() {{ {getter} }} }})"
        ));
        let fault = Namespace::in_browser(BrowserStorage::Local, "any").err();
        script_now("delete window.localStorage");
        fault
    };
    // The property of the window's prototype is covered, and comes back.
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
fn a_browser_without_locks_says_what_to_do() {
    script_now("Object.defineProperty(navigator, 'locks', { configurable: true, value: undefined })");
    let fault = Namespace::in_browser(BrowserStorage::Local, "any").err();
    script_now("delete navigator.locks");
    assert_eq!(fault, Some(StorageFault::NoLocks));
    assert!(StorageFault::NoLocks.to_string().contains("https"));
}

#[wasm_bindgen_test]
async fn damage_is_named_and_a_repair_loses_nothing() {
    for storage in AREAS {
        let name = name();
        let store = open(storage, &name);
        for amount in 1..=3 {
            add(&store, amount).await;
        }
        let area = BrowserArea::of(storage).expect("the storage can be used");
        let key = format!("{name}/commit/0000000002");
        area.set(&key, "nonsense").expect("there is room");
        let namespace = namespace(storage, &name);
        let fault = namespace.open::<Tally>().err();
        assert!(matches!(&fault, Some(StorageFault::Unreadable { key: named, .. }) if *named == key), "{fault:?}");
        assert!(namespace.export().expect("it can be exported").contains("nonsense"));
        assert_eq!(namespace.repair::<Tally>().await, Ok(2));
        let repaired = namespace.open::<Tally>().expect("it opens again");
        add(&repaired, 4).await;
        assert_eq!(amounts(&repaired).await, [1, 4]);
        let aside = area.get(&format!("{name}/set-aside/1/commit/0000000002"));
        assert_eq!(aside, Ok(Some("nonsense".to_owned())));
        assert_eq!(store.commit(commit(ExpectedVersion::Any, 5)).await, Err(StorageFault::Replaced.into()));
        namespace.delete_everything().await.expect("it can be deleted");
    }
}

#[wasm_bindgen_test]
async fn a_turn_that_fails_ends() {
    let name = name();
    let tabs = BrowserTabs::join(BrowserStorage::Local, &name).expect("there are locks");
    let failed = tabs.exclusive(|_| -> ((), Option<String>) { throw_str("a fault in the middle") }).await;
    assert!(matches!(&failed, Err(StorageFault::NoTurn { .. })), "{failed:?}");
    add(&open(BrowserStorage::Local, &name), 1).await;
    namespace(BrowserStorage::Local, &name).delete_everything().await.expect("it can be deleted");
}

#[wasm_bindgen_test]
async fn a_commit_that_is_given_up_before_its_turn_is_not_made() {
    let name = name();
    let store = open(BrowserStorage::Local, &name);
    // Somebody has the lock.
    script(&format!(
        "await new Promise((taken) => navigator.locks.request('localStorage/{name}', () => {{
            taken();
            return new Promise((release) => window.releaseTurn = release);
        }}))"
    ))
    .await;
    {
        let mut given_up = pin!(store.commit(commit(ExpectedVersion::Any, 1)));
        let pending = poll_fn(|context| Poll::Ready(given_up.as_mut().poll(context).is_pending())).await;
        assert!(pending, "it waits for its turn");
    }
    script_now("window.releaseTurn()");
    add(&store, 2).await;
    assert_eq!(amounts(&store).await, [2]);
    namespace(BrowserStorage::Local, &name).delete_everything().await.expect("it can be deleted");
}
