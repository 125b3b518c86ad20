//! Folds events into the state and commits them.

use chrono::{DateTime, Utc};

use super::{lookback, with_lookback};
use crate::{
    Aggregate, AggregateError, Commit, Committed, Domain, Event, EventStore, ExpectedVersion, Loaded, NewEvent,
    OutboxRecord, Processed, Published, Snapshot, StreamId, Version,
};

impl<D: Domain, S: EventStore<D>> Aggregate<D, S> {
    /// Loads the aggregate, folds the events into its state, and commits them at the loaded version. An aggregate
    /// without events starts from the initial state, and its stream must still be new at the commit. Appending nothing
    /// writes nothing.
    ///
    /// # Errors
    /// [`AggregateError::Rule`] when an event can't be folded, [`AggregateError::Store`] when the store refuses the commit
    /// or fails. Nothing was written then.
    pub async fn append(&self, id: &StreamId, events: Vec<NewEvent<D::Event>>) -> Result<Appended<D>, AggregateError> {
        let loaded = self.load(id).await?;
        self.append_to_loaded(id, loaded, events).await
    }

    /// Folds the events into a state that the caller has at this version, and commits them: one write and no read,
    /// unless a rule asks for a [window](Domain::window). Appending nothing writes nothing.
    ///
    /// # Errors
    /// As for [`Aggregate::append`].
    pub async fn append_to(
        &self,
        id: &StreamId,
        state: D::State,
        version: Version,
        events: Vec<NewEvent<D::Event>>,
    ) -> Result<Appended<D>, AggregateError> {
        self.append_to_loaded(id, Loaded::new(state, version), events).await
    }

    async fn append_to_loaded(
        &self,
        id: &StreamId,
        loaded: Loaded<D::State>,
        events: Vec<NewEvent<D::Event>>,
    ) -> Result<Appended<D>, AggregateError> {
        if events.is_empty() {
            let Loaded { state, version, .. } = loaded;
            return Ok(Appended { state, version, outbound: Vec::new(), committed: None });
        }
        let Prepared { state, outbound, commit } = self.prepare(id, loaded, events).await?;
        let committed = self.store.commit(commit).await?;
        Ok(Appended { state, version: committed.version, outbound, committed: Some(committed) })
    }

    /// Returns the commit that appends these events to this state, without writing it. Reads only if a rule asks for a
    /// [window](Domain::window).
    ///
    /// # Errors
    /// [`AggregateError::Rule`] when an event can't be folded, [`AggregateError::Store`] when a window can't be read.
    pub async fn prepare(
        &self,
        id: &StreamId,
        loaded: Loaded<D::State>,
        events: Vec<NewEvent<D::Event>>,
    ) -> Result<Prepared<D>, AggregateError> {
        let Loaded { state, version, has_old_snapshot, .. } = loaded;
        let past = match lookback::<D>(events.iter().map(|event| &event.data)) {
            0 => Vec::new(),
            events => self.store.read(id, with_lookback(version, events, version)).await?,
        };
        let processed = self.processor.process(Some((state, version)), &past, &events)?;
        let is_due = |last: &NewEvent<D::Event>| {
            has_old_snapshot || self.snapshots.applies(version, processed.version, last.data.closes())
        };
        let snapshot_at = events.last().filter(|last| is_due(last)).map(|last| last.metadata.recorded_at);
        Ok(self.prepared(id, version, events, processed, snapshot_at))
    }

    /// `snapshot_at` is the time of the newest event if the commit carries a snapshot.
    pub(super) fn prepared(
        &self,
        id: &StreamId,
        version: Version,
        events: Vec<NewEvent<D::Event>>,
        processed: Processed<D>,
        snapshot_at: Option<DateTime<Utc>>,
    ) -> Prepared<D> {
        let Processed { state, version: version_after, new_outbound: outbound, .. } = processed;
        let commit = Commit {
            stream: id.clone(),
            expected: ExpectedVersion::Exactly(version),
            events,
            snapshot: snapshot_at.map(|recorded_at| Snapshot {
                shape: D::STATE_SHAPE,
                version: version_after,
                recorded_at,
                state: state.clone(),
            }),
            index: (!self.indexes.is_empty())
                .then(|| self.indexes.iter().filter_map(|index| index.entry(&state)).collect()),
            outbox: outbox_records(id, &outbound),
            idempotency: None,
        };
        Prepared { state, outbound, commit }
    }
}

/// Numbers the messages of each event from 0.
fn outbox_records<O: Clone>(id: &StreamId, outbound: &[Published<O>]) -> Vec<OutboxRecord<O>> {
    let mut records: Vec<OutboxRecord<O>> = Vec::with_capacity(outbound.len());
    for Published { version, message } in outbound {
        let number = match records.last() {
            Some(record) if record.version == *version => record.number + 1,
            _ => 0,
        };
        records.push(OutboxRecord { stream: id.clone(), version: *version, number, message: message.clone() });
    }
    records
}

/// A commit that is not written yet, and the state that it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared<D: Domain> {
    /// The state after the events.
    pub state: D::State,
    /// The messages that the events publish.
    pub outbound: Vec<Published<D::Outbound>>,
    /// What to write.
    pub commit: Commit<D>,
}

/// The result of an append.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended<D: Domain> {
    /// The state after the events.
    pub state: D::State,
    /// The version after the events.
    pub version: Version,
    /// The messages that the events publish. They are in the outbox.
    pub outbound: Vec<Published<D::Outbound>>,
    /// The store's answer. `None` when there was nothing to append.
    pub committed: Option<Committed>,
}
