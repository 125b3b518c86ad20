mod stream;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use engine::{
    Commit, CommitLimits, Committed, Direction, Domain, Idempotency, IdempotencyKey, IndexEntry, LogRange, Lookup,
    MessageId, OutboxRecord, Position, ReadRange, Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent,
    Version,
};

use stream::Stream;

/// A log in memory: all streams, the order of all events, index entries, outboxes and answers. Its commits keep the contract of a
/// store. [`MemoryStore`](crate::MemoryStore) is built on it, and other stores use it as a cache of what they stored.
pub struct Log<D: Domain> {
    streams: HashMap<StreamId, Stream<D>>,
    /// The stream and version of the event at each position, from position 1.
    order: Vec<(StreamId, Version)>,
    /// Index name, value and stream of every index entry.
    index: BTreeSet<(Arc<str>, String, StreamId)>,
    /// The streams with unsent messages.
    waiting: Vec<StreamId>,
    answers: HashMap<IdempotencyKey, Answer>,
}

/// The first answer to an idempotency key, and the request that it answered.
struct Answer {
    stream: StreamId,
    content: String,
    committed: Committed,
}

impl<D: Domain> Default for Log<D> {
    fn default() -> Self {
        Self {
            streams: HashMap::new(),
            order: Vec::new(),
            index: BTreeSet::new(),
            waiting: Vec::new(),
            answers: HashMap::new(),
        }
    }
}

impl<D: Domain> Log<D> {
    /// The events of a stream, oldest first: version `n` is at index `n - 1`. Empty for an unknown stream.
    #[must_use]
    pub fn stream(&self, stream: &StreamId) -> &[Recorded<D::Event>] {
        self.streams.get(stream).map_or(&[], |stream| &stream.events)
    }

    /// The version of a stream; 0 for an unknown one.
    pub(super) fn version(&self, stream: &StreamId) -> Version {
        Version(self.stream(stream).len() as u64)
    }

    /// The events of a stream between the bounds of a range, oldest first.
    pub(super) fn range(&self, stream: &StreamId, StreamRange { from, to, .. }: StreamRange) -> &[Recorded<D::Event>] {
        let events = self.stream(stream);
        &events[places(from.0, to.0, events.len())]
    }

    /// The outbox records of a stream in the order they were published.
    #[must_use]
    pub fn outbox(&self, stream: &StreamId) -> &[OutboxRecord<D::Outbound>] {
        self.streams.get(stream).map_or(&[], |stream| &stream.outbox)
    }

    /// All events after a position, oldest first.
    pub fn all(&self, after: Position) -> impl Iterator<Item = &Recorded<D::Event>> {
        self.between(after.next(), Position(u64::MAX))
    }

    /// The events from one position to another, oldest first.
    fn between(&self, from: Position, to: Position) -> impl DoubleEndedIterator<Item = &Recorded<D::Event>> {
        let places = places(from.0, to.0, self.order.len());
        self.order[places].iter().map(|(stream, version)| &self.stream(stream)[version.0 as usize - 1])
    }

    /// The events of all streams in the order of the range.
    pub(super) fn read_all(&self, range: LogRange) -> Vec<Recorded<D::Event>> {
        in_order(self.between(range.from, range.to), range)
    }

    /// The position of the newest event; 0 if the log is empty.
    #[must_use]
    pub fn head(&self) -> Position {
        Position(self.order.len() as u64)
    }

    /// The events of a stream in the order of the range.
    pub(super) fn read(&self, stream: &StreamId, range: StreamRange) -> Vec<Recorded<D::Event>> {
        in_order(self.range(stream, range).iter(), range)
    }

    pub(super) fn snapshot(&self, stream: &StreamId) -> Option<&Snapshot<D::State>> {
        self.streams.get(stream)?.snapshot.as_ref()
    }

    pub(super) fn find(&self, index: &str, lookup: Lookup<'_>) -> Vec<StreamId> {
        let found = self.entries_from(index.into(), lookup.text());
        let found = found.take_while(|(name, value, _)| **name == *index && lookup.finds(value));
        found.map(|(_, _, stream)| stream.clone()).collect()
    }

