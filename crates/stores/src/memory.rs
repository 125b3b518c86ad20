use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use engine::{
    Commit, CommitLimits, Committed, Direction, Domain, EventStore, Idempotency, IdempotencyKey, IndexEntry, LogRange,
    Lookup, MessageId, Notify, OutboxRecord, Position, Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent,
    Version,
};

/// An event store that lives in memory and is gone with it.
///
/// It keeps the whole contract, the expected version included. Writers may share it between threads.
pub struct MemoryStore<D: Domain> {
    log: RwLock<Log<D>>,
    changes: Notify,
    limits: CommitLimits,
}

impl<D: Domain> Default for MemoryStore<D> {
    fn default() -> Self {
        Self { log: RwLock::default(), changes: Notify::default(), limits: CommitLimits::NONE }
    }
}

impl<D: Domain> MemoryStore<D> {
    /// The same store with a limit on its commits, e.g. to stand in for one that has it. By default there is none.
    #[must_use]
    pub fn with_limits(self, limits: CommitLimits) -> Self {
        Self { limits, ..self }
    }

    /// The log, to look at without copying it. Commits wait until the guard is dropped, so drop it before the same
    /// thread commits.
    pub fn log(&self) -> RwLockReadGuard<'_, Log<D>> {
        // A commit checks everything before it changes anything, so a panic can't leave half of one behind.
        self.log.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room for so many more events of a stream that is there, each with a message, and for an eighth more. Without it the lists double as they
    /// grow: they take up to twice the memory, and a commit that doubles them takes longer.
    pub fn reserve(&self, stream: &StreamId, events: usize) {
        let events = events + events / 8;
        let mut log = self.log_mut();
        log.order.reserve_exact(events);
        if let Some(stream) = log.streams.get_mut(stream) {
            stream.events.reserve_exact(events);
            stream.outbox.reserve_exact(events);
        }
    }

    /// Marks all messages of a stream as sent, e.g. those of a log that was made in bulk.
    pub fn mark_all_sent(&self, stream: &StreamId) {
        let mut log = self.log_mut();
        if let Some(found) = log.streams.get_mut(stream) {
            (found.sent, found.is_waiting) = (found.outbox.len(), false);
            found.sent_early.clear();
            log.waiting.retain(|waiting| waiting != stream);
        }
    }

    fn log_mut(&self) -> RwLockWriteGuard<'_, Log<D>> {
        self.log.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Domain> EventStore<D> for MemoryStore<D> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        let committed = {
            let mut log = self.log_mut();
            commit.check_size(self.limits, log.indexed(&commit.stream))?;
            log.commit(commit)?
        };
        self.changes.notify();
        Ok(committed)
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log().read(stream, range))
    }

    async fn with_events<T>(
        &self,
        stream: &StreamId,
        range: StreamRange,
        look: impl FnOnce(&[Recorded<D::Event>]) -> T,
    ) -> Result<T, StoreError> {
        if range.direction == Direction::Backwards {
            return Ok(look(&self.read(stream, range).await?));
        }
        let log = self.log();
        let events = log.range(stream, range);
        Ok(look(&events[..events.len().min(range.limit)]))
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        Ok(self.log().read_all(range))
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        Ok(self.log().snapshot(stream).cloned())
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        Ok(self.log().find(index, lookup))
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        Ok(self.log().outbox(stream).to_vec())
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        Ok(self.log().unsent(of_each_stream))
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        self.log_mut().mark_sent(messages);
        Ok(())
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        let count = self.changes.count();
        if self.log().head() <= after {
            self.changes.notified_after(count).await;
        }
        Ok(())
    }

    fn limits(&self) -> CommitLimits {
        self.limits
    }

    async fn answered(&self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        self.log().answered(stream, idempotency)
    }
}

