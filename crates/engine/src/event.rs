use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Position, Upcaster, Version};

/// A stored event. It never changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded<E> {
    /// The stream that the event belongs to.
    pub stream: StreamId,
    /// The event's place in its stream, from 1.
    pub version: Version,
    /// The event's place in the whole log, from 1.
    pub position: Position,
    /// What happened.
    pub data: E,
    /// Its ids, the command that caused it, and when it was recorded.
    pub metadata: Metadata,
}

/// An event that is not stored yet, without version and position.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent<E> {
    /// What happened.
    pub data: E,
    /// Its ids, the command that caused it, and when it was recorded.
    pub metadata: Metadata,
}

impl<E> NewEvent<E> {
    /// An event with the caller's id and time, in a new conversation. [`Metadata::caused_by`] and
    /// [`Metadata::in_conversation`] set the other ids.
    #[must_use]
    pub fn new(event_id: Uuid, recorded_at: DateTime<Utc>, data: E) -> Self {
        Self { data, metadata: Metadata::new(event_id, recorded_at) }
    }
}

/// Facts about an event, stored with its payload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// The id of the event. The caller makes it unique in the whole log, e.g. as a UUID of version 7 or 4 (RFC 9562).
    /// Stores do not check that.
    pub event_id: Uuid,
    /// The name of the command that caused the event; empty if there was none.
    pub command: Arc<str>,
    /// The id of the message that caused this event, usually the command's.
    pub causation_id: Uuid,
    /// The id that all commands, events and messages of a conversation share.
    pub correlation_id: Uuid,
    /// When the event was recorded, in UTC, to the millisecond.
    pub recorded_at: DateTime<Utc>,
    /// The original, if the event is a copy in a fork.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<Box<CopyOf>>,
}

impl Metadata {
    /// Metadata without a command, in a new conversation: the causation id and the correlation id are the event id.
    #[must_use]
    pub fn new(event_id: Uuid, recorded_at: DateTime<Utc>) -> Self {
        let command = Arc::default();
        Self { event_id, command, causation_id: event_id, correlation_id: event_id, recorded_at, copy_of: None }
    }

    /// Sets the command that caused the event, by name and id.
    #[must_use]
    pub fn caused_by(self, command: impl Into<Arc<str>>, command_id: Uuid) -> Self {
        Self { command: command.into(), causation_id: command_id, ..self }
    }

    /// Sets the conversation that the event belongs to.
    #[must_use]
    pub fn in_conversation(self, correlation_id: Uuid) -> Self {
        Self { correlation_id, ..self }
    }
}

/// The original of a copy in a fork.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOf {
    /// The stream of the original. `None` in logs from before the stream was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamId>,
    /// The version of the original in that stream, from 1.
    pub version: Version,
}

/// The events of a domain, usually an enum. Each has an event type and a schema version, which are stored with its
/// payload.
pub trait Event: Clone + PartialEq + fmt::Debug {
    /// The event type under which it is stored, e.g. `MoneyWithdrawn`.
    fn event_type(&self) -> &str;

    /// The schema version of the payload, from 1.
    fn schema_version(&self) -> u32 {
        1
    }

    /// Whether the event closes its aggregate: no event is expected after it.
    fn closes(&self) -> bool {
        false
    }

    /// Returns the payload as JSON, without the event type.
    fn payload(&self) -> Value;

    /// Reads an event from a payload of the newest schema version. Stores call
    /// [`StoredEvent::read`](crate::StoredEvent::read), which upcasts older payloads first.
    ///
    /// # Errors
    /// [`PayloadError`] when the event type or schema version is unknown, or the payload does not match them.
    fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError>;

    /// The upcasters of older payloads. By default none.
    fn upcasters() -> &'static [Upcaster] {
        &[]
    }

    /// Upcasts the metadata of an earlier release. `version` is the version of the event in its stream. By default the
    /// metadata stays as it is.
    #[must_use]
    fn upcast_metadata(metadata: Metadata, _version: Version) -> Metadata {
        metadata
    }
}

/// A stored payload can't be read as an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payload of a stored {event_type} (schema version {schema_version}) can't be read: {reason}")]
pub struct PayloadError {
    /// The stored event type.
    pub event_type: String,
    /// The stored schema version, from 1.
    pub schema_version: u32,
    /// What is wrong with the payload.
    pub reason: String,
}

impl PayloadError {
    /// A payload of this event type and schema version that can't be read for this reason.
    pub fn new(event_type: &str, schema_version: u32, reason: impl Into<String>) -> Self {
        Self { event_type: event_type.to_owned(), schema_version, reason: reason.into() }
    }
}

/// The id of a stream and of the aggregate whose events it holds. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StreamId(Arc<str>);

impl StreamId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for StreamId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl From<String> for StreamId {
    fn from(id: String) -> Self {
        Self(id.into())
    }
}

impl Borrow<str> for StreamId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
