//! Event stores over a storage area of the browser (`localStorage`, `sessionStorage`) or any other [`Area`].
//!
//! The log is a journal: each commit is one entry, written by one `setItem`, so a tab that is killed during a commit leaves the state
//! before or after it. Each entry names the hash of the one before it, and the head record names the last one, so a change from
//! outside is detected: opening checks the whole log, and each commit checks the last entry and the head again. The hashes are not a
//! signature.
//!
//! ```
//! use engine::conformance::{Tally, TallyEvent, new_event, tally};
//! use engine::{Aggregate, StreamId, ready};
//! use stores::web_storage::{MemoryArea, Namespace, OneThread};
//!
//! // In a browser: `Namespace::in_browser(BrowserStorage::Local, "lab")?`.
//! let namespace = Namespace::new(MemoryArea::default(), OneThread::default(), "lab");
//! let id = StreamId::from("tally-1");
//! let tallies = Aggregate::new(tally(), namespace.open::<Tally>()?);
//! ready(tallies.append(&id, vec![new_event(1, TallyEvent::Added(7))]))?;
//! drop(tallies);
//!
//! let tallies = Aggregate::new(tally(), namespace.open::<Tally>()?);
//! assert_eq!(ready(tallies.get(&id))?.expect("it was stored").state.sum, 7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! If a log can't be opened, [`StorageFault`] says why and what helps. [`Namespace`] has the remedies: export, verify, repair, open
//! read-only, delete.

mod announcements;
mod area;
#[cfg(feature = "web")]
mod browser_area;
#[cfg(feature = "web")]
mod browser_tabs;
mod entry;
mod head;
mod journal;
mod keys;
mod namespace;
mod peers;
mod repair;
#[cfg(feature = "web")]
mod web_locks;

use std::cell::{Ref, RefCell};
use std::rc::Rc;

pub use area::{Area, MemoryArea};
#[cfg(feature = "web")]
pub use browser_area::{BrowserArea, BrowserStorage};
#[cfg(feature = "web")]
pub use browser_tabs::BrowserTabs;
pub use namespace::{Namespace, Size, names};
pub use peers::{OneThread, Peers};

use self::journal::{Journal, Turn};
use super::{JsonDomain, Log, StorageFault};
use engine::{
    Commit, CommitLimits, Committed, EventStore, Idempotency, LogRange, Lookup, MessageId, OutboxRecord, Position,
    Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent,
};

/// An event store in a storage area. [`Namespace::open`] opens it.
///
/// The log is held in memory, and each call first reads the entries that other stores have added. Stores in other tabs may see a write
/// a moment later, but a commit is always checked against the newest state.
pub struct WebStorageStore<D: JsonDomain, A, P> {
    journal: Rc<RefCell<Journal<D, A>>>,
    peers: Rc<P>,
    limits: CommitLimits,
}

/// The longest pause, in milliseconds, before a commit checks again whether an announced write has arrived. The first pause is one
/// millisecond and each next one is twice as long, because most writes arrive within a few milliseconds.
const LONGEST_PAUSE: u32 = 1_024;
/// How long a commit waits for announced writes to another log under the same keys, in milliseconds. After that, the log counts as
/// deleted.
const PATIENCE: u32 = 8_000;
/// How long a commit waits after another tab was closed, in milliseconds. The announcement of that tab's last write is gone.
const AFTER_A_PEER: u32 = 1_000;
/// How long a commit waits for announced writes to this log, in milliseconds, before it is refused.
const MOST_PATIENCE: u32 = 30_000;

impl<D: JsonDomain + 'static, A: Area, P: Peers> WebStorageStore<D, A, P> {
    /// A commit is one value, and browsers store 5 MiB for each origin
    /// (<https://storage.spec.whatwg.org/#registered-storage-endpoints>). Browsers count bytes differently, so one may refuse a smaller
    /// commit ([`StorageFault::Full`]).
    pub const LIMITS: CommitLimits = CommitLimits { payload_bytes: 5 * 1024 * 1024, ..CommitLimits::NONE };

    /// The same store with other limits than [`LIMITS`](Self::LIMITS).
    #[must_use]
    pub fn with_limits(self, limits: CommitLimits) -> Self {
        Self { limits, ..self }
    }

    /// The size of the log.
    ///
    /// # Errors
    /// If the area can't be read.
    pub fn size(&self) -> Result<Size, StorageFault> {
        let mut journal = self.journal.borrow_mut();
        journal.catch_up()?;
        let (bytes, set_aside) = namespace::weight(&journal.area, &journal.keys)?;
        Ok(Size { bytes, commits: journal.commits, events: journal.log.head().0, set_aside })
    }

    /// The journal, after reading the newest entries.
    fn newest(&self) -> Result<Ref<'_, Journal<D, A>>, StorageFault> {
        self.journal.borrow_mut().catch_up()?;
        Ok(self.journal.borrow())
    }

    /// The log, after reading the newest entries.
    fn log(&self) -> Result<Ref<'_, Log<D>>, StorageFault> {
        Ok(Ref::map(self.newest()?, |journal| &journal.log))
    }

    /// Runs `work` on the newest state while no other store writes.
    async fn write<T: 'static>(
        &self,
        work: impl Fn(&mut Journal<D, A>, String) -> Result<T, StoreError> + 'static,
    ) -> Result<T, StoreError> {
        let work = Rc::new(work);
        let (mut pause, mut waited) = (1, 0);
        loop {
            let (journal, work, unique) = (self.journal.clone(), work.clone(), self.peers.unique());
            let turn = self.peers.exclusive(move |announced| {
                let mut journal = journal.borrow_mut();
                let turn = journal.turn(announced, waited < PATIENCE, |journal| work(journal, unique));
                (turn, journal.announcement())
            });
            match turn.await? {
                Turn::PeerGone => {
                    self.peers.pause(AFTER_A_PEER).await;
                    continue;
                }
                Turn::NotYet if waited < MOST_PATIENCE => self.peers.pause(pause).await,
                Turn::NotYet => {
                    let reason = "another tab's write has not arrived yet".to_owned();
                    return Err(StorageFault::NoTurn { reason }.into());
                }
                Turn::Done(answer) => return answer,
            }
            waited += pause;
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }
}

impl<D: JsonDomain + 'static, A: Area, P: Peers> EventStore<D> for WebStorageStore<D, A, P> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        let limits = self.limits;
        let committed = self.write(move |journal, unique| journal.commit(&commit, limits, unique)).await?;
        if !committed.repeated {
            self.peers.notify();
        }
        Ok(committed)
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log()?.read(stream, range))
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log()?.read_all(range))
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        Ok(self.log()?.snapshot(stream).cloned())
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        Ok(self.log()?.find(index, lookup))
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        Ok(self.newest()?.outbox(stream)?)
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        Ok(self.newest()?.unsent(of_each_stream))
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        let messages = messages.to_vec();
        self.write(move |journal, unique| journal.mark_sent(&messages, unique)).await
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        let count = self.peers.changes().count();
        if self.log()?.head() <= after {
            self.peers.changes().notified_after(count).await;
        }
        Ok(())
    }

    fn limits(&self) -> CommitLimits {
        self.limits
    }

    async fn answered(&self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        self.log()?.answered(stream, idempotency)
    }
}
