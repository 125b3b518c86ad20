use std::collections::{HashMap, HashSet};

use crate::{
    Aggregate, AggregateError, Domain, Event, EventStore, Loaded, LogRange, Metadata, NewEvent, Position, Prepared,
    Recorded, StoreError, StreamId,
};

/// Copies a log into another store: every event with its metadata, in log order. The rules derive snapshots, index
/// entries and outbox records again. The answers to idempotency keys are not copied.
///
/// When the copy is complete, the messages that the source has sent are marked as sent in the target. If the source has
/// outbox records that it can't read, no message is marked, because any of them might be unreadable in the source. The
/// target then sends all messages again, and consumers drop the duplicates by id. Once the records can be read, another
/// copy marks the sent messages.
///
/// Positions may differ between the two stores, because a store may leave gaps. Times may differ by less than a
/// millisecond.
///
/// The copy runs in steps, so that a caller can show progress and stop at any time. The next copy continues where the
/// last one stopped. The source is only read.
pub struct LogCopy<'a, D: Domain, S, T> {
    source: &'a S,
    target: &'a Aggregate<D, T>,
    /// The position of the last copied event in the source.
    position: Position,
    /// The position of the last copied event in the target.
    target_position: Position,
    states: HashMap<StreamId, Loaded<D::State>>,
}

impl<'a, D: Domain, S: EventStore<D>, T: EventStore<D>> LogCopy<'a, D, S, T> {
    /// The number of events that are compared at a time when a copy continues.
    const PAGE: usize = 1_000;

    /// Starts a copy, or continues one that was stopped. The target must be empty or hold the first events of the source.
    ///
    /// # Errors
    /// [`CopyError::Differs`] when the target holds other events, [`CopyError::Failed`] when a store can't be read.
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

    /// The position of the last copied event in the source.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Copies the next events, at most `limit` (0 counts as 1). Returns `true` if there may be more. When it returns
    /// `false`, the copy is complete, and the sent messages are marked as sent in the target.
    ///
    /// # Errors
    /// [`CopyError::Overtaken`] if another writer appends to the target; [`CopyError::Failed`] if a store fails, an
    /// event can't be folded, or a single event is too large for the target. Events copied before stay in the target.
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
            // Consecutive events of one stream are written in one commit, up to the limits of the target.
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

    /// Appends consecutive events of one stream. A commit with too many actions is split in two.
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
            // The index entries in the target are unknown here. In the worst case all of them are replaced.
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

    /// Whether the `count` events of this stream that were just committed directly follow the events copied before. If
    /// not, another writer has appended in between.
    async fn is_next(&self, stream: &StreamId, count: usize, last: Position) -> Result<bool, CopyError> {
        // Positions grow, so no other event fits in between.
        if last.0 == self.target_position.0 + count as u64 {
            return Ok(true);
        }
        // Any events of this stream are the committed ones, because the commit expected an exact version.
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

/// The parts of an event that are equal in every store: everything except the position, with the time to the
/// millisecond.
fn identity<E: Event>(event: &Recorded<E>) -> impl PartialEq {
    let Recorded { stream, version, position: _, data, metadata } = event;
    let Metadata { event_id, command, causation_id, correlation_id, recorded_at, copy_of } = metadata;
    let ids = (event_id, causation_id, correlation_id);
    (stream, version, data, ids, command, recorded_at.timestamp_millis(), copy_of)
}

/// Why a log was not copied completely, or not at all. The source is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CopyError {
    /// The target holds an event that differs from the source.
    #[error("the store already holds other events from position {}; nothing was written", position.0)]
    Differs {
        /// The position of the first such event in the target.
        position: Position,
    },
    /// Another writer appended to the target during the copy. Only the events before this one are in place.
    #[error("another writer appended to the store during the copy; the logs differ from position {}", position.0)]
    Overtaken {
        /// The position in the source of the first event that is missing from the target or comes later there.
        position: Position,
    },
    /// A store failed, or an event can't be folded.
    #[error(transparent)]
    Failed(#[from] AggregateError),
}

impl From<StoreError> for CopyError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
