//! Sizes, capacity units and limits. Sources are pages of the DynamoDB developer guide unless said otherwise.

use std::fmt;

use super::attribute::{AttributeValue, Item};
use super::error::FormatError;
use super::keys::{GSI1PK, GSI1SK, SK};

/// Most bytes in one item, attribute names included: 400 KB ("Quotas", Item size).
pub const MAX_ITEM_BYTES: usize = 409_600;
/// Most actions in one `TransactWriteItems` (API reference).
pub const MAX_TRANSACTION_ACTIONS: usize = 100;
/// Most bytes in one `TransactWriteItems`, all items together: 4 MB (API reference).
pub const MAX_TRANSACTION_BYTES: usize = 4_194_304;
/// Most bytes in a partition key ("Quotas", Partition key length).
pub const MAX_PARTITION_KEY_BYTES: usize = 2048;
/// Most bytes in a sort key ("Quotas", Sort key length).
pub const MAX_SORT_KEY_BYTES: usize = 1024;
/// Most bytes in an attribute name: 64 KB less one ("Quotas", Attribute names).
pub const MAX_ATTRIBUTE_NAME_BYTES: usize = 65_535;
/// Levels of lists and maps ("Quotas", Nested attribute depth). A value inside 32 of them is refused.
pub const MAX_NESTING_LEVELS: usize = 32;
/// Bytes that one write unit covers ("Read and write units").
pub const WRITE_UNIT_BYTES: usize = 1024;
/// Bytes that one read unit covers ("Read and write units").
pub const READ_UNIT_BYTES: usize = 4096;
/// Bytes that storage billing adds to every item ("DynamoDB item sizes and formats").
pub const STORAGE_OVERHEAD_BYTES: usize = 100;

/// Size of an item in bytes: for each attribute, its name's UTF-8 bytes and its value
/// ("DynamoDB item sizes and formats").
pub fn item_bytes(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value_bytes(value)).sum()
}

/// Size of a value in bytes, without its name: text in UTF-8, binary raw, a number as
/// [`Number::bytes`](super::Number::bytes), 1 for a boolean or null; a list or map is 3, plus 1 for each element,
/// plus its elements and field names ("DynamoDB item sizes and formats"). A set is the sum of its elements.
pub fn value_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.bytes(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Bool(_) | AttributeValue::Null => 1,
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + value_bytes(value)).sum::<usize>(),
        AttributeValue::M(fields) => 3 + fields.len() + item_bytes(fields),
        AttributeValue::SS(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::NS(numbers) => numbers.iter().map(super::Number::bytes).sum(),
        AttributeValue::BS(values) => values.iter().map(Vec::len).sum(),
    }
}

/// Bytes that an item is billed for in storage: its size and 100 bytes for indexing.
pub fn storage_bytes(item: &Item) -> usize {
    item_bytes(item) + STORAGE_OVERHEAD_BYTES
}

/// Write units for an item of this many bytes, outside a transaction: one for each started KB, at least one.
pub fn write_units(bytes: usize) -> u64 {
    bytes.div_ceil(WRITE_UNIT_BYTES).max(1) as u64
}

/// Bytes that can be added before another write unit is needed: 0 to 1,024.
pub fn bytes_left_in_write_unit(bytes: usize) -> usize {
    write_units(bytes) as usize * WRITE_UNIT_BYTES - bytes
}

/// What a write costs, in write units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteCost {
    /// Units of the table, doubled in a transaction.
    pub table: u64,
    /// Units of the index GSI1. They are not doubled in a transaction ("Global secondary indexes").
    pub index: u64,
}

impl WriteCost {
    /// Table and index together, in write units.
    pub fn total(self) -> u64 {
        self.table + self.index
    }
}

impl std::ops::AddAssign for WriteCost {
    fn add_assign(&mut self, other: Self) {
        self.table += other.table;
        self.index += other.index;
    }
}

/// What it costs to put a new item. An item with both index keys is also written to GSI1, which
/// projects all attributes; an item without them costs the index nothing (the index is sparse).
pub fn write_cost(item: &Item, in_transaction: bool) -> WriteCost {
    let units = write_units(item_bytes(item));
    let indexed = item.get(GSI1PK).is_some() && item.get(GSI1SK).is_some();
    WriteCost { table: if in_transaction { 2 * units } else { units }, index: if indexed { units } else { 0 } }
}

/// How a read is done, which sets its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadMode {
    /// Eventually consistent: half a unit for each started 4 KB. An index is always read so.
    Eventual,
    /// Strongly consistent: one unit for each started 4 KB.
    Strong,
    /// In a transaction: two units for each started 4 KB.
    Transactional,
}

/// Read units, counted in halves so that they are exact. Shown as `0.5`, `1`, `1.5`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadUnits {
    /// How many half units.
    pub halves: u64,
}

impl fmt::Display for ReadUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.halves % 2 == 1 { ".5" } else { "" };
        write!(f, "{}{half}", self.halves / 2)
    }
}

/// Read units for this many bytes. For a query that is the sum of all items read, rounded up once
/// ("Read and write units"); reading nothing costs as much as one 4 KB.
pub fn read_units(bytes: usize, mode: ReadMode) -> ReadUnits {
    let blocks = bytes.div_ceil(READ_UNIT_BYTES).max(1) as u64;
    let halves = match mode {
        ReadMode::Eventual => blocks,
        ReadMode::Strong => 2 * blocks,
        ReadMode::Transactional => 4 * blocks,
    };
    ReadUnits { halves }
}

