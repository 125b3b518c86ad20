//! Keys of records. IndexedDB sorts numbers before texts, and texts before lists.

use idb::KeyRange;
use js_sys::{Array, JsString};
use wasm_bindgen::{JsCast, JsValue};

use super::request::refused;
use crate::StorageFault;
use engine::{IndexEntry, Lookup, MessageId, StreamId};

/// The largest number that a key holds exactly, 2^53 - 1. Positions and versions stay far below it.
const HIGHEST: u64 = 9_007_199_254_740_991;

/// The key of a number, at most [`HIGHEST`].
pub(super) fn number(number: u64) -> JsValue {
    JsValue::from_f64(number.min(HIGHEST) as f64)
}

/// The number in a key; 0 if the key is not a number.
pub(super) fn number_of(key: &JsValue) -> u64 {
    key.as_f64().map_or(0, |number| number as u64)
}

/// The key of a text.
pub(super) fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

/// The key of several parts. It sorts by the first part, then by the second, and so on.
pub(super) fn list<const N: usize>(parts: [JsValue; N]) -> JsValue {
    parts.into_iter().collect::<Array>().into()
}

/// The part of a key at this index.
pub(super) fn part(key: &JsValue, place: u32) -> JsValue {
    key.dyn_ref::<Array>().map_or(JsValue::UNDEFINED, |key| key.get(place))
}

/// The name of a key in faults: its parts, separated by slashes.
pub(super) fn name_of(key: &JsValue) -> String {
    let name = |part: &JsValue| part.as_string().unwrap_or_else(|| number_of(part).to_string());
    match key.dyn_ref::<Array>() {
        Some(parts) => parts.iter().map(|part| name(&part)).collect::<Vec<_>>().join("/"),
        None => name(key),
    }
}

/// A key after every number and every text.
fn end() -> JsValue {
    Array::new().into()
}

/// The keys from one to another, inclusive.
pub(super) fn between(from: &JsValue, to: &JsValue) -> Result<KeyRange, StorageFault> {
    KeyRange::bound(from, to, None, None).map_err(refused)
}

/// The positions from one to another, inclusive.
pub(super) fn positions(from: u64, to: u64) -> Result<KeyRange, StorageFault> {
    between(&number(from), &number(to))
}

/// The positions after this one.
pub(super) fn positions_after(after: u64) -> Result<KeyRange, StorageFault> {
    positions(after.saturating_add(1), HIGHEST)
}

/// The keys of a stream with versions from one to another, inclusive.
pub(super) fn versions(stream: &StreamId, from: u64, to: u64) -> Result<KeyRange, StorageFault> {
    let version = |version| list([text(stream.as_str()), number(version)]);
    between(&version(from), &version(to))
}

/// The keys whose first part is this text, e.g. a stream.
pub(super) fn beginning_with(first: &str) -> Result<KeyRange, StorageFault> {
    between(&list([text(first)]), &list([text(first), end()]))
}

/// The keys of messages after this one, or of all messages.
pub(super) fn messages_after(after: Option<&JsValue>) -> Result<KeyRange, StorageFault> {
    let first = list([text("")]);
    KeyRange::bound(after.unwrap_or(&first), &list([end()]), Some(true), None).map_err(refused)
}

/// A key after all messages of this stream.
pub(super) fn after_stream(stream: &StreamId) -> JsValue {
    list([text(stream.as_str()), end()])
}

/// The key of a message.
pub(super) fn message(id: &MessageId) -> JsValue {
    list([text(id.stream.as_str()), number(id.version.0), number(id.number.into())])
}

/// The key of an index entry. That of a reservation has no stream, so the database allows only one for each value.
pub(super) fn entry(entry: &IndexEntry, stream: &JsValue) -> JsValue {
    let (index, value) = (text(&entry.index), text(&entry.value));
    if entry.reserved { list([index, value]) } else { list([index, value, stream.clone()]) }
}

/// The keys of the index entries that a lookup finds.
pub(super) fn found_by(index: &str, lookup: Lookup<'_>) -> Result<KeyRange, StorageFault> {
    let from = list([text(index), text(lookup.text())]);
    let (to, open) = match lookup {
        Lookup::Is(value) => (list([text(index), text(value), end()]), false),
        Lookup::BeginsWith(start) => (list([text(index), after_all_that_begin_with(start)]), true),
    };
    KeyRange::bound(&from, &to, None, Some(open)).map_err(refused)
}

/// The first key after all texts with this start. The database sorts texts by UTF-16 units.
fn after_all_that_begin_with(start: &str) -> JsValue {
    let mut units: Vec<u16> = start.encode_utf16().collect();
    while let Some(last) = units.pop() {
        if let Some(next) = last.checked_add(1) {
            units.push(next);
            return JsString::from_char_code(&units).into();
        }
    }
    end()
}
