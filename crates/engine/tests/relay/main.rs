//! The relay delivers at least once and in order, and the inbox handles each message once, whatever fails in between.

mod faulty_outbox;
mod inbox;
mod law;
mod sending;

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, Utc};
use engine::conformance::{Below, Tally, TallyEvent, new_event, tally};
use engine::{Aggregate, EventStore, MessageId, OutboxRecord, Relay, Relayed, Version, ready};

fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap()
}

fn id(stream: &str, version: u64) -> MessageId {
    MessageId { stream: stream.into(), version: Version(version), number: 0 }
}

/// Publishes messages. Each amount lowers the sum below zero, so each event publishes one.
fn publish(store: &impl EventStore<Tally>, stream: &str, messages: usize) {
    let events = (0..messages).map(|_| new_event(1, TallyEvent::Added(-1))).collect();
    ready(Aggregate::new(tally(), store).append(&stream.into(), events)).unwrap();
}

/// A consumer that records what it receives and refuses the messages of some streams.
#[derive(Default)]
struct Consumer {
    received: RefCell<Vec<MessageId>>,
    refused_streams: RefCell<Vec<&'static str>>,
}

impl Consumer {
    fn receive(&self, record: &OutboxRecord<Below>) -> Result<(), String> {
        if self.refused_streams.borrow().contains(&record.stream.as_str()) {
            return Err(format!("{} is refused", record.stream));
        }
        self.received.borrow_mut().push(record.message_id());
        Ok(())
    }

    /// Returns the messages received since the last call.
    fn take(&self) -> Vec<MessageId> {
        self.received.take()
    }
}

fn pass(relay: &mut Relay, store: &impl EventStore<Tally>, millis: i64, consumer: &Consumer) -> Relayed {
    ready(relay.pass(store, at(millis), async |record: &OutboxRecord<Below>| consumer.receive(record))).unwrap()
}

/// The output of a future that is dropped as soon as it waits, like a page that is closed.
fn poll_once<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}
