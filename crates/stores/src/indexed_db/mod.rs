//! An event store in the browser's IndexedDB.
//!
//! The events are chained: each record has its own hash and names the hash of the event before it. A head record names the last event
//! of the log, and one for each stream that of the stream. Opening checks the hashes of all events, and each commit checks the last
//! event and the heads. So the store detects an event that was changed or removed from outside.
//!
//! Each snapshot, index entry, message and answer has a hash that covers its key and content, and names the hash of an event of its
//! commit. It is checked whenever the record is read, and [`verify`](IndexedDbStore::verify) checks all of them. A snapshot that does
//! not match is not used; any other is a fault. A stream also lists its index entries, and `verify` compares the list with the index,
//! so a missing index entry is detected.
//!
//! The store does not detect the removal of
//! - a message (without its unsent record it counts as sent, and without its outbox record as never published);
//! - an answer to an idempotency key (the next repeat is decided again);
//! - a stream's list of index entries together with all of them (the next commit to the stream writes them again);
//! - a snapshot, which only makes loading slower.
//!
//! To detect that, the stream's head would have to count the records of each commit. The hashes are not a signature. Records of older
//! code have none.

mod chain;
mod commit;
mod database;
mod heads;
mod key;
mod maintenance;
mod raw;
mod read;
mod record;
mod records;
mod repair;
mod request;
mod sealed;
mod transaction;

use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use self::database::{ANSWERS, Database, EVENTS, HEAD, INDEX, OUTBOX, SNAPSHOTS, UNSENT};
use self::heads::Heads;
pub use self::maintenance::Size;
use self::read::{AskedStreams, message_at};
use self::record::{answer_of, head, position_at};
use self::request::{ask, to_the_end};
use super::fault::StorageFault;
use super::json_codec::{self, JsonDomain};
use super::tabs::Tabs;
use engine::{
    Commit, CommitLimits, Committed, EventStore, Idempotency, LogRange, Lookup, MessageId, OutboxRecord, Position,
    Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent,
};

/// The number of records fetched at a time: enough to need few requests, few enough to use little memory.
const PAGE: usize = 2_000;

/// An event store in IndexedDB. It outlives the page, and all tabs of one origin share it.
///
/// A commit is one transaction of the database, so it is atomic even if the tab is closed, and writers of all tabs run one after the
/// other. A commit that has begun continues if its future is dropped. The log is not held in memory.
pub struct IndexedDbStore<D> {
    inner: Rc<Inner>,
    limits: CommitLimits,
    domain: PhantomData<fn() -> D>,
}

struct Inner {
    database: Database,
    tabs: Rc<Tabs>,
    durability: Durability,
    heads: RefCell<Heads>,
}

/// What a successful commit survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// A power failure: the browser flushes the data to disk before it answers.
    #[default]
    Strict,
    /// A crash of the tab or the browser, but not of the system: the data may be flushed later. Commits are faster.
    Relaxed,
}

impl<D: JsonDomain + 'static> IndexedDbStore<D> {
    /// Opens the database of this name, or creates it, and checks the hashes of all events. Commits are [`Durability::Strict`].
    ///
    /// # Errors
    /// The first fault of the events or the head record;
    /// [`StorageFault::Blocked`] if the browser stores no data; [`StorageFault::Newer`] if newer code wrote the database;
    /// [`StorageFault::InUse`] if it must be upgraded and another tab keeps it open; [`StorageFault::Full`] if there is no room for
    /// it.
    pub async fn open(name: &str) -> Result<Self, StorageFault> {
        Self::open_with(name, Durability::default()).await
    }

    /// Opens the database of this name with this durability of commits.
    ///
    /// # Errors
    /// Like [`open`](Self::open).
    pub async fn open_with(name: &str, durability: Durability) -> Result<Self, StorageFault> {
        let store = Self::connect(name, durability).await?;
        chain::check(&store.inner.database.read_all(&[EVENTS, HEAD])?).await?;
        Ok(store)
    }

    /// Opens the database of this name without checking its events, to verify or repair it.
    ///
    /// # Errors
    /// Like [`open`](Self::open), except for faults of events and the head record.
    pub async fn open_unchecked(name: &str) -> Result<Self, StorageFault> {
        Self::connect(name, Durability::default()).await
    }

    async fn connect(name: &str, durability: Durability) -> Result<Self, StorageFault> {
        let tabs = Rc::new(Tabs::join(name));
        let database = database::open(name, &tabs).await?;
        Ok(Self {
            inner: Rc::new(Inner { database, tabs, durability, heads: RefCell::default() }),
            limits: CommitLimits::NONE,
            domain: PhantomData,
        })
    }

    /// The same store with limits on its commits. By default, only the disk space limits them.
    #[must_use]
    pub fn with_limits(self, limits: CommitLimits) -> Self {
        Self { limits, ..self }
    }
}

