use chrono::{DateTime, Utc};

use super::{
    Commit, Committed, Domain, Event, EventStore, ExpectedVersion, IndexDefinition, Lookup, NewEvent, OutboxRecord,
    Processed, Processor, Published, Recorded, RuleFailed, Snapshot, SnapshotPolicy, StoreError, StreamId, StreamRange,
    Version,
};

/// The rules of a domain over the streams of a store. An aggregate is the boundary that one decision protects: its events
/// are one stream.
///
/// [`Aggregate::execute`] takes a command through all steps; each step can also be called on its own.
pub struct Aggregate<D: Domain, S> {
    processor: Processor<D>,
    store: S,
    snapshots: SnapshotPolicy,
    indexes: Vec<IndexDefinition<D::State>>,
}

impl<D: Domain, S: EventStore<D>> Aggregate<D, S> {
    /// These rules over this store, with a snapshot in every commit and no index.
    pub fn new(processor: Processor<D>, store: S) -> Self {
        Self { processor, store, snapshots: SnapshotPolicy::EveryCommit, indexes: Vec::new() }
    }

    /// Sets when a commit carries a snapshot.
    #[must_use]
    pub fn with_snapshots(mut self, policy: SnapshotPolicy) -> Self {
        self.snapshots = policy;
        self
    }

    /// Adds an index that every commit keeps up to date. A second one of the same name replaces the first.
    #[must_use]
    pub fn with_index(mut self, index: IndexDefinition<D::State>) -> Self {
        self.indexes.retain(|known| known.name() != index.name());
        self.indexes.push(index);
        self
    }

