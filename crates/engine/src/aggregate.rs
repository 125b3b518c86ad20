mod append;
mod execute;
mod load;
mod recalculate;
mod retry;

pub use append::{Appended, Prepared};
pub use execute::{ExecuteOptions, Executed, Pending, Submitted};
pub use load::Loaded;
pub use recalculate::Recalculated;
pub use retry::Retry;

use crate::{
    Domain, EventStore, IndexDefinition, Lookup, Processor, Recorded, RuleFailed, SnapshotPolicy, StoreError, StreamId,
    StreamRange, Version,
};

/// The rules of a domain over the streams of a store. An aggregate is the boundary that one decision protects; its
/// events are one stream.
///
/// [`Aggregate::execute`] takes a command through all steps. Each step can also be called separately:
/// [`load`](Self::load), [`decide`](Self::decide), [`commit`](Self::commit), [`conclude`](Submitted::conclude),
/// and after a conflict [`Retry`].
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

    /// Sets which commits carry a snapshot.
    #[must_use]
    pub fn with_snapshots(mut self, policy: SnapshotPolicy) -> Self {
        self.snapshots = policy;
        self
    }

    /// Adds an index that every commit keeps up to date. It replaces an index of the same name.
    #[must_use]
    pub fn with_index(mut self, index: IndexDefinition<D::State>) -> Self {
        self.indexes.retain(|known| known.name() != index.name());
        self.indexes.push(index);
        self
    }

    /// The processor that folds the events.
    #[must_use]
    pub fn processor(&self) -> &Processor<D> {
        &self.processor
    }

    /// The event store.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Returns the aggregates that an index finds, each with its newest state, sorted by value, then by id.
    ///
    /// # Errors
    /// [`AggregateError::Store`] when the store can't be read, [`AggregateError::Rule`] when a stored event can't be folded.
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

    /// Returns all events of an aggregate, oldest first. An unknown aggregate has none.
    ///
    /// # Errors
    /// [`AggregateError::Store`] when the store can't be read.
    pub async fn history(&self, id: &StreamId) -> Result<Vec<Recorded<D::Event>>, AggregateError> {
        Ok(self.store.read(id, StreamRange::ALL).await?)
    }

    /// Returns the state right after the event at this version, by replay from the first event. Returns the initial
    /// state for version 0 or an unknown aggregate, and the newest state for a version beyond the newest event.
    ///
    /// # Errors
    /// [`AggregateError::Store`] when the store can't be read, [`AggregateError::Rule`] when a stored event can't be folded.
    pub async fn state_at(&self, id: &StreamId, version: Version) -> Result<D::State, AggregateError> {
        let fold = |events: &[Recorded<D::Event>]| self.processor.fold(None, events);
        Ok(self.store.with_events(id, StreamRange::up_to(version), fold).await??.0)
    }
}

/// Why an aggregate could not be loaded or changed. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AggregateError {
    /// An event can't follow the state before it.
    #[error(transparent)]
    Rule(#[from] RuleFailed),
    /// The store refused the commit, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The maximum number of earlier stored events in the windows of these events, when they are handled in this order.
fn lookback<'a, D: Domain>(events: impl IntoIterator<Item = &'a D::Event>) -> usize
where
    D::Event: 'a,
{
    let events = events.into_iter().enumerate();
    events.map(|(earlier, event)| D::window(event).saturating_sub(earlier)).max().unwrap_or_default()
}

/// The range of the `lookback` events up to and including `version`, and of those after it up to `to`.
fn with_lookback(version: Version, lookback: usize, to: Version) -> StreamRange {
    let from = Version(version.0.saturating_sub(lookback as u64)).next();
    StreamRange { from, ..StreamRange::up_to(to) }
}
