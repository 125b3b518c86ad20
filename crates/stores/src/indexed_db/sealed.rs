//! The records that a commit writes beside its events: snapshots, index entries, messages and answers.
//!
//! Each has a hash of its own that covers its key and content, and names the hash of the stream's newest event at the time of the
//! commit. Records of older code, up to layout 3, have no hashes.

use js_sys::Array;
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast, JsValue};

use super::database::{ENTRIES, INDEX};
use super::key;
use super::record::{parsed, unreadable};
use crate::StorageFault;
use crate::chain::Hash;
use crate::json_codec;
use crate::seal::{self, Broken};
use engine::{IndexEntry, StreamId};

/// A record whose hash matches.
pub(super) struct Sealed {
    pub(super) value: Value,
    /// The hash of the event that it names. `None` in records of older code.
    pub(super) after: Option<Hash>,
}

/// Writes a JSON object for this key.
pub(super) fn seal(key: &str, value: Value, after: Hash) -> JsValue {
    let mut fields = match value {
        Value::Object(fields) => fields,
        other => Map::from_iter([("value".to_owned(), other)]),
    };
    fields.insert("key".to_owned(), key.into());
    seal::seal(fields, after).into()
}

/// Reads what [`seal`] wrote for this key.
pub(super) fn open(store: &str, key: &str, record: &JsValue) -> Result<Sealed, StorageFault> {
    let name = || format!("{store}/{key}");
    let text = record.as_string().ok_or_else(|| unreadable(name(), "it is not text"))?;
    let mut opened = seal::open(&text).map_err(|broken| match broken {
        Broken::Unreadable(reason) => unreadable(name(), reason),
        Broken::Altered => StorageFault::Altered { key: name() },
    })?;
    let key_in = opened.fields.optional("key");
    if opened.after.is_some() && key_in.as_ref().and_then(Value::as_str) != Some(key) {
        return Err(StorageFault::Altered { key: name() });
    }
    Ok(Sealed { value: opened.fields.rest(), after: opened.after })
}

/// Writes the index entries of a stream.
pub(super) fn seal_entries(stream: &StreamId, entries: &[IndexEntry], after: Hash) -> JsValue {
    seal(stream.as_str(), entries.iter().map(json_codec::entry_value).collect(), after)
}

/// Reads the index entries of a stream. Older code wrote a list without hashes.
pub(super) fn entries_of(stream: &StreamId, record: &JsValue) -> Result<(Vec<IndexEntry>, Option<Hash>), StorageFault> {
    if record.is_undefined() {
        return Ok((Vec::new(), None));
    }
    let sealed = match parsed(record) {
        Ok(value @ Value::Array(_)) => Sealed { value, after: None },
        _ => {
            let Sealed { mut value, after } = open(ENTRIES, stream.as_str(), record)?;
            Sealed { value: value["value"].take(), after }
        }
    };
    let entries = match sealed.value {
        Value::Array(entries) => entries.iter().map(json_codec::entry_of).collect(),
        _ => Err("it is not a list".to_owned()),
    };
    let entries = entries.map_err(|reason| unreadable(format!("{ENTRIES}/{stream}"), reason))?;
    Ok((entries, sealed.after))
}

/// Writes the stream of an index entry: `[stream, after, hash]`.
pub(super) fn seal_stream(index_key: &JsValue, stream: &StreamId, after: Hash) -> JsValue {
    let hash = hash_of_stream(index_key, stream, after);
    key::list([key::text(stream.as_str()), after.to_string().into(), hash.to_string().into()])
}

/// Reads the stream of an index entry. Older code wrote the stream alone.
pub(super) fn stream_of(index_key: &JsValue, record: &JsValue) -> Result<(StreamId, Option<Hash>), StorageFault> {
    if let Some(stream) = record.as_string() {
        return Ok((stream.into(), None));
    }
    let name = || format!("{INDEX}/{}", key::name_of(index_key));
    let part = |place| record.dyn_ref::<Array>()?.get(place).as_string();
    let hash = |place| part(place)?.parse::<Hash>().ok();
    match (part(0).map(StreamId::from), hash(1), hash(2)) {
        (Some(stream), Some(after), Some(hash)) if hash_of_stream(index_key, &stream, after) == hash => {
            Ok((stream, Some(after)))
        }
        (None, ..) => Err(unreadable(name(), "it names no stream")),
        _ => Err(StorageFault::Altered { key: name() }),
    }
}

fn hash_of_stream(index_key: &JsValue, stream: &StreamId, after: Hash) -> Hash {
    after.next(&Value::from([key::name_of(index_key).as_str(), stream.as_str()].to_vec()).to_string())
}
