use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::StorageFault;

/// A storage area: texts by key, like the browser's `localStorage` and `sessionStorage`. A clone is a handle to the same area.
///
/// Every error is [`StorageFault::Blocked`] or [`StorageFault::Failed`], unless stated otherwise.
pub trait Area: Clone + 'static {
    /// The value of a key.
    ///
    /// # Errors
    /// If the area can't be used.
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault>;

    /// Sets the value of a key atomically, even if the tab is killed.
    ///
    /// # Errors
    /// [`StorageFault::Full`] if there is no room; or if the area can't be used. The old value is then unchanged.
    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault>;

    /// Removes a key, if it exists.
    ///
    /// # Errors
    /// If the area can't be used.
    fn remove(&self, key: &str) -> Result<(), StorageFault>;

    /// All keys, in any order.
    ///
    /// # Errors
    /// If the area can't be used.
    fn keys(&self) -> Result<Vec<String>, StorageFault>;
}

/// An area in memory.
#[derive(Clone, Debug)]
pub struct MemoryArea {
    values: Rc<RefCell<BTreeMap<String, String>>>,
    /// The capacity in bytes.
    room: usize,
}

impl Default for MemoryArea {
    /// An empty area without a limit.
    fn default() -> Self {
        Self::with_room(usize::MAX)
    }
}

impl MemoryArea {
    /// An empty area with a capacity in bytes, counted as browsers do: two for each UTF-16 unit of keys and values.
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

/// The size of a key and its value in bytes: two for each UTF-16 unit.
pub(super) fn bytes(key: &str, value: &str) -> usize {
    2 * (key.encode_utf16().count() + value.encode_utf16().count())
}
