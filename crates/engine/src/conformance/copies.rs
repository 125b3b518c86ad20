//! How a log is copied into a store.

use serde_json::{Map, json};

use super::tally::added;
use super::wrappers::commit_of;
use super::{Tally, TallyEvent, new_event, tally};
use crate::{Aggregate, Commit, CopyOf, EventStore, ExpectedVersion, LogCopy, LogRange, StreamId, Version};

/// The messages of the original are not sent again, neither by the store of the fork nor by a copy of that store.
pub async fn copied_event_publishes_nothing<S, T>(source: &S, target: T)
where
    S: EventStore<Tally>,
    T: EventStore<Tally>,
{
    let (original, fork) = (StreamId::from("tally-1"), StreamId::from("tally-2"));
    let aggregate = Aggregate::new(tally(), source);
    aggregate.append(&original, added([-1])).await.expect("a new stream takes events");
    let copy_of = |version| Some(Box::new(CopyOf { stream: Some(original.clone()), version }));
    let mut events = added([-1, -2]);
    events[0].metadata.copy_of = copy_of(Version(1));
    let appended = aggregate.append(&fork, events).await.expect("a new stream takes a copy");
    let published: Vec<_> = appended.outbound.iter().map(|published| published.version).collect();
    assert_eq!(published, [Version(2)], "a copied event publishes nothing, the event after it does");

    let target = Aggregate::new(tally(), target);
    let mut copy = LogCopy::begin(source, &target).await.expect("an empty store takes a copy");
    while copy.step(9).await.expect("the copy continues") {}
    for stream in [original, fork] {
        let outbox = source.outbox(&stream).await.expect("the outbox can be read");
        assert_eq!(outbox.len(), 1, "a copied event of {stream} puts nothing into the outbox");
        let copied = target.store().outbox(&stream).await.expect("the outbox can be read");
        assert_eq!(copied, outbox, "the outbox of {stream} is the same in a copy of the log");
    }
}

/// A second copy finds no difference and nothing to copy.
pub async fn copy_with_fractions_equals_its_source<S, T>(source: &S, target: T)
where
    S: EventStore<Tally>,
    T: EventStore<Tally>,
{
    let noted = |fraction: f64| TallyEvent::Noted(Map::from_iter([("n".to_owned(), json!(fraction))]));
    let fractions = [123_456_789.123_456_79, 0.1 + 0.2, 1.0 / 3.0, 1e23, 6.631_236_846_766_6e-8];
    let events = (1..).zip(fractions).map(|(number, fraction)| new_event(number, noted(fraction))).collect();
    let commit = Commit { events, ..commit_of("tally-1", ExpectedVersion::NEW, []) };
    let head = source.commit(commit).await.expect("a new stream takes a commit").position;
    let target = Aggregate::new(tally(), target);
    let mut copy = LogCopy::begin(source, &target).await.expect("an empty store takes a copy");
    while copy.step(2).await.expect("the copy continues") {}
    let again = LogCopy::begin(source, &target).await.expect("a copy holds the same events as its source");
    assert_eq!(again.position(), head, "a complete copy leaves nothing to copy");
    let events = target.store().read_all(LogRange::ALL).await.expect("the copy can be read");
    assert_eq!(events.len(), fractions.len(), "a copy holds each event once");
}
