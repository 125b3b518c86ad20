use std::future::pending;

use super::{Log, StorageFault};
use engine::{
    Commit, CommitLimits, Committed, Domain, EventStore, ExpectedVersion, Idempotency, LogRange, Lookup, MessageId,
    NewEvent, OutboxRecord, Position, Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent, Version,
};

/// The readable events of a log, held in memory. Commits are refused with [`StorageFault::ReadOnly`].
///
/// It has events only: no snapshots, index entries, messages or answers to idempotency keys. It does not show what other tabs write
/// after it was opened.
pub struct ReadOnlyStore<D: Domain> {
    log: Log<D>,
    fault: Option<StorageFault>,
}

impl<D: Domain> ReadOnlyStore<D> {
    /// A store of these events, the first ones of a log. It ends before the first event that does not follow the one before it.
    pub(super) fn new(events: Vec<Recorded<D::Event>>, fault: Option<StorageFault>) -> Self {
        let mut log = Log::default();
        for Recorded { stream, version, data, metadata, .. } in events {
            let commit = Commit {
                stream,
                expected: ExpectedVersion::Exactly(Version(version.0.saturating_sub(1))),
                events: vec![NewEvent { data, metadata }],
                snapshot: None,
                index: None,
                outbox: Vec::new(),
                idempotency: None,
            };
            if log.commit(commit, CommitLimits::NONE).is_err() {
                break;
            }
        }
        Self { log, fault }
    }

    /// Why the log can't be opened for writing. `None` if it can.
    #[must_use]
    pub fn fault(&self) -> Option<&StorageFault> {
        self.fault.as_ref()
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &Log<D> {
        &self.log
    }
}

impl<D: Domain> EventStore<D> for ReadOnlyStore<D> {
    async fn commit(&self, _: Commit<D>) -> Result<Committed, StoreError> {
        Err(StorageFault::ReadOnly.into())
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log.read(stream, range))
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log.read_all(range))
    }

    async fn snapshot(&self, _: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        Ok(None)
    }

    async fn find(&self, _: &str, _: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        Ok(Vec::new())
    }

    async fn outbox(&self, _: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        Ok(Vec::new())
    }

    async fn unsent(&self, _: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        Ok(Unsent { records: Vec::new(), unreadable: 0 })
    }

    async fn mark_sent(&self, _: &[MessageId]) -> Result<(), StoreError> {
        Err(StorageFault::ReadOnly.into())
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        if self.log.head() > after { Ok(()) } else { pending().await }
    }

    async fn answered(&self, _: &StreamId, _: &Idempotency) -> Result<Option<Committed>, StoreError> {
        Ok(None)
    }
}
