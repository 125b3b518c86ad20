//! Records to write as items.
//!
//! A payload has an attribute of its own, so that no field of it can touch a key or metadata, whatever its name.

use serde_json::Value;

use super::attribute::{AttributeValue, Item};
use super::error::FormatError;
use super::keys::{self, GSI1PK, GSI1SK, PK, RecordKey, SK};
use super::size::check_item;

/// Name of the attribute that holds a snapshot's or an event's version; a later snapshot's condition reads it.
pub(super) const VERSION: &str = "Version";
/// Name of the attribute that holds who has claimed a value; the release of a claim reads it.
pub(super) const HELD_BY: &str = "HeldBy";

/// An event to write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventItem<'a> {
    /// The kind of aggregate, such as `ACCOUNT`. Not empty, no `#`.
    pub entity: &'a str,
    /// The aggregate, such as `ACCOUNT-1001`. Not empty, no `#`.
    pub id: &'a str,
    /// Place in the stream, 1 to 999,999.
    pub version: u64,
    /// Type name, such as `MoneyWithdrawn`. Not empty, no `#`.
    pub event_type: &'a str,
    /// Version of the payload's shape.
    pub schema_version: u32,
    /// What happened: any JSON value, usually an object.
    pub payload: &'a Value,
    /// The event's own id.
    pub event_id: &'a str,
    /// Name of the command that caused it.
    pub command: &'a str,
    /// Id shared by one conversation.
    pub correlation_id: &'a str,
    /// Id of the message that caused it: for an event, its command's.
    pub causation_id: &'a str,
    /// When it is stored: RFC 3339 in UTC with milliseconds, `2026-11-21T10:00:00.000Z`.
    pub recorded_at: &'a str,
    /// Id of the intention, if the command had one.
    pub idempotency_key: Option<&'a str>,
}

impl EventItem<'_> {
    /// The keys of this event.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::Event { entity: self.entity, id: self.id, version: self.version }
    }

    /// The item: keys, index keys, then type, version, payload and metadata.
    ///
    /// # Errors
    /// A key that can't be written (see [`keys`]), a number out of range, an empty field name, or an item over 400 KB.
    pub fn to_item(&self) -> Result<Item, FormatError> {
        let mut item = keyed(self.key())?;
        item.insert(GSI1PK, keys::gsi1_partition_key(self.event_type)?);
        item.insert(GSI1SK, keys::gsi1_sort_key(self.recorded_at, self.entity, self.id, self.version)?);
        item.insert("EventType", self.event_type);
        item.insert("SchemaVersion", u64::from(self.schema_version));
        item.insert(VERSION, self.version);
        item.insert("Payload", AttributeValue::from_json(self.payload)?);
        item.insert("EventId", self.event_id);
        item.insert("Command", self.command);
        item.insert("CorrelationId", self.correlation_id);
        item.insert("CausationId", self.causation_id);
        item.insert("RecordedAt", self.recorded_at);
        if let Some(key) = self.idempotency_key {
            item.insert("IdempotencyKey", key);
        }
        checked(item)
    }
}

/// A snapshot to write: saved state that lets a load skip old events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SnapshotItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// The aggregate. Not empty, no `#`.
    pub id: &'a str,
    /// Version of the last event in the state, 1 to 999,999.
    pub version: u64,
    /// Version of the state's shape.
    pub schema_version: u32,
    /// The state: any JSON value.
    pub state: &'a Value,
    /// When it is stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: &'a str,
}

impl SnapshotItem<'_> {
    /// The keys of this snapshot.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::Snapshot { entity: self.entity, id: self.id }
    }

    /// The item, without index keys: the index holds events only.
    ///
    /// # Errors
    /// As [`EventItem::to_item`].
    pub fn to_item(&self) -> Result<Item, FormatError> {
        keys::event_sort_key(self.version)?;
        keys::check_time(self.recorded_at)?;
        let mut item = keyed(self.key())?;
        item.insert("SchemaVersion", u64::from(self.schema_version));
        item.insert(VERSION, self.version);
        item.insert("State", AttributeValue::from_json(self.state)?);
        item.insert("RecordedAt", self.recorded_at);
        checked(item)
    }
}

/// An outbox message to write: it is saved with the event and sent later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutboxItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// The aggregate. Not empty, no `#`.
    pub id: &'a str,
    /// Version of the event that it comes from, 1 to 999,999.
    pub version: u64,
    /// Place among the messages of that event, 0 to 99.
    pub index: u8,
    /// Type name of the message.
    pub message_type: &'a str,
    /// Version of the payload's shape.
    pub schema_version: u32,
    /// What it says: any JSON value.
    pub payload: &'a Value,
    /// The message's own id: the same however often it is sent.
    pub message_id: &'a str,
    /// Id shared by one conversation.
    pub correlation_id: &'a str,
    /// Id of the event that caused it.
    pub causation_id: &'a str,
    /// When it is stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: &'a str,
}

impl OutboxItem<'_> {
    /// The keys of this message.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::Outbox { entity: self.entity, id: self.id, version: self.version, index: self.index }
    }

    /// The item, without index keys.
    ///
    /// # Errors
    /// As [`EventItem::to_item`].
    pub fn to_item(&self) -> Result<Item, FormatError> {
        keys::check_time(self.recorded_at)?;
        let mut item = keyed(self.key())?;
        item.insert("MessageType", self.message_type);
        item.insert("SchemaVersion", u64::from(self.schema_version));
        item.insert(VERSION, self.version);
        item.insert("Payload", AttributeValue::from_json(self.payload)?);
        item.insert("MessageId", self.message_id);
        item.insert("CorrelationId", self.correlation_id);
        item.insert("CausationId", self.causation_id);
        item.insert("RecordedAt", self.recorded_at);
        checked(item)
    }
}

/// An index entry to write or delete: it leads from a value to an aggregate. Its keys say it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexEntryItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// The index, such as `byEmail`. Not empty, no `#`.
    pub index: &'a str,
    /// The value that is looked up. Not empty.
    pub value: &'a str,
    /// The aggregate that has it. Not empty, no `#`.
    pub id: &'a str,
}

impl IndexEntryItem<'_> {
    /// The keys of this entry.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::IndexEntry { entity: self.entity, index: self.index, value: self.value, id: self.id }
    }

    /// The item.
    ///
    /// # Errors
    /// A key that can't be written (see [`keys`]).
    pub fn to_item(&self) -> Result<Item, FormatError> {
        keyed(self.key())
    }
}

/// A reservation to write or release: the claim of a unique value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReservationItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// What is unique, such as `email`. Not empty, no `#`.
    pub name: &'a str,
    /// The claimed value. Not empty.
    pub value: &'a str,
    /// The aggregate that claims it.
    pub held_by: &'a str,
}

impl ReservationItem<'_> {
    /// The keys of this reservation.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::Reservation { entity: self.entity, name: self.name, value: self.value }
    }

    /// The item.
    ///
    /// # Errors
    /// A key that can't be written (see [`keys`]).
    pub fn to_item(&self) -> Result<Item, FormatError> {
        let mut item = keyed(self.key())?;
        item.insert(HELD_BY, self.held_by);
        checked(item)
    }
}

/// An item of nothing but its keys, as `Key` of a delete or check takes it too.
#[inline(always)]
pub(super) fn keyed(key: RecordKey<'_>) -> Result<Item, FormatError> {
    let mut item = Item::new();
    item.insert(PK, key.partition_key()?);
    item.insert(SK, key.sort_key()?);
    Ok(item)
}

fn checked(item: Item) -> Result<Item, FormatError> {
    check_item(&item)?;
    Ok(item)
}
