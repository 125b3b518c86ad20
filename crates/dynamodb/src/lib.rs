//! How events are stored in DynamoDB: items, keys, sizes and requests, as plain data.
//!
//! ```
//! use dynamodb::{EventItem, Transaction, item_bytes, read_partition};
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
//! let item = event.to_item()?;
//! assert_eq!(item.text("PK"), Some("ACCOUNT#ACCOUNT-1001"));
//! assert_eq!(item.text("SK"), Some("EVENT#000003"));
//! assert_eq!(item_bytes(&item), 333);
//!
//! // The same item as the DynamoDB API takes it, written only if version 3 is still free.
//! let mut transaction = Transaction::new("event-store");
//! transaction.put_event(&event)?;
//! let body = serde_json::to_string(&transaction.finish()?)?;
//! assert!(body.contains(r#""PK":{"S":"ACCOUNT#ACCOUNT-1001"}"#));
//! assert!(body.contains(r#""ConditionExpression":"attribute_not_exists(PK)""#));
//!
//! // And back.
//! let partition = read_partition([&item])?;
//! assert_eq!(partition.events[0].as_event_item(), event);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Map
//! - [`AttributeValue`], [`Item`], [`Number`]: values in DynamoDB's types; their JSON is exactly what the API takes.
//! - [`keys`]: the layout of the single table, written and read back.
//! - [`EventItem`], [`SnapshotItem`], [`OutboxItem`], [`IndexEntryItem`], [`ReservationItem`]: records as items;
//!   [`read_partition`] and the `Stored…` types: items as records.
//! - [`Transaction`] makes a [`TransactWriteItems`] body and checks the limits before anything is sent;
//!   [`Query`] and [`create_table`] make the other bodies; [`QueryPage`] and [`ErrorReply`] read the replies.
//! - [`size`]: bytes, read and write units, limits.
//! - [`FormatError`]: all that can be wrong, each with the figure and the limit.
//!
//! Nothing here sends anything, reads a clock, or knows of the engine or the bank.

mod action;
mod attribute;
mod base64;
mod error;
mod item;
pub mod keys;
mod number;
mod query;
mod read;
mod reply;
mod request;
pub mod size;
mod table;
mod wire;

pub use action::{Action, KeyAction, PutAction};
pub use attribute::{AttributeValue, Attributes, Item};
pub use error::FormatError;
pub use item::{EventItem, IndexEntryItem, OutboxItem, ReservationItem, SnapshotItem};
pub use keys::{RecordKey, event_sort_key, partition_key};
pub use number::Number;
pub use query::{Query, QueryPage};
pub use read::{Partition, StoredEvent, StoredOutbox, StoredSnapshot, read_partition, record_key, reservation_holder};
pub use reply::{CancellationReason, ErrorReply};
pub use request::{TransactWriteItems, Transaction};
pub use size::{
    ReadMode, ReadUnits, WriteCost, bytes_left_in_write_unit, check_item, item_bytes, read_units, storage_bytes,
    write_cost, write_units,
};
pub use table::{CreateTable, create_table};
