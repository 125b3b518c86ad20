use std::sync::Arc;

use super::web_storage::{self, BrowserArea, BrowserStorage, BrowserTabs, Namespace, WebStorageStore};
use super::{IndexedDbStore, JsonDomain, MemoryStore, ReadOnlyStore, StorageFault, Verified};
use engine::{EventStore, delegate_store};

/// Where events can be kept in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// In the memory of the page: gone with it.
    Memory,
    /// In the session storage: it survives a reload, and no other tab sees it.
    Tab,
    /// In the local storage: all tabs of this origin share it.
    Browser,
    /// In an IndexedDB database: all tabs of this origin share it, and it holds the most.
    IndexedDb,
}

impl StoreKind {
    /// All of them.
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
    /// A store of any kind that is only read, such as one with a damaged log.
    ReadOnly(ReadOnlyStore<D>),
}

/// What a store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// How many events its log has.
    pub events: u64,
    /// How many bytes it takes, where that is known.
    pub bytes: Option<u64>,
    /// How many records repairs have set aside in it.
    pub set_aside: u64,
}

impl<D: JsonDomain + 'static> AnyStore<D> {
    /// Opens the store of this kind and name.
    ///
    /// # Errors
    /// [`StorageFault`] if the browser blocks the storage or the stored log can't be read.
    pub async fn open(kind: StoreKind, name: &str) -> Result<Self, StorageFault> {
        Ok(match kind {
            StoreKind::Memory => Self::Memory(Arc::default()),
            StoreKind::Tab => Self::WebStorage(Namespace::in_browser(BrowserStorage::Session, name)?.open()?),
            StoreKind::Browser => Self::WebStorage(Namespace::in_browser(BrowserStorage::Local, name)?.open()?),
            StoreKind::IndexedDb => Self::IndexedDb(IndexedDbStore::open(name).await?),
        })
    }

    /// Opens the store of this kind and name without ever writing to it. Of a faulty log it has the events before the fault, which
    /// [`ReadOnlyStore::fault`] names.
    ///
    /// # Errors
    /// When the browser does not let it be used, or the log is in another format.
    pub async fn open_read_only(kind: StoreKind, name: &str) -> Result<ReadOnlyStore<D>, StorageFault> {
        match kind {
            StoreKind::Memory => Ok(ReadOnlyStore::new(Vec::new(), None)),
            StoreKind::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.open_read_only(),
            StoreKind::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.open_read_only(),
            StoreKind::IndexedDb => IndexedDbStore::open_read_only(name).await,
        }
    }

    /// What it holds.
    ///
    /// # Errors
    /// When it can't be read.
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
    /// Everything that a store of this kind and name holds, readable or not, as a JSON text. For memory it is an
    /// empty object.
    ///
    /// # Errors
    /// When the browser does not let it be read.
    pub async fn export<D: JsonDomain + 'static>(self, name: &str) -> Result<String, StorageFault> {
        match self {
            Self::Memory => Ok("{}".to_owned()),
            Self::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.export(),
            Self::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.export(),
            Self::IndexedDb => IndexedDbStore::<D>::export(name).await,
        }
    }

    /// Reads the whole log of this kind and name, and checks every entry and the head record against the hash chain. Memory keeps
    /// nothing that could be damaged: its log counts as empty.
    ///
    /// # Errors
    /// The first fault of the log, which names the entry; or when the browser does not let it be read.
    pub async fn verify<D: JsonDomain + 'static>(self, name: &str) -> Result<Verified, StorageFault> {
        match self {
            Self::Memory => Ok(Verified { events: 0, is_chained: false }),
            Self::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.verify::<D>(),
            Self::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.verify::<D>(),
            Self::IndexedDb => IndexedDbStore::<D>::open_unchecked(name).await?.verify().await,
        }
    }

    /// The names of the logs that stores of this kind keep, in alphabetical order. IndexedDB also names databases of other programs
    /// of this origin. Memory keeps none.
    ///
    /// # Errors
    /// When the browser does not list them.
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

    /// Moves what can't be read aside, so that the store can be opened again. Returns the number of moved records. Memory has none.
    ///
    /// # Errors
    /// When the browser does not let it be written.
    pub async fn repair<D: JsonDomain + 'static>(self, name: &str) -> Result<usize, StorageFault> {
        match self {
            Self::Memory => Ok(0),
            Self::Tab => Namespace::in_browser(BrowserStorage::Session, name)?.repair::<D>().await,
            Self::Browser => Namespace::in_browser(BrowserStorage::Local, name)?.repair::<D>().await,
            Self::IndexedDb => IndexedDbStore::<D>::open_unchecked(name).await?.repair().await,
        }
    }

    /// Deletes everything that a store of this kind and name holds, also one that can't be opened. What is in memory is gone with
    /// its store.
    ///
    /// # Errors
    /// When the browser does not let it be deleted.
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
