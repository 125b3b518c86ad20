//! The rules engine: events, the rules that fold them into state, and the contract of an event store.
//!
//! It knows no bank, no browser, no clock and no random numbers: whoever calls it brings ids and times along.
//!
//! - A [`Domain`] names what one kind of aggregate is made of: its state, its events, what it tells the outside world.
//! - A [`Processor`] holds the rules by event type; they fold events into state and publish outbound messages.
//! - An [`EventStore`] appends and reads events. One [`Commit`] is all or nothing.
//! - An [`Aggregate`] ties the two together: load, append, recalculate, query, history.
//! - A [`Relay`] hands what the rules published to the outside world, at least once; an [`Inbox`] handles it once.
//! - A [`ReadModel`] is an answer built from the whole log: it can lag, be rebuilt while it is read, and survive poison.
//!
//! A counter, whole:
//!
//! ```
//! use chrono::DateTime;
//! use engine::{
//!     Aggregate, Domain, Event, Metadata, NewEvent, PayloadError, Processor, StreamId, Version, ready,
//! };
//! use stores::MemoryStore;
//! use serde_json::{Value, json};
//! use uuid::Uuid;
//!
//! #[derive(Clone, Debug, PartialEq)]
//! struct Counter;
//!
//! impl Domain for Counter {
//!     type State = u64;
//!     type Event = Counted;
//!     type Outbound = String;
//! }
//!
//! #[derive(Clone, Debug, PartialEq)]
//! struct Counted(u64);
//!
//! impl Event for Counted {
//!     fn event_type(&self) -> &str {
//!         "Counted"
//!     }
//!
//!     fn payload(&self) -> Value {
//!         json!({ "by": self.0 })
//!     }
//!
//!     fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError> {
//!         payload["by"].as_u64().map(Counted).ok_or_else(|| PayloadError {
//!             event_type: event_type.to_owned(),
//!             schema_version,
//!             reason: "`by` is no count".to_owned(),
//!         })
//!     }
//! }
//!
//! // The engine makes up neither ids nor times: whoever appends brings them along.
//! fn counted(number: u128, by: u64) -> NewEvent<Counted> {
//!     let metadata = Metadata {
//!         event_id: Uuid::from_u128(number),
//!         command: "Count".into(),
//!         causation_id: Uuid::nil(),
//!         correlation_id: Uuid::nil(),
//!         recorded_at: DateTime::UNIX_EPOCH,
//!     };
//!     NewEvent { data: Counted(by), metadata }
//! }
//!
//! let rules = Processor::<Counter>::new().on("Counted", |count, scope| {
//!     *count += scope.event().0;
//!     if *count >= 10 {
//!         scope.publish(format!("{count} reached"));
//!     }
//!     Ok(())
//! });
//! let counters = Aggregate::new(rules, MemoryStore::default());
//! let id = StreamId::from("counter-1");
//!
//! // A memory store never waits, so `ready` stands in for an executor.
//! ready(counters.append(&id, vec![counted(1, 4)]))?;
//! let appended = ready(counters.append(&id, vec![counted(2, 5), counted(3, 6)]))?;
//! assert_eq!(appended.outbound[0].message, "15 reached");
//!
//! let counter = ready(counters.get(&id))?.expect("it has events");
//! assert_eq!((counter.state, counter.version), (15, Version(3)));
//! assert_eq!(ready(counters.state_at(&id, Version(2)))?, 9);
//! # Ok::<(), engine::AggregateError>(())
//! ```

mod aggregate;
mod bell;
pub mod conformance;
mod decide;
mod event;
mod execute;
mod inbox;
mod index;
mod limits;
mod log_copy;
mod outbox;
mod processor;
mod projection;
mod read_model;
mod ready;
mod relay;
mod snapshot;
mod spec;
mod store;
mod subscription;
mod version;

pub use aggregate::{Aggregate, AggregateError, Appended, Loaded, Prepared, Recalculated};
pub use bell::Bell;
pub use decide::Decide;
pub use event::{Event, IdempotencyKey, Metadata, NewEvent, PayloadError, Recorded, StreamId};
pub use execute::{Executed, Execution};
pub use inbox::{Inbox, Received};
pub use index::{IndexDefinition, IndexEntry, Lookup};
pub use limits::CommitLimits;
pub use log_copy::{CopyError, LogCopy};
pub use outbox::{MessageId, OutboxRecord, Unsent};
pub use processor::{Processed, Processor, Published, RuleError, RuleFailed, Scope};
pub use projection::{Projection, Replayed};
pub use read_model::{OnPoison, Poison, PoisonEvent, Progress, ReadModel};
pub use ready::ready;
pub use relay::{Backoff, FailedSend, Relay, Relayed};
pub use snapshot::{Snapshot, SnapshotPolicy};
pub use spec::{Given, Then, When};
pub use store::{Commit, Committed, Direction, EventStore, Idempotency, StoreError, StreamRange};
pub use subscription::Subscription;
pub use version::{Conflict, ExpectedVersion, Position, Version};

/// What one kind of aggregate is made of.
///
/// It is implemented by an empty marker type, e.g. `struct Bank;`.
pub trait Domain: Clone + PartialEq + std::fmt::Debug {
    /// Which shape of the state this code writes, from 1. A stored snapshot of any other shape is ignored: raise this number
    /// whenever the state, or what a rule does to it, changes.
    const STATE_SHAPE: u32 = 1;

    /// What the rules fold the events into. The default is the state before the first event.
    type State: Clone + Default + PartialEq + std::fmt::Debug;
    /// What happened: the facts of this domain, usually an enum.
    type Event: Event;
    /// What the rules publish to the outside world.
    type Outbound: Clone + PartialEq + std::fmt::Debug;
}
