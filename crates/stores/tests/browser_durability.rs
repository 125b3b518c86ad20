//! The durability contract of the stores that outlive the page, in a real browser.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/indexed_db.rs"]
mod indexed_db;
#[path = "common/web_storage.rs"]
mod web_storage;

use engine::conformance::durability;
use stores::web_storage::{BrowserArea, BrowserStorage, BrowserTabs};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{script_now, unique_name};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn indexed_db() {
    durability::run(async || indexed_db::Place::new()).await;
}

#[wasm_bindgen_test]
async fn local_storage() {
    in_web_storage(BrowserStorage::Local).await;
}

#[wasm_bindgen_test]
async fn session_storage() {
    in_web_storage(BrowserStorage::Session).await;
}

async fn in_web_storage(storage: BrowserStorage) {
    let clear = || script_now("localStorage.clear(); sessionStorage.clear()");
    let fresh = async || {
        clear();
        let area = BrowserArea::of(storage).expect("the storage can be used");
        let name = unique_name();
        let peers = {
            let name = name.clone();
            move || BrowserTabs::join(storage, &name).expect("there are locks")
        };
        web_storage::Place::new(area, peers, &name)
    };
    durability::run(fresh).await;
    clear();
}
