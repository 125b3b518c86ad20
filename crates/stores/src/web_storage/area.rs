use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::StorageFault;

/// What a log needs of a storage area: texts by key, as in the browser's `localStorage` and `sessionStorage`.
///
/// Every error is [`StorageFault::Blocked`] or [`StorageFault::Failed`], unless said otherwise. An area is a handle: a clone of it is the same area.
pub trait Area: Clone + 'static {
    /// The value of a key.
    ///
    /// # Errors
    /// When the area can't be used.
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault>;

    /// Sets the value of a key: all of it or nothing, also when the tab is killed.
    ///
    /// # Errors
    /// [`StorageFault::Full`] when there is no room; when the area can't be used. The key is as it was then.
    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault>;

    /// Removes a key. One that is not there is passed over.
    ///
    /// # Errors
    /// When the area can't be used.
    fn remove(&self, key: &str) -> Result<(), StorageFault>;

    /// All keys, in any order.
    ///
    /// # Errors
    /// When the area can't be used.
    fn keys(&self) -> Result<Vec<String>, StorageFault>;
}

/// An area in memory, gone with its last handle.
#[derive(Clone, Debug)]
pub struct MemoryArea {
    values: Rc<RefCell<BTreeMap<String, String>>>,
    /// In bytes.
    room: usize,
}

impl Default for MemoryArea {
    /// An empty area with room for anything.
    fn default() -> Self {
        Self::with_room(usize::MAX)
    }
}

impl MemoryArea {
    /// An empty area with room for this many bytes, counted like a browser does: two for each UTF-16 unit of keys and values.
    #[must_use]
    pub fn with_room(bytes: usize) -> Self {
        Self { values: Rc::default(), room: bytes }
    }
}

impl Area for MemoryArea {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        Ok(self.values.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        let mut values = self.values.borrow_mut();
        let others: usize =
            values.iter().filter(|(other, _)| *other != key).map(|(key, value)| bytes(key, value)).sum();
        if others + bytes(key, value) > self.room {
            return Err(StorageFault::Full);
        }
        values.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.values.borrow_mut().remove(key);
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageFault> {
        Ok(self.values.borrow().keys().cloned().collect())
    }
}

/// What an entry takes of the room, in bytes: two for each UTF-16 unit.
pub(super) fn bytes(key: &str, value: &str) -> usize {
    2 * (key.encode_utf16().count() + value.encode_utf16().count())
}
