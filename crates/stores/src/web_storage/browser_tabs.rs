use js_sys::{Math, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEvent;

use super::keys::Keys;
use super::web_locks::WebLocks;
use super::{BrowserArea, BrowserStorage, Namespace, Peers, StorageFault};
use crate::Tabs;
use engine::Notify;

impl Namespace<BrowserArea, BrowserTabs> {
    /// The place of the log with this name in the browser.
    ///
    /// # Errors
    /// [`StorageFault::Blocked`] if the storage can't be used; [`StorageFault::NoLocks`] if it is the local storage and the browser
    /// has no Web Locks.
    pub fn in_browser(storage: BrowserStorage, name: &str) -> Result<Self, StorageFault> {
        let area = BrowserArea::of(storage)?;
        Ok(Self::new(area, BrowserTabs::join(storage, name)?, name))
    }
}

/// The tabs that have the same log open.
///
/// In the local storage they take turns with a Web Lock. The session storage needs none: only one tab sees it, and the stores in
/// that tab run in one thread, also those in frames of the same origin.
pub struct BrowserTabs {
    /// `None` for the session storage.
    locks: Option<WebLocks>,
    tabs: Tabs,
    on_storage: Closure<dyn Fn(StorageEvent)>,
}

impl BrowserTabs {
    /// Joins the tabs that have the log of this name open.
    ///
    /// # Errors
    /// [`StorageFault::NoLocks`] if the storage is the local one and this page has no Web Locks: browsers have them only in a secure
    /// context, such as https (<https://w3c.github.io/web-locks/#navigator-mixins>).
    pub fn join(storage: BrowserStorage, name: &str) -> Result<Self, StorageFault> {
        let name = Keys::of(name).escaped_name().to_owned();
        let locks = match storage {
            BrowserStorage::Local => Some(WebLocks::of(&name)?),
            BrowserStorage::Session => None,
        };
        let tabs = Tabs::join(&name);
        // A notification of `tabs` may come before the write has arrived in the storage. This event comes after.
        let (changes, prefix) = (tabs.changes().clone(), format!("{name}/"));
        let on_storage = Closure::<dyn Fn(StorageEvent)>::new(move |event: StorageEvent| {
            if event.key().is_none_or(|key| key.starts_with(&prefix)) {
                changes.notify();
            }
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("storage", on_storage.as_ref().unchecked_ref());
        }
        Ok(Self { locks, tabs, on_storage })
    }
}

impl Peers for BrowserTabs {
    async fn exclusive<T: 'static>(
        &self,
        work: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
    ) -> Result<T, StorageFault> {
        match &self.locks {
            Some(locks) => locks.exclusive(work).await,
            None => Ok(work(&[]).0),
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
        let listener = self.on_storage.as_ref().unchecked_ref();
        let _ = window.remove_event_listener_with_callback("storage", listener);
    }
}

/// 64 random bits.
fn random() -> String {
    let half = || (Math::random() * 4_294_967_296.0) as u32;
    format!("{:08x}{:08x}", half(), half())
}
