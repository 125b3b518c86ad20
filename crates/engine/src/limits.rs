use crate::{Commit, Domain, Event, IndexEntry, StoreError};

/// The largest commit that a store accepts. By default there is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitLimits {
    /// The maximum number of events.
    pub events: usize,
    /// The maximum number of [actions](Commit::actions). A DynamoDB transaction takes 100 (`TransactWriteItems`).
    pub actions: usize,
    /// The maximum total size of the payloads in bytes, each as JSON in UTF-8.
    pub payload_bytes: usize,
}

impl CommitLimits {
    /// No limit. The storage behind the store may still be full.
    pub const NONE: Self = Self { events: usize::MAX, actions: usize::MAX, payload_bytes: usize::MAX };

    /// The size of this event's payload in bytes. 0 if [payload bytes](Self::payload_bytes) are not limited, because
    /// measuring costs as much as writing.
    pub(crate) fn bytes_of(self, event: &impl Event) -> usize {
        if self.payload_bytes == usize::MAX {
            0
        } else {
            serde_json::to_vec(&event.payload()).map_or(0, |json| json.len())
        }
    }
}

impl Default for CommitLimits {
    fn default() -> Self {
        Self::NONE
    }
}

impl<D: Domain> Commit<D> {
    /// The rule by which every store refuses a commit that is too large, before it sends anything. `indexed` are the
    /// index entries of the stream before the commit.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] names the first exceeded limit.
    pub fn check_size(&self, limits: CommitLimits, indexed: &[IndexEntry]) -> Result<(), StoreError> {
        let within = |limit, actual, most| {
            if actual > most { Err(StoreError::TooLarge { limit, actual, most }) } else { Ok(()) }
        };
        within("events", self.events.len(), limits.events)?;
        // Comparing entries takes time, and most stores have no such limit.
        if limits.actions < usize::MAX {
            within("actions", self.actions(indexed), limits.actions)?;
        }
        let bytes = self.events.iter().map(|event| limits.bytes_of(&event.data)).sum();
        within("bytes of payload", bytes, limits.payload_bytes)
    }

    /// The number of writes that the commit takes in a store with one record per key: events, snapshot, outbox records,
    /// the answer to the idempotency key, and index entries to add and to remove. `indexed` are the index entries of
    /// the stream before the commit.
    #[must_use]
    pub fn actions(&self, indexed: &[IndexEntry]) -> usize {
        let entries = self.index.as_ref().map_or(0, |index| {
            let added = index.iter().filter(|entry| !indexed.contains(entry)).count();
            added + indexed.iter().filter(|entry| !index.contains(entry)).count()
        });
        let (snapshot, answer) = (usize::from(self.snapshot.is_some()), usize::from(self.idempotency.is_some()));
        self.events.len() + snapshot + self.outbox.len() + answer + entries
    }
}
