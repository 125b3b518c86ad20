//! How stores that keep text write what they keep: JSON with names of its own, in which a payload is one value among others.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use engine::{
    Domain, Event, IndexEntry, Metadata, OutboxRecord, Position, Recorded, Snapshot, StoredEvent, StreamId, Version,
};

/// A domain whose states and messages can be written as text. Events always can.
pub trait JsonDomain: Domain<State: Serialize + DeserializeOwned, Outbound: Serialize + DeserializeOwned> {}

impl<D: Domain<State: Serialize + DeserializeOwned, Outbound: Serialize + DeserializeOwned>> JsonDomain for D {}

/// Why a stored text can't be read, as the end of a sentence that begins with where it was found.
pub(super) type Unreadable = String;

/// An event with its place, e.g. `{"stream":"ACCOUNT-1001","version":3,"position":3,"type":"MoneyWithdrawn",...}`.
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

/// The event that was written like this.
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

/// A snapshot, e.g. `{"shape":1,"version":100,"recordedAt":"...","state":{...}}`.
pub(super) fn snapshot_value<S: Serialize>(snapshot: &Snapshot<S>) -> Result<Value, Unreadable> {
    Ok(json!({
        "shape": snapshot.shape,
        "version": snapshot.version.0,
        "recordedAt": snapshot.recorded_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        "state": serde_json::to_value(&snapshot.state).map_err(|error| error.to_string())?,
    }))
}

/// The snapshot that was written like this. One whose state can't be read, as after a change of its shape, gets shape 0, which no
/// code writes: it is ignored, and the next append writes a new one. A snapshot is a cache: one without a version is as good as
/// none.
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
            _ => Err("it is not an object".to_owned()),
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
            _ => Err(format!("`{name}` is not text")),
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Result<u64, Unreadable> {
        self.take(name)?.as_u64().ok_or_else(|| format!("`{name}` is not a whole number"))
    }

    /// A text field, read as something else.
    pub(super) fn parsed<T: std::str::FromStr>(&mut self, name: &str) -> Result<T, Unreadable> {
        self.text(name)?.parse().map_err(|_| format!("`{name}` is malformed"))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use engine::CopyOf;
    use engine::conformance::{Below, Tally, TallyEvent, TallyState};

    /// Text that could break out of what it stands in, and names that the envelope uses itself.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[\"\\\\{}\\[\\]:,#/\u{0}\u{7f}\u{2028}\u{202e}א😀a]{0,8}",
            proptest::sample::select(vec![
                "stream",
                "version",
                "position",
                "type",
                "shape",
                "payload",
                "eventId",
                "recordedAt",
                "message",
                "number",
                "_pk",
                "_sk",
                "_seq",
                "PK",
                "__proto__",
                "$serde_json::private::Number",
                "",
            ])
            .prop_map(str::to_owned),
        ]
    }

    /// Any JSON.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 5, |inner| {
            prop_oneof![vec(inner.clone(), 0..5).prop_map(Value::from), fields(inner).prop_map(Value::Object)]
        })
    }

    fn fields(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
        vec((text(), value), 0..5).prop_map(Map::from_iter)
    }

    fn data() -> impl Strategy<Value = TallyEvent> {
        prop_oneof![
            1 => any::<i64>().prop_map(TallyEvent::Added),
            1 => proptest::option::of(text()).prop_map(TallyEvent::Labelled),
            3 => fields(json()).prop_map(TallyEvent::Noted),
        ]
    }

    /// To the millisecond, from long before to long after any log.
    fn time() -> impl Strategy<Value = DateTime<chrono::Utc>> {
        let thousands_of_years = 250_000_000_000_000_i64;
        (-thousands_of_years..thousands_of_years).prop_map(|ms| DateTime::UNIX_EPOCH + TimeDelta::milliseconds(ms))
    }

    prop_compose! {
        fn metadata()(
            ids in any::<[u128; 3]>(), command in text(), recorded_at in time(),
            original in proptest::option::of((proptest::option::of(text()), any::<u64>())),
        ) -> Metadata {
            let [event_id, causation_id, correlation_id] = ids.map(Uuid::from_u128);
            let copy_of = original.map(|(stream, version)| {
                Box::new(CopyOf { stream: stream.map(StreamId::from), version: Version(version) })
            });
            Metadata { event_id, command: command.into(), causation_id, correlation_id, recorded_at, copy_of }
        }
    }

    prop_compose! {
        fn event()(
            stream in text(), version in any::<u64>(), position in any::<u64>(), data in data(), metadata in metadata(),
        ) -> Recorded<TallyEvent> {
            Recorded { stream: stream.into(), version: Version(version), position: Position(position), data, metadata }
        }
    }

    /// What is written as text and read again.
    fn through_text(value: &Value) -> Value {
        serde_json::from_str(&value.to_string()).unwrap()
    }

    proptest! {
        #[test]
        fn an_event_is_read_as_it_was_written(event in event()) {
            prop_assert_eq!(event_of(through_text(&event_value(&event))), Ok(event));
        }

        #[test]
        fn a_snapshot_is_read_as_it_was_written(
            shape in any::<u32>(), version in any::<u64>(), recorded_at in time(),
            sum in any::<i64>(), latest in vec(any::<i64>(), 0..9), label in proptest::option::of(text()),
        ) {
            let state = TallyState { sum, latest, label };
            let snapshot = Snapshot { shape, version: Version(version), recorded_at, state };
            let written = snapshot_value(&snapshot).unwrap();
            prop_assert_eq!(snapshot_of::<Tally>(through_text(&written)), Some(snapshot));
        }

        #[test]
        fn an_index_entry_is_read_as_it_was_written(index in text(), value in text(), reserved in any::<bool>()) {
            let entry = IndexEntry { index: index.into(), value, reserved };
            prop_assert_eq!(entry_of(&through_text(&entry_value(&entry))), Ok(entry));
        }

        #[test]
        fn a_message_is_read_as_it_was_written(
            stream in text(), version in any::<u64>(), number in any::<u32>(), sum in any::<i64>(),
        ) {
            let stream = StreamId::from(stream);
            let record = OutboxRecord { stream: stream.clone(), version: Version(version), number, message: Below { sum } };
            let written = message_value(&record).unwrap();
            prop_assert_eq!(message_of(&stream, through_text(&written)), Ok(record));
        }

        /// Whatever is missing or of another kind is an error, and nothing panics.
        #[test]
        fn a_damaged_event_is_refused(
            event in event(),
            place in any::<prop::sample::Index>(),
            damage in prop_oneof![Just(Value::Null), Just(json!(true)), Just(json!([]))],
        ) {
            let written = event_value(&event);
            let names: Vec<_> = written.as_object().unwrap().keys().cloned().collect();
            let name = place.get(&names);
            let mut without = written.clone();
            without.as_object_mut().unwrap().remove(name);
            // What is not a copy has no original.
            let expected = if name == "copyOf" {
                let metadata = Metadata { copy_of: None, ..event.metadata.clone() };
                Ok(Recorded { metadata, ..event.clone() })
            } else {
                Err(format!("`{name}` is missing"))
            };
            prop_assert_eq!(event_of::<TallyEvent>(without), expected);
            let mut damaged = written;
            damaged[name] = damage;
            prop_assert!(event_of::<TallyEvent>(damaged).is_err());
        }
    }
}
