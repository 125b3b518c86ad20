//! The keys of the single table.
//!
//! | item | PK | SK | GSI1PK | GSI1SK |
//! |---|---|---|---|---|
//! | event | `ACCOUNT#ACCOUNT-1001` | `EVENT#000003` | `EVENT#MoneyWithdrawn` | `2026-11-21T10:00:00.000Z#ACCOUNT#ACCOUNT-1001#000003` |
//! | snapshot | `ACCOUNT#ACCOUNT-1001` | `SNAPSHOT` | | |
//! | outbox | `ACCOUNT#ACCOUNT-1001` | `OUTBOX#000003#00` | | |
//! | index entry | `ACCOUNT#INDEX#byEmail#ada@example.com` | `ACCOUNT-1001` | | |
//! | reservation | `ACCOUNT#UNIQUE#email#ada@example.com` | `CLAIM` | | |
//!
//! No two records share a key. `#` separates the parts of a key, and only the last part may contain it. So the
//! partition key of a stream has exactly one `#`, and that of an index entry or a reservation has at least three. The
//! value of an index entry or a reservation is the last part, because an e-mail address may contain `#`.

mod record_key;

pub use record_key::RecordKey;

use crate::error::FormatError;
use crate::limits::{MAX_OUTBOX_INDEX, MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES, MAX_VERSION};
use crate::timestamp::check_time;

/// Name of the table's partition key.
pub const PK: &str = "PK";
/// Name of the table's sort key.
pub const SK: &str = "SK";
/// Name of the index of events by type.
pub const GSI1: &str = "GSI1";
/// Name of the index's partition key.
pub const GSI1PK: &str = "GSI1PK";
/// Name of the index's sort key.
pub const GSI1SK: &str = "GSI1SK";
/// Sort key of a snapshot.
pub const SNAPSHOT: &str = "SNAPSHOT";
/// Sort key of a reservation.
pub const CLAIM: &str = "CLAIM";
/// Prefix of the sort key of an event.
pub const EVENT_PREFIX: &str = "EVENT#";
/// Prefix of the sort key of an outbox message.
pub const OUTBOX_PREFIX: &str = "OUTBOX#";

/// The partition key of a stream: `ACCOUNT#ACCOUNT-1001`.
///
/// # Errors
/// A part that is empty or contains `#`, or a key over 2,048 bytes.
pub fn partition_key(entity: &str, id: &str) -> Result<String, FormatError> {
    check_part("entity", entity)?;
    check_part("id", id)?;
    check_length(PK, MAX_PARTITION_KEY_BYTES, [entity, "#", id].concat())
}

/// The sort key of an event: `EVENT#000003`. Six digits keep text order and version order the same.
///
/// # Errors
/// [`FormatError::Version`] outside 1 to 999,999.
pub fn event_sort_key(version: u64) -> Result<String, FormatError> {
    check_version(version)?;
    Ok(format!("{EVENT_PREFIX}{version:06}"))
}

/// The sort key of the outbox message with this index, 0 to 99, among those of its event: `OUTBOX#000003#00`.
///
/// # Errors
/// [`FormatError::Version`] outside 1 to 999,999, [`FormatError::OutboxIndex`] over 99.
pub fn outbox_sort_key(version: u64, index: u8) -> Result<String, FormatError> {
    check_version(version)?;
    if index > MAX_OUTBOX_INDEX {
        return Err(FormatError::OutboxIndex { index });
    }
    Ok(format!("{OUTBOX_PREFIX}{version:06}#{index:02}"))
}

/// The partition key of all entries of an index with one value: `ACCOUNT#INDEX#byEmail#ada@example.com`.
///
/// # Errors
/// A part that is empty, an entity or index name that contains `#`, or a key over 2,048 bytes.
pub fn index_partition_key(entity: &str, index: &str, value: &str) -> Result<String, FormatError> {
    check_part("index name", index)?;
    value_partition_key(entity, "#INDEX#", index, value)
}

/// The partition key of the reservation of a value: `ACCOUNT#UNIQUE#email#ada@example.com`.
///
/// # Errors
/// A part that is empty, an entity or name that contains `#`, or a key over 2,048 bytes.
pub fn reservation_partition_key(entity: &str, name: &str, value: &str) -> Result<String, FormatError> {
    check_part("reservation name", name)?;
    value_partition_key(entity, "#UNIQUE#", name, value)
}

/// The index's partition key of all events of a type: `EVENT#MoneyWithdrawn`.
///
/// A frequent type makes one hot partition: a partition serves 1,000 write units a second (developer guide, "Best
/// practices for designing and using partition keys").
///
/// # Errors
/// A type that is empty or contains `#`, or a key over 2,048 bytes.
pub fn gsi1_partition_key(event_type: &str) -> Result<String, FormatError> {
    check_part("event type", event_type)?;
    check_length(GSI1PK, MAX_PARTITION_KEY_BYTES, [EVENT_PREFIX, event_type].concat())
}

/// The index's sort key of an event: `2026-11-21T10:00:00.000Z#ACCOUNT#ACCOUNT-1001#000003`. It sorts by time, and
/// events of the same millisecond by stream and version.
///
/// # Errors
/// A time that is not UTC with milliseconds, a part that is empty or contains `#`, a version outside 1 to 999,999, or a
/// key over 1,024 bytes.
pub fn gsi1_sort_key(recorded_at: &str, entity: &str, id: &str, version: u64) -> Result<String, FormatError> {
    check_time(recorded_at)?;
    check_part("entity", entity)?;
    check_part("id", id)?;
    check_version(version)?;
    check_length(GSI1SK, MAX_SORT_KEY_BYTES, format!("{recorded_at}#{entity}#{id}#{version:06}"))
}

