//! Event sourcing in plain Rust: decide, evolve, react; aggregates, event stores, read models, a relay and an inbox.
//!
//! # A counter
//! The three rules of a domain, and their test:
//!
//! ```
//! # use engine::*;
//! # use serde::{Deserialize, Serialize};
//! # use serde_json::{Value, json};
//! # #[derive(Clone, Debug, PartialEq)]
//! # struct Counter;
//! # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # struct Counted { by: u64 }
//! # impl Event for Counted {
//! #     fn event_type(&self) -> &str { "Counted" }
//! #     fn payload(&self) -> Value { json!(self) }
//! #     fn from_payload(_: &str, _: u32, payload: Value) -> Result<Self, PayloadError> {
//! #         serde_json::from_value(payload).map_err(|error| PayloadError::new("Counted", 1, error.to_string()))
//! #     }
//! # }
//! impl Decide for Counter {
//!     type Command = u64;
//!     type Check = String;
//!     type Refusal = &'static str;
//!
//!     // Decide: the state and a command lead to events, or to a refusal. The checks say why.
//!     fn decide(count: &u64, by: &u64) -> Decision<Self> {
//!         let room = 20_u64.saturating_sub(*count);
//!         let checks = vec![format!("{by} is at most {room}")];
//!         if *by <= room {
//!             Decision::accept(checks, vec![Counted { by: *by }])
//!         } else {
//!             Decision::refuse(checks, "the counter ends at 20")
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
//!     fn evolve(count: &mut u64, event: &Counted, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
//!         *count = count.checked_add(event.by).ok_or_else(|| RuleError("the counter overflows".to_owned()))?;
//!         Ok(())
//!     }
//!
//!     // React: an event sends messages to the outside world. Only those of a new event are sent, never those of a replay.
//!     fn react(count: &u64, _: &Counted) -> Vec<String> {
//!         if *count == 20 { vec!["20 reached".to_owned()] } else { Vec::new() }
//!     }
//! }
//!
//! let counted = |by| Counted { by };
//! Given::<Counter>::events([counted(7), counted(8)]).when(&5).then([counted(5)]);
//! Given::<Counter>::events([counted(7), counted(8)]).when(&6).then_refused(&"the counter ends at 20");
//! ```
//!
//! The same counter over a store. An event type says how it is stored; the engine has no clock and makes no ids, so the
//! caller stamps each event; `ready` runs the futures of a store in memory.
//!
//! ```
//! # use chrono::DateTime;
//! # use engine::*;
//! # use serde::{Deserialize, Serialize};
//! # use serde_json::{Value, json};
//! # use stores::MemoryStore;
//! # use uuid::Uuid;
//! # #[derive(Clone, Debug, PartialEq)]
//! # struct Counter;
//! # impl Decide for Counter {
//! #     type Command = u64;
//! #     type Check = String;
//! #     type Refusal = &'static str;
//! #     fn decide(_: &u64, by: &u64) -> Decision<Self> {
//! #         Decision::accept(Vec::new(), vec![Counted { by: *by }])
//! #     }
//! # }
//! # impl Domain for Counter {
//! #     type State = u64;
//! #     type Event = Counted;
//! #     type Outbound = String;
//! #     fn evolve(count: &mut u64, event: &Counted, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
//! #         *count += event.by;
//! #         Ok(())
//! #     }
//! #     fn react(count: &u64, _: &Counted) -> Vec<String> {
//! #         if *count == 20 { vec!["20 reached".to_owned()] } else { Vec::new() }
//! #     }
//! # }
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! struct Counted {
//!     by: u64,
//! }
//!
//! impl Event for Counted {
//!     fn event_type(&self) -> &str {
//!         "Counted"
//!     }
//!
//!     fn payload(&self) -> Value {
//!         json!(self)
//!     }
//!
//!     fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError> {
//!         serde_json::from_value(payload).map_err(|error| PayloadError::new(event_type, schema_version, error.to_string()))
//!     }
//! }
//!
//! let counters = Aggregate::new(Processor::<Counter>::new(), MemoryStore::default());
//! let id = StreamId::from("counter-1");
//! for (number, by) in [(1, 7), (2, 13)] {
//!     let stamp = |event| NewEvent::new(Uuid::from_u128(number), DateTime::UNIX_EPOCH, event);
//!     let executed = ready(counters.execute(&id, &by, ExecuteOptions::default(), stamp))?;
//!     assert!(matches!(executed, Executed::Accepted { .. }));
//! }
//!
//! // What was written: two events, and in the commit of the second one a message, which a `Relay` sends later.
//! let events: Vec<_> = ready(counters.history(&id))?.into_iter().map(|event| event.data).collect();
//! assert_eq!(events, [Counted { by: 7 }, Counted { by: 13 }]);
//! assert_eq!(ready(counters.store().outbox(&id))?[0].message, "20 reached");
//!
//! // The state at any version is a replay away.
//! assert_eq!(ready(counters.state_at(&id, Version(1)))?, 7);
//! # Ok::<(), AggregateError>(())
//! ```
//!
//! # Where to find
//! | step of a command | code |
//! | --- | --- |
//! | the earlier event that it names is read | [`Decide::refers_to`] and [`Decide::resolve`], called by [`Aggregate::decide`] |
//! | it is decided | [`Decide::decide`], called by [`Aggregate::decide`] |
//! | its events are folded | [`Domain::evolve`], called by the [`Processor`] |
//! | it is written | [`Commit`]: events, snapshot, index entries and outbox records, all or nothing |
//! | it is published | [`Domain::react`] fills the outbox, [`Relay::pass`] sends it |
//!
//! # Map
//! - [`Decide`] and [`Domain`]: the rules of one kind of aggregate. [`Given`] tests them: given, when, then.
//! - [`Event`], [`Metadata`], [`Recorded`]: an event, the facts stored with it, and both together. An [`Upcaster`] reads
//!   older payloads.
//! - [`EventStore`]: the contract of an event store. [`conformance`] is the suite that checks it.
//! - [`Aggregate`]: rules over a store. [`Aggregate::execute`] takes the steps load, decide, commit and conclude;
//!   after a conflict it [retries](Retry).
//! - [`Relay`]: sends the messages of the outbox at least once. An [`Inbox`] handles each message once.
//! - [`ReadModel`]: a [`Projection`] of the whole log with a checkpoint. A [`Subscription`] follows the log.
//!
//! # Deliberately absent
//! No clock and no randomness: the caller passes ids and times. No web, no AWS, no bank. No way to change or delete an event.

mod aggregate;
mod commit;
pub mod conformance;
mod decide;
mod delegate;
mod domain;
mod event;
mod failure;
mod idempotency;
mod inbox;
mod index;
mod limits;
mod log_copy;
mod notify;
mod outbox;
mod processor;
mod projection;
mod range;
mod read_model;
mod ready;
mod relay;
mod snapshot;
mod spec;
mod store;
mod store_error;
mod subscription;
mod upcast;
mod version;

pub use aggregate::{
    Aggregate, AggregateError, Appended, ExecuteOptions, Executed, Loaded, Pending, Prepared, Recalculated, Retry,
    Submitted,
};
pub use commit::{Commit, Committed};
pub use decide::{Decide, Decision};
pub use domain::Domain;
pub use event::{CopyOf, Event, Metadata, NewEvent, PayloadError, Recorded, StreamId};
pub use failure::Failure;
pub use idempotency::{Idempotency, IdempotencyKey};
pub use inbox::{Inbox, Received};
pub use index::{IndexDefinition, IndexEntry, Lookup};
pub use limits::CommitLimits;
pub use log_copy::{CopyError, LogCopy};
pub use notify::Notify;
pub use outbox::{MessageId, OutboxRecord, Unsent};
pub use processor::{EventContext, Processed, Processor, Published, RuleError, RuleFailed};
pub use projection::{Projection, Replayed};
pub use range::{Direction, LogRange, ReadRange, StreamRange};
pub use read_model::{OnPoison, Poison, PoisonEvent, Progress, ReadModel};
pub use ready::ready;
pub use relay::{Backoff, FailedSend, Relay, Relayed};
pub use snapshot::{Snapshot, SnapshotPolicy};
pub use spec::{Given, Then, When};
pub use store::EventStore;
pub use store_error::StoreError;
pub use subscription::Subscription;
pub use upcast::{StoredEvent, Upcaster};
pub use version::{Conflict, ExpectedVersion, Position, Version};
