//! What a relay hands over from the outbox of the store, and what an inbox makes of it.

use chrono::DateTime;

use super::tally::added;
use super::{Below, Tally, tally};
use crate::{
    Aggregate, EventStore, Inbox, LogRange, MessageId, OutboxRecord, Received, Relay, Relayed, StreamId, Version,
};

/// An amount that takes the sum below zero publishes a message, any other publishes none.
async fn append<S: EventStore<Tally>>(store: &S, stream: &str, amounts: &[i64]) {
    let appended = Aggregate::new(tally(), store).append(&stream.into(), added(amounts.iter().copied())).await;
    appended.expect("the aggregate takes events");
}

fn id(stream: &str, version: u64) -> MessageId {
    MessageId { stream: stream.into(), version: Version(version), number: 0 }
}

/// One pass at this many milliseconds, and what it handed over; messages of the stream `failing` can't be.
async fn pass<S: EventStore<Tally>>(
    relay: &mut Relay,
    store: &S,
    millis: i64,
    failing: Option<&str>,
) -> (Relayed, Vec<OutboxRecord<Below>>) {
    let at = DateTime::from_timestamp_millis(millis).expect("a time of the suite");
    let mut told = Vec::new();
    let send = async |record: &OutboxRecord<Below>| {
        if failing == Some(record.stream.as_str()) {
            return Err("nobody listens".to_owned());
        }
        told.push(record.clone());
        Ok(())
    };
    let relayed = relay.pass(store, at, send).await.expect("the outbox can be read");
    (relayed, told)
}

fn sorted(mut ids: Vec<MessageId>) -> Vec<MessageId> {
    // Stable: the order within a stream stays what it was.
    ids.sort_by(|a, b| a.stream.cmp(&b.stream));
    ids
}

/// Not the events, and nothing that a replay publishes again.
pub async fn only_what_is_in_the_outbox_is_relayed<S: EventStore<Tally>>(store: &S) {
    append(store, "tally-1", &[5, -6, 9]).await;
    let (relayed, told) = pass(&mut Relay::default(), store, 0, None).await;
    assert_eq!(relayed.sent, [id("tally-1", 2)], "of three events, the one that published a message is told");
    assert_eq!(told[0].message, Below { sum: -1 }, "a message is relayed as it was published");
    assert_eq!((told[0].message_id(), told.len()), (id("tally-1", 2), 1), "a message carries its stream and version");
    assert_eq!((relayed.unreadable, relayed.next_at), (0, None), "nothing waits when everything was sent");
    let aggregate = Aggregate::new(tally(), store);
    let recalculated = aggregate.recalculate(&StreamId::from("tally-1"), Vec::new()).await.expect("it can be replayed");
    assert_eq!(recalculated.past_outbound.len(), 1, "a replay publishes again what it published");
    let (relayed, _) = pass(&mut Relay::default(), store, 1, None).await;
    assert_eq!(relayed, Relayed::default(), "a replay sends nothing");
}

/// It is tried again and holds back its own stream; the others are not sent twice.
pub async fn a_message_that_fails_fails_alone<S: EventStore<Tally>>(store: &S) {
    for stream in ["tally-1", "tally-2", "tally-3"] {
        append(store, stream, &[-1, -1]).await;
    }
    let mut relay = Relay::default();
    let (relayed, _) = pass(&mut relay, store, 0, Some("tally-2")).await;
    let others = [id("tally-1", 1), id("tally-1", 2), id("tally-3", 1), id("tally-3", 2)];
    assert_eq!(sorted(relayed.sent), others, "a message that fails does not hold up other streams");
    let failed: Vec<_> = relayed.failed.iter().map(|failed| &failed.message).collect();
    assert_eq!(failed, [&id("tally-2", 1)], "the message that failed is named");
    assert_eq!(relayed.held_back, 1, "a message that fails holds back the later ones of its stream");
    let next_at = relayed.next_at.expect("a message that failed is due again").timestamp_millis();
    let (early, _) = pass(&mut relay, store, next_at - 1, None).await;
    assert_eq!((early.sent.len(), early.held_back), (0, 2), "what failed is not tried before its time");
    let (later, _) = pass(&mut relay, store, next_at, None).await;
    let both = [id("tally-2", 1), id("tally-2", 2)];
    assert_eq!(later.sent, both, "what failed is tried again, in order, and the others are not sent twice");
}

/// For stores that keep texts, beside [`run`](super::run): `damaged` makes the stored message of this id unreadable, behind the
/// store's back, and opens the store anew. The message is counted, and holds back nobody.
pub async fn a_message_that_cannot_be_read_is_passed_over<S: EventStore<Tally>>(
    store: S,
    damaged: impl AsyncFnOnce(S, MessageId) -> S,
) {
    append(&store, "tally-1", &[-1]).await;
    append(&store, "tally-1", &[-1]).await;
    append(&store, "tally-1", &[-1]).await;
    append(&store, "tally-2", &[-1]).await;
    let store = damaged(store, id("tally-1", 2)).await;
    let mut relay = Relay::default();
    let (relayed, _) = pass(&mut relay, &store, 0, None).await;
    let others = [id("tally-1", 1), id("tally-1", 3), id("tally-2", 1)];
    assert_eq!(sorted(relayed.sent), others, "a message that can't be read holds back nobody");
    assert_eq!(relayed.unreadable, 1, "a message that can't be read is counted");
    let (relayed, _) = pass(&mut relay, &store, 1, None).await;
    assert_eq!((relayed.sent.len(), relayed.unreadable), (0, 1), "a message that can't be read stays in sight");
    let outbox = store.outbox(&StreamId::from("tally-1")).await;
    assert!(outbox.is_err(), "an outbox with a message that can't be read is not passed off as whole: {outbox:?}");
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    assert_eq!(log.len(), 4, "a message that can't be read hides no event");
}

/// A relay that stops between sending and marking leaves the message unsent; its id tells the consumer that it knows it.
pub async fn a_message_that_is_relayed_twice_is_handled_once<S: EventStore<Tally>>(store: &S) {
    append(store, "tally-1", &[-1, -2]).await;
    append(store, "tally-2", &[-3]).await;
    let mut inbox = Inbox::new(0);
    let mut receive = |record: &OutboxRecord<Below>| {
        let add = |sum: &mut i64, record: &OutboxRecord<Below>| {
            *sum += record.message.sum;
            Ok(())
        };
        inbox.receive(record, add).expect("this consumer takes every message")
    };
    for record in store.unsent(1).await.expect("the outbox can be read").records {
        assert_eq!(receive(&record), Received::Handled, "a message that is new is handled");
    }
    let (relayed, told) = pass(&mut Relay::default(), store, 0, None).await;
    assert_eq!(relayed.sent.len(), 3, "what was not marked is sent again");
    let handled = told.iter().map(&mut receive).filter(|received| *received == Received::Handled).count();
    assert_eq!(handled, 1, "a message that comes again is known by its id");
    assert_eq!(*inbox.state(), -7, "each message is handled once");
}
