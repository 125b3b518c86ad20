//! How a relay sends the messages of the outbox, and an inbox handles them.

use chrono::DateTime;

use super::tally::added;
use super::{Below, Tally, tally};
use crate::{
    Aggregate, EventStore, Inbox, LogRange, MessageId, OutboxRecord, Received, Relay, Relayed, StreamId, Version,
};

/// An amount that lowers the sum below zero publishes a message; any other amount publishes none.
async fn append<S: EventStore<Tally>>(store: &S, stream: &str, amounts: &[i64]) {
    let appended = Aggregate::new(tally(), store).append(&stream.into(), added(amounts.iter().copied())).await;
    appended.expect("the aggregate takes events");
}

fn id(stream: &str, version: u64) -> MessageId {
    MessageId { stream: stream.into(), version: Version(version), number: 0 }
}

/// Runs one pass at this time, in milliseconds. Returns its result and the sent messages. Sending fails for the stream
/// `failing`.
async fn pass<S: EventStore<Tally>>(
    relay: &mut Relay,
    store: &S,
    millis: i64,
    failing: Option<&str>,
) -> (Relayed, Vec<OutboxRecord<Below>>) {
    let at = DateTime::from_timestamp_millis(millis).expect("the time is valid");
    let mut sent = Vec::new();
    let send = async |record: &OutboxRecord<Below>| {
        if failing == Some(record.stream.as_str()) {
            return Err("no connection".to_owned());
        }
        sent.push(record.clone());
        Ok(())
    };
    let relayed = relay.pass(store, at, send).await.expect("the outbox can be read");
    (relayed, sent)
}

fn sorted(mut ids: Vec<MessageId>) -> Vec<MessageId> {
    // A stable sort keeps the order within a stream.
    ids.sort_by(|a, b| a.stream.cmp(&b.stream));
    ids
}

/// Only a commit adds messages to the outbox; a replay adds none.
pub async fn only_outbox_messages_are_relayed<S: EventStore<Tally>>(store: &S) {
    append(store, "tally-1", &[5, -6, 9]).await;
    let (relayed, sent) = pass(&mut Relay::default(), store, 0, None).await;
    assert_eq!(relayed.sent, [id("tally-1", 2)], "of three events, the one that published a message is relayed");
    assert_eq!(sent[0].message, Below { sum: -1 }, "a message is relayed as it was published");
    assert_eq!((sent[0].message_id(), sent.len()), (id("tally-1", 2), 1), "a message carries its stream and version");
    assert_eq!((relayed.unreadable, relayed.next_at), (0, None), "nothing waits when every message was sent");
    let aggregate = Aggregate::new(tally(), store);
    let recalculated =
        aggregate.recalculate(&StreamId::from("tally-1"), Vec::new()).await.expect("the stream can be replayed");
    assert_eq!(recalculated.past_outbound.len(), 1, "a replay derives past messages again");
    let (relayed, _) = pass(&mut Relay::default(), store, 1, None).await;
    assert_eq!(relayed, Relayed::default(), "a replay sends nothing");
}

/// A failed message is tried again later, and the messages of other streams are not sent twice.
pub async fn failed_message_holds_back_only_its_stream<S: EventStore<Tally>>(store: &S) {
    for stream in ["tally-1", "tally-2", "tally-3"] {
        append(store, stream, &[-1, -1]).await;
    }
    let mut relay = Relay::default();
    let (relayed, _) = pass(&mut relay, store, 0, Some("tally-2")).await;
    let others = [id("tally-1", 1), id("tally-1", 2), id("tally-3", 1), id("tally-3", 2)];
    assert_eq!(sorted(relayed.sent), others, "a failed message does not hold back other streams");
    let failed: Vec<_> = relayed.failed.iter().map(|failed| &failed.message).collect();
    assert_eq!(failed, [&id("tally-2", 1)], "the failed message is named");
    assert_eq!(relayed.held_back, 1, "a failed message holds back the later ones of its stream");
    let next_at = relayed.next_at.expect("a failed message is due again").timestamp_millis();
    let (early, _) = pass(&mut relay, store, next_at - 1, None).await;
    assert_eq!((early.sent.len(), early.held_back), (0, 2), "a failed message is not tried before it is due");
    let (later, _) = pass(&mut relay, store, next_at, None).await;
    let both = [id("tally-2", 1), id("tally-2", 2)];
    assert_eq!(later.sent, both, "a failed message is sent later, in order, and no other is sent twice");
}

/// For stores that keep text; [`run`](super::run) does not include it. `damaged` makes the stored message with this id
/// unreadable from outside the store, and opens the store again. The message is counted, and holds back no other.
pub async fn unreadable_message_is_skipped<S: EventStore<Tally>>(
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
    assert_eq!(sorted(relayed.sent), others, "an unreadable message holds back no other");
    assert_eq!(relayed.unreadable, 1, "an unreadable message is counted");
    let (relayed, _) = pass(&mut relay, &store, 1, None).await;
    assert_eq!((relayed.sent.len(), relayed.unreadable), (0, 1), "an unreadable message is counted in every pass");
    let outbox = store.outbox(&StreamId::from("tally-1")).await;
    assert!(outbox.is_err(), "an outbox with an unreadable message is an error: {outbox:?}");
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    assert_eq!(log.len(), 4, "an unreadable message hides no event");
}

/// A relay that stops between sending and marking sends the message again. The consumer recognises it by its id.
pub async fn message_relayed_twice_is_handled_once<S: EventStore<Tally>>(store: &S) {
    append(store, "tally-1", &[-1, -2]).await;
    append(store, "tally-2", &[-3]).await;
    let mut inbox = Inbox::new(0);
    let mut receive = |record: &OutboxRecord<Below>| {
        let add = |sum: &mut i64, record: &OutboxRecord<Below>| {
            *sum += record.message.sum;
            Ok(())
        };
        inbox.receive(record, add).expect("the handler never fails")
    };
    for record in store.unsent(1).await.expect("the outbox can be read").records {
        assert_eq!(receive(&record), Received::Handled, "a new message is handled");
    }
    let (relayed, sent) = pass(&mut Relay::default(), store, 0, None).await;
    assert_eq!(relayed.sent.len(), 3, "a message that is not marked as sent is sent again");
    let handled = sent.iter().map(&mut receive).filter(|received| *received == Received::Handled).count();
    assert_eq!(handled, 1, "a duplicate is recognised by its id");
    assert_eq!(*inbox.state(), -7, "each message is handled once");
}
