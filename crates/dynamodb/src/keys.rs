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
//! No two records share a key: every part but the last is refused if it holds the separator `#`, so a
//! stream's partition key has exactly one `#`, and an index's or reservation's at least three. The value of an index
//! or reservation comes last and may hold `#`, which is legal in an e-mail address.

use super::error::FormatError;
use super::size::{MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES};

/// Name of the table's partition key.
pub const PK: &str = "PK";
/// Name of the table's sort key.
pub const SK: &str = "SK";
/// Name of the index that finds events by type, in any stream.
pub const GSI1: &str = "GSI1";
/// Name of the index's partition key.
pub const GSI1PK: &str = "GSI1PK";
/// Name of the index's sort key.
pub const GSI1SK: &str = "GSI1SK";
/// Sort key of a snapshot.
pub const SNAPSHOT: &str = "SNAPSHOT";
/// Sort key of a reservation.
pub const CLAIM: &str = "CLAIM";
/// What the sort key of every event begins with.
pub const EVENT_PREFIX: &str = "EVENT#";
/// What the sort key of every outbox message begins with.
pub const OUTBOX_PREFIX: &str = "OUTBOX#";
/// The last version that a stream can have: six digits sort as text up to here.
pub const MAX_VERSION: u64 = 999_999;

/// What an item is, by its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKey<'a> {
    /// An event of a stream.
    Event {
        /// The kind of aggregate, such as `ACCOUNT`.
        entity: &'a str,
        /// The aggregate, such as `ACCOUNT-1001`.
        id: &'a str,
        /// The event's place in the stream, 1 to 999,999.
        version: u64,
    },
    /// The snapshot of a stream.
    Snapshot {
        /// The kind of aggregate.
        entity: &'a str,
        /// The aggregate.
        id: &'a str,
    },
    /// A message to send because of an event.
    Outbox {
        /// The kind of aggregate.
        entity: &'a str,
        /// The aggregate.
        id: &'a str,
        /// The version of the event.
        version: u64,
        /// The message's place among those of the event, 0 to 99.
        index: u8,
    },
    /// A lookup record from a value to an aggregate.
    IndexEntry {
        /// The kind of aggregate.
        entity: &'a str,
        /// The index, such as `byEmail`.
        index: &'a str,
        /// The value that is looked up.
        value: &'a str,
        /// The aggregate that has it.
        id: &'a str,
    },
    /// A unique value that is claimed.
    Reservation {
        /// The kind of aggregate.
        entity: &'a str,
        /// What is unique, such as `email`.
        name: &'a str,
        /// The claimed value.
        value: &'a str,
    },
}

impl<'a> RecordKey<'a> {
    /// Reads keys back. `None` for any other form: a kind of record that this version does not know.
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
        // Keys that could not have been written are of no known kind either.
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

    /// The partition key.
    ///
    /// # Errors
    /// As the function that makes it, such as [`partition_key`].
    // Inlined, so that a first load of the page has only the kinds of keys that it needs.
    #[inline(always)]
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
    /// As the function that makes it, such as [`event_sort_key`].
    #[inline(always)]
    pub fn sort_key(&self) -> Result<String, FormatError> {
        match *self {
            Self::Event { version, .. } => event_sort_key(version),
            Self::Snapshot { .. } => Ok(SNAPSHOT.to_owned()),
            Self::Outbox { version, index, .. } => outbox_sort_key(version, index),
            Self::IndexEntry { id, .. } => {
                part("id", id)?;
                limited(SK, MAX_SORT_KEY_BYTES, id.to_owned())
            }
            Self::Reservation { .. } => Ok(CLAIM.to_owned()),
        }
    }
}

/// The partition key of a stream: `ACCOUNT#ACCOUNT-1001`.
///
/// # Errors
/// A part that is empty or holds `#`, or a key over 2,048 bytes.
pub fn partition_key(entity: &str, id: &str) -> Result<String, FormatError> {
    part("entity", entity)?;
    part("id", id)?;
    limited(PK, MAX_PARTITION_KEY_BYTES, [entity, "#", id].concat())
}

/// The sort key of an event: `EVENT#000003`. Six digits, so that text order is version order.
///
/// # Errors
/// [`FormatError::Version`] outside 1 to 999,999: a longer stream needs its books closed.
pub fn event_sort_key(version: u64) -> Result<String, FormatError> {
    check_version(version)?;
    Ok(format!("{EVENT_PREFIX}{version:06}"))
}

