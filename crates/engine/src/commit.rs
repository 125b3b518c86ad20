use crate::{
    Domain, ExpectedVersion, Idempotency, IndexEntry, NewEvent, OutboxRecord, Position, Snapshot, StoreError, StreamId,
    Version,
};

/// What a store writes in one step, all or nothing: events, snapshot, index entries and outbox records of one stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Commit<D: Domain> {
    /// The stream to append to.
    pub stream: StreamId,
    /// The version at which the stream must be.
    pub expected: ExpectedVersion,
    /// The events to append, oldest first.
    pub events: Vec<NewEvent<D::Event>>,
    /// The state after the last event. It replaces the stored snapshot; `None` keeps the stored one.
    pub snapshot: Option<Snapshot<D::State>>,
    /// All index entries of the aggregate after the commit. The store removes its other entries; `None` keeps all
    /// entries.
    pub index: Option<Vec<IndexEntry>>,
    /// The messages that the events publish, in the order of the events.
    pub outbox: Vec<OutboxRecord<D::Outbound>>,
    /// Makes a repeat of the commit harmless: it returns the first answer.
    pub idempotency: Option<Idempotency>,
}

impl<D: Domain> Commit<D> {
    /// The rule by which every store accepts or refuses a commit to a stream at version `actual`.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the stream is not at the expected version. [`StoreError::Invalid`] if
    /// - the snapshot is not at the version of the last event: a snapshot ahead of its stream would hide later events;
    /// - the stream has no events and the commit adds index entries: they would lead to an unknown aggregate;
    /// - a message was not published by an event of the commit, or the messages are not in the order of the events,
    ///   each once: such a message could replace another one.
    pub fn check(&self, actual: Version) -> Result<(), StoreError> {
        let Self { stream, expected, events, snapshot, index, outbox, .. } = self;
        expected.check(actual).map_err(|conflict| StoreError::Conflict { stream: stream.clone(), conflict })?;
        let after = actual.plus(events.len());
        let invalid =
            |fault: String| Err(StoreError::Invalid { reason: format!("{stream}: {fault}; nothing was written") });
        if let Some(snapshot) = snapshot.as_ref().filter(|snapshot| snapshot.version != after) {
            let version = snapshot.version;
            return invalid(format!("the stream ends at {after}, but the snapshot is of {version}"));
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

/// A store's answer to a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// The version of the stream after the commit.
    pub version: Version,
    /// The number of appended events.
    pub events: usize,
    /// The position of the last appended event, or of the newest event in the log if none was appended.
    pub position: Position,
    /// Whether this repeats the first answer to an idempotency key. Nothing was written this time.
    pub repeated: bool,
}
