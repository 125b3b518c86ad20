//! A store whose outbox can fail.

use std::cell::Cell;
use std::future::pending;

use engine::conformance::{Below, Tally};
use engine::{EventStore, Failure, MessageId, StoreError, Unsent, delegate_store};
use stores::MemoryStore;

/// What happens when messages are marked as sent.
#[derive(Clone, Copy, Debug, Default)]
pub enum Marks {
    #[default]
    Work,
    Fail,
    /// The call never returns.
    Stop,
}

/// A memory store whose outbox can fail.
#[derive(Default)]
pub struct FaultyOutbox {
    pub store: MemoryStore<Tally>,
    pub marks: Cell<Marks>,
    /// Whether reading the outbox fails.
    pub fails_to_read: Cell<bool>,
    /// The number of records that can't be read.
    pub unreadable: usize,
}

impl FaultyOutbox {
    pub fn full() -> StoreError {
        StoreError::Unavailable(Failure::new("The disk is full.", ""))
    }
}

impl EventStore<Tally> for FaultyOutbox {
    delegate_store!(Tally, |self| self.store; commit, read, read_all, snapshot, find, outbox, changed, answered);

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<Below>, StoreError> {
        if self.fails_to_read.get() {
            return Err(Self::full());
        }
        let unsent = self.store.unsent(of_each_stream).await?;
        Ok(Unsent { unreadable: self.unreadable, ..unsent })
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        match self.marks.get() {
            Marks::Work => self.store.mark_sent(messages).await,
            Marks::Fail => Err(Self::full()),
            Marks::Stop => pending().await,
        }
    }
}
