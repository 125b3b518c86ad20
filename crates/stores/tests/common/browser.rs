//! Helpers for tests in a browser: names, scripts, waiting.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A name that no other test uses.
pub fn unique_name() -> String {
    thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
    COUNT.set(COUNT.get() + 1);
    format!("test-{}-{}", js_sys::Date::now(), COUNT.get())
}

/// Runs the body of an async function with the arguments `a` and `b` and the helpers of the prelude. Returns its result.
pub async fn script(body: &str, arguments: &[&str]) -> Result<JsValue, JsValue> {
    let body = format!("return (async () => {{ {PRELUDE} {body} }})()");
    let function = Function::new_with_args("a, b", &body);
    let argument = |place: usize| arguments.get(place).map_or(JsValue::UNDEFINED, |text| JsValue::from_str(text));
    let promise = function.call2(&JsValue::UNDEFINED, &argument(0), &argument(1)).expect("the script starts");
    JsFuture::from(promise.unchecked_into::<Promise>()).await
}

/// Runs the body of a function. Returns its result.
pub fn script_now(body: &str) -> JsValue {
    Function::new_no_args(body).call0(&JsValue::UNDEFINED).expect("the script runs")
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

/// Waits this many milliseconds, so the browser can run pending tasks.
pub async fn wait(milliseconds: u32) {
    let body = format!("await new Promise((resolve) => setTimeout(resolve, {milliseconds}))");
    script(&body, &[]).await.expect("the timer fires");
}

/// Polls the future once.
pub async fn is_ready(mut future: Pin<&mut impl Future>) -> bool {
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}
