//! What a pass of the relay sends, and when the next one is due.

use std::future::pending;

use engine::Backoff;
use stores::MemoryStore;

use super::faulty_outbox::{FaultyOutbox, Marks};
use super::*;

#[test]
fn failing_message_backs_off_without_delaying_other_streams() {
    let (store, consumer) = (MemoryStore::default(), Consumer::default());
    let mut relay = Relay::new(Backoff { first_ms: 100, longest_ms: 350 });
    publish(&store, "refused", 3);
    consumer.refused_streams.replace(vec!["refused"]);
    let mut millis = 0;
    for (tries, wait) in [(1, 100), (2, 200), (3, 350), (4, 350)] {
        publish(&store, "tally-1", 1);
        let relayed = pass(&mut relay, &store, millis, &consumer);
        assert_eq!(relayed.sent, [id("tally-1", tries.into())]);
        assert_eq!((relayed.failed.len(), relayed.held_back), (1, 2));
        let failed = &relayed.failed[0];
        assert_eq!((&failed.message, &*failed.reason), (&id("refused", 1), "refused is refused"));
        assert_eq!((failed.tries, failed.next_at), (tries, at(millis + wait)));
        assert_eq!(relayed.next_at, Some(at(millis + wait)));
        millis += wait;
    }
    consumer.take();
    consumer.refused_streams.take();
    assert_eq!(
        pass(&mut relay, &store, millis, &consumer).sent,
        [id("refused", 1), id("refused", 2), id("refused", 3)]
    );
    consumer.refused_streams.replace(vec!["refused"]);
    publish(&store, "refused", 1);
    assert_eq!(pass(&mut relay, &store, millis, &consumer).failed[0].tries, 1, "a success resets the tries");
}

#[test]
fn next_pass_is_due_immediately_when_messages_remain() {
    let (store, consumer, mut relay) = (MemoryStore::default(), Consumer::default(), Relay::default());
    publish(&store, "tally-1", Relay::MAX_PER_STREAM + 1);
    let first = pass(&mut relay, &store, 5, &consumer);
    assert_eq!((first.sent.len(), first.next_at), (Relay::MAX_PER_STREAM, Some(at(5))));
    let second = pass(&mut relay, &store, 5, &consumer);
    assert_eq!((second.sent, second.next_at), (vec![id("tally-1", Relay::MAX_PER_STREAM as u64 + 1)], None));
}

#[test]
fn clock_that_is_set_back_does_not_delay_a_retry() {
    let (store, consumer, mut relay) = (MemoryStore::default(), Consumer::default(), Relay::default());
    publish(&store, "tally-1", 1);
    consumer.refused_streams.replace(vec!["tally-1"]);
    pass(&mut relay, &store, 7_200_000, &consumer);
    consumer.refused_streams.take();
    assert_eq!(pass(&mut relay, &store, 0, &consumer).sent, [id("tally-1", 1)]);
}

#[test]
fn relay_stopped_between_two_messages_sends_them_again() {
    let (store, consumer) = (MemoryStore::default(), Consumer::default());
    publish(&store, "tally-1", 3);
    let mut relay = Relay::default();
    let stops = async |record: &OutboxRecord<Below>| match record.version {
        Version(3) => pending().await,
        _ => consumer.receive(record),
    };
    assert!(poll_once(relay.pass(&store, at(0), stops)).is_none());
    assert_eq!(consumer.take(), [id("tally-1", 1), id("tally-1", 2)]);
    pass(&mut Relay::default(), &store, 0, &consumer);
    assert_eq!(consumer.take(), [id("tally-1", 1), id("tally-1", 2), id("tally-1", 3)]);
}

#[test]
fn message_that_could_not_be_marked_is_sent_again_after_a_wait() {
    let (store, consumer) = (FaultyOutbox::default(), Consumer::default());
    let mut relay = Relay::new(Backoff { first_ms: 100, longest_ms: 1_000 });
    publish(&store, "tally-1", 2);
    store.marks.set(Marks::Fail);
    let both = [id("tally-1", 1), id("tally-1", 2)];
    for (millis, next) in [(0, 100), (100, 300)] {
        let relayed = pass(&mut relay, &store, millis, &consumer);
        assert_eq!((relayed.not_marked, relayed.next_at), (Some(FaultyOutbox::full()), Some(at(next))));
        assert_eq!(consumer.take(), both);
    }
    store.marks.set(Marks::Work);
    let early = pass(&mut relay, &store, 299, &consumer);
    assert_eq!(
        (early.sent.len(), early.held_back, early.next_at),
        (0, 2, Some(at(300))),
        "nothing is sent before the wait is over"
    );
    let relayed = pass(&mut relay, &store, 300, &consumer);
    assert_eq!((relayed.not_marked, relayed.next_at), (None, None));
    assert_eq!(consumer.take(), both);
    assert_eq!(pass(&mut relay, &store, 300, &consumer), Relayed::default(), "both are marked");
}

#[test]
fn failed_mark_delays_the_next_pass() {
    let (store, consumer) = (FaultyOutbox::default(), Consumer::default());
    let mut relay = Relay::new(Backoff { first_ms: 100, longest_ms: 1_000 });
    publish(&store, "refused", 1);
    consumer.refused_streams.replace(vec!["refused"]);
    pass(&mut relay, &store, 0, &consumer);
    publish(&store, "tally-1", 1);
    store.marks.set(Marks::Fail);
    assert_eq!(pass(&mut relay, &store, 50, &consumer).next_at, Some(at(150)));
    assert_eq!(pass(&mut relay, &store, 120, &consumer).next_at, Some(at(150)));
}

#[test]
fn unreadable_records_are_skipped_and_counted() {
    let (store, consumer) = (FaultyOutbox { unreadable: 2, ..FaultyOutbox::default() }, Consumer::default());
    publish(&store, "tally-1", 1);
    let relayed = pass(&mut Relay::default(), &store, 0, &consumer);
    assert_eq!((relayed.sent, relayed.unreadable), (vec![id("tally-1", 1)], 2));
}

#[test]
fn unreadable_outbox_sends_nothing_and_returns_the_error() {
    let (store, consumer) = (FaultyOutbox::default(), Consumer::default());
    publish(&store, "tally-1", 1);
    store.fails_to_read.set(true);
    let mut relay = Relay::default();
    let relayed = ready(relay.pass(&store, at(0), async |record: &OutboxRecord<Below>| consumer.receive(record)));
    assert_eq!(relayed, Err(FaultyOutbox::full()));
    assert_eq!(consumer.take(), []);
    store.fails_to_read.set(false);
    assert_eq!(pass(&mut relay, &store, 0, &consumer).sent, [id("tally-1", 1)]);
}
