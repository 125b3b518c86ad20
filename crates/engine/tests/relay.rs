//! The relay delivers at least once and in order, the inbox handles once, whatever fails in between.

use std::cell::{Cell, RefCell};
use std::future::{Future, pending};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, Utc};
use engine::conformance::{Below, Tally, TallyEvent, TallyState, new_event, tally};
use engine::{
    Aggregate, Backoff, Commit, Committed, EventStore, Idempotency, Inbox, LogRange, Lookup, MessageId, OutboxRecord,
    Position, Received, Recorded, Relay, Relayed, Snapshot, StoreError, StreamId, StreamRange, Unsent, Version, ready,
};
use proptest::collection::vec;
use proptest::prelude::*;
use stores::MemoryStore;

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

fn id(stream: &str, version: u64) -> MessageId {
    MessageId { stream: stream.into(), version: Version(version), number: 0 }
}

/// Each amount takes the sum further below zero, so each publishes one message.
fn publish(store: &impl EventStore<Tally>, stream: &str, messages: usize) {
    let events = (0..messages).map(|_| new_event(1, TallyEvent::Added(-1))).collect();
    ready(Aggregate::new(tally(), store).append(&stream.into(), events)).unwrap();
}

/// The outside world: it hears messages, except those of streams that it is deaf to.
#[derive(Default)]
struct World {
    heard: RefCell<Vec<MessageId>>,
    deaf_to: RefCell<Vec<&'static str>>,
}

impl World {
    fn hear(&self, record: &OutboxRecord<Below>) -> Result<(), String> {
        if self.deaf_to.borrow().contains(&record.stream.as_str()) {
            return Err(format!("nobody listens to {}", record.stream));
        }
        self.heard.borrow_mut().push(record.message_id());
        Ok(())
    }

    fn heard(&self) -> Vec<MessageId> {
        self.heard.take()
    }
}

fn pass(relay: &mut Relay, store: &impl EventStore<Tally>, millis: i64, world: &World) -> Relayed {
    ready(relay.pass(store, at(millis), async |record: &OutboxRecord<Below>| world.hear(record))).unwrap()
}

#[test]
fn a_message_that_goes_on_failing_is_tried_less_and_less_often_and_nobody_else_waits() {
    let (store, world) = (MemoryStore::default(), World::default());
    let mut relay = Relay::new(Backoff { first_ms: 100, longest_ms: 350 });
    publish(&store, "deaf", 3);
    world.deaf_to.replace(vec!["deaf"]);
    let mut millis = 0;
    for (tries, wait) in [(1, 100), (2, 200), (3, 350), (4, 350)] {
        publish(&store, "tally-1", 1);
        let relayed = pass(&mut relay, &store, millis, &world);
        assert_eq!(relayed.sent, [id("tally-1", tries.into())]);
        assert_eq!((relayed.failed.len(), relayed.held_back), (1, 2));
        let failed = &relayed.failed[0];
        assert_eq!((&failed.message, &*failed.reason), (&id("deaf", 1), "nobody listens to deaf"));
        assert_eq!((failed.tries, failed.next_at), (tries, at(millis + wait)));
        assert_eq!(relayed.next_at, Some(at(millis + wait)));
        millis += wait;
    }
    world.heard();
    world.deaf_to.take();
    assert_eq!(pass(&mut relay, &store, millis, &world).sent, [id("deaf", 1), id("deaf", 2), id("deaf", 3)]);
    world.deaf_to.replace(vec!["deaf"]);
    publish(&store, "deaf", 1);
    assert_eq!(pass(&mut relay, &store, millis, &world).failed[0].tries, 1, "a success ends the row of failures");
}

#[test]
fn of_a_stream_with_very_many_messages_the_rest_is_due_at_once() {
    let (store, world, mut relay) = (MemoryStore::default(), World::default(), Relay::default());
    publish(&store, "tally-1", Relay::MAX_PER_STREAM + 1);
    let first = pass(&mut relay, &store, 5, &world);
    assert_eq!((first.sent.len(), first.next_at), (Relay::MAX_PER_STREAM, Some(at(5))));
    let second = pass(&mut relay, &store, 5, &world);
    assert_eq!((second.sent, second.next_at), (vec![id("tally-1", Relay::MAX_PER_STREAM as u64 + 1)], None));
}