/// The sort key of the outbox message at place `index` (0 to 99) of an event: `OUTBOX#000003#00`.
///
/// # Errors
/// [`FormatError::Version`] outside 1 to 999,999, [`FormatError::OutboxIndex`] over 99.
pub fn outbox_sort_key(version: u64, index: u8) -> Result<String, FormatError> {
    check_version(version)?;
    if index > 99 {
        return Err(FormatError::OutboxIndex { index });
    }
    Ok(format!("{OUTBOX_PREFIX}{version:06}#{index:02}"))
}

/// The partition key of all entries of an index with one value: `ACCOUNT#INDEX#byEmail#ada@example.com`.
///
/// # Errors
/// A part that is empty, an entity or index that holds `#`, or a key over 2,048 bytes.
pub fn index_partition_key(entity: &str, index: &str, value: &str) -> Result<String, FormatError> {
    part("index name", index)?;
    lookup_key(entity, "#INDEX#", index, value)
}

/// The partition key of a claimed value: `ACCOUNT#UNIQUE#email#ada@example.com`.
///
/// # Errors
/// A part that is empty, an entity or name that holds `#`, or a key over 2,048 bytes.
pub fn reservation_partition_key(entity: &str, name: &str, value: &str) -> Result<String, FormatError> {
    part("reservation name", name)?;
    lookup_key(entity, "#UNIQUE#", name, value)
}

/// The index's partition key of all events of a type: `EVENT#MoneyWithdrawn`.
///
/// A type that is written often makes one hot partition: a partition takes 1,000 write units a second.
///
/// # Errors
/// A type that is empty or holds `#`, or a key over 2,048 bytes.
pub fn gsi1_partition_key(event_type: &str) -> Result<String, FormatError> {
    part("event type", event_type)?;
    limited(GSI1PK, MAX_PARTITION_KEY_BYTES, [EVENT_PREFIX, event_type].concat())
}

/// The index's sort key of an event: `2026-11-21T10:00:00.000Z#ACCOUNT#ACCOUNT-1001#000003`. It sorts by
/// time; the rest keeps events of the same millisecond apart.
///
/// # Errors
/// A time of another form, a part that is empty or holds `#`, a version outside 1 to 999,999, or a key over 1,024 bytes.
pub fn gsi1_sort_key(recorded_at: &str, entity: &str, id: &str, version: u64) -> Result<String, FormatError> {
    check_time(recorded_at)?;
    part("entity", entity)?;
    part("id", id)?;
    check_version(version)?;
    limited(GSI1SK, MAX_SORT_KEY_BYTES, format!("{recorded_at}#{entity}#{id}#{version:06}"))
}

/// Checks that a time is RFC 3339 in UTC with milliseconds, `2026-11-21T10:00:00.000Z`: only then is text order time order.
///
/// # Errors
/// [`FormatError::Time`].
pub fn check_time(text: &str) -> Result<(), FormatError> {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00.000Z";
    let shaped = text.len() == SHAPE.len()
        && text.bytes().zip(SHAPE).all(|(byte, &shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            _ => byte == shape,
        });
    // All ASCII by now, and two digits compare as text.
    let within = |at: usize, from: &str, to: &str| (from..=to).contains(&&text[at..at + 2]);
    if shaped
        && within(5, "01", "12")
        && within(8, "01", "31")
        && within(11, "00", "23")
        && within(14, "00", "59")
        && within(17, "00", "60")
    {
        return Ok(());
    }
    Err(FormatError::Time { text: text.to_owned() })
}

fn check_version(version: u64) -> Result<(), FormatError> {
    match version {
        1..=MAX_VERSION => Ok(()),
        _ => Err(FormatError::Version { version }),
    }
}

fn part(part: &'static str, value: &str) -> Result<(), FormatError> {
    if value.is_empty() || value.contains('#') {
        return Err(FormatError::KeyPart { part, value: value.to_owned() });
    }
    Ok(())
}

fn lookup_key(entity: &str, kind: &str, name: &str, value: &str) -> Result<String, FormatError> {
    part("entity", entity)?;
    if value.is_empty() {
        return Err(FormatError::KeyPart { part: "value", value: String::new() });
    }
    limited(PK, MAX_PARTITION_KEY_BYTES, [entity, kind, name, "#", value].concat())
}

fn limited(key: &'static str, limit: usize, value: String) -> Result<String, FormatError> {
    match value.len() {
        bytes if bytes > limit => Err(FormatError::KeyTooLong { key, bytes, limit }),
        _ => Ok(value),
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
