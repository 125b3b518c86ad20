use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use super::{
    CommitLimits, Conflict, Domain, ExpectedVersion, IdempotencyKey, IndexEntry, Lookup, MessageId, NewEvent,
    OutboxRecord, Position, Recorded, Snapshot, StreamId, Unsent, Version,
};

/// The contract of an event store: a log of events in streams, and what is written together with them.
///
/// One [`Commit`] writes the events of one stream, its snapshot, its index entries and its outbox records, all or nothing.
/// Events are never changed and never deleted: there is no method for it. Every store must keep these rules, and
/// [`conformance`](super::conformance) checks them:
///
/// - A commit takes effect whole or not at all. Before the first change it goes through [`Commit::check`], and before
///   anything is sent through [`Commit::check_size`].
/// - The versions of a stream are 1, 2, 3 ... without a gap; the positions in the whole log grow.
/// - Of several writers that append at one version, one succeeds and the others get the conflict.
/// - A known idempotency key is answered before the version is checked: a repeat comes late by nature. A refused commit
///   does not use its key up.
/// - A value that an index reserves belongs to one stream at a time.
/// - What is read is what was written, whatever the names of streams, index values and payload fields are. Events of an
///   older shape go through [`StoredEvent::read`](super::StoredEvent::read).
///
/// The futures need not be `Send`: a browser's databases live on one thread.
pub trait EventStore<D: Domain> {
    /// Writes a commit: all of it or nothing.
    ///
    /// A repeat under the same idempotency key and content gives the first answer and writes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the stream is not at the expected version;
    /// [`StoreError::KeyReused`] when the key was used for other content;
    /// [`StoreError::Reserved`] when another stream has a value that the commit claims;
    /// [`StoreError::TooLarge`] when it exceeds the [`limits`](Self::limits); [`StoreError::Invalid`] when it contradicts itself;
    /// [`StoreError::Unreadable`] when it holds what it can't read;
    /// [`StoreError::Unavailable`] when the store fails. Nothing is written then.
    fn commit(&self, commit: Commit<D>) -> impl Future<Output = Result<Committed, StoreError>>;

    /// The events of one stream, in the order of the range. An unknown stream has none, nor has a range that holds no
    /// version of the stream.
    ///
    /// # Errors
    /// When the store can't be read.
    fn read(
        &self,
        stream: &StreamId,
        range: StreamRange,
    ) -> impl Future<Output = Result<Vec<Recorded<D::Event>>, StoreError>>;

    /// Looks at the events that [`read`](Self::read) would give. A store that has them in memory lends them instead of
    /// copying them; writers may have to wait until `look` returns, so it must not use the store.
    ///
    /// # Errors
    /// When the store can't be read.
    fn with_events<T>(
        &self,
        stream: &StreamId,
        range: StreamRange,
        look: impl FnOnce(&[Recorded<D::Event>]) -> T,
    ) -> impl Future<Output = Result<T, StoreError>> {
        async move { Ok(look(&self.read(stream, range).await?)) }
    }

    /// The events of all streams, in the order of the range.
    ///
    /// # Errors
    /// When the store can't be read.
    fn read_all(&self, range: LogRange) -> impl Future<Output = Result<Vec<Recorded<D::Event>>, StoreError>>;

    /// The snapshot of a stream, if there is one.
    ///
    /// # Errors
    /// When the store can't be read.
    fn snapshot(&self, stream: &StreamId) -> impl Future<Output = Result<Option<Snapshot<D::State>>, StoreError>>;

