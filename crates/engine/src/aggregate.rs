use std::fmt;

use chrono::{DateTime, Utc};

use super::{
    Commit, Committed, Domain, Event, EventStore, ExpectedVersion, Idempotency, IndexDefinition, Lookup, NewEvent,
    OutboxRecord, Processed, Processor, Published, Recorded, RuleFailed, Snapshot, SnapshotPolicy, StoreError,
    StreamId, StreamRange, Version,
};

/// What one decision protects: the rules of a domain over the streams of a store.
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

    /// Adds an index that every commit keeps up to date. A second one of the same name takes the place of the first.
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
    /// A snapshot of the shape that this code writes is believed, as reading the events it stands for would defeat it;
    /// [`Aggregate::recalculate`] mends a wrong one. One of another shape is ignored, and the next append writes a new one.
    ///
    /// # Errors
    /// When the store can't be read, or a rule fails on a stored event.
    pub async fn get(&self, id: &StreamId) -> Result<Option<Loaded<D::State>>, AggregateError> {
        let stored = self.store.snapshot(id).await?;
        let has_old_snapshot = stored.as_ref().is_some_and(|snapshot| snapshot.shape != D::STATE_SHAPE);
        let snapshot = stored.filter(|_| !has_old_snapshot);
        let version = snapshot.as_ref().map_or(Version::EMPTY, |snapshot| snapshot.version);
        let start_at = snapshot.as_ref().map(|snapshot| snapshot.recorded_at);
        let start = snapshot.map(|snapshot| (snapshot.state, snapshot.version));
        let loaded = |tail: &[Recorded<D::Event>]| {
            let Some(recorded_at) = tail.last().map(|event| event.metadata.recorded_at).or(start_at) else {
                return Ok(None);
            };
            let (state, version) = self.processor.fold(start, tail)?;
            Ok(Some(Loaded { state, version, recorded_at, replayed: tail.len(), has_old_snapshot }))
        };
        self.store.with_events(id, StreamRange::after(version), loaded).await?
    }

    /// Loads the aggregate, folds the events into it, and commits them at the version it was loaded at.
    /// An aggregate without events starts from the initial state and must still be new when the commit arrives.
    /// Appending nothing writes nothing.
    ///
    /// # Errors
    /// When a rule fails or the store refuses the commit; then nothing is written.
    pub async fn append(&self, id: &StreamId, events: Vec<NewEvent<D::Event>>) -> Result<Appended<D>, AggregateError> {
        let loaded = self.load(id).await?;
        self.append_to_loaded(id, loaded, events, None).await
    }

    /// The newest state of an aggregate, or the initial one when it has no event.
    pub(super) async fn load(&self, id: &StreamId) -> Result<Loaded<D::State>, AggregateError> {
        Ok(self.get(id).await?.unwrap_or_else(|| Loaded::new(self.processor.initial().clone(), Version::EMPTY)))
    }

    pub(super) async fn append_to_loaded(
        &self,
        id: &StreamId,
        loaded: Loaded<D::State>,
        events: Vec<NewEvent<D::Event>>,
        idempotency: Option<Idempotency>,
    ) -> Result<Appended<D>, AggregateError> {
        // A key is used up by whatever the answer to it was.
        if events.is_empty() && idempotency.is_none() {
            let Loaded { state, version, .. } = loaded;
            return Ok(Appended { state, version, outbound: Vec::new(), committed: None });
        }
        let Prepared { state, outbound, mut commit } = self.prepare_loaded(id, loaded, events)?;
        commit.idempotency = idempotency;
        let committed = self.store.commit(commit).await?;
        Ok(Appended { state, version: committed.version, outbound, committed: Some(committed) })
    }

    /// Folds the events into a state that the caller has already read at this version, and commits them: one write and
    /// no read. Appending nothing writes nothing.
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
        self.append_to_loaded(id, Loaded::new(state, version), events, None).await
    }

    /// The commit that appending these events to this state amounts to. Nothing is read or written. A caller that wants
    /// a repeat to be harmless sets [`Commit::idempotency`] before it hands the commit to the store.
    ///
    /// # Errors
    /// When a rule fails on one of the events.
    pub fn prepare(
        &self,
        id: &StreamId,
        state: D::State,
        version: Version,
        events: Vec<NewEvent<D::Event>>,
    ) -> Result<Prepared<D>, AggregateError> {
        self.prepare_loaded(id, Loaded::new(state, version), events)
    }

    fn prepare_loaded(
        &self,
        id: &StreamId,
        loaded: Loaded<D::State>,
        events: Vec<NewEvent<D::Event>>,
    ) -> Result<Prepared<D>, AggregateError> {
        let Loaded { state, version, has_old_snapshot, .. } = loaded;
        let processed = self.processor.process(Some((state, version)), &[], &events)?;
        let is_due = |last: &NewEvent<D::Event>| {
            has_old_snapshot || self.snapshots.applies(version, processed.version, last.data.closes())
        };
        let recorded_at = events.last().filter(|last| is_due(last)).map(|last| last.metadata.recorded_at);
        Ok(self.commit_of(id, version, events, processed, recorded_at))
    }

    /// Replays every stored event from the initial state in the order of their versions, whatever the snapshot says and
    /// in whichever order the store hands them back; then folds the new events in, and commits these with a fresh
    /// snapshot at the version that was read. What the stored events publish again is returned and never sent.
    ///
    /// The snapshot is written under every policy, without a new event too: the stored one may be what is wrong.
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

    /// The state right after the event of this version, by replay from the first event. Version 0 and an unknown
    /// aggregate give the initial state, a version that is not reached yet gives the newest one.
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