/// What a log amounts to, held in memory: every stream, and the order of all events. It keeps the contract of a store; stores that
/// keep their log elsewhere hold one of these too, and ask it.
pub struct Log<D: Domain> {
    streams: HashMap<StreamId, Stream<D>>,
    /// Where the event of each position is: its stream and its version. Position 1 comes first.
    order: Vec<(StreamId, Version)>,
    /// Index, value and stream of every entry.
    index: BTreeSet<(Arc<str>, String, StreamId)>,
    /// The streams with messages that were not sent yet.
    waiting: Vec<StreamId>,
    answers: HashMap<IdempotencyKey, Answer>,
}

/// The first answer to an idempotency key, and what it was given to.
struct Answer {
    stream: StreamId,
    content: String,
    committed: Committed,
}

struct Stream<D: Domain> {
    events: Vec<Recorded<D::Event>>,
    snapshot: Option<Snapshot<D::State>>,
    index: Vec<IndexEntry>,
    outbox: Vec<OutboxRecord<D::Outbound>>,
    /// How many messages from the first on were sent, and the places of those that were sent out of turn.
    sent: usize,
    sent_early: Vec<usize>,
    /// Whether it is among [`Log::waiting`].
    is_waiting: bool,
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

impl<D: Domain> Default for Stream<D> {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            snapshot: None,
            index: Vec::new(),
            outbox: Vec::new(),
            sent: 0,
            sent_early: Vec::new(),
            is_waiting: false,
        }
    }
}

impl<D: Domain> Stream<D> {
    /// The messages that were not sent yet, in the order they were published.
    fn unsent(&self) -> impl Iterator<Item = &OutboxRecord<D::Outbound>> {
        (self.sent..)
            .zip(&self.outbox[self.sent..])
            .filter(|(place, _)| !self.sent_early.contains(place))
            .map(|(_, m)| m)
    }

    /// The place of a message that was not sent yet.
    fn unsent_place(&self, message: &MessageId) -> Option<usize> {
        let key = (message.version, message.number);
        let place = self.outbox.binary_search_by_key(&key, |record| (record.version, record.number)).ok()?;
        (place >= self.sent && !self.sent_early.contains(&place)).then_some(place)
    }

    fn mark_sent(&mut self, message: &MessageId) {
        self.sent_early.extend(self.unsent_place(message));
        while let Some(next) = self.sent_early.iter().position(|place| *place == self.sent) {
            self.sent_early.swap_remove(next);
            self.sent += 1;
        }
    }
}

impl<D: Domain> Log<D> {
    /// The events of a stream, oldest first: version `n` is at place `n - 1`. An unknown stream has none.
    #[must_use]
    pub fn stream(&self, stream: &StreamId) -> &[Recorded<D::Event>] {
        self.streams.get(stream).map_or(&[], |stream| &stream.events)
    }

    /// The version of a stream; 0 for an unknown one.
    pub(super) fn version(&self, stream: &StreamId) -> Version {
        Version(self.stream(stream).len() as u64)
    }

    /// The events from one version of a stream to another, oldest first.
    fn range(&self, stream: &StreamId, StreamRange { from, to, .. }: StreamRange) -> &[Recorded<D::Event>] {
        let events = self.stream(stream);
        &events[places(from.0, to.0, events.len())]
    }

    /// The outbox records of a stream, in the order they were published.
    #[must_use]
    pub fn outbox(&self, stream: &StreamId) -> &[OutboxRecord<D::Outbound>] {
        self.streams.get(stream).map_or(&[], |stream| &stream.outbox)
    }

    /// All events after a position, in the order of their positions.
    pub fn all(&self, after: Position) -> impl Iterator<Item = &Recorded<D::Event>> {
        self.between(after.next(), Position(u64::MAX))
    }

    /// The events from one position to another, in the order of their positions.
    fn between(&self, from: Position, to: Position) -> impl DoubleEndedIterator<Item = &Recorded<D::Event>> {
        let places = places(from.0, to.0, self.order.len());
        self.order[places].iter().map(|(stream, version)| &self.stream(stream)[version.0 as usize - 1])
    }

    /// The events of all streams in the order of the range.
    pub(super) fn read_all(&self, range: LogRange) -> Vec<Recorded<D::Event>> {
        let events = self.between(range.from, range.to);
        match range.direction {
            Direction::Forwards => events.take(range.limit).cloned().collect(),
            Direction::Backwards => events.rev().take(range.limit).cloned().collect(),
        }
    }