/// Checks an item against the limits that don't depend on a request: 400 KB, 32 levels, names of 1 to 65,535 bytes.
///
/// # Errors
/// The first limit that is broken, with its figure.
pub fn check_item(item: &Item) -> Result<(), FormatError> {
    check_fields(item, 0)?;
    let bytes = item_bytes(item);
    if bytes > MAX_ITEM_BYTES {
        let sk = item.text(SK).unwrap_or_default().to_owned();
        return Err(FormatError::ItemTooLarge { sk, bytes });
    }
    Ok(())
}

fn check_fields(fields: &Item, depth: usize) -> Result<(), FormatError> {
    fields.iter().try_for_each(|(name, value)| {
        if name.is_empty() {
            return Err(FormatError::EmptyAttributeName);
        }
        if name.len() > MAX_ATTRIBUTE_NAME_BYTES {
            return Err(FormatError::AttributeNameTooLong { bytes: name.len() });
        }
        check_value(value, depth)
    })
}

fn check_value(value: &AttributeValue, depth: usize) -> Result<(), FormatError> {
    if depth >= MAX_NESTING_LEVELS {
        return Err(FormatError::NestedTooDeep);
    }
    match value {
        AttributeValue::L(values) => values.iter().try_for_each(|value| check_value(value, depth + 1)),
        AttributeValue::M(fields) => check_fields(fields, depth + 1),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn item(json: serde_json::Value) -> Item {
        match AttributeValue::from_json(&json) {
            Ok(AttributeValue::M(fields)) => fields,
            other => panic!("not an item: {other:?}"),
        }
    }

    #[test]
    fn an_item_is_its_names_and_values() {
        assert_eq!(item_bytes(&item(json!({}))), 0);
        assert_eq!(item_bytes(&item(json!({"a": "é€"}))), 1 + 5);
        assert_eq!(item_bytes(&item(json!({"né": true, "x": null}))), 3 + 1 + 1 + 1);
        assert_eq!(item_bytes(&item(json!({"n": 123, "m": -42}))), 1 + 3 + 1 + 3);
        assert_eq!(item_bytes(&item(json!({"l": []}))), 1 + 3);
        assert_eq!(item_bytes(&item(json!({"l": ["ab", 1]}))), 1 + 3 + (1 + 2) + (1 + 2));
        assert_eq!(item_bytes(&item(json!({"m": {"k": "v"}}))), 1 + 3 + 1 + 1 + 1);
        assert_eq!(storage_bytes(&item(json!({"a": "b"}))), 102);
        assert_eq!(value_bytes(&AttributeValue::B(vec![0; 5])), 5);
        assert_eq!(value_bytes(&AttributeValue::SS(vec!["ab".into(), "c".into()])), 3);
    }

    #[test]
    fn write_units_round_up_to_a_kilobyte() {
        for (bytes, units, left) in [(0, 1, 1024), (1, 1, 1023), (268, 1, 756), (1024, 1, 0), (1025, 2, 1023)] {
            assert_eq!((write_units(bytes), bytes_left_in_write_unit(bytes)), (units, left), "{bytes}");
        }
        assert_eq!(write_units(MAX_ITEM_BYTES), 400);
    }

    #[test]
    fn an_indexed_item_pays_the_index_too_and_only_the_table_doubles() {
        let plain = item(json!({"PK": "a", "SK": "b"}));
        let indexed = item(json!({"PK": "a", "SK": "b", "GSI1PK": "c", "GSI1SK": "d"}));
        assert_eq!(write_cost(&plain, false), WriteCost { table: 1, index: 0 });
        let mut cost = write_cost(&plain, true);
        cost += write_cost(&indexed, true);
        assert_eq!(cost, WriteCost { table: 4, index: 1 });
        assert_eq!(cost.total(), 5);
    }

    #[test]
    fn read_units_are_exact_halves() {
        let shown = |bytes, mode| read_units(bytes, mode).to_string();
        assert_eq!(shown(0, ReadMode::Eventual), "0.5");
        assert_eq!(shown(4096, ReadMode::Eventual), "0.5");
        assert_eq!(shown(4097, ReadMode::Eventual), "1");
        assert_eq!(shown(8193, ReadMode::Eventual), "1.5");
        assert_eq!(shown(4097, ReadMode::Strong), "2");
        assert_eq!(shown(4097, ReadMode::Transactional), "4");
    }

    #[test]
    fn an_item_at_the_limit_passes_and_one_byte_more_does_not() {
        let of = |bytes: usize| item(json!({"SK": "s", "x": "y".repeat(bytes - 4)}));
        assert_eq!(check_item(&of(MAX_ITEM_BYTES)), Ok(()));
        let error = FormatError::ItemTooLarge { sk: "s".into(), bytes: MAX_ITEM_BYTES + 1 };
        assert_eq!(check_item(&of(MAX_ITEM_BYTES + 1)), Err(error));
    }

    #[test]
    fn names_and_depth_are_checked_inside_maps() {
        assert_eq!(check_item(&item(json!({"a": [{"": 1}]}))), Err(FormatError::EmptyAttributeName));
        let long = item(json!({"a": {"n".repeat(65_536): 1}}));
        assert_eq!(check_item(&long), Err(FormatError::AttributeNameTooLong { bytes: 65_536 }));
        let nested = |levels| item(json!({"a": (0..levels).fold(json!(1), |inner, _| json!([inner]))}));
        assert_eq!(check_item(&nested(31)), Ok(()));
        assert_eq!(check_item(&nested(32)), Err(FormatError::NestedTooDeep));
    }
}
