use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::StorageFault;
use super::browser_area::{text_of, words};

/// The turns of the tabs that share a log, taken with a Web Lock, and their announcements.
///
/// Announcements are locks too: the name of the lock is the announcement. The browser lists all held locks, and unlike the storage,
/// that list is always up to date. The announcements of a tab end with the tab.
pub(super) struct WebLocks {
    locks: JsValue,
    /// The name of the lock that one tab holds at a time. The names of announcements begin with it and a slash.
    turn: String,
    announced: Rc<RefCell<Option<Announced>>>,
}

/// An announcement: a lock that is held until this is dropped.
struct Announced {
    name: String,
    release: Function,
}

impl Drop for Announced {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// How long an announcement outlives its store, in milliseconds.
const STAYS_ANNOUNCED: i32 = 10_000;

thread_local! {
    /// The announcements of stores that were dropped in this tab.
    static LINGERING: RefCell<Vec<Announced>> = const { RefCell::new(Vec::new()) };
}

/// The work of a turn: gets all announcements and returns this tab's new one.
type Work = Box<dyn FnOnce(&[String]) -> Option<String>>;

impl WebLocks {
    /// The locks for the log with this escaped name.
    ///
    /// # Errors
    /// [`StorageFault::NoLocks`] if this page has no Web Locks.
    pub(super) fn of(name: &str) -> Result<Self, StorageFault> {
        let window = web_sys::window().ok_or(StorageFault::NoLocks)?;
        let locks = Reflect::get(&window.navigator(), &"locks".into()).unwrap_or_default();
        if !locks.is_object() {
            return Err(StorageFault::NoLocks);
        }
        let turn = format!("localStorage/{name}");
        // This tab sees its own writes, and must not wait for those to a log that it has deleted.
        LINGERING.with_borrow_mut(|lingering| lingering.retain(|one| !one.name.starts_with(&format!("{turn}/"))));
        Ok(Self { locks, turn, announced: Rc::default() })
    }

    /// Runs `work` while no other tab runs theirs, like [`Peers::exclusive`](super::Peers::exclusive).
    pub(super) async fn exclusive<T: 'static>(
        &self,
        work: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
    ) -> Result<T, StorageFault> {
        let answer = Rc::new(RefCell::new(None));
        let answered = answer.clone();
        let work: Work = Box::new(move |announced| {
            let (answer, announcement) = work(announced);
            *answered.borrow_mut() = Some(answer);
            announcement
        });
        let work = Waiting(Rc::new(RefCell::new(Some(work))));
        let ended = match self.take_turn(work.0.clone()) {
            Ok(turn) => JsFuture::from(turn).await.map(drop),
            Err(error) => Err(error),
        };
        // The work has run, even if the turn then ended with an error.
        match (answer.take(), ended) {
            (Some(answer), _) => Ok(answer),
            (None, Err(error)) => Err(StorageFault::NoTurn { reason: words(&error) }),
            (None, Ok(())) => Err(StorageFault::NoTurn { reason: "the request ended without it".to_owned() }),
        }
    }

    /// Takes a turn. The promise settles when the turn ends. The work runs in a callback of the browser, so if it panics, the browser
    /// sees an exception and releases the lock.
    fn take_turn(&self, work: Rc<RefCell<Option<Work>>>) -> Result<Promise, JsValue> {
        let (locks, prefix) = (self.locks.clone(), format!("{}/", self.turn));
        let announced = self.announced.clone();
        let granted = Closure::once_into_js(move |_: JsValue| -> Result<JsValue, JsValue> {
            let held = call(&locks, "query", &[])?;
            let listed = Closure::once_into_js(move |snapshot: JsValue| -> Result<JsValue, JsValue> {
                let Some(work) = work.borrow_mut().take() else { return Ok(JsValue::UNDEFINED) };
                let announcement = work(&announcements(&snapshot, &prefix)?);
                announce(&locks, &announced, announcement.map(|announcement| prefix + &announcement))
            });
            call(&held, "then", &[listed])
        });
        call(&self.locks, "request", &[self.turn.as_str().into(), granted])?.dyn_into()
    }
}

impl Drop for WebLocks {
    fn drop(&mut self) {
        let Some(window) = web_sys::window() else { return };
        // The last write may not have arrived in other tabs yet. They wait for it only while it is announced.
        if let Some(announced) = self.announced.take() {
            let name = announced.name.clone();
            LINGERING.with_borrow_mut(|lingering| lingering.push(announced));
            let release = Closure::once_into_js(move || {
                LINGERING.with_borrow_mut(|lingering| lingering.retain(|one| one.name != name))
            });
            let _ =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(release.unchecked_ref(), STAYS_ANNOUNCED);
        }
    }
}

/// Work that waits for its turn. If this is dropped first, the work does not run.
struct Waiting(Rc<RefCell<Option<Work>>>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// The announcements in a snapshot of all locks.
fn announcements(snapshot: &JsValue, prefix: &str) -> Result<Vec<String>, JsValue> {
    let held: Array = Reflect::get(snapshot, &"held".into())?.dyn_into()?;
    let names = held.iter().filter_map(|lock| text_of(&lock, "name"));
    Ok(names.filter_map(|name| name.strip_prefix(prefix).map(str::to_owned)).collect())
}

/// Replaces this tab's announcement. Returns a promise that ends when all tabs can see it, or `undefined` if nothing changed.
fn announce(
    locks: &JsValue,
    announced: &Rc<RefCell<Option<Announced>>>,
    name: Option<String>,
) -> Result<JsValue, JsValue> {
    if announced.borrow().as_ref().map(|announced| &announced.name) == name.as_ref() {
        return Ok(JsValue::UNDEFINED);
    }
    let mut before = announced.take();
    let Some(name) = name else { return Ok(JsValue::UNDEFINED) };
    let options = Object::new();
    Reflect::set(&options, &"mode".into(), &"shared".into())?;
    let announced = announced.clone();
    let lock_name = JsValue::from_str(&name);
    let mut request = Err(JsValue::UNDEFINED);
    let all_know = Promise::new(&mut |known: Function, _| {
        let (name, before, announced, granted) = (name.clone(), before.take(), announced.clone(), known.clone());
        let granted = Closure::once_into_js(move |_: JsValue| -> Result<JsValue, JsValue> {
            let held = Promise::new(&mut |release, _| {
                announced.replace(Some(Announced { name: name.clone(), release }));
            });
            drop(before);
            granted.call0(&JsValue::UNDEFINED)?;
            Ok(held.into())
        });
        request = call(locks, "request", &[lock_name.clone(), options.clone().into(), granted])
            // A failed request must not block the turn.
            .and_then(|request| call(&request, "catch", &[known.into()]));
    });
    request.map(|_| all_know.into())
}

/// Calls a method by its name, because `web-sys` has no stable bindings for Web Locks.
fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.apply(object, &arguments.iter().collect::<Array>())
}
