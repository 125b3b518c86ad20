use std::sync::Arc;

use super::web_storage::{self, BrowserArea, BrowserStorage, BrowserTabs, Namespace, WebStorageStore};
use super::{IndexedDbStore, JsonDomain, MemoryStore, ReadOnlyStore, StorageFault, Verified};
use engine::{EventStore, delegate_store};

/// Where a browser stores a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// In the page's memory. The log is lost when the page closes.
    Memory,
    /// In `sessionStorage`. The log survives a reload, and no other tab sees it.
    Tab,
    /// In `localStorage`. All tabs of this origin share the log.
    Browser,
    /// In an IndexedDB database. All tabs of this origin share the log, and it has the most room.
    IndexedDb,
}

impl StoreKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Memory, Self::Tab, Self::Browser, Self::IndexedDb];
}

/// A store of any kind.
pub enum AnyStore<D: JsonDomain + 'static> {
    /// [`StoreKind::Memory`].
    Memory(Arc<MemoryStore<D>>),
    /// [`StoreKind::Tab`] or [`StoreKind::Browser`].
    WebStorage(WebStorageStore<D, BrowserArea, BrowserTabs>),
    /// [`StoreKind::IndexedDb`].
    IndexedDb(IndexedDbStore<D>),
    /// A read-only store of any kind, e.g. one with a damaged log.
    ReadOnly(ReadOnlyStore<D>),
}

/// What a store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The number of events in the log.
    pub events: u64,
    /// The size in bytes. For IndexedDB, the browser's estimate of all data of the page's origin. `None` if it is unknown.
    pub bytes: Option<u64>,
    /// The number of records that repairs have set aside.
    pub set_aside: u64,
}

impl<D: JsonDomain + 'static> AnyStore<D> {
    /// Opens the store of this kind and name.
    ///
    /// # Errors
    /// If the browser does not allow this kind of storage, or the log can't be read.
    pub async fn open(kind: StoreKind, name: &str) -> Result<Self, StorageFault> {
        Ok(match kind {
            StoreKind::Memory => Self::Memory(Arc::default()),
            StoreKind::Tab => Self::WebStorage(Namespace::in_browser(BrowserStorage::Session, name)?.open()?),
            StoreKind::Browser => Self::WebStorage(Namespace::in_browser(BrowserStorage::Local, name)?.open()?),
            StoreKind::IndexedDb => Self::IndexedDb(IndexedDbStore::open(name).await?),
        })
    }

    /// Opens the store of this kind and name read-only. A faulty log ends before its fault, which [`ReadOnlyStore::fault`] returns. A
    /// log in memory is empty.
    ///
    /// # Errors
    /// If the browser does not allow this kind of storage, or the log is in another format.
    pub async fn open_read_only(kind: StoreKind, name: &str) -> Result<ReadOnlyStore<D>, StorageFault> {
        match kind {
            StoreKind::Memory => Ok(ReadOnlyStore::new(Vec::new(), None)),
            StoreKind::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.open_read_only(),
            StoreKind::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.open_read_only(),
            StoreKind::IndexedDb => IndexedDbStore::open_read_only(name).await,
        }
    }

    /// What the store holds.
    ///
    /// # Errors
    /// If the storage can't be read.
    pub async fn contents(&self) -> Result<Contents, StorageFault> {
        Ok(match self {
            Self::Memory(store) => Contents { events: store.log().head().0, ..Contents::default() },
            Self::WebStorage(store) => {
                let size = store.size()?;
                Contents { events: size.events, bytes: Some(size.bytes as u64), set_aside: size.set_aside }
            }
            Self::IndexedDb(store) => {
                let size = store.size().await?;
                Contents { events: size.events, bytes: size.used, set_aside: size.set_aside }
            }
            Self::ReadOnly(store) => Contents { events: store.log().head().0, ..Contents::default() },
        })
    }
}

impl StoreKind {
    /// Everything stored under this kind and name, readable or not, as a JSON text. An empty object for memory.
    ///
    /// # Errors
    /// If the storage can't be read.
    pub async fn export<D: JsonDomain + 'static>(self, name: &str) -> Result<String, StorageFault> {
        match self {
            Self::Memory => Ok("{}".to_owned()),
            Self::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.export(),
            Self::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.export(),
            Self::IndexedDb => IndexedDbStore::<D>::export(name).await,
        }
    }

    /// Reads the whole log of this kind and name, and checks every entry and the head record against the hash chain. Memory stores
    /// nothing, so its log counts as empty.
    ///
    /// # Errors
    /// The first fault of the log, which names the entry; or if the storage can't be read.
    pub async fn verify<D: JsonDomain + 'static>(self, name: &str) -> Result<Verified, StorageFault> {
        match self {
            Self::Memory => Ok(Verified { events: 0, is_chained: false }),
            Self::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.verify::<D>(),
            Self::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.verify::<D>(),
            Self::IndexedDb => IndexedDbStore::<D>::open_unchecked(name).await?.verify().await,
        }
    }

    /// The names of the logs of this kind, in alphabetical order. Those of IndexedDB include databases of other programs of this
    /// origin. Memory has none.
    ///
    /// # Errors
    /// If the browser does not list them.
    pub async fn names<D: JsonDomain + 'static>(self) -> Result<Vec<String>, StorageFault> {
        let mut names = match self {
            Self::Memory => Vec::new(),
            Self::Tab => web_storage::names(&BrowserArea::of(BrowserStorage::Session)?)?,
            Self::Browser => web_storage::names(&BrowserArea::of(BrowserStorage::Local)?)?,
            Self::IndexedDb => IndexedDbStore::<D>::names().await?,
        };
        names.sort_unstable();
        Ok(names)
    }

    /// Sets aside what can't be read, so the store can be opened again. Returns the number of records set aside, 0 for memory.
    ///
    /// # Errors
    /// If the storage can't be written, or a repair does not help.
    pub async fn repair<D: JsonDomain + 'static>(self, name: &str) -> Result<usize, StorageFault> {
        match self {
            Self::Memory => Ok(0),
            Self::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.repair::<D>().await,
            Self::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.repair::<D>().await,
            Self::IndexedDb => IndexedDbStore::<D>::open_unchecked(name).await?.repair().await,
        }
    }

    /// Deletes everything stored under this kind and name, even if it can't be opened. Does nothing for memory, whose log ends with
    /// its store.
    ///
    /// # Errors
    /// If the storage can't be written, or another tab keeps the database open.
    pub async fn delete_everything<D: JsonDomain + 'static>(self, name: &str) -> Result<(), StorageFault> {
        match self {
            Self::Memory => Ok(()),
            Self::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.delete_everything().await,
            Self::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.delete_everything().await,
            Self::IndexedDb => IndexedDbStore::<D>::delete_everything(name).await,
        }
    }
}

impl<D: JsonDomain + 'static> EventStore<D> for AnyStore<D> {
    delegate_store!(D, |self| Self::{Memory, WebStorage, IndexedDb, ReadOnly});
}
