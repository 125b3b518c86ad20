//! Records as items: to write (`EventItem`, ...) and as they were read (`StoredEvent`, ...).
//!
//! A payload is stored in a separate attribute, so none of its fields can overwrite a key or metadata.

mod event;
mod index_entry;
mod outbox;
mod required;
mod reservation;
mod snapshot;

pub use event::{EventItem, StoredEvent};
pub use index_entry::IndexEntryItem;
pub use outbox::{OutboxItem, StoredOutbox};
pub use reservation::{ReservationItem, reservation_holder};
pub use snapshot::{SnapshotItem, StoredSnapshot};