    /// The position of the newest event, or 0.
    #[must_use]
    pub fn head(&self) -> Position {
        Position(self.order.len() as u64)
    }

    /// The events of a stream in the order of the range.
    pub(super) fn read(&self, stream: &StreamId, range: StreamRange) -> Vec<Recorded<D::Event>> {
        let events = self.range(stream, range).iter();
        match range.direction {
            Direction::Forwards => events.take(range.limit).cloned().collect(),
            Direction::Backwards => events.rev().take(range.limit).cloned().collect(),
        }
    }

    pub(super) fn snapshot(&self, stream: &StreamId) -> Option<&Snapshot<D::State>> {
        self.streams.get(stream)?.snapshot.as_ref()
    }

    pub(super) fn find(&self, index: &str, lookup: Lookup<'_>) -> Vec<StreamId> {
        let found = self.entries_from(index.into(), lookup.text());
        let found = found.take_while(|(name, value, _)| **name == *index && lookup.finds(value));
        found.map(|(_, _, stream)| stream.clone()).collect()
    }

    /// Whether this message is known and was not marked as sent.
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
                stream.is_waiting = stream.sent < stream.outbox.len();
                stream.is_waiting
            })
        });
    }

    pub(super) fn unsent(&self, of_each_stream: usize) -> Unsent<D::Outbound> {
        let streams = self.waiting.iter().filter_map(|id| self.streams.get(id));
        let records = streams.flat_map(|stream| stream.unsent().take(of_each_stream).cloned()).collect();
        Unsent { records, unreadable: 0 }
    }

    /// The entries of an index from this value on, in the order of the values and of the streams.
    fn entries_from(&self, index: Arc<str>, value: &str) -> impl Iterator<Item = &(Arc<str>, String, StreamId)> {
        self.index.range((index, value.to_owned(), StreamId::from(""))..)
    }

    /// The index entries that a stream has now.
    fn indexed(&self, stream: &StreamId) -> &[IndexEntry] {
        self.streams.get(stream).map_or(&[], |stream| &stream.index)
    }

    /// Whether another stream has a value that this one reserves, or has reserved a value that this one uses.
    fn check_reservations(&self, commit: &Commit<D>) -> Result<(), StoreError> {
        let Some(entries) = commit.index.as_ref().filter(|entries| *entries != self.indexed(&commit.stream)) else {
            return Ok(());
        };
        for entry in entries {
            let others = self.entries_from(entry.index.clone(), &entry.value);
            let others = others.take_while(|(index, value, _)| *index == entry.index && *value == entry.value);
            let mut others = others.map(|(_, _, holder)| holder).filter(|holder| **holder != commit.stream);
            let collides = |holder: &&StreamId| self.indexed(holder).iter().any(|other| other.collides_with(entry));
            // A reserved value has one holder, so the first one tells.
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

    pub(super) fn commit(&mut self, commit: Commit<D>) -> Result<Committed, StoreError> {
        let answer = self.check(&commit)?;
        if !answer.repeated {
            self.apply(commit, answer);
        }
        Ok(answer)
    }

    /// The answer that a commit would get. Everything that can refuse one is here, before the first change, so a refused commit
    /// leaves no trace.
    pub(super) fn check(&self, commit: &Commit<D>) -> Result<Committed, StoreError> {
        if let Some(idempotency) = &commit.idempotency
            && let Some(answer) = self.answered(&commit.stream, idempotency)?
        {
            return Ok(answer);
        }
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

    /// Takes a commit in that was checked and got this answer, which is no repeat.
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
        // Most commits leave the entries as they are.
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

/// The places in a list of this length that hold the numbers from one to another, counted from 1.
fn places(from: u64, to: u64, length: usize) -> std::ops::Range<usize> {
    let to = to.min(length as u64) as usize;
    let from = (from.max(1) - 1).min(to as u64) as usize;
    from..to
}
