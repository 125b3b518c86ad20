//! The newest state of an aggregate, from its snapshot and the events after it.

use chrono::{DateTime, Utc};

use super::{lookback, with_lookback};
use crate::{Aggregate, AggregateError, Domain, EventStore, Recorded, StreamId, StreamRange, Version};

impl<D: Domain, S: EventStore<D>> Aggregate<D, S> {
    /// The first step of a command: returns the newest state of an aggregate, or the initial state if it has no events.
    ///
    /// # Errors
    /// [`AggregateError::Store`] when the store can't be read, [`AggregateError::Rule`] when a stored event can't be folded.
    pub async fn load(&self, id: &StreamId) -> Result<Loaded<D::State>, AggregateError> {
        let loaded = self.get(id).await?;
        Ok(loaded.unwrap_or_else(|| Loaded::new(self.processor.initial().clone(), Version::EMPTY)))
    }

    /// Returns the newest state of an aggregate, or `None` if it has no events.
    ///
    /// A snapshot of the current [shape](Domain::STATE_SHAPE) is trusted; [`Aggregate::recalculate`] replaces a wrong one. A
    /// snapshot of another shape is ignored, and the next append writes a new one.
    ///
    /// # Errors
    /// [`AggregateError::Store`] when the store can't be read, [`AggregateError::Rule`] when a stored event can't be folded.
    pub async fn get(&self, id: &StreamId) -> Result<Option<Loaded<D::State>>, AggregateError> {
        let stored = self.store.snapshot(id).await?;
        let has_old_snapshot = stored.as_ref().is_some_and(|snapshot| snapshot.shape != D::STATE_SHAPE);
        let Some(snapshot) = stored.filter(|_| !has_old_snapshot) else {
            let fold = |events: &[Recorded<D::Event>]| self.fold_onto(None, None, events);
            let loaded = self.store.with_events(id, StreamRange::ALL, fold).await??;
            return Ok(loaded.map(|loaded| Loaded { has_old_snapshot, ..loaded }));
        };
        let (version, recorded_at) = (snapshot.version, Some(snapshot.recorded_at));
        let start = Some((snapshot.state, version));
        let fold =
            |tail: &[Recorded<D::Event>]| match (tail.last(), lookback::<D>(tail.iter().map(|event| &event.data))) {
                (None, _) | (_, 0) => Ok(self.fold_onto(start, recorded_at, tail)),
                (Some(last), events) => Err((events, last.version, start)),
            };
        match self.store.with_events(id, StreamRange::after(version), fold).await? {
            Ok(loaded) => loaded,
            // A rule needs earlier events that the snapshot includes, so those are read too. Events appended after the
            // first read are left out, because they may need even earlier ones.
            Err((events, last, start)) => {
                let fold = |events: &[Recorded<D::Event>]| self.fold_onto(start, recorded_at, events);
                self.store.with_events(id, with_lookback(version, events, last), fold).await?
            }
        }
    }

    fn fold_onto(
        &self,
        start: Option<(D::State, Version)>,
        start_recorded_at: Option<DateTime<Utc>>,
        events: &[Recorded<D::Event>],
    ) -> Result<Option<Loaded<D::State>>, AggregateError> {
        let snapshot = start.as_ref().map(|(_, version)| *version);
        let recorded_at = events.last().map(|event| event.metadata.recorded_at).or(start_recorded_at);
        if recorded_at.is_none() {
            return Ok(None);
        }
        let (state, version) = self.processor.fold(start, events)?;
        let replayed = version.0 - snapshot.map_or(0, |snapshot| snapshot.0);
        Ok(Some(Loaded { state, version, recorded_at, snapshot, replayed, has_old_snapshot: false }))
    }
}

/// The state of an aggregate, and how it was obtained.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded<S> {
    /// The newest state.
    pub state: S,
    /// The version of the newest event; 0 if there is none.
    pub version: Version,
    /// When the newest event was recorded. `None` if there is none, or if the caller passed the state.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The version of the snapshot that the fold started from.
    pub snapshot: Option<Version>,
    /// The number of events replayed after the snapshot.
    pub replayed: u64,
    /// Whether a stored snapshot was ignored because of its [shape](Domain::STATE_SHAPE).
    pub has_old_snapshot: bool,
}

impl<S> Loaded<S> {
    /// A state that the caller knows, at its version.
    pub fn new(state: S, version: Version) -> Self {
        Self { state, version, recorded_at: None, snapshot: None, replayed: 0, has_old_snapshot: false }
    }
}
