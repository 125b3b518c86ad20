//! Your own event store in under 100 lines: it passes the conformance suite, and a bank runs on it.
//!
//! `cargo run -p bank --example own_store`

mod bank_program;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use engine::*;

/// The simplest store there is: it keeps every commit, and every read searches all of them.
struct OwnStore<D: Domain> {
    log: RefCell<Vec<Recorded<D::Event>>>,
    commits: RefCell<Vec<(Commit<D>, Committed)>>,
    sent: RefCell<Vec<MessageId>>,
    changes: Notify,
}

impl<D: Domain> OwnStore<D> {
    fn new() -> Self {
        let (log, commits, sent, changes) = Default::default();
        Self { log, commits, sent, changes }
    }

    fn events(&self, direction: Direction, wanted: impl Fn(&Recorded<D::Event>) -> bool) -> Vec<Recorded<D::Event>> {
        let mut events: Vec<_> = self.log.borrow().iter().filter(|event| wanted(event)).cloned().collect();
        if direction == Direction::Backwards {
            events.reverse();
        }
        events
    }

    /// The index entries of the newest commit of each stream that has any.
    fn index(&self) -> BTreeSet<(IndexEntry, StreamId)> {
        let commits = self.commits.borrow();
        let newest: BTreeMap<_, _> = commits.iter().filter_map(|(c, _)| Some((&c.stream, c.index.as_ref()?))).collect();
        newest.into_iter().flat_map(|(stream, entries)| entries.iter().map(|e| (e.clone(), stream.clone()))).collect()
    }
}

impl<D: Domain> EventStore<D> for OwnStore<D> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        if let Some(idempotency) = &commit.idempotency
            && let Some(answer) = self.answered(&commit.stream, idempotency).await?
        {
            return Ok(answer);
        }
        let mut log = self.log.borrow_mut();
        let before = Version(log.iter().filter(|event| event.stream == commit.stream).count() as u64);
        commit.check(before)?;
        for (held, holder) in self.index().into_iter().filter(|(_, holder)| *holder != commit.stream) {
            if let Some(entry) = commit.index.iter().flatten().find(|entry| entry.collides_with(&held)) {
                return Err(StoreError::Reserved { entry: entry.clone(), holder });
            }
        }
        for (NewEvent { data, metadata }, version) in commit.events.iter().cloned().zip(before.0 + 1..) {
            let (stream, position) = (commit.stream.clone(), Position(log.len() as u64 + 1));
            log.push(Recorded { stream, version: Version(version), position, data, metadata });
        }
        let (version, events) = (before.plus(commit.events.len()), commit.events.len());
        let committed = Committed { version, events, position: Position(log.len() as u64), repeated: false };
        self.commits.borrow_mut().push((commit, committed));
        self.changes.notify();
        Ok(committed)
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let wanted = |event: &Recorded<_>| event.stream == *stream && (range.from..=range.to).contains(&event.version);
        Ok(self.events(range.direction, wanted).into_iter().take(range.limit).collect())
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let wanted = |event: &Recorded<_>| (range.from..=range.to).contains(&event.position);
        Ok(self.events(range.direction, wanted).into_iter().take(range.limit).collect())
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<D::State>>, StoreError> {
        let newest = |(commit, _): &(Commit<D>, _)| commit.snapshot.clone().filter(|_| commit.stream == *stream);
        Ok(self.commits.borrow().iter().rev().find_map(newest))
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        let wanted = |entry: &IndexEntry| *entry.index == *index && lookup.finds(&entry.value);
        Ok(self.index().into_iter().filter(|(entry, _)| wanted(entry)).map(|(_, stream)| stream).collect())
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StoreError> {
        let all = self.commits.borrow();
        Ok(all.iter().filter(|(c, _)| c.stream == *stream).flat_map(|(c, _)| c.outbox.clone()).collect())
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<D::Outbound>, StoreError> {
        let mut records: Vec<OutboxRecord<D::Outbound>> = Vec::new();
        for record in self.commits.borrow().iter().flat_map(|(commit, _)| &commit.outbox) {
            let taken = records.iter().filter(|taken| taken.stream == record.stream).count();
            if taken < of_each_stream && !self.sent.borrow().contains(&record.message_id()) {
                records.push(record.clone());
            }
        }
        Ok(Unsent { records, unreadable: 0 })
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        self.sent.borrow_mut().extend_from_slice(messages);
        Ok(())
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        if self.log.borrow().len() as u64 <= after.0 {
            self.changes.notified_after(self.changes.count()).await;
        }
        Ok(())
    }

    async fn answered(&self, id: &StreamId, asked: &Idempotency) -> Result<Option<Committed>, StoreError> {
        let all = self.commits.borrow();
        let uses_it = |commit: &Commit<D>| commit.idempotency.as_ref().is_some_and(|known| known.key == asked.key);
        let Some((commit, first)) = all.iter().find(|(commit, _)| uses_it(commit)) else { return Ok(None) };
        let is_repeat = commit.stream == *id && commit.idempotency.as_ref() == Some(asked);
        let answer = Committed { repeated: true, ..*first };
        if is_repeat { Ok(Some(answer)) } else { Err(StoreError::KeyReused { key: asked.key.clone() }) }
    }
}

/// The suite panics with a sentence that names the missing behaviour.
pub fn main() -> Result<(), Box<dyn Error>> {
    ready(conformance::run(async || OwnStore::new()));
    println!("This store keeps the contract.\n");
    bank_program::run(OwnStore::new())
}
