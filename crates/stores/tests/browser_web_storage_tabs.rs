//! The Web Storage store in two tabs of a real browser that write at the same time.
//!
//! Each tab is a separate process and sees the writes of the other a moment later.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/tallies.rs"]
mod tallies;

use engine::conformance::Tally;
use engine::{Commit, EventStore, ExpectedVersion, LogRange, Position, StoreError, StreamRange, Subscription, Version};
use stores::web_storage::{BrowserArea, BrowserStorage, BrowserTabs, Namespace, WebStorageStore};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{script_now, unique_name};
use crate::tallies::{amount, commit};

wasm_bindgen_test_configure!(run_in_browser);

type Store = WebStorageStore<Tally, BrowserArea, BrowserTabs>;

/// The number of commits of each tab.
const LAPS: i64 = 300;

/// The second tab runs this file too, with the name of the log after a `#` in its address.
#[wasm_bindgen_test]
async fn racing_tabs_lose_nothing_and_notify_each_other() {
    let hash = script_now("return location.hash").as_string().unwrap_or_default();
    match hash.strip_prefix("#race-") {
        Some(name) => second_tab(&namespace(name)).await,
        None => first_tab(&unique_name()).await,
    }
}

async fn first_tab(name: &str) {
    let namespace = namespace(name);
    let store = namespace.open().expect("the log opens");
    script_now(&format!("window.open(location.href.split('#')[0] + '#race-{name}', '_blank', 'noopener')"));
    // The first commit of the second tab wakes this one.
    let mut subscription = Subscription::after(Position(0), &store);
    let mut log = subscription.next::<Tally>(usize::MAX).await.expect("the log can be read");
    race(&store, 1).await;
    while log.len() < 2 * LAPS as usize {
        log.extend(subscription.next::<Tally>(usize::MAX).await.expect("the log can be read"));
    }

    let in_order = (1..).zip(&log).all(|(place, event)| (event.version.0, event.position.0) == (place, place));
    assert!(in_order, "versions and positions are 1, 2, 3 ...");
    let mut found: Vec<_> = log.iter().map(amount).collect();
    found.sort_unstable();
    let written: Vec<_> = (-LAPS..0).chain(1..=LAPS).collect();
    assert_eq!(found, written, "each commit of both tabs is in the log once");
    let again = namespace.open::<Tally>().expect("the log opens again");
    assert_eq!(again.read_all(LogRange::ALL).await, Ok(log));
    namespace.delete_everything().await.expect("it can be deleted");
}

async fn second_tab(namespace: &Namespace<BrowserArea, BrowserTabs>) {
    // Closes the tab even after a failure, because an open tab keeps the browser running.
    script_now("setTimeout(() => window.close(), 60_000)");
    race(&namespace.open().expect("the log opens"), -1).await;
    script_now("window.close()");
}

/// Appends amounts, each at the version read just before. Those of the second tab are negative.
async fn race(store: &Store, sign: i64) {
    for lap in 1..=LAPS {
        loop {
            let newest = store.read(&"tally-1".into(), StreamRange::ALL.backwards().limit(1)).await;
            let version = newest.expect("the log can be read").first().map_or(Version::EMPTY, |event| event.version);
            let expected = ExpectedVersion::Exactly(version);
            match store.commit(Commit { expected, ..commit("tally-1", &[sign * lap]) }).await {
                Ok(_) => break,
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}

fn namespace(name: &str) -> Namespace<BrowserArea, BrowserTabs> {
    Namespace::in_browser(BrowserStorage::Local, name).expect("the storage can be used")
}
