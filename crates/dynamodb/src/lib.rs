//! How events are stored in DynamoDB: items, keys, sizes and requests, as plain data.
//!
//! ```
//! use dynamodb::{EventItem, StoredEvent, Transaction};
//! use serde_json::json;
//!
//! let payload = json!({"amount": "30.00", "reason": "rent"});
//! let event = EventItem {
//!     entity: "ACCOUNT",
//!     id: "ACCOUNT-1001",
//!     version: 3,
//!     event_type: "MoneyWithdrawn",
//!     schema_version: 1,
//!     payload: &payload,
//!     event_id: "0195562e-8f1c-7d3a-9b42-5e0c7a1f6d03",
//!     command: "Withdraw",
//!     correlation_id: "corr-2c9e",
//!     causation_id: "cmd-7f31",
//!     recorded_at: "2026-11-21T10:00:00.000Z",
//!     idempotency_key: None,
//! };
//!
//! // The body of a TransactWriteItems request. It writes the event if no other event has version 3.
//! let mut transaction = Transaction::new("event-store");
//! transaction.put_event(&event)?;
//! let request = transaction.finish()?;
//! assert_eq!(request.cost().total(), 3); // write units: 2 for the table, 1 for the index
//! let body = serde_json::to_string(&request)?;
//! assert!(body.contains(r#""PK":{"S":"ACCOUNT#ACCOUNT-1001"},"SK":{"S":"EVENT#000003"}"#));
//! assert!(body.contains(r#""ConditionExpression":"attribute_not_exists(PK)""#));
//!
//! // The stored item reads back as the same event.
//! let stored = StoredEvent::from_item(&event.to_item()?)?;
//! assert_eq!(stored.as_event_item(), event);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Map
//! Each module imports only from modules above it:
//!
//! ```text
//! limits         what DynamoDB and this layout allow, with the source of each figure
//! error          FormatError, ReplyError
//! number         numbers as DynamoDB stores them
//! timestamp      times whose text order is time order
//! attribute      AttributeValue, Item
//! dynamodb_json  their JSON, as the API carries it
//! keys           the keys of the single table, written and parsed (RecordKey)
//! size           bytes of an item
//! capacity       read and write units
//! item           records to write (EventItem, ...) and as they were read (StoredEvent, ...)
//! stream         all records of a stream (StoredStream)
//! condition      what an item must meet to be written
//! action         what a transaction writes, deletes or checks
//! transaction    bodies of TransactWriteItems
//! query          bodies of Query, pages of replies
//! table          the body of CreateTable
//! reply          error replies and their cancellation reasons
//! ```
//!
//! Nothing here sends a request, reads a clock, or depends on the engine or the bank.

mod action;
mod attribute;
mod capacity;
mod condition;
mod dynamodb_json;
mod error;
mod item;
pub mod keys;
pub mod limits;
mod number;
mod query;
mod reply;
mod size;
mod stream;
mod table;
mod timestamp;
mod transaction;

pub use action::{Action, KeyAction, PutAction};
pub use attribute::{AttributeValue, Attributes, Item};
pub use capacity::{ReadMode, ReadUnits, WriteCost, bytes_left_in_write_unit, read_units, write_cost};
pub use error::{FormatError, ReplyError};
pub use item::{
    EventItem, IndexEntryItem, OutboxItem, ReservationItem, SnapshotItem, StoredEvent, StoredOutbox, StoredSnapshot,
    reservation_holder,
};
pub use keys::{RecordKey, event_sort_key, partition_key};
pub use number::Number;
pub use query::{Query, QueryPage};
pub use reply::{CancellationReason, ErrorReply};
pub use size::item_bytes;
pub use stream::StoredStream;
pub use table::{CreateTable, create_table};
pub use transaction::{TransactWriteItems, Transaction};
