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

/// Where one log is kept: a name within a storage area. It opens the log, and does what is left when that fails.
///
/// Logs under different names never touch each other, whatever the names are.
pub struct Namespace<A, P> {
    pub(super) area: A,
    pub(super) peers: Rc<P>,
    pub(super) keys: Keys,
}

/// How much a log takes and holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// What all its keys and values take, what was set aside included, in bytes: two for each UTF-16 unit, as browsers count.
    pub bytes: usize,
    /// How many commits were written.
    pub commits: u64,
    /// How many events they hold.
    pub events: u64,
    /// How many entries repairs have set aside.
    pub set_aside: u64,
}

impl<A: Area, P: Peers> Namespace<A, P> {
    /// The log of this name in this area, which the peers share.
    pub fn new(area: A, peers: P, name: &str) -> Self {
        Self { area, peers: Rc::new(peers), keys: Keys::of(name) }
    }

    /// Reads and checks the whole log; one that does not exist begins with its first commit. Nothing is written.
    ///
    /// # Errors
    /// When the area can't be used, or holds anything under this name that this code can't read.
    pub fn open<D: JsonDomain + 'static>(&self) -> Result<WebStorageStore<D, A, P>, StorageFault> {
        let mut journal = self.journal::<D>();
        journal.read_all()?;
        let (journal, peers) = (Rc::new(RefCell::new(journal)), self.peers.clone());
        Ok(WebStorageStore { journal, peers, limits: WebStorageStore::<D, A, P>::LIMITS })
    }

    /// Opens the log without ever writing to it. Of a faulty one it has the events before the first entry that can't be read.
    ///
    /// # Errors
    /// When the area can't be used, or the log is in another format.
    pub fn open_read_only<D: JsonDomain>(&self) -> Result<ReadOnlyStore<D>, StorageFault> {
        let mut journal = self.journal::<D>();
        let fault = journal.read_all().err();
        // A head that is missing or damaged says nothing about the entries.
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
    /// The first fault of the log, which names the entry; or when the area can't be used.
    pub fn verify<D: JsonDomain>(&self) -> Result<Verified, StorageFault> {
        let mut journal = self.journal::<D>();
        journal.read_all()?;
        let is_chained = journal.head.as_ref().is_some_and(|head| head.last.is_some());
        Ok(Verified { events: journal.log.head().0, is_chained })
    }

    /// Everything that is kept under this name, readable or not, as one JSON object of texts by key.
    ///
    /// # Errors
    /// When the area can't be used.
    pub fn export(&self) -> Result<String, StorageFault> {
        let mut entries = BTreeMap::new();
        for (key, _) in self.purposes()? {
            if let Some(value) = self.area.get(&key)? {
                entries.insert(key, value);
            }
        }
        Ok(serde_json::Value::from_iter(entries).to_string())
    }

    /// Makes a log that can't be read open again: moves the first entry that can't be read, all entries after it, and whatever
    /// is not part of a log, to keys of their own, `<name>/set-aside/...`. So goes a head record that is wrong. Nothing is
    /// deleted. Returns how many records were moved; a log without faults stays as it is.
    ///
    /// # Errors
    /// When the area can't be used; [`StorageFault::Newer`] when the log is in a newer format; [`StorageFault::Full`] when there
    /// is no room to move something: then the log is as unreadable as before, nothing is lost, and it can be tried again.
    pub async fn repair<D: JsonDomain + 'static>(&self) -> Result<usize, StorageFault> {
        let here = Self { area: self.area.clone(), peers: self.peers.clone(), keys: self.keys.clone() };
        let unique = self.peers.unique();
        let moved = self.peers.exclusive(move |_| (repair::repair::<D, A, P>(&here, unique), None)).await??;
        self.peers.notify();
        Ok(moved)
    }

    /// Deletes everything that is kept under this name, what was set aside included. Stores that have the log open, here or in
    /// other tabs, must open it again.
    ///
    /// # Errors
    /// When the area can't be used.
    pub async fn delete_everything(&self) -> Result<(), StorageFault> {
        let here = Self { area: self.area.clone(), peers: self.peers.clone(), keys: self.keys.clone() };
        self.peers.exclusive(move |_| (here.delete(), None)).await??;
        self.peers.notify();
        Ok(())
    }

    /// A tab that is killed on the way leaves a log that opens.
    fn delete(&self) -> Result<(), StorageFault> {
        if let Ok(Some(head @ Head { last: Some(_), .. })) = Head::read(&self.area, &self.keys) {
            // From here on it names no entry that could be missed.
            Head { last: Some(Last { number: 0, hash: Hash::START }), ..head }.write(&self.area, &self.keys)?;
        }
        let mut doomed = self.purposes()?;
        // From the last entry back, and the head at the very end.
        doomed.sort_by_key(|(key, purpose)| (*purpose == Purpose::Head, Reverse(key.clone())));
        doomed.iter().try_for_each(|(key, _)| self.area.remove(key))
    }

    /// The journal, of which nothing was read yet.
    pub(super) fn journal<D: JsonDomain>(&self) -> Journal<D, A> {
        Journal::new(self.area.clone(), self.keys.clone(), self.peers.unique())
    }

    /// The keys of this namespace that are there, and what they are for.
    pub(super) fn purposes(&self) -> Result<Vec<(String, Purpose)>, StorageFault> {
        purposes(&self.area, &self.keys)
    }
}

/// The names of the logs in an area, in alphabetical order.
///
/// # Errors
/// When the area can't be used.
pub fn names<A: Area>(area: &A) -> Result<Vec<String>, StorageFault> {
    let names: BTreeSet<_> = area.keys()?.iter().filter_map(|key| Keys::namespace_of(key)).collect();
    Ok(names.into_iter().collect())
}

/// What the keys of a namespace and their values take, in bytes, and how many of them were set aside.
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
