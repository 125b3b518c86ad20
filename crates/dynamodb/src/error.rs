//! The errors of this crate.

use std::fmt;

use crate::limits::{
    MAX_ATTRIBUTE_NAME_BYTES, MAX_ITEM_BYTES, MAX_NESTING_LEVELS, MAX_NUMBER_DIGITS, MAX_OUTBOX_INDEX,
    MAX_TRANSACTION_ACTIONS, MAX_TRANSACTION_BYTES, MAX_VERSION, TABLE_NAME_BYTES, TOKEN_BYTES,
};

/// Why a record or request can't be written for DynamoDB, or an item can't be read.
///
/// Each message says what happened, the figure, the limit, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// Text that is not a decimal number.
    #[error("{} is not a decimal number. Store it as text.", Quoted(text))]
    NotANumber {
        /// The text.
        text: String,
    },
    /// A number of more than 38 significant digits.
    #[error(
        "The number {} has {digits} significant digits; DynamoDB stores at most {MAX_NUMBER_DIGITS}. Store it as text.",
        Quoted(text)
    )]
    TooManyDigits {
        /// The number.
        text: String,
        /// How many significant digits it has.
        digits: usize,
    },
    /// A number whose magnitude is below 1E-130 or above 9.99E+125, and not zero.
    #[error("The number {} is outside DynamoDB's range of 1E-130 to 9.99E+125. Store it as text.", Quoted(text))]
    NumberOutOfRange {
        /// The number.
        text: String,
    },
    /// A stored number that neither a 64-bit integer nor a 64-bit float holds exactly.
    #[error("The stored number {} fits no 64-bit integer or float exactly. Store it as text.", Quoted(text))]
    InexactNumber {
        /// The number.
        text: String,
    },
    /// A stored value of a type that JSON lacks: binary or a set.
    #[error("The stored value has the type {kind}, which JSON lacks. Store it as text, a list or a map.")]
    NotJson {
        /// The DynamoDB type: `B`, `SS`, `NS` or `BS`.
        kind: &'static str,
    },
    /// An attribute, or a field of a map, without a name.
    #[error("A field has an empty name, which DynamoDB refuses at any depth. Name the field.")]
    EmptyAttributeName,
    /// An attribute name over 65,535 bytes.
    #[error("A field name has {bytes} bytes; DynamoDB allows at most {MAX_ATTRIBUTE_NAME_BYTES}. Shorten it.")]
    AttributeNameTooLong {
        /// Its length in UTF-8 bytes.
        bytes: usize,
    },
    /// A value inside 32 or more lists and maps.
    #[error("A value is nested deeper than {MAX_NESTING_LEVELS} levels, the most that DynamoDB allows. Flatten it.")]
    NestedTooDeep,
    /// An empty part of a key.
    #[error("The {part} is empty, but a key contains it. Set it.")]
    EmptyKeyPart {
        /// Which part: "entity", "id", "event type", ...
        part: &'static str,
    },
    /// A part of a key that contains the separator `#`.
    #[error("The {part} {} contains '#', which separates the parts of a key. Remove it.", Quoted(value))]
    SeparatorInKeyPart {
        /// Which part: "entity", "id", "event type", ...
        part: &'static str,
        /// Its value.
        value: String,
    },
    /// A partition key over 2,048 bytes or a sort key over 1,024 bytes.
    #[error("The key {key} has {bytes} bytes; DynamoDB allows at most {limit}. Use a shorter id or value.")]
    KeyTooLong {
        /// The key attribute: `PK`, `SK`, `GSI1PK` or `GSI1SK`.
        key: &'static str,
        /// Its length in UTF-8 bytes.
        bytes: usize,
        /// The most that DynamoDB allows, in bytes.
        limit: usize,
    },
    /// A version outside 1 to 999,999.
    #[error(
        "Version {version} is outside 1 to {MAX_VERSION}, the versions that the six digits of a sort key can hold. \
         To go on after the last one, close the books: end the stream with a summary event and start a new stream."
    )]
    Version {
        /// The version.
        version: u64,
    },
    /// A range of versions that ends before it begins.
    #[error("The range of versions {from} to {to} ends before it begins, which DynamoDB refuses. Swap them.")]
    VersionRange {
        /// The first version.
        from: u64,
        /// The last version.
        to: u64,
    },
    /// An outbox index over 99.
    #[error(
        "Outbox index {index} is above {MAX_OUTBOX_INDEX}, the last one that the two digits of a sort key can hold. \
         Publish fewer messages per event."
    )]
    OutboxIndex {
        /// The index, counted from 0.
        index: u8,
    },
    /// A time that is not RFC 3339 in UTC with milliseconds.
    #[error(
        "The time {} is not UTC with milliseconds, such as 2026-11-21T10:00:00.000Z. Only then is text order time order.",
        Quoted(text)
    )]
    Time {
        /// The time.
        text: String,
    },
    /// A table name that is not 3 to 255 of the characters `a-z A-Z 0-9 _ - .`
    #[error(
        "The table name {} is not {} to {} letters, digits, '_', '-' or '.'. Choose another name.",
        Quoted(name),
        TABLE_NAME_BYTES.start(),
        TABLE_NAME_BYTES.end()
    )]
    TableName {
        /// The name.
        name: String,
    },
    /// A client request token that does not have 1 to 36 bytes.
    #[error(
        "The client request token has {bytes} bytes; DynamoDB allows {} to {}. Use a UUID.",
        TOKEN_BYTES.start(),
        TOKEN_BYTES.end()
    )]
    Token {
        /// Its length in UTF-8 bytes.
        bytes: usize,
    },
    /// An item over 400 KB.
    #[error(
        "The item {} has {bytes} bytes; DynamoDB allows at most {MAX_ITEM_BYTES} (400 KB). \
         Store less in it, or store the large part elsewhere.",
        Quoted(sk)
    )]
    ItemTooLarge {
        /// The item's sort key.
        sk: String,
        /// Its size in bytes by DynamoDB's rules.
        bytes: usize,
    },
    /// A transaction without an action.
    #[error("The transaction has no action. Add at least one.")]
    EmptyTransaction,
    /// A transaction of more than 100 actions.
    #[error(
        "The transaction has {count} actions; DynamoDB allows at most {MAX_TRANSACTION_ACTIONS}. \
         Write fewer events or messages at once."
    )]
    TooManyActions {
        /// How many it has.
        count: usize,
    },
    /// A transaction over 4 MB.
    #[error(
        "The transaction has {bytes} bytes; DynamoDB allows at most {MAX_TRANSACTION_BYTES} (4 MB). \
         Write fewer or smaller events at once."
    )]
    TransactionTooLarge {
        /// The size of all its items, in bytes.
        bytes: usize,
    },
    /// Two actions of one transaction on the same item.
    #[error(
        "The transaction has two actions on the item with PK {} and SK {}; DynamoDB allows one. Merge them.",
        Quoted(pk),
        Quoted(sk)
    )]
    SameItemTwice {
        /// The item's partition key.
        pk: String,
        /// The item's sort key.
        sk: String,
    },
    /// An item without an attribute that its kind requires.
    #[error("The item has no attribute {attribute}. It was not written in this layout, or it is damaged.")]
    MissingAttribute {
        /// The attribute's name.
        attribute: &'static str,
    },
    /// An attribute of another type or value than its kind requires.
    #[error("The item's attribute {attribute} is not {expected}. It was not written in this layout, or it is damaged.")]
    WrongAttribute {
        /// The attribute's name.
        attribute: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// An item whose keys are those of another kind of record.
    #[error("The item with PK {} and SK {} is not {expected}.", Quoted(pk), Quoted(sk))]
    WrongKind {
        /// The expected kind: "an event", "a snapshot", ...
        expected: &'static str,
        /// The item's partition key.
        pk: String,
        /// The item's sort key.
        sk: String,
    },
    /// Items of two streams where those of one are expected.
    #[error("The items belong to two streams, {} and {}. Read one stream at a time.", Quoted(first), Quoted(second))]
    MixedStreams {
        /// The partition key of the first item.
        first: String,
        /// The partition key that differs.
        second: String,
    },
}

