//! Copying a log from one store to another.

mod copying;
mod gaps;
mod limits;
mod messages;
mod other_writers;

use bank::{Bank, Command, indexes, processor};
use chrono::{DateTime, TimeDelta};
use common::{create, deposit};
use engine::conformance::{self, Tally, TallyEvent, new_event, tally};
use engine::{
    Aggregate, CommitLimits, CopyError, Domain, EventStore, LogCopy, LogRange, Lookup, NewEvent, Position, Recorded,
    SnapshotPolicy, StreamId, StreamRange, ready,
};
use lab::{AccountId, Lab, six_events};
use stores::MemoryStore;
use stores::web_storage::{MemoryArea, Namespace, OneThread};

type Store = MemoryStore<Bank>;

fn bank<S: EventStore<Bank>>(store: S) -> Aggregate<Bank, S> {
    let bank = Aggregate::new(processor(), store).with_snapshots(SnapshotPolicy::Every(3));
    indexes().into_iter().fold(bank, Aggregate::with_index)
}

/// The seven example events, one commit each. The first message of each account is sent.
fn source() -> Store {
    filled(Store::default())
}

fn filled<S: EventStore<Bank>>(store: S) -> S {
    let lab = Lab::play(six_events(1, DateTime::UNIX_EPOCH));
    let source = bank(&store);
    for Recorded { stream, data, metadata, .. } in lab.with_log(|log| log.all(Position(0)).cloned().collect::<Vec<_>>())
    {
        ready(source.append(&stream, vec![NewEvent { data, metadata }])).unwrap();
    }
    let first: Vec<_> = ready(store.unsent(1)).unwrap().records.iter().map(|record| record.message_id()).collect();
    ready(store.mark_sent(&first)).unwrap();
    store
}

fn copy_all<D: Domain, S: EventStore<D>, T: EventStore<D>>(source: &S, target: &Aggregate<D, T>, step: usize) {
    let mut copy = ready(LogCopy::begin(source, target)).unwrap();
    while ready(copy.step(step)).unwrap() {}
}

fn all<D: Domain>(store: &impl EventStore<D>) -> Vec<Recorded<D::Event>> {
    ready(store.read_all(LogRange::ALL)).unwrap()
}

fn execute<S: EventStore<Bank>>(bank: &Aggregate<Bank, S>, stream: &StreamId, command: &Command) {
    let metadata = conformance::new_event(99, ()).metadata;
    let stamp = |data| NewEvent { data, metadata: metadata.clone() };
    ready(bank.execute(stream, command, Default::default(), stamp)).unwrap();
}
