//! Records read back from items.

use serde_json::Value;

use super::attribute::{AttributeValue, Item};
use super::error::FormatError;
use super::item::{EventItem, HELD_BY, VERSION};
use super::keys::{PK, RecordKey, SK};

/// The records of one stream, sorted out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Partition {
    /// Its events, by version.
    pub events: Vec<StoredEvent>,
    /// Its snapshot, if there is one.
    pub snapshot: Option<StoredSnapshot>,
    /// Its outbox messages, by version and place.
    pub outbox: Vec<StoredOutbox>,
    /// How many items were of a kind that this version does not know.
    pub ignored: usize,
}

/// Sorts out the items of one partition, in whatever order they come. Items of unknown kinds are counted and passed over.
///
/// # Errors
/// [`FormatError::MixedStreams`] if records of another stream are among them, or as [`StoredEvent::from_item`].
pub fn read_partition<'a>(items: impl IntoIterator<Item = &'a Item>) -> Result<Partition, FormatError> {
    let mut partition = Partition::default();
    let mut stream: Option<&str> = None;
    for item in items {
        let pk = item.text(PK).unwrap_or_default();
        match record_key(item) {
            Some(RecordKey::Event { .. }) => partition.events.push(StoredEvent::from_item(item)?),
            Some(RecordKey::Snapshot { .. }) => partition.snapshot = Some(StoredSnapshot::from_item(item)?),
            Some(RecordKey::Outbox { .. }) => partition.outbox.push(StoredOutbox::from_item(item)?),
            _ => {
                partition.ignored += 1;
                continue;
            }
        }
        match stream {
            Some(expected) if expected != pk => {
                return Err(FormatError::MixedStreams { expected: expected.to_owned(), found: pk.to_owned() });
            }
            _ => stream = Some(pk),
        }
    }
    partition.events.sort_by_key(|event| event.version);
    partition.outbox.sort_by_key(|message| (message.version, message.index));
    Ok(partition)
}

/// What an item is, by its keys; `None` if that is not a known kind.
pub fn record_key(item: &Item) -> Option<RecordKey<'_>> {
    RecordKey::parse(item.text(PK)?, item.text(SK)?)
}

/// An event as it was read; as it is written it is an [`EventItem`].
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// The kind of aggregate.
    pub entity: String,
    /// The aggregate.
    pub id: String,
    /// Place in the stream, 1 to 999,999.
    pub version: u64,
    /// Type name.
    pub event_type: String,
    /// Version of the shape of its data.
    pub schema_version: u32,
    /// What it says.
    pub payload: Value,
    /// The event's own id.
    pub event_id: String,
    /// Name of the command that caused it.
    pub command: String,
    /// Id shared by one conversation.
    pub correlation_id: String,
    /// Id of the message that caused it.
    pub causation_id: String,
    /// When it was stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: String,
    /// Id of the intention, if the command had one.
    pub idempotency_key: Option<String>,
}

impl StoredEvent {
    /// Reads an event's item.
    ///
    /// # Errors
    /// Names the attribute that is missing or wrong. The `Version` must be that of the key.
    pub fn from_item(item: &Item) -> Result<Self, FormatError> {
        let Some(RecordKey::Event { entity, id, version }) = record_key(item) else {
            return Err(wrong_kind(item, "an event"));
        };
        same_version(item, version)?;
        Ok(Self {
            entity: entity.to_owned(),
            id: id.to_owned(),
            version,
            event_type: text(item, "EventType")?,
            schema_version: schema_version(item)?,
            payload: json(item, "Payload")?,
            event_id: text(item, "EventId")?,
            command: text(item, "Command")?,
            correlation_id: text(item, "CorrelationId")?,
            causation_id: text(item, "CausationId")?,
            recorded_at: text(item, "RecordedAt")?,
            idempotency_key: match item.get("IdempotencyKey") {
                Some(_) => Some(text(item, "IdempotencyKey")?),
                None => None,
            },
        })
    }

    /// The same event as it is written.
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

/// A snapshot as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSnapshot {
    /// The kind of aggregate.
    pub entity: String,
    /// The aggregate.
    pub id: String,
    /// Version of the last event in the state.
    pub version: u64,
    /// Version of the shape of its data.
    pub schema_version: u32,
    /// The state.
    pub state: Value,
    /// When it was stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: String,
}

