//! The rules engine: events, the rules that fold them into state, and the contract of an event store.
//!
//! It knows no bank, no browser, no clock and no random numbers: whoever calls it brings ids and times along.
//!
//! - A [`Domain`] names what one kind of aggregate is made of: its state, its events, what it tells the outside world.
//! - A [`Processor`] holds the rules by event type; they fold events into state and publish outbound messages.
//! - An [`EventStore`] appends and reads events. One [`Commit`] is all or nothing.
//! - An [`Aggregate`] ties the two together: load, append, recalculate, query, history.

mod aggregate;
pub mod conformance;
mod decide;
mod event;
mod index;
mod outbox;
mod processor;
mod projection;
mod ready;
mod snapshot;
mod spec;
mod store;
mod version;

pub use aggregate::{Aggregate, AggregateError, Appended, Loaded, Prepared, Recalculated};
pub use decide::Decide;
pub use event::{Event, IdempotencyKey, Metadata, NewEvent, PayloadError, Recorded, StreamId};
pub use index::{IndexDefinition, IndexEntry};
pub use outbox::OutboxRecord;
pub use processor::{Processed, Processor, Published, RuleError, RuleFailed, Scope};
pub use projection::{Projection, Replayed};
pub use ready::ready;
pub use snapshot::{Snapshot, SnapshotPolicy};
pub use spec::{Given, Then, When};
pub use store::{Commit, Committed, Direction, EventStore, Idempotency, StoreError, StreamRange};
pub use version::{Conflict, ExpectedVersion, Position, Version};

/// What one kind of aggregate is made of.
///
/// It is implemented by an empty marker type, e.g. `struct Bank;`.
pub trait Domain: Clone + PartialEq + std::fmt::Debug {
    /// What the rules fold the events into. The default is the state before the first event.
    type State: Clone + Default + PartialEq + std::fmt::Debug;
    /// What happened: the facts of this domain, usually an enum.
    type Event: Event;
    /// What the rules publish to the outside world.
    type Outbound: Clone + PartialEq + std::fmt::Debug;
}