#[test]
fn a_clock_that_was_turned_back_does_not_hold_messages_for_hours() {
    let (store, world, mut relay) = (MemoryStore::default(), World::default(), Relay::default());
    publish(&store, "tally-1", 1);
    world.deaf_to.replace(vec!["tally-1"]);
    pass(&mut relay, &store, 7_200_000, &world);
    world.deaf_to.take();
    assert_eq!(pass(&mut relay, &store, 0, &world).sent, [id("tally-1", 1)]);
}

#[test]
fn a_relay_that_stops_between_two_messages_sends_again_what_it_sent() {
    let (store, world) = (MemoryStore::default(), World::default());
    publish(&store, "tally-1", 3);
    let mut relay = Relay::default();
    let stops = async |record: &OutboxRecord<Below>| match record.version {
        Version(3) => pending().await,
        _ => world.hear(record),
    };
    assert!(given_up(relay.pass(&store, at(0), stops)).is_none());
    assert_eq!(world.heard(), [id("tally-1", 1), id("tally-1", 2)]);
    pass(&mut Relay::default(), &store, 0, &world);
    assert_eq!(world.heard(), [id("tally-1", 1), id("tally-1", 2), id("tally-1", 3)]);
}

#[test]
fn what_was_sent_and_not_marked_waits_and_is_sent_again() {
    let (store, world) = (Troubled::default(), World::default());
    let mut relay = Relay::new(Backoff { first_ms: 100, longest_ms: 1_000 });
    publish(&store, "tally-1", 2);
    store.marks.set(Marks::Fail);
    let both = [id("tally-1", 1), id("tally-1", 2)];
    for (millis, next) in [(0, 100), (100, 300)] {
        let relayed = pass(&mut relay, &store, millis, &world);
        assert_eq!((relayed.not_marked, relayed.next_at), (Some(Troubled::full()), Some(at(next))));
        assert_eq!(world.heard(), both);
    }
    store.marks.set(Marks::Work);
    let early = pass(&mut relay, &store, 299, &world);
    assert_eq!(
        (early.sent.len(), early.held_back, early.next_at),
        (0, 2, Some(at(300))),
        "it does not pester the world"
    );
    let relayed = pass(&mut relay, &store, 300, &world);
    assert_eq!((relayed.not_marked, relayed.next_at), (None, None));
    assert_eq!(world.heard(), both);
    assert_eq!(pass(&mut relay, &store, 300, &world), Relayed::default(), "now it is marked");
}

#[test]
fn while_nothing_can_be_marked_the_next_pass_is_not_due_before_that() {
    let (store, world) = (Troubled::default(), World::default());
    let mut relay = Relay::new(Backoff { first_ms: 100, longest_ms: 1_000 });
    publish(&store, "deaf", 1);
    world.deaf_to.replace(vec!["deaf"]);
    pass(&mut relay, &store, 0, &world);
    publish(&store, "tally-1", 1);
    store.marks.set(Marks::Fail);
    assert_eq!(pass(&mut relay, &store, 50, &world).next_at, Some(at(150)));
    assert_eq!(pass(&mut relay, &store, 120, &world).next_at, Some(at(150)));
}

#[test]
fn records_that_cannot_be_read_are_passed_over_and_counted() {
    let (store, world) = (Troubled { unreadable: 2, ..Troubled::default() }, World::default());
    publish(&store, "tally-1", 1);
    let relayed = pass(&mut Relay::default(), &store, 0, &world);
    assert_eq!((relayed.sent, relayed.unreadable), (vec![id("tally-1", 1)], 2));
}

