//! Replays the whole stream and replaces a wrong snapshot.

use super::Prepared;
use crate::{
    Aggregate, AggregateError, Committed, Domain, EventStore, NewEvent, Published, StreamId, StreamRange, Version,
};

impl<D: Domain, S: EventStore<D>> Aggregate<D, S> {
    /// Replays every stored event from the initial state in order of version, and ignores the snapshot. Then folds the
    /// new events and commits them with a new snapshot at the version that was read. The messages of the stored events
    /// are derived again and returned, but never sent.
    ///
    /// The snapshot is written with every [policy](crate::SnapshotPolicy), even without a new event, because the stored
    /// one may be wrong.
    ///
    /// # Errors
    /// [`AggregateError::Rule`] when an event can't be folded, [`AggregateError::Store`] when the store can't be read,
    /// refuses the commit or fails. Nothing was written then.
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
        let Prepared { state, outbound, commit } = self.prepared(id, version, events, processed, recorded_at);
        let committed = match recorded_at {
            Some(_) => Some(self.store.commit(commit).await?),
            None => None,
        };
        Ok(Recalculated { state, version: version_after, past_outbound, new_outbound: outbound, committed })
    }
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