    /// The streams that an index finds by a value, in the order of the values and, for one value, of their ids.
    ///
    /// # Errors
    /// When the store can't be read.
    fn find(&self, index: &str, lookup: Lookup<'_>) -> impl Future<Output = Result<Vec<StreamId>, StoreError>>;

    /// The outbox records of a stream, sent or not, in the order they were published.
    ///
    /// # Errors
    /// When the store can't be read.
    fn outbox(&self, stream: &StreamId) -> impl Future<Output = Result<Vec<OutboxRecord<D::Outbound>>, StoreError>>;

    /// The outbox records that were not marked as sent: of each stream the first ones, at the most this many, in the order
    /// they were published. So a stream whose messages can't be delivered does not hold up the others.
    ///
    /// # Errors
    /// When the store can't be read.
    fn unsent(&self, of_each_stream: usize) -> impl Future<Output = Result<Unsent<D::Outbound>, StoreError>>;

    /// Marks messages as sent. One that is marked already, or not known, is passed over.
    ///
    /// # Errors
    /// When the store fails; then none is marked.
    fn mark_sent(&self, messages: &[MessageId]) -> impl Future<Output = Result<(), StoreError>>;

    /// Waits until the log has an event after this position, whoever wrote it. It may come back too early, so whoever waits
    /// reads and, when there is nothing, waits again ([`Subscription`](super::Subscription) does).
    ///
    /// # Errors
    /// When the store can't be read.
    fn changed(&self, after: Position) -> impl Future<Output = Result<(), StoreError>>;

    /// What it takes in one commit at the most. By default it has no limit.
    fn limits(&self) -> CommitLimits {
        CommitLimits::NONE
    }

    /// The answer that a key got, when it was used for this stream with the same content.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the key was used for another stream or other content.
    fn answered(
        &self,
        stream: &StreamId,
        idempotency: &Idempotency,
    ) -> impl Future<Output = Result<Option<Committed>, StoreError>>;
}

/// A pointer to a store is a store: several writers can share one.
macro_rules! store_behind {
    ($($pointer:ty),+) => {$(
        impl<D: Domain, S: EventStore<D>> EventStore<D> for $pointer {
            fn commit(&self, commit: Commit<D>) -> impl Future<Output = Result<Committed, StoreError>> {
                (**self).commit(commit)
            }

            fn read(
                &self,
                stream: &StreamId,
                range: StreamRange,
            ) -> impl Future<Output = Result<Vec<Recorded<D::Event>>, StoreError>> {
                (**self).read(stream, range)
            }

            fn with_events<T>(
                &self,
                stream: &StreamId,
                range: StreamRange,
                look: impl FnOnce(&[Recorded<D::Event>]) -> T,
            ) -> impl Future<Output = Result<T, StoreError>> {
                (**self).with_events(stream, range, look)
            }

            fn read_all(
                &self,
                range: LogRange,
            ) -> impl Future<Output = Result<Vec<Recorded<D::Event>>, StoreError>> {
                (**self).read_all(range)
            }

            fn snapshot(
                &self,
                stream: &StreamId,
            ) -> impl Future<Output = Result<Option<Snapshot<D::State>>, StoreError>> {
                (**self).snapshot(stream)
            }

            fn find(
                &self,
                index: &str,
                lookup: Lookup<'_>,
            ) -> impl Future<Output = Result<Vec<StreamId>, StoreError>> {
                (**self).find(index, lookup)
            }

            fn outbox(
                &self,
                stream: &StreamId,
            ) -> impl Future<Output = Result<Vec<OutboxRecord<D::Outbound>>, StoreError>> {
                (**self).outbox(stream)
            }

            fn unsent(
                &self,
                of_each_stream: usize,
            ) -> impl Future<Output = Result<Unsent<D::Outbound>, StoreError>> {
                (**self).unsent(of_each_stream)
            }

            fn mark_sent(&self, messages: &[MessageId]) -> impl Future<Output = Result<(), StoreError>> {
                (**self).mark_sent(messages)
            }

            fn changed(&self, after: Position) -> impl Future<Output = Result<(), StoreError>> {
                (**self).changed(after)
            }

            fn limits(&self) -> CommitLimits {
                (**self).limits()
            }

            fn answered(
                &self,
                stream: &StreamId,
                idempotency: &Idempotency,
            ) -> impl Future<Output = Result<Option<Committed>, StoreError>> {
                (**self).answered(stream, idempotency)
            }
        }
    )+};
}

store_behind!(&S, Rc<S>, Arc<S>);

/// What is written at once: events, snapshot, index entries and outbox records of one stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit<D: Domain> {
    /// The stream that is appended to.
    pub stream: StreamId,
    /// Where the stream must be.
    pub expected: ExpectedVersion,
    /// What is appended, oldest first.
    pub events: Vec<NewEvent<D::Event>>,
    /// The state after the last event, if the commit carries one. It replaces the stored snapshot.
    pub snapshot: Option<Snapshot<D::State>>,
    /// All index entries that the aggregate has now; the store removes those it had before and no longer has.
    /// `None` leaves them as they are.
    pub index: Option<Vec<IndexEntry>>,
    /// The messages that the events publish.
    pub outbox: Vec<OutboxRecord<D::Outbound>>,
    /// Makes a repeat of the commit harmless.
    pub idempotency: Option<Idempotency>,
}

impl<D: Domain> Commit<D> {
    /// The rule by which every store accepts or refuses a commit to a stream that is at version `actual`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the stream is not at the expected version. [`StoreError::Invalid`] when
    /// - the snapshot is not the state after the last event: one that is ahead of its stream would hide the events that
    ///   fill the gap later;
    /// - there are index entries for a stream without events: nothing could be found by them;
    /// - a message was not published by an event of this commit, or is not in the order of these events, each once: it
    ///   could replace another one.
    pub fn check(&self, actual: Version) -> Result<(), StoreError> {
        let Self { stream, expected, events, snapshot, index, outbox, .. } = self;
        expected.check(actual).map_err(|conflict| StoreError::Conflict { stream: stream.clone(), conflict })?;
        let after = actual.plus(events.len());
        let invalid =
            |what: String| Err(StoreError::Invalid { reason: format!("{stream}: {what}; nothing was written") });
        if let Some(snapshot) = snapshot.as_ref().filter(|snapshot| snapshot.version != after) {
            let version = snapshot.version;
            return invalid(format!("the commit brings the stream to {after}, but its snapshot is of {version}"));
        }
        if after == Version::EMPTY && index.as_ref().is_some_and(|entries| !entries.is_empty()) {
            return invalid("a stream without events can't have index entries".to_owned());
        }
        let is_published =
            |record: &OutboxRecord<_>| record.stream == *stream && record.version > actual && record.version <= after;
        let is_in_order = outbox.is_sorted_by_key(|record| (record.version, record.number))
            && outbox.windows(2).all(|pair| pair[0].message_id() != pair[1].message_id());
        match outbox.iter().find(|record| !is_published(record)) {
            Some(record) => invalid(format!("no event of the commit published the message {}", record.message_id())),
            None if !is_in_order => invalid("the messages are not in the order of their events, each once".to_owned()),
            None => Ok(()),
        }
    }
}

