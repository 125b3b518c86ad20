use serde_json::Value;

use super::required;
use crate::attribute::{AttributeValue, Item};
use crate::error::FormatError;
use crate::keys::{RecordKey, check_version};
use crate::size::check_item;
use crate::timestamp::check_time;

/// A snapshot to write: saved state that lets a load skip old events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SnapshotItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// The aggregate's id. Not empty, no `#`.
    pub id: &'a str,
    /// Version of the last event folded into the state, 1 to 999,999.
    pub version: u64,
    /// Version of the state's shape.
    pub schema_version: u32,
    /// The state: any JSON value.
    pub state: &'a Value,
    /// When it is stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: &'a str,
}

impl SnapshotItem<'_> {
    /// The keys of this snapshot.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::Snapshot { entity: self.entity, id: self.id }
    }

    /// The item. It has no index keys, because the index holds events only.
    ///
    /// # Errors
    /// As [`EventItem::to_item`](super::EventItem::to_item).
    pub fn to_item(&self) -> Result<Item, FormatError> {
        check_version(self.version)?;
        check_time(self.recorded_at)?;
        let mut item = self.key().to_item()?;
        item.insert("SchemaVersion", u64::from(self.schema_version));
        item.insert("Version", self.version);
        item.insert("State", AttributeValue::from_json(self.state)?);
        item.insert("RecordedAt", self.recorded_at);
        check_item(&item)?;
        Ok(item)
    }
}

/// A snapshot as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSnapshot {
    /// The kind of aggregate.
    pub entity: String,
    /// The aggregate's id.
    pub id: String,
    /// Version of the last event folded into the state.
    pub version: u64,
    /// Version of the state's shape.
    pub schema_version: u32,
    /// The state.
    pub state: Value,
    /// When it was stored: RFC 3339 in UTC with milliseconds.
    pub recorded_at: String,
}

impl StoredSnapshot {
    /// Reads the item of a snapshot.
    ///
    /// # Errors
    /// As [`StoredEvent::from_item`](super::StoredEvent::from_item).
    pub fn from_item(item: &Item) -> Result<Self, FormatError> {
        let Some(RecordKey::Snapshot { entity, id }) = RecordKey::of_item(item) else {
            return Err(required::wrong_kind(item, "a snapshot"));
        };
        Ok(Self {
            entity: entity.to_owned(),
            id: id.to_owned(),
            version: required::version(item)?,
            schema_version: required::schema_version(item)?,
            state: required::json(item, "State")?,
            recorded_at: required::text(item, "RecordedAt")?,
        })
    }
}
