use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::head::{Head, Last};
use super::journal::Journal;
use super::keys::{Keys, Purpose};
use super::{Area, Peers, StorageFault, WebStorageStore, area, repair};
use crate::chain::{Hash, Verified};
use crate::{JsonDomain, ReadOnlyStore};
use engine::Position;

/// A named place for one log in a storage area. It opens the log, and has the remedies for a log that does not open.
///
/// Logs with different names never share a key.
pub struct Namespace<A, P> {
    pub(super) area: A,
    pub(super) peers: Rc<P>,
    pub(super) keys: Keys,
}

/// The size of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The size of all keys and values in bytes, including those set aside: two for each UTF-16 unit, as browsers count.
    pub bytes: usize,
    /// The number of commits.
    pub commits: u64,
    /// The number of events.
    pub events: u64,
    /// The number of entries that repairs have set aside.
    pub set_aside: u64,
}

impl<A: Area, P: Peers> Namespace<A, P> {
    /// The place of the log with this name. `peers` are the stores that share the area.
    pub fn new(area: A, peers: P, name: &str) -> Self {
        Self { area, peers: Rc::new(peers), keys: Keys::of(name) }
    }

    /// Reads and checks the whole log. Writes nothing: a new log begins with its first commit.
    ///
    /// # Errors
    /// If the area can't be used, or has a record under this name that this code can't read.
    pub fn open<D: JsonDomain + 'static>(&self) -> Result<WebStorageStore<D, A, P>, StorageFault> {
        let mut journal = self.journal::<D>();
        journal.read_all()?;
        let (journal, peers) = (Rc::new(RefCell::new(journal)), self.peers.clone());
        Ok(WebStorageStore { journal, peers, limits: WebStorageStore::<D, A, P>::LIMITS })
    }

    /// Opens the log read-only. A faulty log ends before the first entry that can't be read.
    ///
    /// # Errors
    /// If the area can't be used, or the log is in another format.
    pub fn open_read_only<D: JsonDomain>(&self) -> Result<ReadOnlyStore<D>, StorageFault> {
        let mut journal = self.journal::<D>();
        let fault = journal.read_all().err();
        // The entries may be intact even if the head is missing or damaged.
        let of_entries = match &fault {
            Some(fault) if fault.is_of_a_record() && journal.head.is_none() => journal.read_entries().err(),
            _ => None,
        };
        if let Some(fault) = fault.iter().chain(&of_entries).find(|fault| !fault.is_of_a_record()) {
            return Err(fault.clone());
        }
        Ok(ReadOnlyStore::new(journal.log.all(Position(0)).cloned().collect(), fault))
    }

    /// Reads the whole log and checks every entry and the head record.
    ///
    /// # Errors
    /// The first fault of the log, which names the entry; or if the area can't be used.
    pub fn verify<D: JsonDomain>(&self) -> Result<Verified, StorageFault> {
        let mut journal = self.journal::<D>();
        journal.read_all()?;
        let is_chained = journal.head.as_ref().is_some_and(|head| head.last.is_some());
        Ok(Verified { events: journal.log.head().0, is_chained })
    }

    /// Everything stored under this name, readable or not, as a JSON object from keys to texts.
    ///
    /// # Errors
    /// If the area can't be used.
    pub fn export(&self) -> Result<String, StorageFault> {
        let mut entries = BTreeMap::new();
        for (key, _) in self.purposes()? {
            if let Some(value) = self.area.get(&key)? {
                entries.insert(key, value);
            }
        }
        Ok(serde_json::Value::from_iter(entries).to_string())
    }

    /// Repairs a log that can't be opened: moves the first entry that can't be read, all entries after it, everything that is not part
    /// of a log, and a wrong head record to `<name>/set-aside/...`. Deletes nothing. Returns the number of moved records; a log
    /// without faults is not changed.
    ///
    /// # Errors
    /// If the area can't be used; [`StorageFault::Newer`] if the log is in a newer format; [`StorageFault::Full`] if a record can't
    /// be moved. The log is then still unreadable, nothing is lost, and the repair can be tried again.
    pub async fn repair<D: JsonDomain + 'static>(&self) -> Result<usize, StorageFault> {
        let here = Self { area: self.area.clone(), peers: self.peers.clone(), keys: self.keys.clone() };
        let unique = self.peers.unique();
        let moved = self.peers.exclusive(move |_| (repair::repair::<D, A, P>(&here, unique), None)).await??;
        self.peers.notify();
        Ok(moved)
    }

    /// Deletes everything stored under this name, including what was set aside. Stores that have the log open, here or in other tabs,
    /// must open it again.
    ///
    /// # Errors
    /// If the area can't be used.
    pub async fn delete_everything(&self) -> Result<(), StorageFault> {
        let here = Self { area: self.area.clone(), peers: self.peers.clone(), keys: self.keys.clone() };
        self.peers.exclusive(move |_| (here.delete(), None)).await??;
        self.peers.notify();
        Ok(())
    }

    /// Deletes the keys in an order that leaves a log that opens, even if the tab is killed midway.
    fn delete(&self) -> Result<(), StorageFault> {
        if let Ok(Some(head @ Head { last: Some(_), .. })) = Head::read(&self.area, &self.keys) {
            // The head must not name an entry that is about to be deleted.
            Head { last: Some(Last { number: 0, hash: Hash::START }), ..head }.write(&self.area, &self.keys)?;
        }
        let mut doomed = self.purposes()?;
        // From the last entry to the first, then the head.
        doomed.sort_by_key(|(key, purpose)| (*purpose == Purpose::Head, Reverse(key.clone())));
        doomed.iter().try_for_each(|(key, _)| self.area.remove(key))
    }

    /// A journal that has read nothing yet.
    pub(super) fn journal<D: JsonDomain>(&self) -> Journal<D, A> {
        Journal::new(self.area.clone(), self.keys.clone(), self.peers.unique())
    }

    /// The stored keys of this namespace with their purposes.
    pub(super) fn purposes(&self) -> Result<Vec<(String, Purpose)>, StorageFault> {
        purposes(&self.area, &self.keys)
    }
}

/// The names of the logs in an area, in alphabetical order.
///
/// # Errors
/// If the area can't be used.
pub fn names<A: Area>(area: &A) -> Result<Vec<String>, StorageFault> {
    let names: BTreeSet<_> = area.keys()?.iter().filter_map(|key| Keys::namespace_of(key)).collect();
    Ok(names.into_iter().collect())
}

/// The size of all keys and values of a namespace in bytes, and the number of entries that were set aside.
pub(super) fn weight<A: Area>(area: &A, own: &Keys) -> Result<(usize, u64), StorageFault> {
    let (mut bytes, mut set_aside) = (0, 0);
    for (key, purpose) in purposes(area, own)? {
        bytes += area::bytes(&key, &area.get(&key)?.unwrap_or_default());
        set_aside += u64::from(matches!(purpose, Purpose::SetAside(_)));
    }
    Ok((bytes, set_aside))
}

fn purposes<A: Area>(area: &A, own: &Keys) -> Result<Vec<(String, Purpose)>, StorageFault> {
    let keys = area.keys()?.into_iter();
    Ok(keys.filter_map(|key| own.purpose(&key).map(|purpose| (key, purpose))).collect())
}
