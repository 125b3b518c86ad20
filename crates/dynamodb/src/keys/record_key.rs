use super::{
    CLAIM, EVENT_PREFIX, OUTBOX_PREFIX, PK, SK, SNAPSHOT, check_length, check_part, event_sort_key,
    index_partition_key, outbox_sort_key, partition_key, reservation_partition_key,
};
use crate::attribute::Item;
use crate::error::FormatError;
use crate::limits::MAX_SORT_KEY_BYTES;

/// The keys of a record. They determine its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKey<'a> {
    /// An event of a stream.
    Event {
        /// The kind of aggregate, such as `ACCOUNT`.
        entity: &'a str,
        /// The aggregate's id, such as `ACCOUNT-1001`.
        id: &'a str,
        /// The event's version, 1 to 999,999.
        version: u64,
    },
    /// The snapshot of a stream.
    Snapshot {
        /// The kind of aggregate.
        entity: &'a str,
        /// The aggregate's id.
        id: &'a str,
    },
    /// An outbox message: published by an event, sent later.
    Outbox {
        /// The kind of aggregate.
        entity: &'a str,
        /// The aggregate's id.
        id: &'a str,
        /// The version of the event.
        version: u64,
        /// The message's index among those of the event, 0 to 99.
        index: u8,
    },
    /// An index entry: finds an aggregate by a value.
    IndexEntry {
        /// The kind of aggregate.
        entity: &'a str,
        /// The index, such as `byEmail`.
        index: &'a str,
        /// The value.
        value: &'a str,
        /// The id of the aggregate that has the value.
        id: &'a str,
    },
    /// The reservation of a unique value.
    Reservation {
        /// The kind of aggregate.
        entity: &'a str,
        /// What is unique, such as `email`.
        name: &'a str,
        /// The reserved value.
        value: &'a str,
    },
}

impl<'a> RecordKey<'a> {
    /// Parses a partition key and a sort key. `None` for keys that this layout does not write.
    pub fn parse(pk: &'a str, sk: &'a str) -> Option<Self> {
        let (entity, rest) = pk.split_once('#')?;
        let key = match rest.split_once('#') {
            None => Self::parse_stream(entity, rest, sk)?,
            Some(("INDEX", rest)) => {
                let (index, value) = rest.split_once('#')?;
                Self::IndexEntry { entity, index, value, id: sk }
            }
            Some(("UNIQUE", rest)) if sk == CLAIM => {
                let (name, value) = rest.split_once('#')?;
                Self::Reservation { entity, name, value }
            }
            Some(_) => return None,
        };
        // Refuses spellings that are never written, such as `EVENT#3`.
        (key.partition_key().as_deref() == Ok(pk) && key.sort_key().as_deref() == Ok(sk)).then_some(key)
    }

    fn parse_stream(entity: &'a str, id: &'a str, sk: &str) -> Option<Self> {
        if sk == SNAPSHOT {
            return Some(Self::Snapshot { entity, id });
        }
        if let Some(version) = sk.strip_prefix(EVENT_PREFIX) {
            let version = version.parse().ok()?;
            return Some(Self::Event { entity, id, version });
        }
        let (version, index) = sk.strip_prefix(OUTBOX_PREFIX)?.split_once('#')?;
        let (version, index) = (version.parse().ok()?, index.parse().ok()?);
        Some(Self::Outbox { entity, id, version, index })
    }

    /// The keys of an item. `None` for keys that this layout does not write.
    pub fn of_item(item: &'a Item) -> Option<Self> {
        Self::parse(item.text(PK)?, item.text(SK)?)
    }

    /// An item of the two keys alone: the start of an item to write, or the `Key` of a delete or check.
    ///
    /// # Errors
    /// As [`partition_key`](Self::partition_key) and [`sort_key`](Self::sort_key).
    pub fn to_item(&self) -> Result<Item, FormatError> {
        let mut item = Item::new();
        item.insert(PK, self.partition_key()?);
        item.insert(SK, self.sort_key()?);
        Ok(item)
    }

