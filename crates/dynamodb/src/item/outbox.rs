use serde_json::Value;

use super::required;
use crate::attribute::{AttributeValue, Item};
use crate::error::FormatError;
use crate::keys::RecordKey;
use crate::size::check_item;
use crate::timestamp::check_time;

/// An outbox message to write: saved in the same transaction as its event, sent later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutboxItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// The aggregate's id. Not empty, no `#`.
    pub id: &'a str,
    /// Version of the event that published it, 1 to 999,999.
    pub version: u64,
    /// Index among the messages of that event, 0 to 99.
    pub index: u8,
    /// Type name of the message.
    pub message_type: &'a str,
    /// Version of the payload's shape.
    pub schema_version: u32,
    /// The content: any JSON value.
    pub payload: &'a Value,
    /// The message's own id, the same each time it is sent.
    pub message_id: &'a str,
    /// Id shared by all messages of one conversation.
    pub correlation_id: &'a str,
    /// Id of the event that published it.
    pub causation_id: &'a str,
    /// When it is stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: &'a str,
}

impl OutboxItem<'_> {
    /// The keys of this message.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::Outbox { entity: self.entity, id: self.id, version: self.version, index: self.index }
    }

    /// The item. It has no index keys, because the index holds events only.
    ///
    /// # Errors
    /// As [`EventItem::to_item`](super::EventItem::to_item).
    pub fn to_item(&self) -> Result<Item, FormatError> {
        check_time(self.recorded_at)?;
        let mut item = self.key().to_item()?;
        item.insert("MessageType", self.message_type);
        item.insert("SchemaVersion", u64::from(self.schema_version));
        item.insert("Version", self.version);
        item.insert("Payload", AttributeValue::from_json(self.payload)?);
        item.insert("MessageId", self.message_id);
        item.insert("CorrelationId", self.correlation_id);
        item.insert("CausationId", self.causation_id);
        item.insert("RecordedAt", self.recorded_at);
        check_item(&item)?;
        Ok(item)
    }
}

/// An outbox message as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredOutbox {
    /// The kind of aggregate.
    pub entity: String,
    /// The aggregate's id.
    pub id: String,
    /// Version of the event that published it.
    pub version: u64,
    /// Index among the messages of that event, 0 to 99.
    pub index: u8,
    /// Type name of the message.
    pub message_type: String,
    /// Version of the payload's shape.
    pub schema_version: u32,
    /// The content.
    pub payload: Value,
    /// The message's own id, the same each time it is sent.
    pub message_id: String,
    /// Id shared by all messages of one conversation.
    pub correlation_id: String,
    /// Id of the event that published it.
    pub causation_id: String,
    /// When it was stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: String,
}

impl StoredOutbox {
    /// Reads the item of an outbox message.
    ///
    /// # Errors
    /// As [`StoredEvent::from_item`](super::StoredEvent::from_item).
    pub fn from_item(item: &Item) -> Result<Self, FormatError> {
        let Some(RecordKey::Outbox { entity, id, version, index }) = RecordKey::of_item(item) else {
            return Err(required::wrong_kind(item, "an outbox message"));
        };
        required::version_of_key(item, version)?;
        Ok(Self {
            entity: entity.to_owned(),
            id: id.to_owned(),
            version,
            index,
            message_type: required::text(item, "MessageType")?,
            schema_version: required::schema_version(item)?,
            payload: required::json(item, "Payload")?,
            message_id: required::text(item, "MessageId")?,
            correlation_id: required::text(item, "CorrelationId")?,
            causation_id: required::text(item, "CausationId")?,
            recorded_at: required::text(item, "RecordedAt")?,
        })
    }
}