#[test]
fn an_outbox_that_cannot_be_read_sends_nothing_and_says_why() {
    let (store, world) = (Troubled::default(), World::default());
    publish(&store, "tally-1", 1);
    store.is_away.set(true);
    let mut relay = Relay::default();
    let relayed = ready(relay.pass(&store, at(0), async |record: &OutboxRecord<Below>| world.hear(record)));
    assert_eq!(relayed, Err(Troubled::full()));
    assert_eq!(world.heard(), []);
    store.is_away.set(false);
    assert_eq!(pass(&mut relay, &store, 0, &world).sent, [id("tally-1", 1)]);
}

/// A message that was published at this version of `tally-1`.
fn message(version: u64) -> OutboxRecord<Below> {
    OutboxRecord { stream: "tally-1".into(), version: Version(version), number: 0, message: Below { sum: -1 } }
}

#[expect(clippy::unnecessary_wraps, reason = "every handler may fail")]
fn note(versions: &mut Vec<u64>, record: &OutboxRecord<Below>) -> Result<(), String> {
    versions.push(record.version.0);
    Ok(())
}

#[test]
fn duplicates_in_any_order_are_handled_once() {
    let mut inbox = Inbox::new(Vec::new());
    let received = [3, 1, 3, 2, 1, 2, 3].map(|version| inbox.receive(&message(version), note).unwrap());
    assert_eq!(*inbox.state(), [3, 1, 2]);
    assert_eq!(received.iter().filter(|received| **received == Received::Duplicate).count(), 4);
    assert_eq!(inbox.handled().cloned().collect::<Vec<_>>(), [1, 2, 3].map(|version| id("tally-1", version)));
}

#[test]
fn a_handler_that_fails_twice_leaves_state_and_ids_and_then_handles_the_message() {
    let mut inbox = Inbox::new(Vec::new());
    inbox.receive(&message(1), note).unwrap();
    for _ in 0..2 {
        let before = inbox.clone();
        let half_way = |versions: &mut Vec<u64>, _: &OutboxRecord<Below>| {
            versions.push(999);
            Err("the disk is full".to_owned())
        };
        assert_eq!(inbox.receive(&message(2), half_way), Err("the disk is full".to_owned()));
        assert_eq!(inbox, before);
    }
    assert_eq!(inbox.receive(&message(2), note), Ok(Received::Handled));
    assert_eq!(*inbox.state(), [1, 2]);
}

#[test]
fn an_inbox_that_was_stored_goes_on_where_it_was() {
    let mut inbox = Inbox::new(Vec::new());
    inbox.receive(&message(1), note).unwrap();
    let stored = serde_json::to_string(&inbox).unwrap();
    let mut resumed: Inbox<Vec<u64>> = serde_json::from_str(&stored).unwrap();
    assert_eq!(resumed, inbox);
    assert_eq!(resumed.receive(&message(1), note), Ok(Received::Duplicate));
    assert_eq!(resumed.receive(&message(2), note), Ok(Received::Handled));
}

const STREAMS: [&str; 3] = ["tally-0", "tally-1", "tally-2"];

