use crate::{Conflict, Failure, IdempotencyKey, IndexEntry, StreamId};

/// Why a store could not read or write.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The stream is not at the expected version.
    #[error("{stream}: {conflict}; nothing was written")]
    Conflict {
        /// The stream of the commit.
        stream: StreamId,
        /// The expected and the actual version.
        #[source]
        conflict: Conflict,
    },
    /// The idempotency key was used before for other content or another stream.
    #[error("the idempotency key {key} was used before for another request; nothing was written")]
    KeyReused {
        /// The key.
        key: IdempotencyKey,
    },
    /// Another stream has a value of the commit, and one of the two reserves it.
    #[error("{holder} already has {:?} in the index {}; nothing was written", entry.value, entry.index)]
    Reserved {
        /// The refused entry.
        entry: IndexEntry,
        /// The stream that has the value.
        holder: StreamId,
    },
    /// The commit exceeds a [limit](crate::CommitLimits) of the store.
    #[error("the commit has {actual} {limit}, and the store takes at most {most}; nothing was written")]
    TooLarge {
        /// The limit: "events", "actions" or "bytes of payload".
        limit: &'static str,
        /// The number in the commit.
        actual: usize,
        /// The maximum that the store accepts.
        most: usize,
    },
    /// The commit contradicts itself, or holds a payload that the store can't keep. Sending it again does not help.
    #[error("{reason}")]
    Invalid {
        /// What is wrong with the commit, as a sentence.
        reason: String,
    },
    /// The store holds data that it can't read. It refuses to write until the data are repaired.
    #[error(transparent)]
    Unreadable(Failure),
    /// The stored data are intact, but this store can't use them, e.g. because it is open read-only, was closed, or the data are in
    /// a newer format. A later attempt fails too: the data must be opened in another way.
    #[error(transparent)]
    Unusable(Failure),
    /// The store can't be reached at the moment, or is full. A later attempt may succeed.
    #[error(transparent)]
    Unavailable(Failure),
}
