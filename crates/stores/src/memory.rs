use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::Log;
use engine::{
    Commit, CommitLimits, Committed, Direction, Domain, EventStore, Idempotency, LogRange, Lookup, MessageId, Notify,
    OutboxRecord, Position, Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent,
};

/// An event store in memory. It keeps the whole contract of [`EventStore`], and threads can share it.
pub struct MemoryStore<D: Domain> {
    log: RwLock<Log<D>>,
    changes: Notify,
    limits: CommitLimits,
}

impl<D: Domain> Default for MemoryStore<D> {
    fn default() -> Self {
        Self { log: RwLock::default(), changes: Notify::default(), limits: CommitLimits::NONE }
    }
}

impl<D: Domain> MemoryStore<D> {
    /// The same store with limits on its commits, e.g. to simulate another store. By default there are none.
    #[must_use]
    pub fn with_limits(self, limits: CommitLimits) -> Self {
        Self { limits, ..self }
    }

    /// The log, without copying it. Commits wait until the guard is dropped, so drop it before the same thread commits.
    pub fn log(&self) -> RwLockReadGuard<'_, Log<D>> {
        // A commit checks everything before it changes anything, so a panic leaves no partial commit.
        self.log.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reserves memory for `events` more events of an existing stream, each with a message, plus one eighth. Without this, the lists
    /// double as they grow: they take up to twice the memory, and a commit that doubles them takes longer.
    pub fn reserve(&self, stream: &StreamId, events: usize) {
        self.log_mut().reserve(stream, events + events / 8);
    }

    /// Marks all messages of a stream as sent, e.g. in a generated log.
    pub fn mark_all_sent(&self, stream: &StreamId) {
        self.log_mut().mark_all_sent(stream);
    }

    fn log_mut(&self) -> RwLockWriteGuard<'_, Log<D>> {
        self.log.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Domain> EventStore<D> for MemoryStore<D> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        let committed = self.log_mut().commit(commit, self.limits)?;
        self.changes.notify();
        Ok(committed)
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log().read(stream, range))
    }

    async fn with_events<T>(
        &self,
        stream: &StreamId,
        range: StreamRange,
        look: impl FnOnce(&[Recorded<D::Event>]) -> T,
    ) -> Result<T, StoreError> {
        if range.direction == Direction::Backwards {
            return Ok(look(&self.read(stream, range).await?));
        }
        let log = self.log();
        let events = log.range(stream, range);
        Ok(look(&events[..events.len().min(range.limit)]))
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log().read_all(range))
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        Ok(self.log().snapshot(stream).cloned())
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        Ok(self.log().find(index, lookup))
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        Ok(self.log().outbox(stream).to_vec())
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        Ok(self.log().unsent(of_each_stream))
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        self.log_mut().mark_sent(messages);
        Ok(())
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        let count = self.changes.count();
        if self.log().head() <= after {
            self.changes.notified_after(count).await;
        }
        Ok(())
    }

    fn limits(&self) -> CommitLimits {
        self.limits
    }

    async fn answered(&self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        self.log().answered(stream, idempotency)
    }
}
