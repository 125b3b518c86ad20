use super::{Commit, Domain, Event, StoreError};

/// What a store takes in one commit at the most. The default is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitLimits {
    /// Events.
    pub events: usize,
    /// Bytes of all payloads together, each as JSON in UTF-8.
    pub payload_bytes: usize,
}

impl CommitLimits {
    /// No limit of its own; what holds the store may still be too small.
    pub const NONE: Self = Self { events: usize::MAX, payload_bytes: usize::MAX };

    /// What this event takes of [`payload_bytes`](Self::payload_bytes). Without that limit it is 0: to measure costs as much as to
    /// write.
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
    /// The one rule by which every store refuses a commit that is too large for it, before anything is sent.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], which names the limit that is exceeded.
    pub fn check_size(&self, limits: CommitLimits) -> Result<(), StoreError> {
        let within = |limit, actual, most| {
            if actual > most { Err(StoreError::TooLarge { limit, actual, most }) } else { Ok(()) }
        };
        within("events", self.events.len(), limits.events)?;
        let bytes = self.events.iter().map(|event| limits.bytes_of(&event.data)).sum();
        within("bytes of payload", bytes, limits.payload_bytes)
    }
}