    pub(super) fn reserve(&mut self, stream: &StreamId, events: usize) {
        self.order.reserve_exact(events);
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.events.reserve_exact(events);
            stream.outbox.reserve_exact(events);
        }
    }

    pub(super) fn mark_all_sent(&mut self, stream: &StreamId) {
        if let Some(found) = self.streams.get_mut(stream) {
            found.mark_all_sent();
            self.waiting.retain(|waiting| waiting != stream);
        }
    }

    /// Whether this message is in an outbox and was not marked as sent.
    #[must_use]
    pub fn is_unsent(&self, message: &MessageId) -> bool {
        self.streams.get(&message.stream).is_some_and(|stream| stream.unsent_place(message).is_some())
    }

    pub(super) fn mark_sent(&mut self, messages: &[MessageId]) {
        for message in messages {
            if let Some(stream) = self.streams.get_mut(&message.stream) {
                stream.mark_sent(message);
            }
        }
        self.waiting.retain(|id| {
            self.streams.get_mut(id).is_some_and(|stream| {
                stream.is_waiting = stream.has_unsent();
                stream.is_waiting
            })
        });
    }

    pub(super) fn unsent(&self, of_each_stream: usize) -> Unsent<D::Outbound> {
        let streams = self.waiting.iter().filter_map(|id| self.streams.get(id));
        let records = streams.flat_map(|stream| stream.unsent().take(of_each_stream).cloned()).collect();
        Unsent { records, unreadable: 0 }
    }

    /// The entries of an index from this value on, ordered by value and stream.
    fn entries_from(&self, index: Arc<str>, value: &str) -> impl Iterator<Item = &(Arc<str>, String, StreamId)> {
        self.index.range((index, value.to_owned(), StreamId::from(""))..)
    }

    /// The current index entries of a stream.
    fn indexed(&self, stream: &StreamId) -> &[IndexEntry] {
        self.streams.get(stream).map_or(&[], |stream| &stream.index)
    }

    /// Refuses a commit that reserves a value of another stream, or uses a value that another stream has reserved.
    fn check_reservations(&self, commit: &Commit<D>) -> Result<(), StoreError> {
        let Some(entries) = commit.index.as_ref().filter(|entries| *entries != self.indexed(&commit.stream)) else {
            return Ok(());
        };
        for entry in entries {
            let others = self.entries_from(entry.index.clone(), &entry.value);
            let others = others.take_while(|(index, value, _)| *index == entry.index && *value == entry.value);
            let mut others = others.map(|(_, _, holder)| holder).filter(|holder| **holder != commit.stream);
            let collides = |holder: &&StreamId| self.indexed(holder).iter().any(|other| other.collides_with(entry));
            // A reserved value has only one holder, so checking the first is enough.
            if let Some(holder) = others.next().filter(collides) {
                return Err(StoreError::Reserved { entry: entry.clone(), holder: holder.clone() });
            }
        }
        Ok(())
    }

    pub(super) fn answered(
        &self,
        stream: &StreamId,
        Idempotency { key, content }: &Idempotency,
    ) -> Result<Option<Committed>, StoreError> {
        match self.answers.get(key) {
            None => Ok(None),
            Some(known) if known.stream == *stream && known.content == *content => {
                Ok(Some(Committed { repeated: true, ..known.committed }))
            }
            Some(_) => Err(StoreError::KeyReused { key: key.clone() }),
        }
    }

    pub(super) fn commit(&mut self, commit: Commit<D>, limits: CommitLimits) -> Result<Committed, StoreError> {
        let answer = self.check(&commit, limits)?;
        if !answer.repeated {
            self.apply(commit, answer);
        }
        Ok(answer)
    }

    /// The answer that a commit would get. Makes every check before the first change, so a refused commit changes nothing.
    pub(super) fn check(&self, commit: &Commit<D>, limits: CommitLimits) -> Result<Committed, StoreError> {
        if let Some(idempotency) = &commit.idempotency
            && let Some(answer) = self.answered(&commit.stream, idempotency)?
        {
            return Ok(answer);
        }
        commit.check_size(limits, self.indexed(&commit.stream))?;
        let before = self.version(&commit.stream);
        commit.check(before)?;
        self.check_reservations(commit)?;
        Ok(Committed {
            version: before.plus(commit.events.len()),
            events: commit.events.len(),
            position: Position(self.order.len() as u64 + commit.events.len() as u64),
            repeated: false,
        })
    }

    /// Applies a checked commit with its answer, which must not be a repeat.
    fn apply(&mut self, commit: Commit<D>, committed: Committed) {
        let before = Version(committed.version.0 - committed.events as u64);
        if let Some(Idempotency { key, content }) = commit.idempotency {
            self.answers.insert(key, Answer { stream: commit.stream.clone(), content, committed });
        }
        let stream = self.streams.entry(commit.stream.clone()).or_default();
        for (event, version) in commit.events.into_iter().zip(before.0 + 1..) {
            self.order.push((commit.stream.clone(), Version(version)));
            stream.events.push(Recorded {
                stream: commit.stream.clone(),
                version: Version(version),
                position: Position(self.order.len() as u64),
                data: event.data,
                metadata: event.metadata,
            });
        }
        if commit.snapshot.is_some() {
            stream.snapshot = commit.snapshot;
        }
        if !commit.outbox.is_empty() && !stream.is_waiting {
            stream.is_waiting = true;
            self.waiting.push(commit.stream.clone());
        }
        stream.outbox.extend(commit.outbox);
        // Most commits leave the entries unchanged.
        if let Some(current) = commit.index.filter(|current| *current != stream.index) {
            for IndexEntry { index, value, .. } in stream.index.drain(..) {
                self.index.remove(&(index, value, commit.stream.clone()));
            }
            for IndexEntry { index, value, .. } in &current {
                self.index.insert((index.clone(), value.clone(), commit.stream.clone()));
            }
            stream.index = current;
        }
    }
}

/// Copies events, passed oldest first, in the order of the range and up to its limit.
fn in_order<'a, E: Clone + 'a, P>(events: impl DoubleEndedIterator<Item = &'a E>, range: ReadRange<P>) -> Vec<E> {
    match range.direction {
        Direction::Forwards => events.take(range.limit).cloned().collect(),
        Direction::Backwards => events.rev().take(range.limit).cloned().collect(),
    }
}

/// The indexes in a list of this length for the numbers `from` to `to`, counted from 1.
fn places(from: u64, to: u64, length: usize) -> std::ops::Range<usize> {
    let to = to.min(length as u64) as usize;
    let from = (from.max(1) - 1).min(to as u64) as usize;
    from..to
}