#[derive(Clone, Debug)]
enum Step {
    Publish {
        stream: usize,
        messages: usize,
    },
    Pass {
        after_ms: i64,
        deaf_to: [bool; 3],
        marks: Marks,
        /// The relay stops before it sends one more than this many messages.
        stops_after: Option<usize>,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let marks = prop_oneof![3 => Just(Marks::Work), 1 => Just(Marks::Fail), 1 => Just(Marks::Stop)];
    let pass = (0_i64..3_000, any::<[bool; 3]>(), marks, proptest::option::of(0_usize..6));
    prop_oneof![
        (0_usize..3, 1_usize..4).prop_map(|(stream, messages)| Step::Publish { stream, messages }),
        pass.prop_map(|(after_ms, deaf_to, marks, stops_after)| Step::Pass { after_ms, deaf_to, marks, stops_after }),
    ]
}

/// Of each stream, what the consumer has handled so far is what the stream published first, in that order.
fn handled_is_a_beginning(store: &Troubled, inbox: &Inbox<Vec<MessageId>>) -> Result<(), TestCaseError> {
    for stream in STREAMS {
        let handled: Vec<_> = inbox.state().iter().filter(|id| id.stream.as_str() == stream).cloned().collect();
        let published = ready(store.outbox(&stream.into())).unwrap();
        let first: Vec<_> = published.iter().take(handled.len()).map(OutboxRecord::message_id).collect();
        prop_assert_eq!(handled, first);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_fails_in_whichever_order_each_message_is_handled_once_and_in_order(steps in vec(step(), 1..30)) {
        let store = Troubled::default();
        let (mut relay, mut millis, mut published) = (Relay::default(), 0, 0);
        let inbox = RefCell::new(Inbox::new(Vec::new()));
        let handle = |record: &OutboxRecord<Below>| {
            let note = |told: &mut Vec<MessageId>, record: &OutboxRecord<Below>| {
                told.push(record.message_id());
                Ok(())
            };
            inbox.borrow_mut().receive(record, note).map(drop)
        };
        for step in steps {
            match step {
                Step::Publish { stream, messages } => {
                    publish(&store, STREAMS[stream], messages);
                    published += messages;
                }
                Step::Pass { after_ms, deaf_to, marks, stops_after } => {
                    millis += after_ms;
                    store.marks.set(marks);
                    let sent = Cell::new(0);
                    let send = async |record: &OutboxRecord<Below>| {
                        if stops_after == Some(sent.get()) {
                            pending::<()>().await;
                        }
                        let is_deaf = STREAMS.iter().zip(deaf_to).any(|(s, deaf)| deaf && *s == record.stream.as_str());
                        if is_deaf {
                            return Err("nobody listens".to_owned());
                        }
                        sent.set(sent.get() + 1);
                        handle(record)
                    };
                    if given_up(relay.pass(&store, at(millis), send)).is_none() {
                        relay = Relay::default();
                    }
                }
            }
            handled_is_a_beginning(&store, &inbox.borrow())?;
        }
        store.marks.set(Marks::Work);
        let mut next = Some(at(millis));
        while let Some(now) = next {
            let relayed = ready(relay.pass(&store, now, async |record: &OutboxRecord<Below>| handle(record))).unwrap();
            next = relayed.next_at;
            prop_assert!(next.is_none_or(|next| next > now), "a pass that is told to wait must move on");
        }
        handled_is_a_beginning(&store, &inbox.borrow())?;
        prop_assert_eq!(inbox.borrow().state().len(), published);
        prop_assert!(ready(store.unsent(usize::MAX)).unwrap().records.is_empty());
    }
}

/// The answer of a future that is dropped as soon as it waits, like a page that is closed.
fn given_up<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

/// Whether a store can mark messages as sent, or stops for good when it is asked to.
#[derive(Clone, Copy, Debug, Default)]
enum Marks {
    #[default]
    Work,
    Fail,
    Stop,
}

/// A store with troubles.
#[derive(Default)]
struct Troubled {
    store: MemoryStore<Tally>,
    marks: Cell<Marks>,
    /// Whether the outbox can't be read.
    is_away: Cell<bool>,
    unreadable: usize,
}

impl Troubled {
    fn full() -> StoreError {
        StoreError::Unavailable { reason: "the disk is full".to_owned() }
    }
}

impl EventStore<Tally> for Troubled {
    async fn commit(&self, commit: Commit<Tally>) -> Result<Committed, StoreError> {
        self.store.commit(commit).await
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
        self.store.read(stream, range).await
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
        self.store.read_all(range).await
    }

    async fn snapshot(&self, stream: &StreamId) -> Result<Option<Snapshot<TallyState>>, StoreError> {
        self.store.snapshot(stream).await
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        self.store.find(index, lookup).await
    }

    async fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<Below>>, StoreError> {
        self.store.outbox(stream).await
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<Below>, StoreError> {
        if self.is_away.get() {
            return Err(Self::full());
        }
        let unsent = self.store.unsent(of_each_stream).await?;
        Ok(Unsent { unreadable: self.unreadable, ..unsent })
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        match self.marks.get() {
            Marks::Work => self.store.mark_sent(messages).await,
            Marks::Fail => Err(Self::full()),
            Marks::Stop => pending().await,
        }
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        self.store.changed(after).await
    }

    async fn answered(&self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        self.store.answered(stream, idempotency).await
    }
}
