//! The memory store passes the conformance suite, and the suite detects a store with a fault.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::conformance::{self, Below, Tally, TallyEvent, TallyState};
use engine::{
    Commit, CommitLimits, Committed, Direction, Domain, Event, EventStore, ExpectedVersion, Failure, LogRange, Lookup,
    MessageId, OutboxRecord, Position, Recorded, Snapshot, StoreError, StreamId, StreamRange, Unsent, Version,
    delegate_store, ready,
};
use stores::MemoryStore;

#[test]
fn memory_store_keeps_the_contract() {
    ready(conformance::run(async || MemoryStore::default()));
}

#[test]
fn memory_store_with_limits_keeps_the_contract() {
    ready(conformance::run(async || MemoryStore::default().with_limits(LIMITS)));
}

/// Small limits that allow every commit of the suite.
const LIMITS: CommitLimits = CommitLimits { events: 100, payload_bytes: 10_000, actions: 120 };

/// Each is a fault that a real store could have.
#[test]
fn suite_detects_each_fault_and_names_the_missing_behaviour() {
    let faults = [
        (Fault::NoVersionCheck, "a wrong expected version is a conflict"),
        (Fault::MissingStreamsTakeAnyVersion, "expected version 5 is refused on a missing stream"),
        (Fault::RefusedCommitsLeaveOutboxRecords, "a refused commit changes nothing"),
        (Fault::NoOutbox, "each message is in the outbox once"),
        (Fault::NoSnapshot, "the commit has a snapshot"),
        (Fault::AnySnapshot, "a snapshot of another version"),
        (Fault::NoIdempotency, "the answer to the key is stored"),
        (Fault::StaleIndexEntries, "removes the index entries of the wrong snapshot"),
        (Fault::OneAggregateForAnIndexValue, "all aggregates with one value are found"),
        (Fault::VersionsSortAsText, "the versions of a stream are contiguous from 1"),
        (Fault::NoLimit, "the newest event is read on its own"),
        (Fault::NoLowerBound, "a stream is read from a version"),
        (Fault::NoUpperBound, "the state at version 0"),
        (Fault::LendsTooMuch, "the lent events are those that a read returns"),
        (Fault::AlwaysForwards, "a stream is read newest event first"),
        (Fault::PositionsInclusive, "pages of"),
        (Fault::LogAlwaysForwards, "the log is read backwards"),
        (Fault::LogHasNoUpperBound, "the log is read backwards from a position"),
        (Fault::NoSchemaVersion, "the event type or schema version is unknown"),
        (Fault::NumbersAreFloats, "a payload is read as it was written"),
        (Fault::FractionsAreRounded, "keeps every bit"),
        (Fault::PayloadOverwritesMetadata, "payload fields do not change the version"),
        (Fault::WholeSeconds, "metadata are read as they were written"),
        (Fault::StreamsUpToTheFirstHash, "is a valid stream id"),
        (Fault::NoReservations, "is reserved for"),
        (Fault::PrefixesAreValues, "the values with the prefix"),
        (Fault::NoShape, "shape is ignored"),
        (Fault::MarksAreForgotten, "a sent message does not wait"),
        (Fault::NewestMessageFirst, "messages wait in the order of publication"),
        (Fault::NoCommitLimits, "a commit over the limit of events is refused"),
        (Fault::EveryEntryIsAnAction, "index entries that stay are not counted"),
        (Fault::NoWakeUp, "this future waits for another task"),
    ];
    let mut wrong = Vec::new();
    for (fault, sentence) in faults {
        let run = || ready(conformance::run(async || Faulty { store: MemoryStore::default(), fault }));
        let panic = catch_unwind(AssertUnwindSafe(run)).expect_err(&format!("{fault:?} was not detected"));
        let message = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|message| (*message).to_owned()))
            .unwrap_or_default();
        if !message.contains(sentence) {
            wrong.push(format!("{fault:?} was detected by: {message}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    NoVersionCheck,
    MissingStreamsTakeAnyVersion,
    RefusedCommitsLeaveOutboxRecords,
    NoOutbox,
    NoSnapshot,
    AnySnapshot,
    NoIdempotency,
    StaleIndexEntries,
    OneAggregateForAnIndexValue,
    VersionsSortAsText,
    NoLimit,
    NoLowerBound,
    NoUpperBound,
    LendsTooMuch,
    AlwaysForwards,
    PositionsInclusive,
    LogAlwaysForwards,
    LogHasNoUpperBound,
    NoSchemaVersion,
    NumbersAreFloats,
    FractionsAreRounded,
    PayloadOverwritesMetadata,
    WholeSeconds,
    StreamsUpToTheFirstHash,
    NoReservations,
    PrefixesAreValues,
    NoShape,
    MarksAreForgotten,
    NewestMessageFirst,
    NoCommitLimits,
    EveryEntryIsAnAction,
    NoWakeUp,
}

/// A memory store with one fault.
struct Faulty {
    store: MemoryStore<Tally>,
    fault: Fault,
}

impl Faulty {
    fn id(&self, id: &StreamId) -> StreamId {
        match self.fault {
            Fault::StreamsUpToTheFirstHash => id.as_str().split('#').next().unwrap_or_default().into(),
            _ => id.clone(),
        }
    }

    fn stored(&self, mut event: Recorded<TallyEvent>) -> Result<Recorded<TallyEvent>, StoreError> {
        match self.fault {
            Fault::NoSchemaVersion => {
                event.data = TallyEvent::from_payload(event.data.event_type(), 1, event.data.payload())
                    .map_err(|error| StoreError::Unavailable(Failure::new(error.to_string(), "")))?;
            }
            Fault::NumbersAreFloats => {
                if let TallyEvent::Added(amount) = &mut event.data {
                    *amount = *amount as f64 as i64;
                }
            }
            Fault::FractionsAreRounded => {
                if let TallyEvent::Noted(fields) = &mut event.data
                    && let Some(fraction) = fields.get("n").and_then(serde_json::Value::as_f64)
                {
                    fields.insert("n".to_owned(), (fraction as f32).into());
                }
            }
            Fault::PayloadOverwritesMetadata => {
                if let Some(version) = event.data.payload()["version"].as_u64() {
                    event.version = Version(version);
                }
            }
            Fault::WholeSeconds => {
                let seconds = event.metadata.recorded_at.timestamp();
                event.metadata.recorded_at = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
            }
            _ => {}
        }
        Ok(event)
    }
}

impl EventStore<Tally> for Faulty {
    async fn commit(&self, mut commit: Commit<Tally>) -> Result<Committed, StoreError> {
        commit.stream = self.id(&commit.stream);
        let actual = Version(self.store.log().stream(&commit.stream).len() as u64);
        match self.fault {
            Fault::NoVersionCheck if commit.expected.check(actual).is_err() => {
                commit.expected = ExpectedVersion::Any;
                commit.snapshot = None;
            }
            Fault::MissingStreamsTakeAnyVersion if actual == Version::EMPTY => commit.expected = ExpectedVersion::Any,
            Fault::RefusedCommitsLeaveOutboxRecords if commit.check(actual).is_err() => {
                let mut rest = Commit { snapshot: None, index: None, idempotency: None, ..commit.clone() };
                rest.expected = ExpectedVersion::Any;
                rest.outbox.iter_mut().for_each(|record| record.version = actual.next());
                self.store.commit(rest).await?;
            }
            Fault::NoOutbox => commit.outbox.clear(),
            Fault::NoSnapshot => commit.snapshot = None,
            Fault::AnySnapshot => {
                let after = actual.plus(commit.events.len());
                commit.snapshot = commit.snapshot.map(|snapshot| Snapshot { version: after, ..snapshot });
            }
            Fault::NoIdempotency => commit.idempotency = None,
            Fault::NoReservations => {
                commit.index.iter_mut().flatten().for_each(|entry| entry.reserved = false);
            }
            Fault::NoShape => {
                commit.snapshot.iter_mut().for_each(|snapshot| snapshot.shape = Tally::STATE_SHAPE);
            }
            Fault::EveryEntryIsAnAction => commit.check_size(LIMITS, &[])?,
            Fault::StaleIndexEntries => commit.index = commit.index.filter(|entries| !entries.is_empty()),
            _ => {}
        }
        self.store.commit(commit).await
    }

    async fn read(&self, id: &StreamId, mut range: StreamRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
        match self.fault {
            Fault::NoLimit => range.limit = usize::MAX,
            Fault::NoLowerBound => range.from = Version(1),
            Fault::NoUpperBound => range.to = Version(u64::MAX),
            Fault::AlwaysForwards => range.direction = Direction::Forwards,
            _ => {}
        }
        let mut events = self.store.read(&self.id(id), range).await?;
        if self.fault == Fault::VersionsSortAsText {
            events.sort_by_key(|event| event.version.0.to_string());
        }
        events.into_iter().map(|event| self.stored(event)).collect()
    }

    async fn with_events<T>(
        &self,
        id: &StreamId,
        mut range: StreamRange,
        look: impl FnOnce(&[Recorded<TallyEvent>]) -> T,
    ) -> Result<T, StoreError> {
        if self.fault == Fault::LendsTooMuch {
            range.limit = usize::MAX;
        }
        Ok(look(&self.read(id, range).await?))
    }

    async fn read_all(&self, mut range: LogRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
        match self.fault {
            Fault::PositionsInclusive => range.from.0 = range.from.0.saturating_sub(1),
            Fault::LogAlwaysForwards => range.direction = Direction::Forwards,
            Fault::LogHasNoUpperBound => range.to = Position(u64::MAX),
            _ => {}
        }
        self.store.read_all(range).await?.into_iter().map(|event| self.stored(event)).collect()
    }

    async fn snapshot(&self, id: &StreamId) -> Result<Option<Snapshot<TallyState>>, StoreError> {
        self.store.snapshot(&self.id(id)).await
    }

    async fn find(&self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
        let lookup = if self.fault == Fault::PrefixesAreValues { Lookup::Is(lookup.text()) } else { lookup };
        let mut found = self.store.find(index, lookup).await?;
        if self.fault == Fault::OneAggregateForAnIndexValue {
            found.truncate(1);
        }
        Ok(found)
    }

    async fn outbox(&self, id: &StreamId) -> Result<Vec<OutboxRecord<Below>>, StoreError> {
        self.store.outbox(&self.id(id)).await
    }

    async fn unsent(&self, of_each_stream: usize) -> Result<Unsent<Below>, StoreError> {
        let mut unsent = self.store.unsent(of_each_stream).await?;
        if self.fault == Fault::NewestMessageFirst {
            unsent.records.reverse();
        }
        Ok(unsent)
    }

    async fn mark_sent(&self, messages: &[MessageId]) -> Result<(), StoreError> {
        if self.fault == Fault::MarksAreForgotten { Ok(()) } else { self.store.mark_sent(messages).await }
    }

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        if self.fault == Fault::NoWakeUp { pending().await } else { self.store.changed(after).await }
    }

    fn limits(&self) -> CommitLimits {
        match self.fault {
            Fault::NoCommitLimits | Fault::EveryEntryIsAnAction => LIMITS,
            _ => self.store.limits(),
        }
    }

    delegate_store!(Tally, |self| self.store; answered);
}
