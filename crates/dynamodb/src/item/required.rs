//! Attributes that an item must have.

use serde_json::Value;

use crate::attribute::{AttributeValue, Item};
use crate::error::FormatError;
use crate::keys::{PK, SK};

pub(super) fn text(item: &Item, attribute: &'static str) -> Result<String, FormatError> {
    match value(item, attribute)? {
        AttributeValue::S(text) => Ok(text.clone()),
        _ => Err(FormatError::WrongAttribute { attribute, expected: "text (S)" }),
    }
}

pub(super) fn json(item: &Item, attribute: &'static str) -> Result<Value, FormatError> {
    value(item, attribute)?.to_json()
}

pub(super) fn schema_version(item: &Item) -> Result<u32, FormatError> {
    let attribute = "SchemaVersion";
    let version = integer(item, attribute)?;
    u32::try_from(version).map_err(|_| FormatError::WrongAttribute { attribute, expected: "an integer (N) below 2^32" })
}

pub(super) fn version(item: &Item) -> Result<u64, FormatError> {
    integer(item, "Version")
}

/// Checks that the attribute `Version` is the version in the sort key.
pub(super) fn version_of_key(item: &Item, version_of_key: u64) -> Result<(), FormatError> {
    if version(item)? == version_of_key {
        return Ok(());
    }
    Err(FormatError::WrongAttribute { attribute: "Version", expected: "the version in the sort key" })
}

pub(super) fn wrong_kind(item: &Item, expected: &'static str) -> FormatError {
    let key = |name| item.text(name).unwrap_or_default().to_owned();
    FormatError::WrongKind { expected, pk: key(PK), sk: key(SK) }
}

fn integer(item: &Item, attribute: &'static str) -> Result<u64, FormatError> {
    match value(item, attribute)? {
        AttributeValue::N(number) => number.to_u64(),
        _ => None,
    }
    .ok_or(FormatError::WrongAttribute { attribute, expected: "an integer (N) of 0 or more" })
}

fn value<'a>(item: &'a Item, attribute: &'static str) -> Result<&'a AttributeValue, FormatError> {
    item.get(attribute).ok_or(FormatError::MissingAttribute { attribute })
}
