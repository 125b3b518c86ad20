//! How a subscription follows the log.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use super::Tally;
use super::wrappers::{commit_of, side_by_side};
use crate::{EventStore, ExpectedVersion, LogRange, Position, Subscription};

async fn write<S: EventStore<Tally>>(store: &S, stream: &str, amounts: [i64; 2]) -> Position {
    let commit = commit_of(stream, ExpectedVersion::Any, amounts);
    store.commit(commit).await.expect("any version is accepted").position
}

async fn next<S: EventStore<Tally>>(subscription: &mut Subscription<&S>, limit: usize) -> Vec<Position> {
    let events = subscription.next(limit).await.expect("the log can be read");
    events.iter().map(|event| event.position).collect()
}

/// It starts with the stored events, at most `limit` at a time, and continues from its position.
pub async fn subscription_can_be_dropped_and_resumed<S: EventStore<Tally>>(store: &S) {
    let mut written = Vec::new();
    for stream in ["tally-1", "tally-2", "tally-1"] {
        write(store, stream, [1, 2]).await;
    }
    for event in store.read_all(LogRange::ALL).await.expect("the log can be read") {
        written.push(event.position);
    }
    let position = {
        let mut dropped = Subscription::after(Position(0), store);
        assert_eq!(next(&mut dropped, 4).await, written[..4], "a subscription starts with the stored events");
        dropped.position()
    };
    assert_eq!(position, written[3], "a subscription has the position of the last returned event");
    let mut resumed = Subscription::after(position, store);
    assert_eq!(next(&mut resumed, 99).await, written[4..], "a subscription resumes from a position");
}

/// A subscription at the end of the log waits for the next commit.
pub async fn subscription_is_woken_by_a_commit<S: EventStore<Tally>>(store: &S) {
    let mut position = write(store, "tally-1", [1, 2]).await;
    for stream in ["tally-1", "tally-2", "tally-2"] {
        let mut subscription = Subscription::after(position, store);
        let wait = async { subscription.next(99).await.expect("the log can be read").len() };
        let commit = async {
            write(store, stream, [3, 4]).await;
            0
        };
        let both: [Pin<Box<dyn Future<Output = usize> + '_>>; 2] = [Box::pin(wait), Box::pin(commit)];
        let got = side_by_side(both).await;
        assert_eq!(got, [2, 0], "a waiting subscription returns the next commit");
        position = subscription.position();
    }
}

/// A subscription whose wait is dropped continues with the next event.
pub async fn dropped_wait_loses_no_event<S: EventStore<Tally>>(store: &S) {
    let mut subscription = Subscription::after(Position(0), store);
    {
        let mut dropped_wait = pin!(subscription.next(99));
        // It is polled once, then dropped while it waits.
        poll_fn(|context| Poll::Ready(dropped_wait.as_mut().poll(context).is_ready())).await;
    }
    let position = write(store, "tally-1", [1, 2]).await;
    assert_eq!(next(&mut subscription, 99).await.last(), Some(&position), "a dropped wait loses no event");
}
