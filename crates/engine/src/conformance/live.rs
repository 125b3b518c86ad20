//! How a log is followed.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use super::Tally;
use super::wrappers::{commit_of, side_by_side};
use crate::{EventStore, ExpectedVersion, LogRange, Position, Subscription};

async fn write<S: EventStore<Tally>>(store: &S, stream: &str, amounts: [i64; 2]) -> Position {
    let commit = commit_of(stream, ExpectedVersion::Any, amounts);
    store.commit(commit).await.expect("any version goes through").position
}

async fn next<S: EventStore<Tally>>(subscription: &mut Subscription<&S>, limit: usize) -> Vec<Position> {
    let events = subscription.next(limit).await.expect("the log can be read");
    events.iter().map(|event| event.position).collect()
}

/// First what is there, at most as many events as asked for at a time; a position to go on from later.
pub async fn a_subscription_can_be_dropped_and_resumed<S: EventStore<Tally>>(store: &S) {
    let mut written = Vec::new();
    for stream in ["tally-1", "tally-2", "tally-1"] {
        write(store, stream, [1, 2]).await;
    }
    for event in store.read_all(LogRange::ALL).await.expect("the log can be read") {
        written.push(event.position);
    }
    let position = {
        let mut dropped = Subscription::after(Position(0), store);
        assert_eq!(next(&mut dropped, 4).await, written[..4], "a subscription begins with what is there");
        dropped.position()
    };
    assert_eq!(position, written[3], "a subscription knows its position");
    let mut resumed = Subscription::after(position, store);
    assert_eq!(next(&mut resumed, 99).await, written[4..], "a subscription is resumed from a position");
}

/// One that has come to the end of the log waits, and is woken by the next commit.
pub async fn a_subscription_is_woken_by_a_commit<S: EventStore<Tally>>(store: &S) {
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
        assert_eq!(got, [2, 0], "a subscription hands out what is written while it waits");
        position = subscription.position();
    }
}

/// What is given up half-way loses nothing.
pub async fn a_subscription_that_is_given_up_loses_nothing<S: EventStore<Tally>>(store: &S) {
    let mut subscription = Subscription::after(Position(0), store);
    {
        let mut given_up = pin!(subscription.next(99));
        // It begins to wait, and is dropped.
        poll_fn(|context| Poll::Ready(given_up.as_mut().poll(context).is_ready())).await;
    }
    let position = write(store, "tally-1", [1, 2]).await;
    assert_eq!(next(&mut subscription, 99).await.last(), Some(&position), "a given-up wait hands nothing out");
}
