//! Which messages wait in the outbox.

use super::tally::added;
use super::{Tally, tally};
use crate::{Aggregate, EventStore, MessageId, StreamId, Version};

/// Each amount lowers the sum below zero, so each publishes one message.
async fn publish<S: EventStore<Tally>>(store: &S, stream: &str, messages: usize) {
    let appended = Aggregate::new(tally(), store).append(&stream.into(), added(vec![-1; messages])).await;
    appended.expect("the aggregate takes events");
}

fn id(stream: &str, version: u64) -> MessageId {
    MessageId { stream: stream.into(), version: Version(version), number: 0 }
}

/// The waiting messages, sorted by stream for comparison. The contract does not order the streams.
async fn waiting<S: EventStore<Tally>>(store: &S, of_each_stream: usize) -> Vec<MessageId> {
    let unsent = store.unsent(of_each_stream).await.expect("the outbox can be read");
    assert_eq!(unsent.unreadable, 0, "every record of this outbox can be read");
    let mut ids: Vec<_> = unsent.records.iter().map(|record| record.message_id()).collect();
    // A stable sort keeps the store's order within a stream.
    ids.sort_by(|a, b| a.stream.cmp(&b.stream));
    ids
}

/// `unsent` returns at most as many messages of each stream as the caller asks for.
pub async fn messages_wait_in_the_order_of_publication<S: EventStore<Tally>>(store: &S) {
    assert!(waiting(store, 9).await.is_empty(), "nothing waits in an empty outbox");
    publish(store, "tally-1", 2).await;
    publish(store, "tally-2", 1).await;
    publish(store, "tally-1", 9).await;
    let first: Vec<_> = (1..=11).map(|version| id("tally-1", version)).chain([id("tally-2", 1)]).collect();
    assert_eq!(waiting(store, 99).await, first, "messages wait in the order of publication");
    let two = [id("tally-1", 1), id("tally-1", 2), id("tally-2", 1)];
    assert_eq!(waiting(store, 2).await, two, "at most `of_each_stream` messages of each stream are returned");
}

/// A sent message stays in the outbox of its stream.
pub async fn sent_message_does_not_wait<S: EventStore<Tally>>(store: &S) {
    publish(store, "tally-1", 4).await;
    publish(store, "tally-2", 1).await;
    store.mark_sent(&[id("tally-1", 1), id("tally-2", 1)]).await.expect("a message can be marked as sent");
    assert_eq!(waiting(store, 2).await, [id("tally-1", 2), id("tally-1", 3)], "a sent message does not wait");
    store.mark_sent(&[id("tally-1", 3)]).await.expect("a message can be marked as sent out of order");
    assert_eq!(
        waiting(store, 9).await,
        [id("tally-1", 2), id("tally-1", 4)],
        "a message that was sent out of order does not wait"
    );
    for again in [id("tally-1", 1), id("tally-1", 99), id("unknown", 1)] {
        store.mark_sent(&[again]).await.expect("a message that is marked already or unknown is ignored");
    }
    assert_eq!(waiting(store, 9).await, [id("tally-1", 2), id("tally-1", 4)], "marking it again changes nothing");
    store.mark_sent(&[id("tally-1", 4), id("tally-1", 2)]).await.expect("the last messages can be marked as sent");
    assert!(waiting(store, 9).await.is_empty(), "nothing waits when every message was sent");
    let all = store.outbox(&StreamId::from("tally-1")).await.expect("the outbox can be read").len();
    assert_eq!(all, 4, "a sent message stays in the outbox of its stream");
    publish(store, "tally-1", 1).await;
    assert_eq!(waiting(store, 9).await, [id("tally-1", 5)], "a later message waits");
}
