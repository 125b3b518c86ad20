use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Math, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Storage, StorageEvent};

use super::keys::Keys;
use super::{Area, Namespace, Peers, StorageFault};
use crate::Tabs;
use engine::Notify;

/// Which of the browser's storage areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserStorage {
    /// `localStorage`: shared by all tabs, and kept until it is deleted.
    Local,
    /// `sessionStorage`: the tab's own, and gone with it.
    Session,
}

impl Namespace<BrowserArea, BrowserTabs> {
    /// The log of this name in the browser.
    ///
    /// # Errors
    /// [`StorageFault::Blocked`] when the storage can't be used; [`StorageFault::NoLocks`] when the browser has no Web Locks.
    pub fn in_browser(storage: BrowserStorage, name: &str) -> Result<Self, StorageFault> {
        let area = BrowserArea::of(storage)?;
        Ok(Self::new(area, BrowserTabs::join(storage, name)?, name))
    }
}

/// A storage area of the browser.
#[derive(Clone, Debug)]
pub struct BrowserArea(Storage);

impl BrowserArea {
    /// The area of this page's window.
    ///
    /// # Errors
    /// [`StorageFault::Blocked`] when the user or the browser does not allow it.
    pub fn of(storage: BrowserStorage) -> Result<Self, StorageFault> {
        let window = web_sys::window().ok_or_else(|| blocked_because("there is no window"))?;
        let area = match storage {
            BrowserStorage::Local => window.local_storage(),
            BrowserStorage::Session => window.session_storage(),
        };
        area.map_err(refused)?.map(Self).ok_or_else(|| blocked_because("it is switched off"))
    }
}

impl Area for BrowserArea {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.0.get_item(key).map_err(refused)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        self.0.set_item(key, value).map_err(|error| match text_of(&error, "name").as_deref() {
            Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => StorageFault::Full,
            _ => refused(error),
        })
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.0.remove_item(key).map_err(refused)
    }

    fn keys(&self) -> Result<Vec<String>, StorageFault> {
        let count = self.0.length().map_err(refused)?;
        (0..count).filter_map(|at| self.0.key(at).map_err(refused).transpose()).collect()
    }
}

/// The tabs that have the same log open. They take turns by a Web Lock.
///
/// What they announce are locks as well, each of a name that says what is announced: the browser gives a list of the locks that
/// are held, and that list is never late, as the storage may be. The announcement of a tab ends with the tab.
pub struct BrowserTabs {
    locks: JsValue,
    /// The lock of which one tab at a time is the holder. The names of announcements begin with it and a slash.
    turn: String,
    announced: Rc<RefCell<Option<Announced>>>,
    tabs: Tabs,
    on_storage: Closure<dyn Fn(StorageEvent)>,
}

/// A lock that is held for the sake of its name, until this is dropped.
struct Announced {
    name: String,
    release: Function,
}

impl Drop for Announced {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// How long what a store has written stays announced when the store is dropped, in milliseconds.
const STAYS_ANNOUNCED: i32 = 10_000;

thread_local! {
    /// What is still announced of stores that were dropped in this tab.
    static LINGERING: RefCell<Vec<Announced>> = const { RefCell::new(Vec::new()) };
}

/// What is done in a turn: it is told what is announced, and gives what this tab announces from now on.
type Work = Box<dyn FnOnce(&[String]) -> Option<String>>;

impl BrowserTabs {
    /// Joins the tabs that have the log of this name open.
    ///
    /// # Errors
    /// [`StorageFault::NoLocks`] when the browser has no Web Locks, or does not give them to this page.
    pub fn join(storage: BrowserStorage, name: &str) -> Result<Self, StorageFault> {
        let window = web_sys::window().ok_or(StorageFault::NoLocks)?;
        let locks = Reflect::get(&window.navigator(), &"locks".into()).unwrap_or_default();
        if !locks.is_object() {
            return Err(StorageFault::NoLocks);
        }
        let name = Keys::of(name).escaped_name().to_owned();
        let turn = match storage {
            BrowserStorage::Local => format!("localStorage/{name}"),
            // A tab that shares its session with no other must not wait for what others announce of theirs.
            BrowserStorage::Session => format!("sessionStorage/{name}/{}", random()),
        };
        // This tab sees its own writes; a log that it has deleted is not to be waited for.
        LINGERING.with_borrow_mut(|lingering| lingering.retain(|one| !one.name.starts_with(&format!("{turn}/"))));
        let tabs = Tabs::join(&name);
        // The tabs may ring before the storage shows what was written; this comes when it does.
        let (changes, prefix) = (tabs.changes().clone(), format!("{name}/"));
        let on_storage = Closure::<dyn Fn(StorageEvent)>::new(move |event: StorageEvent| {
            if event.key().is_none_or(|key| key.starts_with(&prefix)) {
                changes.notify();
            }
        });
        let _ = window.add_event_listener_with_callback("storage", on_storage.as_ref().unchecked_ref());
        Ok(Self { locks, turn, announced: Rc::default(), tabs, on_storage })
    }

