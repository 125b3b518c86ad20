//! The JSON form of events, snapshots, index entries and messages in stores that keep text. The payload is a value of its own, so its
//! field names can't clash with those around it.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use engine::{
    Domain, Event, IndexEntry, Metadata, OutboxRecord, Position, Recorded, Snapshot, StoredEvent, StreamId, Version,
};

/// A domain whose states and messages can be serialized. Events always can.
pub trait JsonDomain: Domain<State: Serialize + DeserializeOwned, Outbound: Serialize + DeserializeOwned> {}

impl<D: Domain<State: Serialize + DeserializeOwned, Outbound: Serialize + DeserializeOwned>> JsonDomain for D {}

/// Why a stored text can't be read, e.g. `it is not an object`. The end of a sentence that names the record.
pub(super) type Unreadable = String;

/// Writes an event, e.g. `{"stream":"ACCOUNT-1001","version":3,"position":3,"type":"MoneyWithdrawn",...}`.
pub(super) fn event_value<E: Event>(event: &Recorded<E>) -> Value {
    let Metadata { event_id, command, causation_id, correlation_id, recorded_at, copy_of } = &event.metadata;
    let mut value = json!({
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
    });
    if let Some(copy_of) = copy_of {
        value["copyOf"] = json!(copy_of);
    }
    value
}

/// Reads what [`event_value`] wrote.
pub(super) fn event_of<E: Event>(value: Value) -> Result<Recorded<E>, Unreadable> {
    let mut fields = Fields::of(value)?;
    let shape = u32::try_from(fields.number("shape")?).map_err(|_| "`shape` is too large".to_owned())?;
    let version = Version(fields.number("version")?);
    let copy_of = fields.optional("copyOf").map(serde_json::from_value).transpose();
    let stored = StoredEvent {
        event_type: fields.text("type")?,
        schema_version: shape,
        payload: fields.take("payload")?,
        metadata: Metadata {
            event_id: fields.parsed("eventId")?,
            command: Arc::from(fields.text("command")?),
            causation_id: fields.parsed("causationId")?,
            correlation_id: fields.parsed("correlationId")?,
            recorded_at: fields.parsed::<DateTime<_>>("recordedAt")?,
            copy_of: copy_of.map_err(|error| format!("`copyOf`: {error}"))?,
        },
    };
    let (data, metadata) = stored.read(version).map_err(|error| error.to_string())?;
    let (stream, position) = (fields.text("stream")?.into(), Position(fields.number("position")?));
    Ok(Recorded { stream, version, position, data, metadata })
}

/// Writes a snapshot, e.g. `{"shape":1,"version":100,"recordedAt":"...","state":{...}}`.
pub(super) fn snapshot_value<S: Serialize>(snapshot: &Snapshot<S>) -> Result<Value, Unreadable> {
    Ok(json!({
        "shape": snapshot.shape,
        "version": snapshot.version.0,
        "recordedAt": snapshot.recorded_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "state": serde_json::to_value(&snapshot.state).map_err(|error| error.to_string())?,
    }))
}

/// Reads what [`snapshot_value`] wrote. A snapshot is a cache, so damage is not an error. Returns `None` without a version. If the state
/// can't be read (e.g. after its shape changed), the snapshot gets shape 0, which no code writes: loads ignore it, and the next append
/// replaces it.
pub(super) fn snapshot_of<D: JsonDomain>(value: Value) -> Option<Snapshot<D::State>> {
    let mut fields = Fields::of(value).ok()?;
    let (version, recorded_at) = (Version(fields.number("version").ok()?), fields.parsed("recordedAt").ok()?);
    let shape = fields.number("shape").ok().and_then(|shape| u32::try_from(shape).ok());
    let state = fields.take("state").ok().and_then(|state| serde_json::from_value(state).ok());
    Some(match (shape, state) {
        (Some(shape), Some(state)) => Snapshot { shape, version, recorded_at, state },
        _ => Snapshot { shape: 0, version, recorded_at, state: D::State::default() },
    })
}

/// Writes an index entry, e.g. `["byEmail","ada@example.org",false]`.
pub(super) fn entry_value(entry: &IndexEntry) -> Value {
    json!([*entry.index, entry.value, entry.reserved])
}

/// Reads what [`entry_value`] wrote.
pub(super) fn entry_of(value: &Value) -> Result<IndexEntry, Unreadable> {
    match value.as_array().map(Vec::as_slice) {
        Some([Value::String(index), Value::String(value), Value::Bool(reserved)]) => {
            Ok(IndexEntry { index: index.as_str().into(), value: value.clone(), reserved: *reserved })
        }
        _ => Err("an index entry is not a list of index, value and reservation".to_owned()),
    }
}

/// Writes a message without its stream, e.g. `{"version":3,"number":0,"message":{...}}`.
pub(super) fn message_value<O: Serialize>(record: &OutboxRecord<O>) -> Result<Value, Unreadable> {
    let message = serde_json::to_value(&record.message).map_err(|error| error.to_string())?;
    Ok(json!({ "version": record.version.0, "number": record.number, "message": message }))
}

/// Reads what [`message_value`] wrote for this stream.
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
            _ => Err("it is not an object".to_owned()),
        }
    }

    /// The fields that were not taken.
    #[cfg(feature = "web")]
    pub(super) fn rest(self) -> Value {
        Value::Object(self.0)
    }

    pub(super) fn take(&mut self, name: &str) -> Result<Value, Unreadable> {
        self.optional(name).ok_or_else(|| format!("`{name}` is missing"))
    }

    /// A field that may be missing.
    pub(super) fn optional(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(Value::take)
    }

    pub(super) fn text(&mut self, name: &str) -> Result<String, Unreadable> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            _ => Err(format!("`{name}` is not text")),
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Result<u64, Unreadable> {
        self.take(name)?.as_u64().ok_or_else(|| format!("`{name}` is not a whole number"))
    }

    /// A text field, parsed.
    pub(super) fn parsed<T: std::str::FromStr>(&mut self, name: &str) -> Result<T, Unreadable> {
        self.text(name)?.parse().map_err(|_| format!("`{name}` is malformed"))
    }
}

#[cfg(test)]
mod tests;