/// Why a reply can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// A body that is not JSON of the DynamoDB API.
    #[error("The reply is not JSON of the DynamoDB API. Check that the endpoint is a DynamoDB endpoint.")]
    Json(#[from] serde_json::Error),
    /// An error body that has neither a name nor a message.
    #[error("The error reply has neither a name nor a message. Check that the endpoint is a DynamoDB endpoint.")]
    NoError,
}

/// Quotes at most 60 characters, so that a long value can't flood a message.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
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
    use std::error::Error;

    #[test]
    fn message_has_figure_limit_and_remedy() {
        let text = FormatError::TooManyActions { count: 101 }.to_string();
        assert!(text.contains("101") && text.contains("100") && text.contains("Write fewer"), "{text}");
        let text = FormatError::Version { version: 1_000_000 }.to_string();
        assert!(text.contains("1000000") && text.contains("999999") && text.contains("close the books"), "{text}");
        let text = FormatError::Token { bytes: 37 }.to_string();
        assert!(text.contains("37") && text.contains("1 to 36") && text.contains("UUID"), "{text}");
    }

    #[test]
    fn long_value_is_cut_at_a_character_boundary() {
        let text = FormatError::Time { text: "é".repeat(10_000) }.to_string();
        assert!(text.contains("é…\"") && text.len() < 400, "{}", text.len());
    }

    #[test]
    fn unreadable_reply_keeps_its_cause() {
        let error = serde_json::from_str::<u8>("<html>").map_err(ReplyError::from).expect_err("not JSON");
        assert!(error.source().is_some_and(|cause| cause.to_string().contains("line 1")), "{error}");
    }
}
