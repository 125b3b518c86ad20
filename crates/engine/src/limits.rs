use super::{Commit, Domain, Event, IndexEntry, StoreError};

/// What a store takes in one commit at most. The default is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitLimits {
    /// Events.
    pub events: usize,
    /// Actions of all kinds together: see [`Commit::actions`]. A transaction of DynamoDB takes 100.
    pub actions: usize,
    /// Bytes of all payloads together, each as JSON in UTF-8.
    pub payload_bytes: usize,
}

impl CommitLimits {
    /// No limit of its own; what holds the store may still be too small.
    pub const NONE: Self = Self { events: usize::MAX, actions: usize::MAX, payload_bytes: usize::MAX };

    /// What this event takes of [`payload_bytes`](Self::payload_bytes). Without that limit it is 0: to measure costs as much
    /// as to write.
    pub(super) fn bytes_of(self, event: &impl Event) -> usize {
        if self.payload_bytes == usize::MAX { 0 } else { event.payload().to_string().len() }
    }
}

impl Default for CommitLimits {
    fn default() -> Self {
        Self::NONE
    }
}

impl<D: Domain> Commit<D> {
    /// The rule by which every store refuses a commit that is too large for it, before anything is sent. `indexed` are the
    /// entries that the stream has now.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], which names the limit that is exceeded.
    pub fn check_size(&self, limits: CommitLimits, indexed: &[IndexEntry]) -> Result<(), StoreError> {
        let within = |limit, actual, most| {
            if actual > most { Err(StoreError::TooLarge { limit, actual, most }) } else { Ok(()) }
        };
        within("events", self.events.len(), limits.events)?;
        within("actions", self.actions(indexed), limits.actions)?;
        let bytes = self.events.iter().map(|event| limits.bytes_of(&event.data)).sum();
        within("bytes of payload", bytes, limits.payload_bytes)
    }

    /// How many writes the commit needs in a store that keeps each record under a key of its own: events, snapshot, outbox
    /// records, the answer to its idempotency key, index entries to add and index entries to remove. `indexed` are the
    /// entries that the stream has now.
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
