//! The durability suite: the contract of a persistent store whose storage fails or is damaged.
//!
//! A store killed at any write leaves whole commits. A full storage refuses a commit, and the store still works. A
//! record that was changed, removed or replaced from outside is detected and named. Nothing is written to such a log or
//! deleted from it, and a repair keeps the events before the damage. A log in a newer format is not changed.
//!
//! Pass a function that creates an empty place for a log:
//!
//! ```text
//! durability::run(async || MyPlace::new()).await;
//! ```
//!
//! where `MyPlace` implements [`Durable`]. The suite panics with a sentence that names the missing behaviour. Each behaviour also has
//! its own function.

mod crashes;
mod damage;
mod full;
mod repairs;

use std::future::Future;

pub use crashes::*;
pub use damage::*;
pub use full::*;
pub use repairs::*;

use super::tally::{Below, Tally, TallyEvent, TallyState, new_event};
use super::wrappers::{Everything, everything};
use crate::{
    Commit, Domain, EventStore, ExpectedVersion, Idempotency, IdempotencyKey, IndexEntry, LogRange, MessageId,
    OutboxRecord, Recorded, Snapshot, StoreError, StreamId, Version,
};

/// A place that holds one log of tallies. The suite opens the log, reads it through the store, and damages it from
/// outside the store.
///
/// The suite writes commits of one event each, so record `n`, from 1, holds the n-th event. Errors are sentences for
/// the user.
pub trait Durable {
    /// The store under test.
    type Store: EventStore<Tally>;
    /// The read-only store.
    type ReadOnly: EventStore<Tally>;

    /// Opens the log like a newly started program.
    fn open(&self) -> impl Future<Output = Result<Self::Store, String>>;

    /// Opens the log without ever writing to it.
    fn open_read_only(&self) -> impl Future<Output = Result<Self::ReadOnly, String>>;

    /// Checks every record. Returns the number of events, or the first fault.
    fn verify(&self) -> impl Future<Output = Result<u64, String>>;

    /// Returns all stored records, readable or not.
    fn export(&self) -> impl Future<Output = Result<String, String>>;

    /// Sets damaged records aside. Returns their number.
    fn repair(&self) -> impl Future<Output = Result<usize, String>>;

    /// Deletes everything.
    fn delete_everything(&self) -> impl Future<Output = Result<(), String>>;

    /// The name of record `n` in a fault.
    fn name_of(&self, record: u64) -> String;

    /// Replaces the text `from` in record `n` with `to`.
    fn alter(&self, record: u64, from: &str, to: &str) -> impl Future<Output = ()>;

    /// Removes record `n`.
    fn remove(&self, record: u64) -> impl Future<Output = ()>;

    /// Replaces the content of record `to` with that of record `from`.
    fn replace(&self, to: u64, from: u64) -> impl Future<Output = ()>;

    /// Marks the log as written in a format newer than any existing one.
    fn raise_format(&self) -> impl Future<Output = ()>;

    /// Leaves no space for a commit of a few kilobytes.
    fn fill(&self) -> impl Future<Output = ()>;

    /// Undoes [`fill`](Self::fill).
    fn make_room(&self) -> impl Future<Output = ()>;

    /// Fails at the n-th write from now on, from 1, and at every access after it, as if the program was killed before
    /// the write.
    fn kill_at(&self, write: u64) -> impl Future<Output = ()>;

    /// Ends [`kill_at`](Self::kill_at). Open stores must be opened again.
    fn revive(&self) -> impl Future<Output = ()>;
}

