use super::required;
use crate::attribute::Item;
use crate::error::FormatError;
use crate::keys::RecordKey;
use crate::size::check_item;

/// A reservation to write or release: an aggregate's claim of a unique value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReservationItem<'a> {
    /// The kind of aggregate. Not empty, no `#`.
    pub entity: &'a str,
    /// What is unique, such as `email`. Not empty, no `#`.
    pub name: &'a str,
    /// The reserved value. Not empty.
    pub value: &'a str,
    /// The id of the aggregate that holds it.
    pub held_by: &'a str,
}

impl ReservationItem<'_> {
    /// The keys of this reservation.
    pub fn key(&self) -> RecordKey<'_> {
        RecordKey::Reservation { entity: self.entity, name: self.name, value: self.value }
    }

    /// The item.
    ///
    /// # Errors
    /// A key that breaks the layout (see [`keys`](crate::keys)), or an item over 400 KB.
    pub fn to_item(&self) -> Result<Item, FormatError> {
        let mut item = self.key().to_item()?;
        item.insert("HeldBy", self.held_by);
        check_item(&item)?;
        Ok(item)
    }
}

/// The id of the aggregate that holds a reservation.
///
/// # Errors
/// [`FormatError::WrongKind`] for another kind of record, [`FormatError::MissingAttribute`] or
/// [`FormatError::WrongAttribute`] for a damaged one.
pub fn reservation_holder(item: &Item) -> Result<String, FormatError> {
    match RecordKey::of_item(item) {
        Some(RecordKey::Reservation { .. }) => required::text(item, "HeldBy"),
        _ => Err(required::wrong_kind(item, "a reservation")),
    }
}