    /// A turn, as a promise that ends with it. All that happens in it happens in callbacks of the browser, so that a panic is an
    /// exception to the browser, which then takes the lock back.
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

impl Peers for BrowserTabs {
    async fn exclusive<T: 'static>(
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
        // What was done is done, even if the browser did not end the turn as it should.
        match (answer.take(), ended) {
            (Some(answer), _) => Ok(answer),
            (None, Err(error)) => Err(StorageFault::NoTurn { reason: words(&error) }),
            (None, Ok(())) => Err(StorageFault::NoTurn { reason: "it ended before it began".to_owned() }),
        }
    }

    async fn pause(&self, milliseconds: u32) {
        let promise = Promise::new(&mut |resolve, _| {
            if let Some(window) = web_sys::window() {
                let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds as i32);
            }
        });
        let _ = JsFuture::from(promise).await;
    }

    fn unique(&self) -> String {
        random()
    }

    fn notify(&self) {
        self.tabs.notify();
    }

    fn changes(&self) -> &Notify {
        self.tabs.changes()
    }
}

impl Drop for BrowserTabs {
    fn drop(&mut self) {
        let Some(window) = web_sys::window() else { return };
        // What was written last may still be on its way to the other tabs, which would not wait for it otherwise.
        if let Some(announced) = self.announced.take() {
            let name = announced.name.clone();
            LINGERING.with_borrow_mut(|lingering| lingering.push(announced));
            let release = Closure::once_into_js(move || {
                LINGERING.with_borrow_mut(|lingering| lingering.retain(|one| one.name != name))
            });
            let _ =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(release.unchecked_ref(), STAYS_ANNOUNCED);
        }
        let listener = self.on_storage.as_ref().unchecked_ref();
        let _ = window.remove_event_listener_with_callback("storage", listener);
    }
}

/// Work that waits for its turn; dropped before, it is not done.
struct Waiting(Rc<RefCell<Option<Work>>>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// What is announced, by the list of the locks that are held.
fn announcements(snapshot: &JsValue, prefix: &str) -> Result<Vec<String>, JsValue> {
    let held: Array = Reflect::get(snapshot, &"held".into())?.dyn_into()?;
    let names = held.iter().filter_map(|lock| text_of(&lock, "name"));
    Ok(names.filter_map(|name| name.strip_prefix(prefix).map(str::to_owned)).collect())
}

/// Announces this and nothing else. Gives a promise that ends when all can know, or nothing when they do already.
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
            // A request that fails must not hold up the turn.
            .and_then(|request| call(&request, "catch", &[known.into()]));
    });
    request.map(|_| all_know.into())
}

/// A method by its name: not all that is needed has stable bindings.
fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    method.apply(object, &arguments.iter().collect::<Array>())
}

fn text_of(object: &JsValue, field: &str) -> Option<String> {
    Reflect::get(object, &field.into()).ok()?.as_string()
}

/// What it means that the browser has refused something.
fn refused(error: JsValue) -> StorageFault {
    let reason = words(&error);
    match text_of(&error, "name").as_deref() {
        Some("SecurityError") => StorageFault::Blocked { reason },
        _ => StorageFault::Failed { reason },
    }
}

fn blocked_because(reason: &str) -> StorageFault {
    StorageFault::Blocked { reason: reason.to_owned() }
}

/// What an exception says, without its full stop, to stand within a sentence.
fn words(error: &JsValue) -> String {
    let name = text_of(error, "name").unwrap_or_else(|| "an error".to_owned());
    match text_of(error, "message") {
        Some(message) if !message.is_empty() => format!("{name}: {}", message.trim_end_matches('.')),
        _ => name,
    }
}

/// 64 random bits.
fn random() -> String {
    let half = || (Math::random() * 4_294_967_296.0) as u32;
    format!("{:08x}{:08x}", half(), half())
}
