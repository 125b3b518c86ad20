//! The one error type of this module.

use std::fmt;

use super::keys::MAX_VERSION;
use super::size::{
    MAX_ATTRIBUTE_NAME_BYTES, MAX_ITEM_BYTES, MAX_NESTING_LEVELS, MAX_TRANSACTION_ACTIONS, MAX_TRANSACTION_BYTES,
};

/// Why something can't be written as, or read from, a DynamoDB item or request.
///
/// `Display` gives whole sentences: what happened, the figure, the limit, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// A number that DynamoDB does not take: bad syntax, more than 38 significant digits, or a
    /// magnitude outside 1E-130 to 9.99E+125.
    Number {
        /// The number as it was given.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A stored number that a JSON number (64-bit integer or float) can't hold exactly.
    InexactNumber {
        /// The number as it is stored.
        text: String,
    },
    /// A stored value that JSON has no form for: binary or a set.
    NotJson {
        /// The DynamoDB type: `B`, `SS`, `NS` or `BS`.
        kind: &'static str,
    },
    /// An attribute value that DynamoDB does not take, such as an empty set or `NULL: false`.
    Value {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An attribute or a field of a map without a name.
    EmptyAttributeName,
    /// An attribute name over 65,535 bytes.
    AttributeNameTooLong {
        /// Its length in UTF-8 bytes.
        bytes: usize,
    },
    /// A value inside 32 or more lists and maps.
    NestedTooDeep,
    /// A part of a key that is empty, or holds the separator `#`.
    KeyPart {
        /// Which part: "entity", "id", "event type", ...
        part: &'static str,
        /// The part as it was given.
        value: String,
    },
    /// A key over DynamoDB's limit: 2,048 bytes for a partition key, 1,024 for a sort key.
    KeyTooLong {
        /// Which key attribute: `PK`, `SK`, `GSI1PK` or `GSI1SK`.
        key: &'static str,
        /// Its length in UTF-8 bytes.
        bytes: usize,
        /// The most that DynamoDB takes, in bytes.
        limit: usize,
    },
    /// A version outside 1 to 999,999.
    Version {
        /// The version that was asked for.
        version: u64,
    },
    /// More than 100 outbox messages for one event: the position is over 99.
    OutboxIndex {
        /// The position that was asked for, counted from 0.
        index: u8,
    },
    /// A time that is not RFC 3339 in UTC with milliseconds, such as `2026-11-21T10:00:00.000Z`.
    Time {
        /// The time as it was given.
        text: String,
    },
    /// An item without an attribute that its kind must have.
    Missing {
        /// The attribute's name.
        attribute: &'static str,
    },
    /// An attribute of another type or range than its kind must have.
    WrongType {
        /// The attribute's name.
        attribute: &'static str,
        /// What it must be, in words.
        expected: &'static str,
    },
    /// An item whose keys are not those of the kind that was asked for.
    WrongKind {
        /// What was asked for: "an event", "a snapshot", ...
        expected: &'static str,
        /// The item's partition key.
        pk: String,
        /// The item's sort key.
        sk: String,
    },
    /// An item of another stream than the rest of the partition that was read.
    MixedStreams {
        /// The partition key of the first item.
        expected: String,
        /// The partition key that differs.
        found: String,
    },
    /// An item over 400 KB.
    ItemTooLarge {
        /// The item's sort key, to tell which it is.
        sk: String,
        /// Its size in bytes by DynamoDB's rules.
        bytes: usize,
    },
    /// A transaction without an action.
    EmptyTransaction,
    /// A transaction of more than 100 actions.
    TooManyActions {
        /// How many there are.
        count: usize,
    },
    /// A transaction over 4 MB.
    TransactionTooLarge {
        /// The size of all its items, in bytes.
        bytes: usize,
    },
    /// Two actions of one transaction on the same item.
    SameItemTwice {
        /// The item's partition key.
        pk: String,
        /// The item's sort key.
        sk: String,
    },
    /// A client request token that does not have 1 to 36 bytes.
    Token {
        /// Its length in UTF-8 bytes.
        bytes: usize,
    },
    /// A table name that is not 3 to 255 of the characters `a-z A-Z 0-9 _ - .`
    TableName {
        /// The name as it was given.
        name: String,
    },
    /// A reply that is not what the API sends.
    Reply {
        /// The parser's own words.
        reason: String,
    },
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { text, reason } => {
                write!(f, "The number {} can't be stored: {reason}. Store it as text instead.", Short(text))
            }
            Self::InexactNumber { text } => write!(
                f,
                "The stored number {} can't be held exactly by a 64-bit integer or float. Store it as text instead.",
                Short(text)
            ),
            Self::NotJson { kind } => write!(
                f,
                "The stored value is of type {kind}, which JSON has no form for. Payloads are written without binary values and sets."
            ),
            Self::Value { reason } => write!(f, "DynamoDB does not take this value: {reason}."),
            Self::EmptyAttributeName => f.write_str(
                "A field has an empty name, which DynamoDB does not take at any depth. Give the field a name.",
            ),
            Self::AttributeNameTooLong { bytes } => write!(
                f,
                "A field name is {bytes} bytes long and DynamoDB takes {MAX_ATTRIBUTE_NAME_BYTES}. Use a shorter name."
            ),
            Self::NestedTooDeep => write!(
                f,
                "A value is nested deeper than DynamoDB's {MAX_NESTING_LEVELS} levels of lists and maps. Flatten it."
            ),
            Self::KeyPart { part, value } if value.is_empty() => {
                write!(f, "The {part} is empty, and a key needs it. Give it a value.")
            }
            Self::KeyPart { part, value } => {
                write!(f, "The {part} {} holds '#', which separates the parts of a key. Leave it out.", Short(value))
            }
            Self::KeyTooLong { key, bytes, limit } => {
                write!(f, "The key {key} is {bytes} bytes long and DynamoDB takes {limit}. Use a shorter id or value.")
            }
            Self::Version { version: 0 } => {
                f.write_str("Version 0 can't be stored: the first event of a stream has version 1.")
            }
            Self::Version { version } => write!(
                f,
                "Version {version} can't be stored: the sort key has six digits, so a stream ends at version {MAX_VERSION}. Close the books: end this stream with a summary and go on in a new one."
            ),
            Self::OutboxIndex { index } => write!(
                f,
                "Outbox position {index} can't be stored: its key has two digits, so one event publishes at most 100 messages (0 to 99). Publish fewer."
            ),
            Self::Time { text } => write!(
                f,
                "The time {} can't be stored: it must be UTC with milliseconds, like 2026-11-21T10:00:00.000Z, so that text order is time order.",
                Short(text)
            ),
            Self::Missing { attribute } => write!(f, "The item has no attribute {attribute}, so it can't be read."),
            Self::WrongType { attribute, expected } => {
                write!(f, "The item's attribute {attribute} must be {expected}, so it can't be read.")
            }
            Self::WrongKind { expected, pk, sk } => {
                write!(f, "The item with PK {} and SK {} is not {expected}.", Short(pk), Short(sk))
            }
            Self::MixedStreams { expected, found } => write!(
                f,
                "Items of two streams were read as one: {} and {}. Read one partition at a time.",
                Short(expected),
                Short(found)
            ),
            Self::ItemTooLarge { sk, bytes } => write!(
                f,
                "The item {} is {bytes} bytes and DynamoDB takes {MAX_ITEM_BYTES} (400 KB). Put less in it, or keep the large part elsewhere.",
                Short(sk)
            ),
            Self::EmptyTransaction => f.write_str("The transaction has no action. Add at least one."),
            Self::TooManyActions { count } => write!(
                f,
                "The transaction has {count} actions and DynamoDB takes {MAX_TRANSACTION_ACTIONS}. Write fewer events or messages at once."
            ),
            Self::TransactionTooLarge { bytes } => write!(
                f,
                "The transaction is {bytes} bytes and DynamoDB takes {MAX_TRANSACTION_BYTES} (4 MB). Write fewer or smaller events at once."
            ),
            Self::SameItemTwice { pk, sk } => write!(
                f,
                "The transaction has two actions on the item with PK {} and SK {}. DynamoDB takes one an item.",
                Short(pk),
                Short(sk)
            ),
            Self::Token { bytes } => {
                write!(f, "The client request token has {bytes} bytes and DynamoDB takes 1 to 36. A UUID fits.")
            }
            Self::TableName { name } => write!(
                f,
                "The table name {} can't be used: it must be 3 to 255 letters, digits, '_', '-' or '.'.",
                Short(name)
            ),
            Self::Reply { reason } => write!(f, "The reply is not what DynamoDB sends: {reason}."),
        }
    }
}

impl std::error::Error for FormatError {}

/// Quotes at most 60 characters, so that a hostile value can't flood a message.
struct Short<'a>(&'a str);

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(60) {
            Some((end, _)) => write!(f, "\"{}…\"", &self.0[..end]),
            None => write!(f, "\"{}\"", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_figure_the_limit_and_the_way_out() {
        let text = FormatError::TooManyActions { count: 101 }.to_string();
        assert!(text.contains("101") && text.contains("100"), "{text}");
        let text = FormatError::Version { version: 1_000_000 }.to_string();
        assert!(text.contains("1000000") && text.contains("999999"), "{text}");
        assert!(text.contains("Close the books"), "{text}");
    }

    #[test]
    fn a_hostile_value_is_cut_short_at_a_character() {
        let text = FormatError::Time { text: "é".repeat(10_000) }.to_string();
        assert!(text.len() < 400, "{}", text.len());
    }
}