/// The state of an aggregate, apart from where and when it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<S> {
    /// The newest state.
    pub state: S,
    /// The version of the newest event.
    pub version: Version,
    /// When that event was recorded.
    pub recorded_at: DateTime<Utc>,
    /// How many events were replayed on top of the snapshot.
    pub replayed: usize,
    /// Whether the stored snapshot is of another shape than this code writes. It was ignored.
    pub has_old_snapshot: bool,
}

impl<S> Loaded<S> {
    /// A state that somebody has read already.
    pub(super) fn new(state: S, version: Version) -> Self {
        Self { state, version, recorded_at: DateTime::UNIX_EPOCH, replayed: 0, has_old_snapshot: false }
    }
}

/// A commit that is ready to be sent, and what will be true once it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared<D: Domain> {
    /// The state after the events.
    pub state: D::State,
    /// What the events publish.
    pub outbound: Vec<Published<D::Outbound>>,
    /// What to write.
    pub commit: Commit<D>,
}

/// What an append led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended<D: Domain> {
    /// The state after the events.
    pub state: D::State,
    /// The version after the events.
    pub version: Version,
    /// What the events published; it waits in the outbox.
    pub outbound: Vec<Published<D::Outbound>>,
    /// The store's answer. `None` when there was nothing to append.
    pub committed: Option<Committed>,
}

/// What a recalculation led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalculated<D: Domain> {
    /// The state after all events.
    pub state: D::State,
    /// The version after all events.
    pub version: Version,
    /// What the stored events publish when they are replayed. It was sent long ago and is not sent again.
    pub past_outbound: Vec<Published<D::Outbound>>,
    /// What the new events published; it waits in the outbox.
    pub new_outbound: Vec<Published<D::Outbound>>,
    /// The store's answer. `None` when there is no event, stored or new.
    pub committed: Option<Committed>,
}

/// Why an aggregate could not do what was asked. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AggregateError {
    /// A rule failed.
    Rule(RuleFailed),
    /// The store refused or failed.
    Store(StoreError),
}

impl fmt::Display for AggregateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(failed) => failed.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AggregateError {}

impl From<RuleFailed> for AggregateError {
    fn from(failed: RuleFailed) -> Self {
        Self::Rule(failed)
    }
}

impl From<StoreError> for AggregateError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
