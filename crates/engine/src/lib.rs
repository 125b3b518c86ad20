//! Event sourcing in plain Rust: decide, evolve, react; aggregates, event stores, read models, a relay and an inbox.
//!
//! A counter, from the command to the message that it sends:
//!
//! ```
//! use chrono::DateTime;
//! use engine::*;
//! use serde_json::{Value, json};
//! use stores::MemoryStore;
//! use uuid::Uuid;
//!
//! #[derive(Clone, Debug, PartialEq)]
//! struct Counter;
//!
//! #[derive(Clone, Debug, PartialEq)]
//! struct Counted(u64);
//!
//! // Decide: a command and the state lead to events, or to a refusal.
//! impl Decide for Counter {
//!     type Command = u64;
//!     type Check = &'static str;
//!     type Refusal = &'static str;
//!
//!     fn decide(count: &u64, by: &u64) -> Decision<Self> {
//!         match count + by {
//!             0..=20 => Decision::accept(vec!["at most 20"], vec![Counted(*by)]),
//!             _ => Decision::refuse(vec!["at most 20"], "the counter ends at 20"),
//!         }
//!     }
//! }
//!
//! impl Domain for Counter {
//!     type State = u64;
//!     type Event = Counted;
//!     type Outbound = String;
//!
//!     // Evolve: the state and an event lead to the next state. It can't refuse a command and can't publish.
//!     fn evolve(count: &mut u64, Counted(by): &Counted, _: &Scope<'_, Self>) -> Result<(), RuleError> {
//!         *count += by;
//!         Ok(())
//!     }
//!
//!     // React: what a new event sends to the outside world. A replay never comes here.
//!     fn react(before: &u64, _: &Counted, after: &u64) -> Vec<String> {
//!         if *before < 10 && *after >= 10 { vec![format!("{after} reached")] } else { Vec::new() }
//!     }
//! }
//!
//! // How the event is stored.
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
//!         let reason = "`by` is not a whole number".to_owned();
//!         let error = PayloadError { event_type: event_type.to_owned(), schema_version, reason };
//!         payload["by"].as_u64().map(Counted).ok_or(error)
//!     }
//! }
//!
//! // A memory store never waits, so `ready` replaces an executor. The caller brings ids and times along.
//! let counters = Aggregate::new(Processor::<Counter>::new(), MemoryStore::default());
//! let (id, now) = (StreamId::from("counter-1"), DateTime::UNIX_EPOCH);
//! let count = |by, event_id| {
//!     let stamp = |event| NewEvent::new(Uuid::from_u128(event_id), now, event);
//!     ready(counters.execute(&id, &by, Execution::default(), stamp))
//! };
//! assert!(matches!(count(7, 1)?, Executed::Accepted { .. }));
//! assert!(matches!(count(8, 2)?, Executed::Accepted { appended, .. } if appended.outbound[0].message == "15 reached"));
//! assert!(matches!(count(6, 3)?, Executed::Refused { refusal: "the counter ends at 20", .. }));
//!
//! assert_eq!(ready(counters.state_at(&id, Version(1)))?, 7);
//! # Ok::<(), AggregateError>(())
//! ```
//!
//! # Map
//! - [`Decide`] and [`Domain`]: the rules of one kind of aggregate. A [`Processor`] folds events by them.
//! - [`Event`], [`Metadata`], [`Recorded`]: facts, and what is stored beside them. An [`Upcaster`] reads old shapes.
//! - [`EventStore`]: the contract of an event store. One [`Commit`] is all or nothing: events, snapshot, index entries and
//!   outbox records. [`conformance`] is the suite that every store runs.
//! - [`Aggregate`]: rules over a store: load, decide, commit, conclude; recalculate, query, history.
//! - [`Relay`] sends what is in the outbox, at least once; an [`Inbox`] handles each message once.
//! - [`ReadModel`]: an answer built from the whole log, with a checkpoint. [`Subscription`] follows the log.
//! - [`Given`]: given/when/then for the rules of a domain.
//!
//! # Absent
//! There is no clock and no randomness: the caller passes ids and times. There is no web, no AWS and no bank. An event
//! can't be changed or deleted.

mod aggregate;
pub mod conformance;
mod decide;
mod domain;
mod event;
mod execute;
mod inbox;
mod index;
mod limits;
mod log_copy;
mod notify;
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
mod upcast;
mod version;

pub use aggregate::{Aggregate, AggregateError, Appended, Loaded, Prepared, Recalculated};
pub use decide::{Decide, Decision};
pub use domain::Domain;
pub use event::{CopyOf, Event, IdempotencyKey, Metadata, NewEvent, PayloadError, Recorded, StreamId};
pub use execute::{Executed, Execution, Pending};
pub use inbox::{Inbox, Received};
pub use index::{IndexDefinition, IndexEntry, Lookup};
pub use limits::CommitLimits;
pub use log_copy::{CopyError, LogCopy};
pub use notify::Notify;
pub use outbox::{MessageId, OutboxRecord, Unsent};
pub use processor::{Processed, Processor, Published, RuleError, RuleFailed, Scope};
pub use projection::{Projection, Replayed};
pub use read_model::{OnPoison, Poison, PoisonEvent, Progress, ReadModel};
pub use ready::ready;
pub use relay::{Backoff, FailedSend, Relay, Relayed};
pub use snapshot::{Snapshot, SnapshotPolicy};
pub use spec::{Given, Then, When};
pub use store::{Commit, Committed, Direction, EventStore, Idempotency, LogRange, StoreError, StreamRange};
pub use subscription::Subscription;
pub use upcast::{StoredEvent, Upcaster};
pub use version::{Conflict, ExpectedVersion, Position, Version};
