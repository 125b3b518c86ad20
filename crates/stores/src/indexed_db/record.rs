//! How the database keeps what it is given, and how that is read.

use idb::{CursorDirection, ObjectStore};
use js_sys::{Array, Object, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbCursor;

use super::database::{ANSWERS, ENTRIES, EVENTS};
use super::key;
use super::request::{Asked, ask, thrown};
use crate::StorageFault;
use crate::json_codec::{self, JsonDomain};
use engine::{Committed, Event, Idempotency, IndexEntry, Position, Recorded, StoreError, StreamId, Version};

/// An event as the database keeps it: what it is searched by, and a text. One that could not be read again is not written: it
/// would hide all that comes after it.
pub(super) fn record<E: Event>(event: &Recorded<E>) -> Result<JsValue, StoreError> {
    let written = json_codec::event_value(event).to_string();
    let read = serde_json::from_str(&written).map_err(|error| error.to_string()).and_then(json_codec::event_of::<E>);
    read.map_err(|reason| not_readable("an event", &reason))?;
    let record = Object::new();
    let fields = [
        ("position", key::number(event.position.0)),
        ("stream", key::text(event.stream.as_str())),
        ("version", key::number(event.version.0)),
        ("event", written.into()),
    ];
    for (name, value) in fields {
        Reflect::set(&record, &name.into(), &value).map_err(|error| thrown(&error))?;
    }
    Ok(record.into())
}

/// Adds the events of these records, and says how many they are. Their places, positions or versions, go on from `first` one by
/// one: a log with a hole in it amounts to something that never was.
pub(super) fn read_events<D: JsonDomain>(
    records: &JsValue,
    events: &mut Vec<Recorded<D::Event>>,
    first: u64,
    place_of: fn(&Recorded<D::Event>) -> u64,
) -> Result<usize, StorageFault> {
    let records: &Array = records.unchecked_ref();
    events.reserve(records.length() as usize);
    for (record, place) in records.iter().zip(first..) {
        let event = event_of::<D>(&record)?;
        if place_of(&event) != place {
            return Err(missing(&format!("before {}", event.position.0)));
        }
        events.push(event);
    }
    Ok(records.length() as usize)
}

/// An event is not where it must be.
pub(super) fn missing(place: &str) -> StorageFault {
    StorageFault::Missing { key: format!("{EVENTS}/{place}") }
}

pub(super) fn event_of<D: JsonDomain>(record: &JsValue) -> Result<Recorded<D::Event>, StorageFault> {
    let position = key::number_of(&field(record, "position").unwrap_or_default());
    let event = field(record, "event").map_err(|fault| fault.to_string());
    let event = event.and_then(|event| parsed(&event)).and_then(json_codec::event_of::<D::Event>);
    let event = event.and_then(|event| {
        let version = field(record, "version").map_or(0, |version| key::number_of(&version));
        let stream = field(record, "stream").ok().and_then(|stream| stream.as_string());
        if event.position.0 != position {
            return Err(format!("it says that it is event {}", event.position.0));
        }
        if event.version.0 != version || stream.as_deref() != Some(event.stream.as_str()) {
            return Err(format!("it says that it is {} of {}", event.version, event.stream));
        }
        Ok(event)
    });
    event.map_err(|reason| unreadable(format!("{EVENTS}/{position}"), reason))
}

pub(super) fn field(record: &JsValue, name: &str) -> Result<JsValue, StorageFault> {
    Reflect::get(record, &name.into()).map_err(|error| thrown(&error))
}

/// What a stored text says.
pub(super) fn parsed(text: &JsValue) -> Result<Value, String> {
    let text = text.as_string().ok_or_else(|| "it is no text".to_owned())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

pub(super) fn entries_of(entries: &JsValue, stream: &StreamId) -> Result<Vec<IndexEntry>, StorageFault> {
    if entries.is_undefined() {
        return Ok(Vec::new());
    }
    let entries = parsed(entries).and_then(|value| match value {
        Value::Array(entries) => entries.iter().map(json_codec::entry_of).collect(),
        _ => Err("it is no list".to_owned()),
    });
    entries.map_err(|reason| unreadable(format!("{ENTRIES}/{stream}"), reason))
}

/// The answer to an idempotency key, e.g. `{"stream":"ACCOUNT-1001","content":"...","version":3,"events":1,"position":7}`; the key
/// stands beside it.
pub(super) fn answer_value(stream: &StreamId, idempotency: &Idempotency, answer: &Committed) -> Value {
    json!({
        "stream": stream.as_str(),
        "content": idempotency.content,
        "version": answer.version.0,
        "events": answer.events,
        "position": answer.position.0,
    })
}

/// The stream, the content and the answer that were written like this. Whoever asks for it repeats.
pub(super) fn answer_in(value: Value) -> Result<(StreamId, String, Committed), String> {
    let mut fields = json_codec::Fields::of(value)?;
    let answer = Committed {
        version: Version(fields.number("version")?),
        events: usize::try_from(fields.number("events")?).map_err(|_| "`events` is too large".to_owned())?,
        position: Position(fields.number("position")?),
        repeated: true,
    };
    Ok((fields.text("stream")?.into(), fields.text("content")?, answer))
}

pub(super) fn answer_of(
    answer: &JsValue,
    stream: &StreamId,
    idempotency: &Idempotency,
) -> Result<Option<Committed>, StoreError> {
    if answer.is_undefined() {
        return Ok(None);
    }
    let answer = parsed(answer).and_then(answer_in);
    let (of, content, answer) =
        answer.map_err(|reason| unreadable(format!("{ANSWERS}/{}", idempotency.key), reason))?;
    if of == *stream && content == idempotency.content {
        Ok(Some(answer))
    } else {
        Err(StoreError::KeyReused { key: idempotency.key.clone() })
    }
}

pub(super) fn unreadable(key: String, reason: impl Into<String>) -> StorageFault {
    StorageFault::Unreadable { key, reason: reason.into() }
}

pub(super) fn not_text(what: &str, reason: &str) -> StoreError {
    StoreError::Invalid { reason: format!("{what} can't be written as text: {reason}; nothing was written") }
}

pub(super) fn not_readable(what: &str, reason: &str) -> StoreError {
    StoreError::Invalid { reason: format!("{what} could not be read again: {reason}; nothing was written") }
}

/// The position of the newest event.
pub(super) fn head(events: &ObjectStore) -> Result<Asked, StorageFault> {
    ask(events.open_key_cursor(Some(key::positions_after(0)?.into()), Some(CursorDirection::Prev)))
}

pub(super) fn position_at(cursor: JsValue) -> Result<Position, StorageFault> {
    if cursor.is_null() {
        return Ok(Position(0));
    }
    let key = cursor.unchecked_into::<IdbCursor>().primary_key().map_err(|error| thrown(&error))?;
    Ok(Position(key::number_of(&key)))
}

pub(super) fn version_at(cursor: JsValue) -> Result<Version, StorageFault> {
    if cursor.is_null() {
        return Ok(Version::EMPTY);
    }
    let key = cursor.unchecked_into::<IdbCursor>().key().map_err(|error| thrown(&error))?;
    Ok(Version(key::number_of(&key::part(&key, 1))))
}
