use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Storage;

use super::{Area, StorageFault};

/// A storage area of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserStorage {
    /// `localStorage`: shared by all tabs, and kept until it is deleted.
    Local,
    /// `sessionStorage`: belongs to one tab, and is deleted with it.
    Session,
}

/// A storage area of the browser that this page can use.
#[derive(Clone, Debug)]
pub struct BrowserArea(Storage);

impl BrowserArea {
    /// The area of this page's window.
    ///
    /// # Errors
    /// [`StorageFault::Blocked`] if the user or the browser does not allow it.
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

pub(super) fn text_of(object: &JsValue, field: &str) -> Option<String> {
    Reflect::get(object, &field.into()).ok()?.as_string()
}

/// The fault for an exception of a storage call.
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

/// The text of an exception without its full stop, for use within a sentence.
pub(super) fn words(error: &JsValue) -> String {
    let name = text_of(error, "name").unwrap_or_else(|| "an error".to_owned());
    match text_of(error, "message") {
        Some(message) if !message.is_empty() => format!("{name}: {}", message.trim_end_matches('.')),
        _ => name,
    }
}