/// The key of an intention together with what was asked under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The key that a repeat carries again.
    pub key: IdempotencyKey,
    /// What was asked of the stream, in any stable form. The same key with other content, or for another stream, is a mistake of
    /// the caller.
    pub content: String,
}

/// The answer to a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The version of the stream after the commit.
    pub version: Version,
    /// How many events were appended.
    pub events: usize,
    /// The position of the last appended event, or of the log's head when none was.
    pub position: Position,
    /// Whether this is the first answer again, and nothing was written now.
    pub repeated: bool,
}

/// Why a store did not do what it was asked to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The stream is not at the expected version.
    #[error("{stream}: {conflict}; nothing was written")]
    Conflict {
        /// The stream that was to be appended to.
        stream: StreamId,
        /// Both versions.
        #[source]
        conflict: Conflict,
    },
    /// The idempotency key was used for something else: other content, or another stream.
    #[error("the idempotency key {key} was used before, with other content; nothing was written")]
    KeyReused {
        /// The key.
        key: IdempotencyKey,
    },
    /// Another stream has a value that the commit claims, or that it may not use because the other stream reserved it.
    #[error("{holder} has {:?} in {}; nothing was written", entry.value, entry.index)]
    Reserved {
        /// The entry that was refused.
        entry: IndexEntry,
        /// The stream that has the value.
        holder: StreamId,
    },
    /// The commit is larger than the store takes.
    #[error("the commit has {actual} {limit}, and the store takes at most {most}; nothing was written")]
    TooLarge {
        /// What there is too much of, e.g. "events".
        limit: &'static str,
        /// How much of it the commit has.
        actual: usize,
        /// How much of it the store takes.
        most: usize,
    },
    /// The commit contradicts itself. It is refused however often it is sent.
    #[error("{reason}")]
    Invalid {
        /// What is wrong with it, as a sentence.
        reason: String,
    },
    /// The store holds something that it can't read. Until that is repaired it refuses to write.
    #[error("{reason}")]
    Unreadable {
        /// What it can't read and what to do, as sentences.
        reason: String,
    },
    /// The store can't be reached, or is full.
    #[error("{reason}")]
    Unavailable {
        /// What happened, as a sentence.
        reason: String,
    },
}

/// Which events of a stream to read, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamRange {
    /// The lowest version to read.
    pub from: Version,
    /// The highest version to read. A range whose `to` is below its `from` is empty.
    pub to: Version,
    /// How many events to read at most, in the order of `direction`.
    pub limit: usize,
    /// Whether the lowest or the highest version comes first.
    pub direction: Direction,
}

impl StreamRange {
    /// The whole stream, oldest event first.
    pub const ALL: Self =
        Self { from: Version(1), to: Version(u64::MAX), limit: usize::MAX, direction: Direction::Forwards };

    /// The events after this version, oldest first.
    #[must_use]
    pub const fn after(version: Version) -> Self {
        Self { from: version.next(), ..Self::ALL }
    }

    /// The events up to and including this version, oldest first.
    #[must_use]
    pub const fn up_to(version: Version) -> Self {
        Self { to: version, ..Self::ALL }
    }

    /// The same events, newest first.
    #[must_use]
    pub const fn backwards(self) -> Self {
        Self { direction: Direction::Backwards, ..self }
    }

    /// The first `limit` of these events, in the order of the range.
    #[must_use]
    pub const fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// Which events of the whole log to read, and in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogRange {
    /// The lowest position to read.
    pub from: Position,
    /// The highest position to read. A range whose `to` is below its `from` is empty.
    pub to: Position,
    /// How many events to read at most, in the order of `direction`.
    pub limit: usize,
    /// Whether the lowest or the highest position comes first.
    pub direction: Direction,
}

impl LogRange {
    /// The whole log, oldest event first.
    pub const ALL: Self =
        Self { from: Position(1), to: Position(u64::MAX), limit: usize::MAX, direction: Direction::Forwards };

    /// The events after this position, oldest first.
    #[must_use]
    pub const fn after(position: Position) -> Self {
        Self { from: position.next(), ..Self::ALL }
    }

    /// The events up to and including this position, oldest first.
    #[must_use]
    pub const fn up_to(position: Position) -> Self {
        Self { to: position, ..Self::ALL }
    }

    /// The same events, newest first.
    #[must_use]
    pub const fn backwards(self) -> Self {
        Self { direction: Direction::Backwards, ..self }
    }

    /// The first `limit` of these events, in the order of the range.
    #[must_use]
    pub const fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }
}

/// The order of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Oldest event first.
    Forwards,
    /// Newest event first.
    Backwards,
}
