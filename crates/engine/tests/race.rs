//! Threads that append to one stream concurrently lose no event.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;

use engine::conformance::{Tally, TallyEvent, new_event, tally};
use engine::{Aggregate, AggregateError, EventStore, Position, StoreError, StreamId, StreamRange, Version, ready};
use stores::MemoryStore;

const WRITERS: i64 = 8;
const APPENDS: i64 = 200;

#[test]
fn concurrent_appends_with_retries_store_each_event_once() {
    let store = MemoryStore::<Tally>::default();
    let id = StreamId::from("tally-1");
    let start = Barrier::new(WRITERS as usize);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (store, id, start) = (&store, &id, &start);
            scope.spawn(move || {
                let aggregate = Aggregate::new(tally(), store);
                start.wait();
                for number in 0..APPENDS {
                    let amount = writer * 1000 + number;
                    let event = new_event(amount as u64, TallyEvent::Added(amount));
                    loop {
                        match ready(aggregate.append(id, vec![event.clone()])) {
                            Ok(_) => break,
                            // Another writer committed first: load again and retry.
                            Err(AggregateError::Store(StoreError::Conflict { .. })) => thread::yield_now(),
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            });
        }
    });

    let events = ready(store.read(&id, StreamRange::ALL)).unwrap();
    let mut by_writer = BTreeMap::<i64, Vec<i64>>::new();
    for (event, number) in events.iter().zip(1..) {
        assert_eq!((event.version, event.position), (Version(number), Position(number)));
        let TallyEvent::Added(amount) = event.data else { panic!("unexpected event {:?}", event.data) };
        by_writer.entry(amount / 1000).or_default().push(amount % 1000);
    }
    assert_eq!(by_writer.len() as i64, WRITERS);
    let in_order: Vec<_> = (0..APPENDS).collect();
    assert!(by_writer.values().all(|amounts| *amounts == in_order), "each writer's events are stored once, in order");

    let sum = (0..WRITERS).map(|writer| writer * 1000 * APPENDS + APPENDS * (APPENDS - 1) / 2).sum::<i64>();
    let loaded = ready(Aggregate::new(tally(), &store).get(&id)).unwrap().unwrap();
    assert_eq!((loaded.state.sum, loaded.replayed), (sum, 0), "the snapshot includes every event");
}
