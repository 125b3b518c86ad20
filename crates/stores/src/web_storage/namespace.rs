use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::journal::{self, Journal};
use super::keys::{Keys, Purpose};
use super::{Area, Peers, StorageFault, WebStorageStore, area};
use crate::JsonDomain;
use engine::{Position, Recorded};

/// Where one log is kept: a name within a storage area. It opens the log, and has what can be done when that fails.
///
/// Logs under different names never touch each other, whatever the names are.
pub struct Namespace<A, P> {
    area: A,
    peers: Rc<P>,
    keys: Keys,
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

    /// Opens the log; one that is not there begins with its first commit. It only reads.
    ///
    /// # Errors
    /// When the area can't be used, or holds anything under this name that this code can't read.
    pub fn open<D: JsonDomain + 'static>(&self) -> Result<WebStorageStore<D, A, P>, StorageFault> {
        let mut journal = Journal::new(self.area.clone(), self.keys.clone(), self.peers.unique());
        journal.read_all()?;
        let (journal, peers) = (Rc::new(RefCell::new(journal)), self.peers.clone());
        Ok(WebStorageStore { journal, peers, limits: WebStorageStore::<D, A, P>::LIMITS })
    }

    /// Everything that is kept under this name, readable or not, as one JSON object of texts by key.
    ///
    /// # Errors
    /// When the area can't be used.
    pub fn export(&self) -> Result<String, StorageFault> {
        let mut entries = BTreeMap::new();
        for (key, _) in keys(&self.area, &self.keys)? {
            if let Some(value) = self.area.get(&key)? {
                entries.insert(key, value);
            }
        }
        Ok(serde_json::Value::from_iter(entries).to_string())
    }

    /// The events that can be read, in the order of their positions: those before the first entry that can't. There are none of a
    /// log in another format.
    ///
    /// # Errors
    /// When the area can't be used.
    pub fn readable<D: JsonDomain>(&self) -> Result<Vec<Recorded<D::Event>>, StorageFault> {
        let journal = self.read::<D>()?;
        Ok(journal.log.all(Position(0)).cloned().collect())
    }

    /// Makes a log that can't be read open again: moves the first entry that can't be read, all entries after it, and whatever is
    /// no part of a log, to keys of their own, `<name>/set-aside/...`. Nothing is deleted. Gives how many entries were moved;
    /// a log in order stays as it is.
    ///
    /// # Errors
    /// When the area can't be used; [`StorageFault::Newer`] when the log is in a newer format; [`StorageFault::Full`] when there
    /// is no room to move something: then the log is as unreadable as before, nothing is lost, and it can be tried again.
    pub async fn repair<D: JsonDomain + 'static>(&self) -> Result<usize, StorageFault> {
        let here = Self { area: self.area.clone(), peers: self.peers.clone(), keys: self.keys.clone() };
        let unique = self.peers.unique();
        let moved = self.peers.exclusive(move |_| (here.set_aside::<D>(&unique), None)).await??;
        self.peers.notify();
        Ok(moved)
    }

    /// Deletes everything that is kept under this name, what was set aside included. Stores that have the log open, here or in
    /// other tabs, must open it again.
    ///
    /// # Errors
    /// When the area can't be used.
    pub async fn delete_everything(&self) -> Result<(), StorageFault> {
        let (area, own_keys) = (self.area.clone(), self.keys.clone());
        let delete = move || {
            let mut doomed = keys(&area, &own_keys)?;
            // From the last entry back, and the format at the very end: a tab that is killed on the way leaves a log that opens.
            doomed.sort_by_key(|(key, purpose)| (*purpose == Purpose::Format, Reverse(key.clone())));
            doomed.iter().try_for_each(|(key, _)| area.remove(key))
        };
        self.peers.exclusive(move |_| (delete(), None)).await??;
        self.peers.notify();
        Ok(())
    }

    /// What can be read of the log.
    fn read<D: JsonDomain>(&self) -> Result<Journal<D, A>, StorageFault> {
        let mut journal = Journal::new(self.area.clone(), self.keys.clone(), self.peers.unique());
        match journal::identity(&self.area, &self.keys) {
            Err(StorageFault::Newer { .. } | StorageFault::Older { .. }) => return Ok(journal),
            Err(fault @ (StorageFault::Blocked { .. } | StorageFault::Failed { .. })) => return Err(fault),
            _ => {}
        }
        match journal.read_entries() {
            Err(fault @ (StorageFault::Blocked { .. } | StorageFault::Failed { .. })) => Err(fault),
            _ => Ok(journal),
        }
    }

    fn set_aside<D: JsonDomain>(&self, unique: &str) -> Result<usize, StorageFault> {
        let identity = match journal::identity(&self.area, &self.keys) {
            Err(fault @ (StorageFault::Newer { .. } | StorageFault::Blocked { .. } | StorageFault::Failed { .. })) => {
                return Err(fault);
            }
            identity => identity,
        };
        let readable = self.read::<D>()?.entries;
        let found = keys(&self.area, &self.keys)?;
        // A number that is free, so that nothing is written over.
        let used = |repair| found.iter().any(|(_, purpose)| *purpose == Purpose::SetAside(repair));
        let repair = (1..).find(|repair| !used(*repair)).unwrap_or(0);
        let mut moved: Vec<String> = found
            .into_iter()
            .filter(|(_, purpose)| match purpose {
                Purpose::Entry(number) => *number > readable,
                Purpose::Format => identity.is_err(),
                Purpose::Foreign => true,
                Purpose::SetAside(_) | Purpose::Written => false,
            })
            .map(|(key, _)| key)
            .collect();
        let needs_format = readable > 0 && !matches!(identity, Ok(Some(_)));
        if moved.is_empty() && !needs_format {
            return Ok(0);
        }
        let format = self.keys.format();
        // Whoever has the log open elsewhere must not go on where entries are moved away.
        if matches!(identity, Ok(Some(_))) {
            self.area.set(&format, &journal::format_text(unique))?;
        }
        // The last entry first: a tab that is killed on the way leaves the fault where it was, and each entry in one place or both.
        moved.sort_by_key(|key| (*key == format, Reverse(key.clone())));
        for key in &moved {
            if let Some(value) = self.area.get(key)? {
                self.area.set(&self.keys.set_aside(repair, key), &value)?;
            }
            self.area.remove(key)?;
        }
        if needs_format {
            self.area.set(&format, &journal::format_text(unique))?;
        }
        Ok(moved.len())
    }
}

/// What the keys of a namespace and their values take, in bytes, and how many of them were set aside.
pub(super) fn weight<A: Area>(area: &A, own: &Keys) -> Result<(usize, u64), StorageFault> {
    let (mut bytes, mut set_aside) = (0, 0);
    for (key, purpose) in keys(area, own)? {
        bytes += area::bytes(&key, &area.get(&key)?.unwrap_or_default());
        set_aside += u64::from(matches!(purpose, Purpose::SetAside(_)));
    }
    Ok((bytes, set_aside))
}

fn keys<A: Area>(area: &A, own: &Keys) -> Result<Vec<(String, Purpose)>, StorageFault> {
    let keys = area.keys()?.into_iter();
    Ok(keys.filter_map(|key| own.purpose(&key).map(|purpose| (key, purpose))).collect())
}
