use crate::attribute::Item;
use crate::error::FormatError;
use crate::keys::RecordKey;

/// An index entry to write or delete: it finds an aggregate by a value. It has no attributes besides its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexEntryItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// The index, such as `byEmail`. Not empty, no `#`.
    pub index: &'a str,
    /// The value. Not empty.
    pub value: &'a str,
    /// The id of the aggregate that has the value. Not empty, no `#`.
    pub id: &'a str,
}

impl IndexEntryItem<'_> {
    /// The keys of this entry.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::IndexEntry { entity: self.entity, index: self.index, value: self.value, id: self.id }
    }

    /// The item.
    ///
    /// # Errors
    /// A key that breaks the layout (see [`keys`](crate::keys)).
    pub fn to_item(&self) -> Result<Item, FormatError> {
        self.key().to_item()
    }
}
