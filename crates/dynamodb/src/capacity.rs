//! Read and write units (developer guide, "DynamoDB read and write operations").

use std::fmt;
use std::ops::AddAssign;

use crate::attribute::Item;
use crate::keys::{GSI1PK, GSI1SK};
use crate::limits::{READ_UNIT_BYTES, WRITE_UNIT_BYTES};
use crate::size::item_bytes;

/// The cost of a write, in write units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteCost {
    /// Units of the table, doubled in a transaction.
    pub table: u64,
    /// Units of the index GSI1, never doubled (developer guide, "Using Global Secondary Indexes in DynamoDB").
    pub index: u64,
}

impl WriteCost {
    /// Units of table and index together.
    pub fn total(self) -> u64 {
        self.table + self.index
    }
}

impl AddAssign for WriteCost {
    fn add_assign(&mut self, other: Self) {
        self.table += other.table;
        self.index += other.index;
    }
}

/// The cost of putting a new item. An item with both index keys is written to GSI1 too, with all its attributes. An
/// item without them costs the index nothing: the index is sparse.
pub fn write_cost(item: &Item, in_transaction: bool) -> WriteCost {
    let units = write_units(item_bytes(item));
    let is_indexed = item.get(GSI1PK).is_some() && item.get(GSI1SK).is_some();
    WriteCost { table: if in_transaction { 2 * units } else { units }, index: if is_indexed { units } else { 0 } }
}

/// Write units for an item of this size outside a transaction: one for each started KB, at least one.
pub(crate) fn write_units(bytes: usize) -> u64 {
    bytes.div_ceil(WRITE_UNIT_BYTES).max(1) as u64
}

/// Bytes that an item of this size can grow by before it needs another write unit: 0 to 1,024.
pub fn bytes_left_in_write_unit(bytes: usize) -> usize {
    write_units(bytes) as usize * WRITE_UNIT_BYTES - bytes
}

/// The consistency of a read, which sets its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadMode {
    /// Eventually consistent: half a unit for each started 4 KB. The only mode of an index.
    Eventual,
    /// Strongly consistent: one unit for each started 4 KB.
    Strong,
    /// In a transaction: two units for each started 4 KB.
    Transactional,
}

/// Read units, exact to half a unit. Displayed as `0.5`, `1`, `1.5`, ...
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReadUnits {
    /// The number of half units.
    pub halves: u64,
}

impl fmt::Display for ReadUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.halves % 2 == 1 { ".5" } else { "" };
        write!(f, "{}{half}", self.halves / 2)
    }
}

/// Read units for this many bytes: of one item, or of all items that a query reads together. At least one started 4 KB,
/// even if nothing is found.
pub fn read_units(bytes: usize, mode: ReadMode) -> ReadUnits {
    let blocks = bytes.div_ceil(READ_UNIT_BYTES).max(1) as u64;
    let halves = match mode {
        ReadMode::Eventual => blocks,
        ReadMode::Strong => 2 * blocks,
        ReadMode::Transactional => 4 * blocks,
    };
    ReadUnits { halves }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(names: &[&str]) -> Item {
        let mut item = Item::new();
        names.iter().for_each(|name| item.insert(name, "x"));
        item
    }

    #[test]
    fn write_units_round_up_to_a_kilobyte() {
        for (bytes, units, left) in [(0, 1, 1024), (1, 1, 1023), (268, 1, 756), (1024, 1, 0), (1025, 2, 1023)] {
            assert_eq!((write_units(bytes), bytes_left_in_write_unit(bytes)), (units, left), "{bytes}");
        }
        assert_eq!(write_units(409_600), 400);
    }

    #[test]
    fn transaction_doubles_the_table_but_not_the_index() {
        let plain = item(&["PK", "SK"]);
        assert_eq!(write_cost(&plain, false), WriteCost { table: 1, index: 0 });
        let mut cost = write_cost(&plain, true);
        cost += write_cost(&item(&["PK", "SK", "GSI1PK", "GSI1SK"]), true);
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
}