impl StoredSnapshot {
    /// Reads a snapshot's item.
    ///
    /// # Errors
    /// Names the attribute that is missing or wrong.
    pub fn from_item(item: &Item) -> Result<Self, FormatError> {
        let Some(RecordKey::Snapshot { entity, id }) = record_key(item) else {
            return Err(wrong_kind(item, "a snapshot"));
        };
        Ok(Self {
            entity: entity.to_owned(),
            id: id.to_owned(),
            version: whole(item, VERSION)?,
            schema_version: schema_version(item)?,
            state: json(item, "State")?,
            recorded_at: text(item, "RecordedAt")?,
        })
    }
}

/// An outbox message as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredOutbox {
    /// The kind of aggregate.
    pub entity: String,
    /// The aggregate.
    pub id: String,
    /// Version of the event that it comes from.
    pub version: u64,
    /// Place among the messages of its event, 0 to 99.
    pub index: u8,
    /// Type name.
    pub message_type: String,
    /// Version of the shape of its data.
    pub schema_version: u32,
    /// What it says.
    pub payload: Value,
    /// The message's own id: the same however often it is sent.
    pub message_id: String,
    /// Id shared by one conversation.
    pub correlation_id: String,
    /// Id of the message that caused it.
    pub causation_id: String,
    /// When it was stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: String,
}

impl StoredOutbox {
    /// Reads an outbox message's item.
    ///
    /// # Errors
    /// Names the attribute that is missing or wrong. The `Version` must be that of the key.
    pub fn from_item(item: &Item) -> Result<Self, FormatError> {
        let Some(RecordKey::Outbox { entity, id, version, index }) = record_key(item) else {
            return Err(wrong_kind(item, "an outbox message"));
        };
        same_version(item, version)?;
        Ok(Self {
            entity: entity.to_owned(),
            id: id.to_owned(),
            version,
            index,
            message_type: text(item, "MessageType")?,
            schema_version: schema_version(item)?,
            payload: json(item, "Payload")?,
            message_id: text(item, "MessageId")?,
            correlation_id: text(item, "CorrelationId")?,
            causation_id: text(item, "CausationId")?,
            recorded_at: text(item, "RecordedAt")?,
        })
    }
}

/// The aggregate that holds a reservation.
///
/// # Errors
/// If the item is not a reservation, or does not say who holds it.
pub fn reservation_holder(item: &Item) -> Result<String, FormatError> {
    match record_key(item) {
        Some(RecordKey::Reservation { .. }) => text(item, HELD_BY),
        _ => Err(wrong_kind(item, "a reservation")),
    }
}

fn wrong_kind(item: &Item, expected: &'static str) -> FormatError {
    let key = |name| item.text(name).unwrap_or_default().to_owned();
    FormatError::WrongKind { expected, pk: key(PK), sk: key(SK) }
}

fn value<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a AttributeValue, FormatError> {
    item.get(attribute).ok_or(FormatError::Missing { attribute })
}

fn text(item: &Item, attribute: &'static str) -> Result<String, FormatError> {
    match value(item, attribute)? {
        AttributeValue::S(text) => Ok(text.clone()),
        _ => Err(FormatError::WrongType { attribute, expected: "text (S)" }),
    }
}

fn whole(item: &Item, attribute: &'static str) -> Result<u64, FormatError> {
    match value(item, attribute)? {
        AttributeValue::N(number) => number.to_u64(),
        _ => None,
    }
    .ok_or(FormatError::WrongType { attribute, expected: "a whole number (N) of 0 or more" })
}

fn schema_version(item: &Item) -> Result<u32, FormatError> {
    let attribute = "SchemaVersion";
    let expected = "a whole number (N) below 2^32";
    u32::try_from(whole(item, attribute)?).map_err(|_| FormatError::WrongType { attribute, expected })
}

fn json(item: &Item, attribute: &'static str) -> Result<Value, FormatError> {
    value(item, attribute)?.to_json()
}

fn same_version(item: &Item, version: u64) -> Result<(), FormatError> {
    if whole(item, VERSION)? == version {
        return Ok(());
    }
    Err(FormatError::WrongType { attribute: VERSION, expected: "the version in the sort key" })
}

#[cfg(test)]
#[path = "item_tests.rs"]
mod tests;