    /// The partition key.
    ///
    /// # Errors
    /// A part that is empty or contains `#` (the value of an index entry or reservation may), or a key over 2,048
    /// bytes.
    pub fn partition_key(&self) -> Result<String, FormatError> {
        match *self {
            Self::Event { entity, id, .. } | Self::Snapshot { entity, id } | Self::Outbox { entity, id, .. } => {
                partition_key(entity, id)
            }
            Self::IndexEntry { entity, index, value, .. } => index_partition_key(entity, index, value),
            Self::Reservation { entity, name, value } => reservation_partition_key(entity, name, value),
        }
    }

    /// The sort key.
    ///
    /// # Errors
    /// A version outside 1 to 999,999, an outbox index over 99, or the id of an index entry that is empty, contains `#`
    /// or is over 1,024 bytes.
    pub fn sort_key(&self) -> Result<String, FormatError> {
        match *self {
            Self::Event { version, .. } => event_sort_key(version),
            Self::Snapshot { .. } => Ok(SNAPSHOT.to_owned()),
            Self::Outbox { version, index, .. } => outbox_sort_key(version, index),
            Self::IndexEntry { id, .. } => {
                check_part("id", id)?;
                check_length(SK, MAX_SORT_KEY_BYTES, id.to_owned())
            }
            Self::Reservation { .. } => Ok(CLAIM.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_VERSION;
    use proptest::prelude::*;

    #[test]
    fn keys_outside_the_layout_do_not_parse() {
        for (pk, sk) in [
            ("", ""),
            ("ACCOUNT", "EVENT#000001"),
            ("ACCOUNT#", "EVENT#000001"),
            ("#1001", "EVENT#000001"),
            ("ACCOUNT#1001", ""),
            ("ACCOUNT#1001", "STATE"),
            ("ACCOUNT#1001", "EVENT#3"),
            ("ACCOUNT#1001", "EVENT#+00003"),
            ("ACCOUNT#1001", "EVENT#000000"),
            ("ACCOUNT#1001", "EVENT#1000000"),
            ("ACCOUNT#1001", "OUTBOX#000003"),
            ("ACCOUNT#1001", "OUTBOX#000003#0"),
            ("ACCOUNT#1001#x", "EVENT#000001"),
            ("ACCOUNT#INDEX#byEmail", "1001"),
            ("ACCOUNT#INDEX#byEmail#ada", ""),
            ("ACCOUNT#INDEX#byEmail#ada", "10#01"),
            ("ACCOUNT#UNIQUE#email#ada", "OTHER"),
        ] {
            assert_eq!(RecordKey::parse(pk, sk), None, "{pk} {sk}");
        }
    }

    #[test]
    fn long_id_of_an_index_entry_is_refused() {
        let entry = RecordKey::IndexEntry { entity: "A", index: "b", value: "c", id: &"i".repeat(1025) };
        assert_eq!(entry.sort_key(), Err(FormatError::KeyTooLong { key: SK, bytes: 1025, limit: 1024 }));
    }

    proptest! {
        /// Written keys parse to their record alone, so no two records share keys.
        #[test]
        fn written_keys_parse_to_their_record(
            parts in prop::collection::vec("[A-Z#:é]{0,3}|INDEX|UNIQUE|EVENT|CLAIM|SNAPSHOT", 8),
            version in 1..=MAX_VERSION,
            index in 0u8..100,
        ) {
            let records = [
                RecordKey::Event { entity: &parts[0], id: &parts[1], version },
                RecordKey::Snapshot { entity: &parts[0], id: &parts[1] },
                RecordKey::Outbox { entity: &parts[0], id: &parts[1], version, index },
                RecordKey::IndexEntry { entity: &parts[2], index: &parts[3], value: &parts[4], id: &parts[5] },
                RecordKey::Reservation { entity: &parts[2], name: &parts[6], value: &parts[7] },
            ];
            for record in records {
                if let Ok(item) = record.to_item() {
                    prop_assert_eq!(RecordKey::of_item(&item), Some(record));
                }
            }
        }

        #[test]
        fn any_text_parses_without_panic(pk in ".*", sk in ".*") {
            let _ = RecordKey::parse(&pk, &sk);
        }
    }
}
