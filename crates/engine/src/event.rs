use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Position, Version};

/// An event as the store keeps it. It never changes.
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
    /// Who asked, in which conversation, and when.
    pub metadata: Metadata,
}

/// An event that is not stored yet: it has no version and no position.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent<E> {
    /// What happened.
    pub data: E,
    /// Who asked, in which conversation, and when.
    pub metadata: Metadata,
}

/// What is stored beside an event's payload and never mixed with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// The event's own id, unique in the whole log.
    pub event_id: Uuid,
    /// The name of the command that the event comes from.
    pub command: Arc<str>,
    /// The id of the message that caused this event: the command's.
    pub causation_id: Uuid,
    /// Shared by all messages of one conversation.
    pub correlation_id: Uuid,
    /// When the event was stored, in UTC, to the millisecond.
    pub recorded_at: DateTime<Utc>,
}

/// The facts of a domain, each with a name that is stored beside its payload.
pub trait Event: Clone + PartialEq + fmt::Debug {
    /// The name under which rules find the event and stores index it, e.g. `MoneyWithdrawn`.
    fn event_type(&self) -> &str;

    /// The version of the payload's shape, from 1.
    fn schema_version(&self) -> u32 {
        1
    }

    /// Whether it ends the life of its aggregate, so that no event is expected after it.
    fn closes(&self) -> bool {
        false
    }

    /// The payload as JSON, without the event type.
    fn payload(&self) -> Value;

    /// The event that was stored under this name and shape.
    ///
    /// # Errors
    /// [`PayloadError`] when the name or the shape is unknown, or the payload does not fit it.
    fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError>;
}

/// A stored payload could not be read as an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadError {
    /// The event type it was stored under.
    pub event_type: String,
    /// The version of its shape.
    pub schema_version: u32,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for PayloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the payload of a stored {} (shape {}) cannot be read: {}",
            self.event_type, self.schema_version, self.reason
        )
    }
}

impl std::error::Error for PayloadError {}

/// The name of a stream: the id of the aggregate whose events it holds. Cheap to clone.
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

/// The id of an intention: a command that is sent twice under one key takes effect once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(pub Arc<str>);

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
