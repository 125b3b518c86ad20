//! Checks of the hash chain and the head record.

use super::super::head::Last;
use super::super::{Area, StorageFault};
use super::Journal;
use crate::chain::Hash;
use crate::json_codec::JsonDomain;
use crate::seal;

impl<D: JsonDomain, A: Area> Journal<D, A> {
    /// Returns which entry is at fault if this one is intact but does not name the hash of the entry before it. If the next entry or
    /// the head names this one, the entry before it was changed.
    pub(super) fn broken_link(&mut self, number: u64, text: &str, after: Hash) -> Result<StorageFault, StorageFault> {
        let hash = seal::hash_of(text, after);
        let next = self.area.get(&self.keys.entry(number + 1))?.and_then(|text| seal::open(&text).ok()?.after);
        let last = self.head.as_ref().and_then(|head| head.last);
        let is_confirmed = next == Some(hash) || last == Some(Last { number, hash });
        let (sound, fault) = if !is_confirmed || number == 1 {
            (number - 1, StorageFault::Altered { key: self.keys.entry(number) })
        } else if self.unchained == number - 1 {
            (0, StorageFault::AlteredUpTo { key: self.keys.entry(number - 1) })
        } else {
            (number - 2, StorageFault::Altered { key: self.keys.entry(number - 1) })
        };
        self.sound = Some(sound);
        Ok(fault)
    }

    /// Checks that the head names an existing entry. The head may be behind if a tab was killed between an entry and its head, or the
    /// writes of two tabs crossed. The next commit updates it.
    pub(super) fn check_head(&mut self) -> Result<(), StorageFault> {
        let key = self.keys.head();
        let unreadable = |reason: &str| Err(StorageFault::Unreadable { key, reason: reason.to_owned() });
        match self.head.as_ref().and_then(|head| head.last) {
            None if self.unchained < self.entries() => unreadable("it has format 1, but the entries have hashes"),
            None => Ok(()),
            Some(Last { number, .. }) if number > self.entries() => {
                Err(StorageFault::Missing { key: self.keys.entry(self.entries() + 1) })
            }
            Some(Last { number, hash }) if self.hash_of(number) == hash => Ok(()),
            Some(Last { number, .. }) if number > 0 && number <= self.unchained => {
                self.sound = Some(0);
                Err(StorageFault::AlteredUpTo { key: self.keys.entry(number) })
            }
            Some(_) => unreadable("it names a last entry with another hash"),
        }
    }

    /// Checks that the last entry is unchanged. A commit after a missing entry could never be read.
    pub(super) fn check_last(&self) -> Result<(), StorageFault> {
        let Some(number) = self.entries().checked_sub(1) else { return Ok(()) };
        let key = self.keys.entry(number + 1);
        match self.area.get(&key)? {
            Some(text) if seal::hash_of(&text, self.hash_of(number)) == self.hash_of(number + 1) => Ok(()),
            Some(_) => Err(StorageFault::Altered { key }),
            None => Err(StorageFault::Missing { key }),
        }
    }
}
