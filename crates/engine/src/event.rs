use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Position, Upcaster, Version};

/// An event as a store keeps it. It never changes.
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
    /// Who asked for it, in which conversation, and when it was stored.
    pub metadata: Metadata,
}

/// An event that is not stored yet: it has no version and no position.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEvent<E> {
    /// What happened.
    pub data: E,
    /// Who asked for it, in which conversation, and when.
    pub metadata: Metadata,
}

impl<E> NewEvent<E> {
    /// An event with an id and a time of the caller's. It begins a conversation of its own; [`Metadata::caused_by`] and
    /// [`Metadata::in_conversation`] change that.
    #[must_use]
    pub fn new(event_id: Uuid, recorded_at: DateTime<Utc>, data: E) -> Self {
        Self { data, metadata: Metadata::new(event_id, recorded_at) }
    }
}

/// What is stored beside an event's payload and never mixed with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// The event's own id. The caller makes it unique in the whole log, e.g. as a UUID of version 7 or 4; a store does not
    /// compare ids.
    pub event_id: Uuid,
    /// The name of the command that led to the event. It is empty when there was none.
    pub command: Arc<str>,
    /// The id of the message that caused this event, usually the command's.
    pub causation_id: Uuid,
    /// The id that all messages of one conversation share.
    pub correlation_id: Uuid,
    /// When the event was stored, in UTC, to the millisecond.
    pub recorded_at: DateTime<Utc>,
    /// The event that this one copies, when a stream was forked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<Box<CopyOf>>,
}

impl Metadata {
    /// The metadata of an event that no command led to, in a conversation of its own: the causation id and the correlation id
    /// are the event's id.
    #[must_use]
    pub fn new(event_id: Uuid, recorded_at: DateTime<Utc>) -> Self {
        let command = Arc::default();
        Self { event_id, command, causation_id: event_id, correlation_id: event_id, recorded_at, copy_of: None }
    }

    /// The same for an event that this command led to.
    #[must_use]
    pub fn caused_by(self, command: impl Into<Arc<str>>, command_id: Uuid) -> Self {
        Self { command: command.into(), causation_id: command_id, ..self }
    }

    /// The same in this conversation.
    #[must_use]
    pub fn in_conversation(self, correlation_id: Uuid) -> Self {
        Self { correlation_id, ..self }
    }
}

/// The event that a copy repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyOf {
    /// The stream of the original. `None` in logs that were written before the stream was stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream: Option<StreamId>,
    /// The version of the original in that stream, from 1.
    pub version: Version,
}

/// The facts of a domain. Each has a name and a schema version, which are stored beside its payload.
pub trait Event: Clone + PartialEq + fmt::Debug {
    /// The name under which the event is stored, e.g. `MoneyWithdrawn`.
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

    /// The event with this payload, in the newest shape of its type. Stores call [`StoredEvent::read`](super::StoredEvent::read) instead, which
    /// upcasts older shapes first.
    ///
    /// # Errors
    /// [`PayloadError`] when the type or the shape is unknown, or the payload does not fit it.
    fn from_payload(event_type: &str, schema_version: u32, payload: Value) -> Result<Self, PayloadError>;

    /// The steps that turn old shapes into new ones; see [`Upcaster`]. By default none.
    fn upcasters() -> &'static [Upcaster] {
        &[]
    }

    /// Turns metadata as an earlier version of the domain wrote it, beside the event of this version, into today's. By
    /// default it is today's.
    #[must_use]
    fn upcast_metadata(metadata: Metadata, _version: Version) -> Metadata {
        metadata
    }
}

/// A stored payload can't be read as an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payload of a stored {event_type} (schema version {schema_version}) can't be read: {reason}")]
pub struct PayloadError {
    /// The event type that it is stored under.
    pub event_type: String,
    /// The version of its shape, from 1.
    pub schema_version: u32,
    /// What is wrong with it.
    pub reason: String,
}

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