/// Checks that a version is one of 1 to 999,999.
pub(crate) fn check_version(version: u64) -> Result<(), FormatError> {
    match version {
        1..=MAX_VERSION => Ok(()),
        _ => Err(FormatError::Version { version }),
    }
}

fn value_partition_key(entity: &str, kind: &str, name: &str, value: &str) -> Result<String, FormatError> {
    check_part("entity", entity)?;
    if value.is_empty() {
        return Err(FormatError::EmptyKeyPart { part: "value" });
    }
    check_length(PK, MAX_PARTITION_KEY_BYTES, [entity, kind, name, "#", value].concat())
}

fn check_part(part: &'static str, value: &str) -> Result<(), FormatError> {
    if value.is_empty() {
        return Err(FormatError::EmptyKeyPart { part });
    }
    if value.contains('#') {
        return Err(FormatError::SeparatorInKeyPart { part, value: value.to_owned() });
    }
    Ok(())
}

fn check_length(key: &'static str, limit: usize, value: String) -> Result<String, FormatError> {
    match value.len() {
        bytes if bytes > limit => Err(FormatError::KeyTooLong { key, bytes, limit }),
        _ => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "2026-11-21T12:00:00.000Z";

    #[test]
    fn keys_match_the_layout_table() {
        let text = |key: Result<String, FormatError>| key.expect("a key");
        assert_eq!(text(partition_key("ACCOUNT", "ACCOUNT-1001")), "ACCOUNT#ACCOUNT-1001");
        assert_eq!(text(event_sort_key(3)), "EVENT#000003");
        assert_eq!(text(outbox_sort_key(3, 0)), "OUTBOX#000003#00");
        assert_eq!(
            text(index_partition_key("ACCOUNT", "byEmail", "ada@example.com")),
            "ACCOUNT#INDEX#byEmail#ada@example.com"
        );
        assert_eq!(
            text(reservation_partition_key("ACCOUNT", "email", "ada@example.com")),
            "ACCOUNT#UNIQUE#email#ada@example.com"
        );
        assert_eq!(text(gsi1_partition_key("MoneyWithdrawn")), "EVENT#MoneyWithdrawn");
        assert_eq!(
            text(gsi1_sort_key("2026-11-21T10:00:00.000Z", "ACCOUNT", "ACCOUNT-1001", 3)),
            "2026-11-21T10:00:00.000Z#ACCOUNT#ACCOUNT-1001#000003"
        );
    }

    #[test]
    fn versions_sort_as_text_and_end_at_six_digits() {
        let sorted = [1, 2, 10, 99_999, 100_000, MAX_VERSION].map(|version| event_sort_key(version).expect("a key"));
        assert!(sorted.is_sorted());
        for version in [0, MAX_VERSION + 1, u64::MAX] {
            let error = Err(FormatError::Version { version });
            assert_eq!(event_sort_key(version), error);
            assert_eq!(outbox_sort_key(version, 0), error);
            assert_eq!(gsi1_sort_key(NOON, "A", "1", version), error);
        }
        assert_eq!(outbox_sort_key(1, 100), Err(FormatError::OutboxIndex { index: 100 }));
    }

    #[test]
    fn separator_is_refused_in_all_parts_but_the_last() {
        for bad in ["", "#", "INDEX#byEmail#ada@example.com", "1001#", "#1001"] {
            assert!(partition_key("ACCOUNT", bad).is_err(), "{bad}");
            assert!(partition_key(bad, "1001").is_err(), "{bad}");
            assert!(index_partition_key("ACCOUNT", bad, "x").is_err(), "{bad}");
            assert!(index_partition_key(bad, "byEmail", "x").is_err(), "{bad}");
            assert!(reservation_partition_key("ACCOUNT", bad, "x").is_err(), "{bad}");
            assert!(gsi1_partition_key(bad).is_err(), "{bad}");
            assert!(gsi1_sort_key(NOON, "ACCOUNT", bad, 1).is_err(), "{bad}");
        }
        assert!(index_partition_key("ACCOUNT", "byEmail", "").is_err());
        assert_eq!(
            index_partition_key("ACCOUNT", "byEmail", "a#b@example.com").as_deref(),
            Ok("ACCOUNT#INDEX#byEmail#a#b@example.com")
        );
    }

    #[test]
    fn long_keys_are_refused_with_length_and_limit() {
        let too_long = |limit, bytes, key| Err(FormatError::KeyTooLong { key, bytes, limit });
        let id = |bytes: usize| "i".repeat(bytes);
        assert!(partition_key("A", &id(2046)).is_ok());
        assert_eq!(partition_key("A", &id(2047)), too_long(2048, 2049, PK));
        assert_eq!(index_partition_key("A", "b", &id(2048)), too_long(2048, 2058, PK));
        assert_eq!(gsi1_sort_key(NOON, "A", &id(1024), 1), too_long(1024, 1058, GSI1SK));
        assert_eq!(gsi1_partition_key(&id(2048)), too_long(2048, 2054, GSI1PK));
    }
}