    /// The rules.
    #[must_use]
    pub fn processor(&self) -> &Processor<D> {
        &self.processor
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The newest state of an aggregate: its snapshot and the events after it. `None` when it has no event.
    ///
    /// A snapshot of the shape that this code writes is trusted; [`Aggregate::recalculate`] replaces a wrong one. A snapshot
    /// of another shape is ignored, and the next append writes a new one.
    ///
    /// # Errors
    /// When the store can't be read, or a rule fails on a stored event.
    pub async fn get(&self, id: &StreamId) -> Result<Option<Loaded<D::State>>, AggregateError> {
        let stored = self.store.snapshot(id).await?;
        let has_old_snapshot = stored.as_ref().is_some_and(|snapshot| snapshot.shape != D::STATE_SHAPE);
        let Some(snapshot) = stored.filter(|_| !has_old_snapshot) else {
            let folded = |events: &[Recorded<D::Event>]| self.loaded(None, None, events);
            let loaded = self.store.with_events(id, StreamRange::ALL, folded).await??;
            return Ok(loaded.map(|loaded| Loaded { has_old_snapshot, ..loaded }));
        };
        let (version, recorded_at) = (snapshot.version, snapshot.recorded_at);
        let start = Some((snapshot.state, version));
        let folded = |tail: &[Recorded<D::Event>]| match window::<D>(tail.iter().map(|event| &event.data)) {
            0 => Ok(self.loaded(start, Some(recorded_at), tail)),
            events => Err((events, start)),
        };
        match self.store.with_events(id, StreamRange::after(version), folded).await? {
            Ok(loaded) => loaded,
            Err((events, start)) => {
                let folded = |events: &[Recorded<D::Event>]| self.loaded(start, Some(recorded_at), events);
                self.store.with_events(id, lookback(version, events, Version(u64::MAX)), folded).await?
            }
        }
    }

    /// Folds the events that come after the start.
    fn loaded(
        &self,
        start: Option<(D::State, Version)>,
        start_at: Option<DateTime<Utc>>,
        events: &[Recorded<D::Event>],
    ) -> Result<Option<Loaded<D::State>>, AggregateError> {
        let snapshot = start.as_ref().map(|(_, version)| *version);
        let Some(recorded_at) = events.last().map(|event| event.metadata.recorded_at).or(start_at) else {
            return Ok(None);
        };
        let (state, version) = self.processor.fold(start, events)?;
        let replayed = version.0 - snapshot.map_or(0, |snapshot| snapshot.0);
        Ok(Some(Loaded { state, version, recorded_at, snapshot, replayed, has_old_snapshot: false }))
    }

    /// The newest state of an aggregate, or the initial one when it has no event: the first step of a command.
    ///
    /// # Errors
    /// When the store can't be read, or a rule fails on a stored event.
    pub async fn load(&self, id: &StreamId) -> Result<Loaded<D::State>, AggregateError> {
        let loaded = self.get(id).await?;
        Ok(loaded.unwrap_or_else(|| Loaded::new(self.processor.initial().clone(), Version::EMPTY)))
    }

    /// Loads the aggregate, folds the events into its state, and commits them at the version that was loaded. An aggregate
    /// without events starts from the initial state and must still be new when the commit arrives. Appending nothing writes
    /// nothing.
    ///
    /// # Errors
    /// When a rule fails or the store refuses the commit; then nothing is written.
    pub async fn append(&self, id: &StreamId, events: Vec<NewEvent<D::Event>>) -> Result<Appended<D>, AggregateError> {
        let loaded = self.load(id).await?;
        self.append_to_loaded(id, loaded, events).await
    }

    /// Folds the events into a state that the caller has read at this version, and commits them: one write and no read,
    /// unless a rule asks for a [window](Domain::window). Appending nothing writes nothing.
    ///
    /// # Errors
    /// When a rule fails or the store refuses the commit; then nothing is written.
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

    /// The commit that appends these events to this state, without writing it. It reads only when a rule asks for a
    /// [window](Domain::window).
    ///
    /// # Errors
    /// When a rule fails on one of the events, or a window can't be read.
    pub async fn prepare(
        &self,
        id: &StreamId,
        loaded: Loaded<D::State>,
        events: Vec<NewEvent<D::Event>>,
    ) -> Result<Prepared<D>, AggregateError> {
        let Loaded { state, version, has_old_snapshot, .. } = loaded;
        let earlier = match window::<D>(events.iter().map(|event| &event.data)) {
            0 => Vec::new(),
            events => self.store.read(id, lookback(version, events, version)).await?,
        };
        let processed = self.processor.process(Some((state, version)), &earlier, &events)?;
        let is_due = |last: &NewEvent<D::Event>| {
            has_old_snapshot || self.snapshots.applies(version, processed.version, last.data.closes())
        };
        let recorded_at = events.last().filter(|last| is_due(last)).map(|last| last.metadata.recorded_at);
        Ok(self.commit_of(id, version, events, processed, recorded_at))
    }

    /// Replays every stored event from the initial state in the order of their versions, whatever the snapshot says; then
    /// folds the new events in, and commits these with a fresh snapshot at the version that was read. The messages of the
    /// stored events are derived again and returned, but never sent.
    ///
    /// The snapshot is written under every policy, also without a new event: the stored one may be wrong.
    ///
    /// # Errors
    /// When a rule fails or the store refuses the commit; then nothing is written.
    pub async fn recalculate(
        &self,
        id: &StreamId,
        events: Vec<NewEvent<D::Event>>,
    ) -> Result<Recalculated<D>, AggregateError> {
        let mut past = self.store.read(id, StreamRange::ALL).await?;
        past.sort_unstable_by_key(|event| event.version);
        let version = past.last().map_or(Version::EMPTY, |event| event.version);
        let processed = self.processor.process(None, &past, &events)?;
        let past_outbound = processed.past_outbound.clone();
        let newest = events.last().map(|event| &event.metadata).or(past.last().map(|event| &event.metadata));
        let recorded_at = newest.map(|metadata| metadata.recorded_at);
        let version_after = processed.version;
        let Prepared { state, outbound, commit } = self.commit_of(id, version, events, processed, recorded_at);
        let committed = match recorded_at {
            Some(_) => Some(self.store.commit(commit).await?),
            None => None,
        };
        Ok(Recalculated { state, version: version_after, past_outbound, new_outbound: outbound, committed })
    }

    /// The aggregates that an index finds by a value, with their newest state, in the order of the values and, for one
    /// value, of their ids.
    ///
    /// # Errors
    /// When the store can't be read, or a rule fails on a stored event.
    pub async fn query(
        &self,
        index: &str,
        lookup: Lookup<'_>,
    ) -> Result<Vec<(StreamId, Loaded<D::State>)>, AggregateError> {
        let mut found = Vec::new();
        for id in self.store.find(index, lookup).await? {
            if let Some(loaded) = self.get(&id).await? {
                found.push((id, loaded));
            }
        }
        Ok(found)
    }

    /// All events of an aggregate, oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn history(&self, id: &StreamId) -> Result<Vec<Recorded<D::Event>>, AggregateError> {
        Ok(self.store.read(id, StreamRange::ALL).await?)
    }

