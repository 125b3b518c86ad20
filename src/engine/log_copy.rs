use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{
    Aggregate, AggregateError, Domain, EventStore, Loaded, NewEvent, Position, Prepared, Recorded, StoreError, StreamId,
};

/// Copies a log into another store: every event with its metadata, in the order of the log; snapshots, index entries and outbox
/// records as the rules make them again. What was sent before is not sent again, once the copy is done. The answers to idempotency
/// keys are not copied.
///
/// It goes on in steps, so that progress can be shown and the copy stopped at any time: what is written stays, and the next copy
/// goes on from there. The source is only read.
pub struct LogCopy<'a, D: Domain, S, T> {
    source: &'a S,
    target: &'a Aggregate<D, T>,
    position: Position,
    states: HashMap<StreamId, Loaded<D::State>>,
}

impl<'a, D: Domain, S: EventStore<D>, T: EventStore<D>> LogCopy<'a, D, S, T> {
    /// How many events are compared at a time when a copy goes on.
    const PAGE: usize = 1_000;

    /// Begins a copy, or goes on with one that was stopped: what the target has must be how the source begins.
    ///
    /// # Errors
    /// [`CopyError::Differs`] when the target holds something else; [`CopyError::Failed`] when a store can't be read.
    pub async fn begin(source: &'a S, target: &'a Aggregate<D, T>) -> Result<Self, CopyError> {
        let mut position = Position(0);
        loop {
            let there = target.store().read_all(position, Self::PAGE).await?;
            let Some(last) = there.last() else { break };
            let here = source.read_all(position, there.len()).await?;
            if let Some(other) = there.iter().zip(&here).find(|(there, here)| there != here).map(|(there, _)| there) {
                return Err(CopyError::Differs { position: other.position });
            }
            if here.len() < there.len() {
                return Err(CopyError::Differs { position: there[here.len()].position });
            }
            position = last.position;
        }
        Ok(Self { source, target, position, states: HashMap::new() })
    }

    /// The position up to which everything is copied.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Copies at most `limit` more events (at least 1). Says whether there may be more: when it says no, what was sent before is
    /// marked as sent in the target, and the copy is done.
    ///
    /// # Errors
    /// [`CopyError::Overtaken`] when another writer appends to the target; [`CopyError::Failed`] when a store fails. Whole commits are
    /// written or not.
    pub async fn step(&mut self, limit: usize) -> Result<bool, CopyError> {
        let mut events = self.source.read_all(self.position, limit.max(1)).await?.into_iter().peekable();
        if events.peek().is_none() {
            self.mark_sent().await?;
            return Ok(false);
        }
        while let Some(event) = events.next() {
            let mut run = vec![event];
            // What one stream has in a row is written at once.
            while let Some(event) = events.next_if(|event| event.stream == run[0].stream) {
                run.push(event);
            }
            self.append(run).await?;
        }
        Ok(true)
    }

    async fn append(&mut self, run: Vec<Recorded<D::Event>>) -> Result<(), CopyError> {
        let last = &run[run.len() - 1];
        let (stream, version, position) = (last.stream.clone(), last.version, last.position);
        let loaded = match self.states.remove(&stream) {
            Some(loaded) => loaded,
            None => self.target.load(&stream).await?,
        };
        let events = run.into_iter().map(|Recorded { data, metadata, .. }| NewEvent { data, metadata }).collect();
        let Prepared { state, commit, .. } = self.target.prepare(&stream, loaded.state, loaded.version, events)?;
        let committed = self.target.store().commit(commit).await?;
        // Another writer in the target: what it wrote stands where this should.
        if (committed.version, committed.position) != (version, position) {
            return Err(CopyError::Overtaken { position });
        }
        self.states.insert(stream, Loaded::new(state, committed.version));
        self.position = position;
        Ok(())
    }

    async fn mark_sent(&self) -> Result<(), CopyError> {
        let waiting = self.source.unsent(usize::MAX).await?.records;
        let waiting: HashSet<_> = waiting.iter().map(|record| record.message_id()).collect();
        let copied = self.target.store().unsent(usize::MAX).await?.records;
        let sent: Vec<_> =
            copied.iter().map(|record| record.message_id()).filter(|message| !waiting.contains(message)).collect();
        if !sent.is_empty() {
            self.target.store().mark_sent(&sent).await?;
        }
        Ok(())
    }
}

/// Why a log was not copied, or not to its end. The source is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyError {
    /// The target holds events that are not the source's.
    Differs {
        /// The position of the first of them.
        position: Position,
    },
    /// Somebody else has written to the target meanwhile. What was copied by then is there, this event at another place.
    Overtaken {
        /// The position that the event has in the source.
        position: Position,
    },
    /// A store or a rule failed.
    Failed(AggregateError),
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs { position } => {
                write!(f, "the store already holds other events, from position {} on; nothing was written", position.0)
            }
            Self::Overtaken { position } => write!(
                f,
                "somebody else wrote to the store while the log was copied, so that from position {} on it is another log",
                position.0
            ),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CopyError {}

impl From<AggregateError> for CopyError {
    fn from(error: AggregateError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for CopyError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
