//! Commits of amounts, and the amounts in a log.

#![allow(dead_code, reason = "each test file uses a part of it")]

use engine::conformance::{Tally, TallyEvent, new_event};
use engine::{Commit, EventStore, ExpectedVersion, LogRange, Recorded, StoreError};

/// A commit of these amounts and nothing else, at any version.
pub fn commit(stream: &str, amounts: &[i64]) -> Commit<Tally> {
    let events = amounts.iter().map(|amount| new_event(amount.unsigned_abs(), TallyEvent::Added(*amount))).collect();
    Commit {
        stream: stream.into(),
        expected: ExpectedVersion::Any,
        events,
        snapshot: None,
        index: None,
        outbox: Vec::new(),
        idempotency: None,
    }
}

/// Commits these amounts.
pub async fn add(store: &impl EventStore<Tally>, stream: &str, amounts: &[i64]) {
    store.commit(commit(stream, amounts)).await.expect("the store takes a commit");
}

/// The whole log.
pub async fn log(store: &impl EventStore<Tally>) -> Vec<Recorded<TallyEvent>> {
    store.read_all(LogRange::ALL).await.expect("the log can be read")
}

/// The amounts in the whole log.
pub async fn amounts(store: &impl EventStore<Tally>) -> Vec<i64> {
    log(store).await.iter().map(amount).collect()
}

/// The amount of an event; 0 for an event of another type.
pub fn amount(event: &Recorded<TallyEvent>) -> i64 {
    if let TallyEvent::Added(amount) = event.data { amount } else { 0 }
}

/// The reason of an error.
pub fn reason<T: std::fmt::Debug>(answer: Result<T, StoreError>) -> String {
    match answer {
        Err(StoreError::Unreadable(failure) | StoreError::Unusable(failure) | StoreError::Unavailable(failure)) => {
            failure.to_string()
        }
        other => panic!("the store should refuse this: {other:?}"),
    }
}