impl<D: JsonDomain + 'static> EventStore<D> for IndexedDbStore<D> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        let (inner, limits) = (self.inner.clone(), self.limits);
        to_the_end(async move { inner.commit(commit, limits).await }).await
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.inner.read::<D>(stream, range).await?)
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.inner.read_all::<D>(range).await?)
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        let snapshots = self.inner.database.read(SNAPSHOTS)?;
        let found = ask(snapshots.get(key::text(stream.as_str())))?.answer().await?;
        // A snapshot without a hash, or with one that does not match, is not used. A later commit replaces it.
        let sealed = sealed::open(SNAPSHOTS, stream.as_str(), &found).ok().filter(|sealed| sealed.after.is_some());
        Ok(sealed.and_then(|sealed| json_codec::snapshot_of::<D>(sealed.value)))
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        let entries = self.inner.database.read(INDEX)?;
        let range = || key::found_by(index, lookup).map(Into::into);
        let mut found = AskedStreams::in_range(&entries, &range)?.answer().await?;
        // The database sorts texts by UTF-16 units.
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, stream)| stream).collect())
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        let outbox = self.inner.database.read(OUTBOX)?;
        let range = || key::beginning_with(stream.as_str()).map(Into::into).map(Some);
        let keys = ask(outbox.get_all_keys(range()?, None))?;
        let records = ask(outbox.get_all(range()?, None))?;
        let keys: Array = keys.answer().await?.unchecked_into();
        let records: Array = records.answer().await?.unchecked_into();
        let message = |(key, record): (JsValue, JsValue)| Ok(message_at::<D>(OUTBOX, stream, &key, &record)?.0);
        keys.iter().zip(records.iter()).map(message).collect()
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        let mut unsent = Unsent { records: Vec::new(), unreadable: 0 };
        let (mut of_stream, mut given) = (None, 0);
        let mut after = None;
        loop {
            let store = self.inner.database.read(UNSENT)?;
            let range = || key::messages_after(after.as_ref()).map(Into::into).map(Some);
            let keys = ask(store.get_all_keys(range()?, Some(PAGE as u32)))?;
            let messages = ask(store.get_all(range()?, Some(PAGE as u32)))?;
            let keys: Array = keys.answer().await?.unchecked_into();
            let messages: Array = messages.answer().await?.unchecked_into();
            for (key, message) in keys.iter().zip(messages.iter()) {
                let stream = key::part(&key, 0).as_string().map(StreamId::from);
                if stream != of_stream {
                    (of_stream, given) = (stream, 0);
                }
                let Some(stream) = &of_stream else {
                    unsent.unreadable += 1;
                    continue;
                };
                if given < of_each_stream {
                    match message_at::<D>(UNSENT, stream, &key, &message) {
                        Ok((record, _)) => {
                            unsent.records.push(record);
                            given += 1;
                        }
                        Err(_) => unsent.unreadable += 1,
                    }
                }
            }
            if (keys.length() as usize) < PAGE {
                return Ok(unsent);
            }
            // Skip the rest of a stream that has reached its limit.
            after = match &of_stream {
                Some(stream) if given == of_each_stream => Some(key::after_stream(stream)),
                _ => Some(keys.get(keys.length() - 1)),
            };
        }
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        let inner = self.inner.clone();
        let keys: Vec<_> = messages.iter().map(key::message).collect();
        let marked = to_the_end(async move {
            let transaction = inner.database.write(&[UNSENT], inner.durability)?;
            let end = transaction.end();
            let unsent = transaction.store(UNSENT)?;
            for key in keys {
                unsent.delete(key).map_err(request::refused)?;
            }
            transaction.done(end).await
        });
        Ok(marked.await?)
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        let changes = self.inner.tabs.changes();
        let count = changes.count();
        let events = self.inner.database.read(EVENTS)?;
        if head(&events)?.answer().await.and_then(position_at)? <= after {
            changes.notified_after(count).await;
        }
        Ok(())
    }

    fn limits(&self) -> CommitLimits {
        self.limits
    }

    async fn answered(&self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        let answers = self.inner.database.read(ANSWERS)?;
        let known = ask(answers.get(key::text(&idempotency.key.0)))?.answer().await?;
        answer_of(&known, stream, idempotency)
    }
}
