//! What DynamoDB allows, and what the layout of this table allows on top.
//!
//! "Constraints", "Item sizes" and "Capacity" are pages of the DynamoDB developer guide: "Constraints in Amazon
//! DynamoDB", "DynamoDB item sizes and formats" and "DynamoDB read and write operations". "API" is the API reference.
//! 1 KB is 1,024 bytes, and text is counted in UTF-8.

use std::ops::RangeInclusive;

/// Maximum size in bytes of an item, attribute names included: 400 KB (Constraints, Items).
pub const MAX_ITEM_BYTES: usize = 400 * 1024;

/// Maximum size in bytes of a partition key value (Constraints, Partition keys and sort keys).
pub const MAX_PARTITION_KEY_BYTES: usize = 2048;

/// Maximum size in bytes of a sort key value (Constraints, Partition keys and sort keys).
pub const MAX_SORT_KEY_BYTES: usize = 1024;

/// Maximum size in bytes of an attribute name at any depth (API, `PutItem`, `Item`). The minimum is 1.
pub const MAX_ATTRIBUTE_NAME_BYTES: usize = 65_535;

/// Maximum number of lists and maps around a value, counting the item itself (Constraints, Attributes).
pub const MAX_NESTING_LEVELS: usize = 32;

/// Maximum number of significant digits of a number (Constraints, Data types).
pub const MAX_NUMBER_DIGITS: usize = 38;

/// Powers of ten of a number's first significant digit: magnitudes from 1E-130 to 9.99...E+125, or zero
/// (Constraints, Data types).
pub const NUMBER_EXPONENTS: RangeInclusive<i64> = -130..=125;

/// Maximum number of actions of a `TransactWriteItems` request (API). The minimum is 1.
pub const MAX_TRANSACTION_ACTIONS: usize = 100;

/// Maximum size in bytes of all items of a `TransactWriteItems` request: 4 MB (API).
pub const MAX_TRANSACTION_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of a `ClientRequestToken`. The API reference says 1 to 36 characters; engines count bytes.
pub const TOKEN_BYTES: RangeInclusive<usize> = 1..=36;

/// Bytes of a table name, which has ASCII characters only (Constraints, Naming rules).
pub const TABLE_NAME_BYTES: RangeInclusive<usize> = 3..=255;

/// Bytes that one write unit covers: 1 KB (Capacity).
pub const WRITE_UNIT_BYTES: usize = 1024;

/// Bytes that one strongly consistent read unit covers: 4 KB (Capacity).
pub const READ_UNIT_BYTES: usize = 4096;

/// The last version of a stream in this layout. The first is 1. Six digits keep text order and version order the same.
pub const MAX_VERSION: u64 = 999_999;

/// The highest index of an outbox message among those of its event in this layout. The first is 0. Two digits keep text
/// order and index order the same.
pub const MAX_OUTBOX_INDEX: u8 = 99;
