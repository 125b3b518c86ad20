use std::collections::{HashMap, HashSet};

use super::{
    Aggregate, AggregateError, Domain, Event, EventStore, Loaded, LogRange, Metadata, NewEvent, Position, Prepared,
    Recorded, StoreError, StreamId,
};

/// Copies a log into another store: every event with its metadata, in the order of the log; snapshots, index entries and outbox
/// records as the rules make them again. The answers to idempotency keys are not copied.
///
/// What was sent before is not sent again, once the copy is done. A source that has messages which it can't read can't say which
/// those are, and any that it does not show as unsent may be one of them. Then none is marked as sent: all are sent again, and a
/// consumer knows by their ids those that it has. To copy again once they can be read marks what was sent.
///
/// The positions of an event may differ in the two stores, as a store may leave gaps between them. So may the times, by less than a
/// millisecond.
///
/// It goes on in steps, so that progress can be shown and the copy stopped at any time: what is written stays, and the next copy
/// goes on from there. The source is only read.
pub struct LogCopy<'a, D: Domain, S, T> {
    source: &'a S,
    target: &'a Aggregate<D, T>,
    /// Where the last event that is copied is in the source.
    position: Position,
    /// Where it is in the target.
    target_position: Position,
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
        let (mut position, mut target_position) = (Position(0), Position(0));
        loop {
            let there = target.store().read_all(LogRange::after(target_position).limit(Self::PAGE)).await?;
            if there.is_empty() {
                return Ok(Self { source, target, position, target_position, states: HashMap::new() });
            }
            let mut here = source.read_all(LogRange::after(position).limit(there.len())).await?.into_iter();
            for there in there {
                match here.next().filter(|here| identity(here) == identity(&there)) {
                    Some(here) => (position, target_position) = (here.position, there.position),
                    None => return Err(CopyError::Differs { position: there.position }),
                }
            }
        }
    }

    /// The position in the source up to which everything is copied.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Copies at most `limit` more events (at least 1). Says whether there may be more: when it says no, what was sent before is
    /// marked as sent in the target, and the copy is done.
    ///
    /// # Errors
    /// [`CopyError::Overtaken`] when another writer appends to the target; [`CopyError::Failed`] when a store fails, or an event
    /// alone is too large for the target. Whole commits are written or not.
    pub async fn step(&mut self, limit: usize) -> Result<bool, CopyError> {
        let limits = self.target.store().limits();
        let mut events =
            self.source.read_all(LogRange::after(self.position).limit(limit.max(1))).await?.into_iter().peekable();
        if events.peek().is_none() {
            self.mark_sent().await?;
            return Ok(false);
        }
        while let Some(event) = events.next() {
            let mut bytes = limits.bytes_of(&event.data);
            let mut run = vec![event];
            // What one stream has in a row is written at once, as far as the target takes it.
            while run.len() < limits.events
                && let Some(event) = events.next_if(|event| {
                    event.stream == run[0].stream && {
                        bytes += limits.bytes_of(&event.data);
                        bytes <= limits.payload_bytes
                    }
                })
            {
                run.push(event);
            }
            self.append(run).await?;
        }
        Ok(true)
    }

    /// Appends events that one stream has in a row. A commit of too many actions is split in two.
    async fn append(&mut self, mut run: Vec<Recorded<D::Event>>) -> Result<(), CopyError> {
        let mut rest = Vec::new();
        loop {
            let overtaken = CopyError::Overtaken { position: run[0].position };
            let (stream, first) = (run[0].stream.clone(), run[0].version);
            let loaded = match self.states.remove(&stream) {
                Some(loaded) => loaded,
                None => self.target.load(&stream).await?,
            };
            if loaded.version.next() != first {
                return Err(overtaken);
            }
            let events = run.iter().cloned().map(|Recorded { data, metadata, .. }| NewEvent { data, metadata });
            let Prepared { state, commit, .. } = self.target.prepare(&stream, loaded.clone(), events.collect()).await?;
            // The entries that the stream has now are not known here: in the worst case each is replaced.
            let replaced = commit.index.as_ref().map_or(0, Vec::len);
            if run.len() > 1 && commit.actions(&[]) + replaced > self.target.store().limits().actions {
                self.states.insert(stream, loaded);
                let mut second_half = run.split_off(run.len() / 2);
                second_half.append(&mut rest);
                rest = second_half;
                continue;
            }
            let committed = self.target.store().commit(commit).await?;
            if !self.is_next(&stream, run.len(), committed.position).await? {
                return Err(overtaken);
            }
            let last = &run[run.len() - 1];
            self.states.insert(stream, Loaded::new(state, last.version));
            (self.position, self.target_position) = (last.position, committed.position);
            if rest.is_empty() {
                return Ok(());
            }
            run = std::mem::take(&mut rest);
        }
    }

    /// Whether the events that were just committed, so many of this stream, come right after what was copied before. Otherwise
    /// another writer has put events between.
    async fn is_next(&self, stream: &StreamId, count: usize, last: Position) -> Result<bool, CopyError> {
        // Positions grow: these have no room for another one.
        if last.0 == self.target_position.0 + count as u64 {
            return Ok(true);
        }
        // Those of this stream can only be the committed ones: a commit goes through at one version alone.
        let next = self.target.store().read_all(LogRange::after(self.target_position).limit(count)).await?;
        Ok(next.iter().all(|event| event.stream == *stream))
    }

    async fn mark_sent(&self) -> Result<(), CopyError> {
        let unsent = self.source.unsent(usize::MAX).await?;
        if unsent.unreadable > 0 {
            return Ok(());
        }
        let waiting: HashSet<_> = unsent.records.iter().map(|record| record.message_id()).collect();
        let copied = self.target.store().unsent(usize::MAX).await?.records;
        let sent: Vec<_> =
            copied.iter().map(|record| record.message_id()).filter(|message| !waiting.contains(message)).collect();
        if !sent.is_empty() {
            self.target.store().mark_sent(&sent).await?;
        }
        Ok(())
    }
}

/// What of an event is the same in every store: all but its position, and its time to the millisecond.
fn identity<E: Event>(event: &Recorded<E>) -> impl PartialEq {
    let Recorded { stream, version, position: _, data, metadata } = event;
    let Metadata { event_id, command, causation_id, correlation_id, recorded_at, copy_of } = metadata;
    let ids = (event_id, causation_id, correlation_id);
    (stream, version, data, ids, command, recorded_at.timestamp_millis(), copy_of)
}

/// Why a log was not copied, or not to its end. The source is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// The target holds events that are not the source's.
    #[error("the store already holds other events, from position {} on; nothing was written", position.0)]
    Differs {
        /// The position of the first of them in the target.
        position: Position,
    },
    /// Another writer wrote to the target in the meantime. What was copied before that is there; this event is not, or comes
    /// later.
    #[error("another writer wrote to the store while the log was copied; from position {} on it is another log", position.0)]
    Overtaken {
        /// The position of the event in the source.
        position: Position,
    },
    /// A store or a rule failed.
    #[error(transparent)]
    Failed(#[from] AggregateError),
}

impl From<StoreError> for CopyError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
