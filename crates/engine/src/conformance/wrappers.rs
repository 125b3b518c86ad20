use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use super::Tally;
use crate::{
    Commit, Domain, EventStore, ExpectedVersion, LogRange, Lookup, MessageId, OutboxRecord, Recorded, Snapshot,
    StoreError, StreamId, StreamRange,
};

/// The number of calls to a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// Calls that read.
    pub reads: usize,
    /// Commits, and calls that mark messages as sent.
    pub writes: usize,
}

/// A store that counts its calls.
pub struct Counting<S> {
    store: S,
    calls: Cell<Calls>,
}

impl<S> Counting<S> {
    /// Counts the calls to this store, from 0.
    pub fn new(store: S) -> Self {
        Self { store, calls: Cell::default() }
    }

    /// Returns the calls since the last `take`.
    pub fn take(&self) -> Calls {
        self.calls.take()
    }

    fn reading(&self) -> &S {
        self.calls.update(|calls| Calls { reads: calls.reads + 1, ..calls });
        &self.store
    }

    fn writing(&self) -> &S {
        self.calls.update(|calls| Calls { writes: calls.writes + 1, ..calls });
        &self.store
    }
}

impl<D: Domain, S: EventStore<D>> EventStore<D> for Counting<S> {
    crate::delegate_store!(D, |self| self.writing(); commit, mark_sent);
    crate::delegate_store!(D, |self| self.reading(); read, with_events, read_all, snapshot, find, outbox, unsent, changed);
    crate::delegate_store!(D, |self| self.reading(); answered);
    crate::delegate_store!(D, |self| self.store; limits);
}

/// A store that returns the events of a stream in the wrong order: those of even version first, then the others
/// backwards.
pub struct Shuffling<S>(pub S);

impl<D: Domain, S: EventStore<D>> EventStore<D> for Shuffling<S> {
    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let (even, odd): (Vec<_>, Vec<_>) =
            self.0.read(stream, range).await?.into_iter().partition(|event| event.version.0 % 2 == 0);
        Ok(even.into_iter().chain(odd.into_iter().rev()).collect())
    }

    crate::delegate_store!(D, |self| self.0; commit, read_all, snapshot, find, outbox, unsent, mark_sent, changed, limits);
    crate::delegate_store!(D, |self| self.0; answered);
}

/// Everything readable about some streams, for comparisons.
#[derive(Debug, PartialEq)]
pub(super) struct Everything {
    log: Vec<Recorded<super::TallyEvent>>,
    streams: Vec<OfOneStream>,
    found: Vec<Vec<StreamId>>,
    unsent: Vec<MessageId>,
}

impl Everything {
    /// The whole log.
    pub(super) fn events(&self) -> &[Recorded<super::TallyEvent>] {
        &self.log
    }
}

#[derive(Debug, PartialEq)]
struct OfOneStream {
    events: Vec<Recorded<super::TallyEvent>>,
    snapshot: Option<Snapshot<super::TallyState>>,
    outbox: Vec<OutboxRecord<super::Below>>,
}

pub(super) async fn everything(store: &impl EventStore<Tally>, streams: &[&str], labels: &[&str]) -> Everything {
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    let unsent = store.unsent(usize::MAX).await.expect("the outbox can be read").records;
    let mut unsent: Vec<_> = unsent.iter().map(OutboxRecord::message_id).collect();
    unsent.sort_unstable();
    let mut all = Everything { log, streams: Vec::new(), found: Vec::new(), unsent };
    for &stream in streams {
        let id = StreamId::from(stream);
        all.streams.push(OfOneStream {
            events: store.read(&id, StreamRange::ALL).await.expect("the stream can be read"),
            snapshot: store.snapshot(&id).await.expect("the snapshot can be read"),
            outbox: store.outbox(&id).await.expect("the outbox can be read"),
        });
    }
    for label in labels {
        all.found.push(store.find("byLabel", Lookup::Is(label)).await.expect("the index can be read"));
    }
    all
}

/// A commit of these amounts without optional parts.
pub(super) fn commit_of(
    stream: &str,
    expected: ExpectedVersion,
    amounts: impl IntoIterator<Item = i64>,
) -> Commit<Tally> {
    Commit {
        stream: stream.into(),
        expected,
        events: super::tally::added(amounts),
        snapshot: None,
        index: None,
        outbox: Vec::new(),
        idempotency: None,
    }
}

/// Runs futures concurrently on one thread and returns their outputs. When one is woken, all are polled.
pub(super) async fn side_by_side<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<Pin<Box<F>>> = futures.into_iter().map(Box::pin).collect();
    let mut answers: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    let all = poll_fn(|context| {
        for (future, answer) in waiting.iter_mut().zip(&mut answers) {
            if answer.is_none()
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                *answer = Some(output);
            }
        }
        if answers.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    });
    pin!(all).await;
    answers.into_iter().flatten().collect()
}
