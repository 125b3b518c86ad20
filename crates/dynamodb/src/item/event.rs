use serde_json::Value;

use super::required;
use crate::attribute::{AttributeValue, Item};
use crate::error::FormatError;
use crate::keys::{GSI1PK, GSI1SK, RecordKey, gsi1_partition_key, gsi1_sort_key};
use crate::size::check_item;

/// An event to write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventItem<'a> {
    /// The kind of aggregate, such as `ACCOUNT`. Not empty, no `#`.
    pub entity: &'a str,
    /// The aggregate's id, such as `ACCOUNT-1001`. Not empty, no `#`.
    pub id: &'a str,
    /// The event's place in its stream, 1 to 999,999.
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
    /// Id shared by all messages of one conversation.
    pub correlation_id: &'a str,
    /// Id of the message that caused it: its command's.
    pub causation_id: &'a str,
    /// When it is stored: RFC 3339 in UTC with milliseconds, `2026-11-21T10:00:00.000Z`.
    pub recorded_at: &'a str,
    /// The command's idempotency key, if it has one.
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
    /// A key that breaks the layout (see [`keys`](crate::keys)), a number out of range, an empty field name, nesting
    /// over 32 levels, or an item over 400 KB.
    pub fn to_item(&self) -> Result<Item, FormatError> {
        let mut item = self.key().to_item()?;
        item.insert(GSI1PK, gsi1_partition_key(self.event_type)?);
        item.insert(GSI1SK, gsi1_sort_key(self.recorded_at, self.entity, self.id, self.version)?);
        item.insert("EventType", self.event_type);
        item.insert("SchemaVersion", u64::from(self.schema_version));
        item.insert("Version", self.version);
        item.insert("Payload", AttributeValue::from_json(self.payload)?);
        item.insert("EventId", self.event_id);
        item.insert("Command", self.command);
        item.insert("CorrelationId", self.correlation_id);
        item.insert("CausationId", self.causation_id);
        item.insert("RecordedAt", self.recorded_at);
        if let Some(key) = self.idempotency_key {
            item.insert("IdempotencyKey", key);
        }
        check_item(&item)?;
        Ok(item)
    }
}

/// An event as it was read. To write it, see [`EventItem`], which documents the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// The kind of aggregate.
    pub entity: String,
    /// The aggregate's id.
    pub id: String,
    /// The event's place in its stream, 1 to 999,999.
    pub version: u64,
    /// Type name.
    pub event_type: String,
    /// Version of the payload's shape.
    pub schema_version: u32,
    /// What happened.
    pub payload: Value,
    /// The event's own id.
    pub event_id: String,
    /// Name of the command that caused it.
    pub command: String,
    /// Id shared by all messages of one conversation.
    pub correlation_id: String,
    /// Id of the message that caused it.
    pub causation_id: String,
    /// When it was stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: String,
    /// The command's idempotency key, if it had one.
    pub idempotency_key: Option<String>,
}

impl StoredEvent {
    /// Reads the item of an event.
    ///
    /// # Errors
    /// [`FormatError::WrongKind`] for another kind of record, [`FormatError::MissingAttribute`] or
    /// [`FormatError::WrongAttribute`] for a damaged one, also if `Version` differs from the sort key, and the errors
    /// of [`AttributeValue::to_json`] for the payload.
    pub fn from_item(item: &Item) -> Result<Self, FormatError> {
        let Some(RecordKey::Event { entity, id, version }) = RecordKey::of_item(item) else {
            return Err(required::wrong_kind(item, "an event"));
        };
        required::version_of_key(item, version)?;
        Ok(Self {
            entity: entity.to_owned(),
            id: id.to_owned(),
            version,
            event_type: required::text(item, "EventType")?,
            schema_version: required::schema_version(item)?,
            payload: required::json(item, "Payload")?,
            event_id: required::text(item, "EventId")?,
            command: required::text(item, "Command")?,
            correlation_id: required::text(item, "CorrelationId")?,
            causation_id: required::text(item, "CausationId")?,
            recorded_at: required::text(item, "RecordedAt")?,
            idempotency_key: match item.get("IdempotencyKey") {
                Some(_) => Some(required::text(item, "IdempotencyKey")?),
                None => None,
            },
        })
    }

    /// The same event, to write.
    pub fn as_event_item(&self) -> EventItem<'_> {
        EventItem {
            entity: &self.entity,
            id: &self.id,
            version: self.version,
            event_type: &self.event_type,
            schema_version: self.schema_version,
            payload: &self.payload,
            event_id: &self.event_id,
            command: &self.command,
            correlation_id: &self.correlation_id,
            causation_id: &self.causation_id,
            recorded_at: &self.recorded_at,
            idempotency_key: self.idempotency_key.as_deref(),
        }
    }
}
