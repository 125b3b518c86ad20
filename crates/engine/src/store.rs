use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use crate::{
    Commit, CommitLimits, Committed, Domain, Idempotency, LogRange, Lookup, MessageId, OutboxRecord, Position,
    Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent,
};

/// The contract of an event store: a log of events in streams, with the snapshot, index entries and outbox records of each
/// stream.
///
/// A [`Commit`] writes all of these for one stream, all or nothing. No method changes or deletes an event. Every store
/// must follow these rules, which [`conformance`](crate::conformance) checks:
///
/// - A commit is all or nothing. A store calls [`Commit::check_size`] before it sends anything, and [`Commit::check`]
///   before the first change.
/// - The versions of a stream are 1, 2, 3 ... without a gap; positions increase over the whole log.
/// - If several writers append at one version, one succeeds and the others get a conflict.
/// - A used idempotency key is answered before the version is checked, because the stream may have moved on before a
///   repeat. A refused commit leaves its key unused.
/// - A reserved index value belongs to one stream at a time.
/// - A read returns what was written, for any stream id, index value or payload field name. Events of older schema
///   versions go through [`StoredEvent::read`](crate::StoredEvent::read).
///
/// The futures need not be `Send`: a browser's databases live on one thread.
pub trait EventStore<D: Domain> {
    /// Writes a commit, all or nothing. A repeat with the same idempotency key and content returns the first answer and
    /// writes nothing.
    ///
    /// # Errors
    /// Nothing was written when this returns
    /// - [`StoreError::Conflict`]: the stream is not at the expected version;
    /// - [`StoreError::KeyReused`]: the key was used for other content or another stream;
    /// - [`StoreError::Reserved`]: another stream has a value of the commit, and one of the two reserves it;
    /// - [`StoreError::TooLarge`]: the commit exceeds the [`limits`](Self::limits);
    /// - [`StoreError::Invalid`]: the commit contradicts itself, or the store can't keep one of its payloads;
    /// - [`StoreError::Unreadable`]: the store holds data that it can't read;
    /// - [`StoreError::Unusable`]: the data are intact, but the store can't use them as it is open;
    /// - [`StoreError::Unavailable`]: the store can't be reached, or is full.
    fn commit(&self, commit: Commit<D>) -> impl Future<Output = Result<Committed, StoreError>>;

    /// Returns the events of one stream that are in the range. An unknown stream has none.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn read(
        &self,
        stream: &StreamId,
        range: StreamRange,
    ) -> impl Future<Output = Result<Vec<Recorded<D::Event>>, StoreError>>;

    /// Calls `look` with the events that [`read`](Self::read) returns. A memory store lends them instead of copying
    /// them. Writers may be blocked until `look` returns, so it must not use the store.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn with_events<T>(
        &self,
        stream: &StreamId,
        range: StreamRange,
        look: impl FnOnce(&[Recorded<D::Event>]) -> T,
    ) -> impl Future<Output = Result<T, StoreError>> {
        async move { Ok(look(&self.read(stream, range).await?)) }
    }

    /// Returns the events of all streams that are in the range.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn read_all(&self, range: LogRange) -> impl Future<Output = Result<Vec<Recorded<D::Event>>, StoreError>>;

    /// Returns the snapshot of a stream, if it has one.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn snapshot(&self, stream: &StreamId) -> impl Future<Output = Result<Option<Snapshot<D::State>>, StoreError>>;

    /// Returns the streams that an index finds by a value, sorted by value, then by id.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn find(&self, index: &str, lookup: Lookup<'_>) -> impl Future<Output = Result<Vec<StreamId>, StoreError>>;

    /// Returns the outbox records of a stream, sent or not, in the order of publication.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn outbox(&self, stream: &StreamId) -> impl Future<Output = Result<Vec<OutboxRecord<D::Outbound>>, StoreError>>;

    /// Returns the outbox records that are not marked as sent, at most `of_each_stream` of each stream, in the order of
    /// publication. The limit is per stream so that no stream holds up the others.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn unsent(&self, of_each_stream: usize) -> impl Future<Output = Result<Unsent<D::Outbound>, StoreError>>;

    /// Marks messages as sent. Ignores unknown messages and those already marked.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`]. No message was marked then.
    fn mark_sent(&self, messages: &[MessageId]) -> impl Future<Output = Result<(), StoreError>>;

    /// Waits until the log has an event after this position, from any writer. It may return early, so the caller reads
    /// and, if there is no event yet, waits again, as [`Subscription`](crate::Subscription) does.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`].
    fn changed(&self, after: Position) -> impl Future<Output = Result<(), StoreError>>;

    /// The largest commit that the store accepts. By default there is no limit.
    fn limits(&self) -> CommitLimits {
        CommitLimits::NONE
    }

    /// Returns the first answer to an idempotency key, or `None` if the key is unused.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the key was used for other content or another stream;
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`] when the store can't be read.
    fn answered(
        &self,
        stream: &StreamId,
        idempotency: &Idempotency,
    ) -> impl Future<Output = Result<Option<Committed>, StoreError>>;
}

// A pointer to a store is a store, so several writers can share it.

impl<D: Domain, S: EventStore<D>> EventStore<D> for &S {
    crate::delegate_store!(D, |self| **self);
}

impl<D: Domain, S: EventStore<D>> EventStore<D> for Rc<S> {
    crate::delegate_store!(D, |self| **self);
}

impl<D: Domain, S: EventStore<D>> EventStore<D> for Arc<S> {
    crate::delegate_store!(D, |self| **self);
}