    /// The state right after the event of this version, by replay from the first event. It is the initial state at version 0
    /// and for an unknown aggregate, and the newest state at a version that is not reached yet.
    ///
    /// # Errors
    /// When the store can't be read, or a rule fails on a stored event.
    pub async fn state_at(&self, id: &StreamId, version: Version) -> Result<D::State, AggregateError> {
        let folded = |events: &[Recorded<D::Event>]| self.processor.fold(None, events);
        Ok(self.store.with_events(id, StreamRange::up_to(version), folded).await??.0)
    }

    /// `snapshot_at` is the time of the newest event when the commit carries a snapshot.
    fn commit_of(
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
            outbox: outbox_of(id, &outbound),
            idempotency: None,
        };
        Prepared { state, outbound, commit }
    }
}

fn outbox_of<O: Clone>(id: &StreamId, outbound: &[Published<O>]) -> Vec<OutboxRecord<O>> {
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

/// How many stored events the rules for these events, taken in this order, look back at.
fn window<'a, D: Domain>(events: impl Iterator<Item = &'a D::Event>) -> usize
where
    D::Event: 'a,
{
    let lookback = events.enumerate().map(|(earlier, event)| D::window(event).saturating_sub(earlier));
    lookback.max().unwrap_or_default()
}

/// The so many last events up to this version, and those after it up to `to`.
fn lookback(version: Version, events: usize, to: Version) -> StreamRange {
    let from = Version(version.0.saturating_sub(events as u64)).next();
    StreamRange { from, ..StreamRange::up_to(to) }
}

/// The state of an aggregate, and how it was obtained.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<S> {
    /// The newest state.
    pub state: S,
    /// The version of the newest event; 0 when there is none.
    pub version: Version,
    /// When that event was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The version of the snapshot that the fold started from.
    pub snapshot: Option<Version>,
    /// How many events were replayed on top of the snapshot.
    pub replayed: u64,
    /// Whether the stored snapshot has another shape than this code writes. It was ignored.
    pub has_old_snapshot: bool,
}

impl<S> Loaded<S> {
    /// A state that the caller has at this version.
    pub fn new(state: S, version: Version) -> Self {
        let recorded_at = DateTime::UNIX_EPOCH;
        Self { state, version, recorded_at, snapshot: None, replayed: 0, has_old_snapshot: false }
    }
}

/// A commit that is ready to be written, and the state that it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared<D: Domain> {
    /// The state after the events.
    pub state: D::State,
    /// The messages of the events.
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
    /// The messages of the events. They are in the outbox.
    pub outbound: Vec<Published<D::Outbound>>,
    /// The store's answer. `None` when there was nothing to append.
    pub committed: Option<Committed>,
}

/// The result of a recalculation.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalculated<D: Domain> {
    /// The state after all events.
    pub state: D::State,
    /// The version after all events.
    pub version: Version,
    /// The messages of the stored events, derived again. They are not sent.
    pub past_outbound: Vec<Published<D::Outbound>>,
    /// The messages of the new events. They are in the outbox.
    pub new_outbound: Vec<Published<D::Outbound>>,
    /// The store's answer. `None` when there is no event, stored or new.
    pub committed: Option<Committed>,
}

/// Why an aggregate did not do what it was asked to do. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AggregateError {
    /// A rule failed.
    #[error(transparent)]
    Rule(#[from] RuleFailed),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
