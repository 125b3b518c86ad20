use std::sync::Arc;

use super::{AsText, IndexedDbStore, MemoryStore, StorageFault};
use crate::engine::{
    Commit, Committed, EventStore, Idempotency, Lookup, MessageId, OutboxRecord, Position, Recorded, Snapshot,
    StoreError, StreamId, StreamRange, Unsent,
};

/// Where events can be kept in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// In the memory of the page: gone with it.
    Memory,
    /// In the session storage: it survives a reload of the tab, and nobody else sees it.
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
pub enum AnyStore<D: AsText + 'static> {
    /// [`StoreKind::Memory`].
    Memory(Arc<MemoryStore<D>>),
    /// [`StoreKind::IndexedDb`].
    IndexedDb(IndexedDbStore<D>),
}

impl<D: AsText + 'static> EventStore<D> for AnyStore<D> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        match self {
            Self::Memory(store) => store.commit(commit).await,
            Self::IndexedDb(store) => store.commit(commit).await,
        }
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        match self {
            Self::Memory(store) => store.read(stream, range).await,
            Self::IndexedDb(store) => store.read(stream, range).await,
        }
    }

    async fn read_all(&self, after: Position, limit: usize) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        match self {
            Self::Memory(store) => store.read_all(after, limit).await,
            Self::IndexedDb(store) => store.read_all(after, limit).await,
        }
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        match self {
            Self::Memory(store) => store.snapshot(stream).await,
            Self::IndexedDb(store) => store.snapshot(stream).await,
        }
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        match self {
            Self::Memory(store) => store.find(index, lookup).await,
            Self::IndexedDb(store) => store.find(index, lookup).await,
        }
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        match self {
            Self::Memory(store) => store.outbox(stream).await,
            Self::IndexedDb(store) => store.outbox(stream).await,
        }
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        match self {
            Self::Memory(store) => store.unsent(of_each_stream).await,
            Self::IndexedDb(store) => store.unsent(of_each_stream).await,
        }
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.mark_sent(messages).await,
            Self::IndexedDb(store) => store.mark_sent(messages).await,
        }
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        match self {
            Self::Memory(store) => store.changed(after).await,
            Self::IndexedDb(store) => store.changed(after).await,
        }
    }

    async fn answered(&self, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        match self {
            Self::Memory(store) => store.answered(idempotency).await,
            Self::IndexedDb(store) => store.answered(idempotency).await,
        }
    }
}

/// What a store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// How many events its log has.
    pub events: u64,
    /// How many bytes it takes, where that is known.
    pub bytes: Option<u64>,
}

impl<D: AsText + 'static> AnyStore<D> {
    /// Opens the store of this kind and name.
    ///
    /// # Errors
    /// The fault, when the browser does not let it be used, or what is there can't be read.
    pub async fn open(kind: StoreKind, name: &str) -> Result<Self, StorageFault> {
        match kind {
            StoreKind::Memory => Ok(Self::Memory(Arc::default())),
            StoreKind::Tab | StoreKind::Browser => todo!(),
            StoreKind::IndexedDb => IndexedDbStore::open(name).await.map(Self::IndexedDb),
        }
    }

    /// What it holds.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn contents(&self) -> Result<Contents, StorageFault> {
        match self {
            Self::Memory(store) => Ok(Contents { events: store.log().head().0, bytes: None }),
            Self::IndexedDb(store) => {
                Ok(Contents { events: store.count().await?, bytes: store.size().await.map(|size| size.used) })
            }
        }
    }

    /// Deletes everything in the store of this kind and name, also in one that can't be opened.
    ///
    /// # Errors
    /// The fault, when the browser does not let it be deleted.
    pub async fn delete_everything(kind: StoreKind, name: &str) -> Result<(), StorageFault> {
        match kind {
            StoreKind::IndexedDb => IndexedDbStore::<D>::delete_everything(name).await,
            _ => Ok(()),
        }
    }

    /// Moves what can't be read aside, and says how many records that were.
    ///
    /// # Errors
    /// The fault, when it can't be opened or written.
    pub async fn repair(kind: StoreKind, name: &str) -> Result<usize, StorageFault> {
        match kind {
            StoreKind::IndexedDb => Ok(IndexedDbStore::<D>::open(name).await?.repair().await?.len()),
            _ => Ok(0),
        }
    }

    /// Everything that is stored, readable or not, as a JSON text.
    ///
    /// # Errors
    /// The fault, when it can't be opened or read.
    pub async fn export(kind: StoreKind, name: &str) -> Result<String, StorageFault> {
        match kind {
            StoreKind::IndexedDb => IndexedDbStore::<D>::open(name).await?.export().await,
            _ => Ok(String::new()),
        }
    }
}