/// Checks every promise, each in a new place.
///
/// # Panics
/// At the first promise that the store breaks. The message names it.
pub async fn run<P: Durable>(fresh: impl AsyncFn() -> P) {
    reopened_log_has_everything(&fresh().await).await;
    log_without_faults_is_left_alone(&fresh().await).await;

    commits_are_whole_after_a_crash_at_any_write(&fresh).await;
    deletion_that_crashes_leaves_a_log_that_opens(&fresh).await;

    full_storage_refuses_a_commit_and_takes_a_smaller_one(&fresh().await).await;

    changed_record_is_noticed(&fresh).await;
    removed_record_is_noticed(&fresh).await;
    replaced_record_is_noticed(&fresh).await;
    unreadable_record_is_noticed(&fresh).await;
    open_store_refuses_to_commit_after_a_harmed_last_record(&fresh).await;
    newer_format_is_left_alone(&fresh().await).await;

    repair_keeps_the_events_before_the_damage(&fresh).await;
    repair_that_crashes_can_be_repeated(&fresh).await;
    read_only_store_shows_the_events_and_refuses_commits(&fresh().await).await;
}

const STREAM: &str = "tally-1";

/// The number of records that [`written`] writes.
const RECORDS: u64 = 4;

/// Writes a log of four records.
async fn written<P: Durable>(place: &P) {
    let store = opened(place).await;
    for expected in 0..RECORDS {
        store.commit(full_commit(expected)).await.expect("an empty log takes commits");
    }
}

/// A commit of one event to a stream at this version, with all optional parts. Its amount is [`amount`], unique in the
/// log.
fn full_commit(expected: u64) -> Commit<Tally> {
    let version = Version(expected + 1);
    let event = new_event(version.0, TallyEvent::Added(amount(version.0)));
    let state = TallyState { sum: amount(version.0), latest: vec![amount(version.0)], label: None };
    Commit {
        stream: STREAM.into(),
        expected: ExpectedVersion::Exactly(Version(expected)),
        snapshot: Some(Snapshot { shape: Tally::STATE_SHAPE, version, recorded_at: event.metadata.recorded_at, state }),
        events: vec![event],
        index: Some(vec![IndexEntry { index: "byLabel".into(), value: format!("label {version}"), reserved: true }]),
        outbox: vec![OutboxRecord { stream: STREAM.into(), version, number: 0, message: Below { sum: -1 } }],
        idempotency: Some(key(version.0)),
    }
}

/// The amount of the event in record `n`.
fn amount(record: u64) -> i64 {
    record as i64 * 1_000 + 30
}

fn key(record: u64) -> Idempotency {
    Idempotency { key: IdempotencyKey(format!("key {record}").into()), content: "a commit".to_owned() }
}

fn message(record: u64) -> MessageId {
    MessageId { stream: STREAM.into(), version: Version(record), number: 0 }
}

async fn opened<P: Durable>(place: &P) -> P::Store {
    place.open().await.expect("the log opens")
}

/// The whole log as a newly started program reads it, or the error.
async fn read<P: Durable>(place: &P) -> Result<Vec<Recorded<TallyEvent>>, String> {
    let store = place.open().await?;
    store.read_all(LogRange::ALL).await.map_err(|error| error.to_string())
}

/// The amounts of all events of a store.
async fn amounts(store: &impl EventStore<Tally>) -> Vec<i64> {
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    log.iter().map(|event| if let TallyEvent::Added(amount) = event.data { amount } else { 0 }).collect()
}

/// Everything that a store shows about the suite's stream.
async fn shown(store: &impl EventStore<Tally>) -> Everything {
    let labels: Vec<_> = (1..=RECORDS + 1).map(|version| format!("label {}", Version(version))).collect();
    let labels: Vec<_> = labels.iter().map(String::as_str).collect();
    everything(store, &[STREAM], &labels).await
}

/// Returns the events of the read-only store, and checks that it refuses commits with a reason.
async fn read_only<P: Durable>(place: &P) -> Vec<i64> {
    let store = place.open_read_only().await.expect("a faulty log can be opened read-only");
    let refused = store.commit(full_commit(0)).await;
    let is_clear = matches!(&refused, Err(StoreError::Unusable(failure)) if failure.problem.contains("read-only"));
    assert!(is_clear, "a read-only store refuses commits and says why: {refused:?}");
    amounts(&store).await
}

fn stream() -> StreamId {
    STREAM.into()
}
