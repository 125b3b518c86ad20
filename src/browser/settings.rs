//! What the browser keeps of the learner's choices, where it can.

use super::local_storage;

/// The text under this name. `None` if there is none, or the browser keeps nothing for the page.
pub fn read_setting(name: &str) -> Option<String> {
    local_storage()?.get_item(name).ok().flatten()
}

/// Keeps a text under this name, or removes it. A browser that keeps nothing for the page forgets it on a reload.
pub fn write_setting(name: &str, text: Option<&str>) {
    if let Some(storage) = local_storage() {
        let _ = match text {
            Some(text) => storage.set_item(name, text),
            None => storage.remove_item(name),
        };
    }
}
