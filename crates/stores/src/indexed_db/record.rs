//! The records of events, answers and index entries.

use idb::{CursorDirection, ObjectStore};
use js_sys::{Object, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbCursor;

use super::database::{ANSWERS, EVENTS};
use super::request::{Asked, ask, thrown};
use super::{key, sealed};
use crate::StorageFault;
use crate::chain::Hash;
use crate::json_codec::{self, JsonDomain};
use engine::{Committed, Event, Idempotency, Position, Recorded, StoreError, StreamId, Version};

/// The record of an event, not decoded.
pub(super) struct Stored {
    pub(super) position: Position,
    /// The JSON text of the event, which its hash covers.
    pub(super) text: String,
    /// `None` for events of older code.
    pub(super) link: Option<Link>,
}

/// The link between an event and the one before it.
pub(super) struct Link {
    /// The hash of the event before.
    pub(super) after: Hash,
    /// Its own hash.
    pub(super) hash: Hash,
}

/// Writes the record of an event. `after` is the hash of the event before it. Returns the record and its hash. Refuses an event that
/// could not be read back, because later events would be unreadable too.
pub(super) fn record<E: Event>(event: &Recorded<E>, after: Hash) -> Result<(JsValue, Hash), StoreError> {
    let written = json_codec::event_value(event).to_string();
    let read = serde_json::from_str(&written).map_err(|error| error.to_string()).and_then(json_codec::event_of::<E>);
    read.map_err(|reason| not_readable("an event", &reason))?;
    let hash = after.next(&written);
    let record = Object::new();
    let fields = [
        ("position", key::number(event.position.0)),
        ("stream", key::text(event.stream.as_str())),
        ("version", key::number(event.version.0)),
        ("event", written.into()),
        ("after", after.to_string().into()),
        ("hash", hash.to_string().into()),
    ];
    for (name, value) in fields {
        Reflect::set(&record, &name.into(), &value).map_err(|error| thrown(&error))?;
    }
    Ok((record.into(), hash))
}

/// The fault of a missing event.
pub(super) fn missing(place: &str) -> StorageFault {
    StorageFault::Missing { key: format!("{EVENTS}/{place}") }
}

/// Reads the record of an event without decoding it. Checks its hash, if it has one.
pub(super) fn stored(record: &JsValue) -> Result<Stored, StorageFault> {
    let position = Position(key::number_of(&field(record, "position").unwrap_or_default()));
    let at = || format!("{EVENTS}/{}", position.0);
    let text = field(record, "event")?.as_string().ok_or_else(|| unreadable(at(), "its event is not text"))?;
    let link = link_of(record, &text).map_err(|()| StorageFault::Altered { key: at() })?;
    Ok(Stored { position, text, link })
}

/// Decodes the event of a record. Checks that the record's key fields agree with its text.
pub(super) fn event_of<D: JsonDomain>(record: &JsValue, stored: &Stored) -> Result<Recorded<D::Event>, StorageFault> {
    let position = stored.position.0;
    let at = || format!("{EVENTS}/{position}");
    let value: Value = serde_json::from_str(&stored.text).map_err(|error| unreadable(at(), error.to_string()))?;
    let event: Recorded<D::Event> = json_codec::event_of(value).map_err(|reason| match stored.link {
        Some(_) => StorageFault::Unknown { key: at(), reason },
        None => unreadable(at(), reason),
    })?;
    let version = field(record, "version").map_or(0, |version| key::number_of(&version));
    let stream = field(record, "stream").ok().and_then(|stream| stream.as_string());
    if event.position.0 != position {
        return Err(unreadable(at(), format!("its text has position {}", event.position.0)));
    }
    if event.version.0 != version || stream.as_deref() != Some(event.stream.as_str()) {
        return Err(unreadable(at(), format!("its text is {} of {}", event.version, event.stream)));
    }
    Ok(event)
}

/// Reads the link in the record of an event with this text, and checks its hash. Events of older code have no link.
fn link_of(record: &JsValue, text: &str) -> Result<Option<Link>, ()> {
    let hash = |name| match field(record, name) {
        Ok(value) if value.is_undefined() => Ok(None),
        Ok(value) => value.as_string().ok_or(())?.parse::<Hash>().map(Some),
        Err(_) => Err(()),
    };
    match (hash("after")?, hash("hash")?) {
        (Some(after), Some(hash)) if after.next(text) == hash => Ok(Some(Link { after, hash })),
        (None, None) => Ok(None),
        _ => Err(()),
    }
}

pub(super) fn field(record: &JsValue, name: &str) -> Result<JsValue, StorageFault> {
    Reflect::get(record, &name.into()).map_err(|error| thrown(&error))
}

/// Parses a stored JSON text.
pub(super) fn parsed(text: &JsValue) -> Result<Value, String> {
    let text = text.as_string().ok_or_else(|| "it is not text".to_owned())?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// Writes the answer to an idempotency key, without the key, e.g.
/// `{"stream":"ACCOUNT-1001","content":"...","version":3,"events":1,"position":7}`.
pub(super) fn answer_value(stream: &StreamId, idempotency: &Idempotency, answer: &Committed) -> Value {
    json!({
        "stream": stream.as_str(),
        "content": idempotency.content,
        "version": answer.version.0,
        "events": answer.events,
        "position": answer.position.0,
    })
}

/// Reads what [`answer_value`] wrote: the stream, the content, and the answer to a repeat.
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
    let answer = answer_in(sealed::open(ANSWERS, &idempotency.key.0, answer)?.value);
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
    StoreError::Invalid { reason: format!("{what} could not be read back: {reason}; nothing was written") }
}

/// Requests the position of the newest event.
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
