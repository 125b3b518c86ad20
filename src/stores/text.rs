//! How stores that keep text write what they keep: JSON with names of its own, in which a payload is one value among others.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::engine::{
    Domain, Event, IndexEntry, Metadata, OutboxRecord, Position, Recorded, Snapshot, StreamId, Version,
};

/// A domain whose states and messages can be written as text. Events always can.
pub trait AsText: Domain<State: Serialize + DeserializeOwned, Outbound: Serialize + DeserializeOwned> {}

impl<D: Domain<State: Serialize + DeserializeOwned, Outbound: Serialize + DeserializeOwned>> AsText for D {}

/// Why a stored text can't be read, as the end of a sentence that begins with where it was found.
pub(super) type Unreadable = String;

/// An event with its place, e.g. `{"stream":"ACCOUNT-1001","version":3,"position":3,"type":"MoneyWithdrawn",...}`.
pub(super) fn event_value<E: Event>(event: &Recorded<E>) -> Value {
    let Metadata { event_id, command, causation_id, correlation_id, recorded_at } = &event.metadata;
    json!({
        "stream": event.stream.as_str(),
        "version": event.version.0,
        "position": event.position.0,
        "type": event.data.event_type(),
        "shape": event.data.schema_version(),
        "payload": event.data.payload(),
        "eventId": event_id.to_string(),
        "command": **command,
        "causationId": causation_id.to_string(),
        "correlationId": correlation_id.to_string(),
        "recordedAt": recorded_at.to_rfc3339_opts(SecondsFormat::Millis, true),
    })
}

/// The event that was written like this.
pub(super) fn event_of<E: Event>(value: Value) -> Result<Recorded<E>, Unreadable> {
    let mut fields = Fields::of(value)?;
    let shape = u32::try_from(fields.number("shape")?).map_err(|_| "`shape` is too large".to_owned())?;
    let data = E::from_payload(&fields.text("type")?, shape, fields.take("payload")?).map_err(|e| e.to_string())?;
    Ok(Recorded {
        stream: fields.text("stream")?.into(),
        version: Version(fields.number("version")?),
        position: Position(fields.number("position")?),
        data,
        metadata: Metadata {
            event_id: fields.parsed("eventId")?,
            command: Arc::from(fields.text("command")?),
            causation_id: fields.parsed("causationId")?,
            correlation_id: fields.parsed("correlationId")?,
            recorded_at: fields.parsed::<DateTime<_>>("recordedAt")?,
        },
    })
}

/// A snapshot, e.g. `{"shape":1,"version":100,"recordedAt":"...","state":{...}}`.
pub(super) fn snapshot_value<S: Serialize>(snapshot: &Snapshot<S>) -> Result<Value, Unreadable> {
    Ok(json!({
        "shape": snapshot.shape,
        "version": snapshot.version.0,
        "recordedAt": snapshot.recorded_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "state": serde_json::to_value(&snapshot.state).map_err(|error| error.to_string())?,
    }))
}

/// The snapshot that was written like this, when it is of a shape that this code reads. A snapshot is a cache: one that can't
/// be read is as good as none.
pub(super) fn snapshot_of<D: AsText>(value: Value) -> Option<Snapshot<D::State>> {
    let mut fields = Fields::of(value).ok()?;
    Some(Snapshot {
        shape: u32::try_from(fields.number("shape").ok()?).ok()?,
        version: Version(fields.number("version").ok()?),
        recorded_at: fields.parsed("recordedAt").ok()?,
        state: serde_json::from_value(fields.take("state").ok()?).ok()?,
    })
}

/// An index entry, e.g. `["byEmail","ada@example.org",false]`.
pub(super) fn entry_value(entry: &IndexEntry) -> Value {
    json!([*entry.index, entry.value, entry.reserved])
}

/// The index entry that was written like this.
pub(super) fn entry_of(value: &Value) -> Result<IndexEntry, Unreadable> {
    match value.as_array().map(Vec::as_slice) {
        Some([Value::String(index), Value::String(value), Value::Bool(reserved)]) => {
            Ok(IndexEntry { index: index.as_str().into(), value: value.clone(), reserved: *reserved })
        }
        _ => Err("an index entry is not a name, a value and whether it is reserved".to_owned()),
    }
}

/// A message, e.g. `{"version":3,"number":0,"message":{...}}`; its stream stands beside it.
pub(super) fn message_value<O: Serialize>(record: &OutboxRecord<O>) -> Result<Value, Unreadable> {
    let message = serde_json::to_value(&record.message).map_err(|error| error.to_string())?;
    Ok(json!({ "version": record.version.0, "number": record.number, "message": message }))
}

/// The message of this stream that was written like this.
pub(super) fn message_of<O: DeserializeOwned>(stream: &StreamId, value: Value) -> Result<OutboxRecord<O>, Unreadable> {
    let mut fields = Fields::of(value)?;
    Ok(OutboxRecord {
        stream: stream.clone(),
        version: Version(fields.number("version")?),
        number: u32::try_from(fields.number("number")?).map_err(|_| "`number` is too large".to_owned())?,
        message: serde_json::from_value(fields.take("message")?).map_err(|error| format!("`message`: {error}"))?,
    })
}

/// The fields of a stored object.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn of(value: Value) -> Result<Self, Unreadable> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err("it is no object".to_owned()),
        }
    }

    pub(super) fn take(&mut self, name: &str) -> Result<Value, Unreadable> {
        self.optional(name).ok_or_else(|| format!("`{name}` is missing"))
    }

    /// A field that may be left out.
    pub(super) fn optional(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(Value::take)
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, Unreadable> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            _ => Err(format!("`{name}` is no text")),
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Result<u64, Unreadable> {
        self.take(name)?.as_u64().ok_or_else(|| format!("`{name}` is no whole number"))
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str) -> Result<T, Unreadable> {
        self.text(name)?.parse().map_err(|_| format!("`{name}` is malformed"))
    }
}
