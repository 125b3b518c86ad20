//! The hashes in a stored JSON text: `{"hash":"<its own>","after":"<that of the record before>", ...}`.
//!
//! The record's own hash covers the text after it, to the last byte. Records of older code have neither.

use serde_json::{Map, Value};

use crate::chain::Hash;
use crate::json_codec::{Fields, Unreadable};

/// The content of a record.
pub(super) struct Opened {
    pub(super) fields: Fields,
    /// The hash of the record before, as this one names it. `None` in records of older code.
    pub(super) after: Option<Hash>,
}

/// Why a record can't be opened.
pub(super) enum Broken {
    /// It is not JSON.
    Unreadable(Unreadable),
    /// It was changed after it was written.
    Altered,
}

/// Writes a record with these fields. `after` is the hash of the record before it.
pub(super) fn seal(mut fields: Map<String, Value>, after: Hash) -> String {
    fields.insert("after".to_owned(), after.to_string().into());
    let text = Value::Object(fields).to_string();
    let sealed = text.strip_prefix('{').unwrap_or_default();
    format!("{{\"hash\":\"{}\",{sealed}", after.next(sealed))
}

pub(super) fn open(text: &str) -> Result<Opened, Broken> {
    let value = serde_json::from_str(text).map_err(|error| Broken::Unreadable(format!("it is not JSON ({error})")))?;
    let mut fields = Fields::of(value).map_err(Broken::Unreadable)?;
    let has_hash = fields.optional("hash").is_some();
    match (split(text), fields.optional("after")) {
        (None, None) if !has_hash => Ok(Opened { fields, after: None }),
        (Some((hash, sealed)), Some(Value::String(after))) => match after.parse::<Hash>() {
            Ok(after) if after.next(sealed) == hash => Ok(Opened { fields, after: Some(after) }),
            _ => Err(Broken::Altered),
        },
        _ => Err(Broken::Altered),
    }
}

/// The hash of a record. `after` is the hash of the record before it.
pub(super) fn hash_of(text: &str, after: Hash) -> Hash {
    after.next(split(text).map_or(text, |(_, sealed)| sealed))
}

/// The hash in a record, and the text that it covers.
fn split(text: &str) -> Option<(Hash, &str)> {
    let (hash, rest) = text.strip_prefix("{\"hash\":\"")?.split_at_checked(16)?;
    Some((hash.parse().ok()?, rest.strip_prefix("\",")?))
}
