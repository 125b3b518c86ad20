//! `TransactWriteItems` bodies: everything that one commit writes, all or nothing.

use serde::Serialize;

use super::action::{Action, Condition, EXISTS, HELD_BY_IS, KeyAction, NOT_EXISTS, PutAction, VERSION_IS};
use super::attribute::Item;
use super::error::FormatError;
use super::item::{EventItem, IndexEntryItem, OutboxItem, ReservationItem, SnapshotItem, keyed};
use super::keys::RecordKey;
use super::size::{MAX_TRANSACTION_ACTIONS, MAX_TRANSACTION_BYTES, WriteCost, item_bytes, write_cost};

/// A transaction that is being put together. [`finish`](Self::finish) checks it against DynamoDB's limits.
///
/// Cancellation reasons come back in the order in which the actions were added.
#[derive(Clone, Debug)]
pub struct Transaction {
    table: String,
    actions: Vec<Action>,
    bytes: usize,
    cost: WriteCost,
    token: Option<String>,
    report_capacity: bool,
}

impl Transaction {
    /// A transaction on one table, with no action yet.
    pub fn new(table: &str) -> Self {
        Self {
            table: table.to_owned(),
            actions: Vec::new(),
            bytes: 0,
            cost: WriteCost::default(),
            token: None,
            report_capacity: false,
        }
    }

    /// Writes an event if its version is still free. If it is not, the reply shows the event that took it.
    ///
    /// # Errors
    /// As [`EventItem::to_item`].
    pub fn put_event(&mut self, event: &EventItem<'_>) -> Result<(), FormatError> {
        self.put(event.to_item()?, Some(Condition::new(NOT_EXISTS).with_old_item()));
        Ok(())
    }

    /// Demands that an event exists, for a commit that expects this version and must not leave a gap after it.
    ///
    /// The event's own condition does not see a gap: it only says that its version is free. The event
    /// before must not be written by the same transaction.
    ///
    /// # Errors
    /// As [`partition_key`](super::keys::partition_key) and [`event_sort_key`](super::keys::event_sort_key).
    pub fn require_event(&mut self, entity: &str, id: &str, version: u64) -> Result<(), FormatError> {
        let key = keyed(RecordKey::Event { entity, id, version })?;
        self.count(&key);
        self.actions.push(Action::ConditionCheck(KeyAction {
            table_name: self.table.clone(),
            key,
            condition: Some(Condition::new(EXISTS)),
        }));
        Ok(())
    }

    /// Writes a snapshot: the first one (`replaces` is `None`) if there is none, a later one if the
    /// stored one still has the version it replaces.
    ///
    /// # Errors
    /// As [`SnapshotItem::to_item`].
    pub fn put_snapshot(&mut self, snapshot: &SnapshotItem<'_>, replaces: Option<u64>) -> Result<(), FormatError> {
        let condition = match replaces {
            None => Condition::new(NOT_EXISTS),
            Some(version) => Condition::new(VERSION_IS).with(":expected", version),
        };
        self.put(snapshot.to_item()?, Some(condition));
        Ok(())
    }

    /// Writes an outbox message if its place is still free.
    ///
    /// # Errors
    /// As [`OutboxItem::to_item`].
    pub fn put_outbox(&mut self, message: &OutboxItem<'_>) -> Result<(), FormatError> {
        self.put(message.to_item()?, Some(Condition::new(NOT_EXISTS)));
        Ok(())
    }

    /// Deletes an outbox message that was sent. If it is gone already, that is as good.
    ///
    /// # Errors
    /// As [`partition_key`](super::keys::partition_key) and [`outbox_sort_key`](super::keys::outbox_sort_key).
    pub fn delete_outbox(&mut self, entity: &str, id: &str, version: u64, index: u8) -> Result<(), FormatError> {
        self.delete(RecordKey::Outbox { entity, id, version, index }, None)
    }

    /// Writes an index entry, new or again.
    ///
    /// # Errors
    /// As [`IndexEntryItem::to_item`].
    pub fn put_index_entry(&mut self, entry: &IndexEntryItem<'_>) -> Result<(), FormatError> {
        self.put(entry.to_item()?, None);
        Ok(())
    }

    /// Deletes an index entry that the same commit makes stale.
    ///
    /// # Errors
    /// As [`IndexEntryItem::to_item`].
    pub fn delete_index_entry(&mut self, entry: &IndexEntryItem<'_>) -> Result<(), FormatError> {
        self.delete(entry.key(), None)
    }

    /// Claims a unique value if nobody has.
    ///
    /// # Errors
    /// As [`ReservationItem::to_item`].
    pub fn put_reservation(&mut self, reservation: &ReservationItem<'_>) -> Result<(), FormatError> {
        self.put(reservation.to_item()?, Some(Condition::new(NOT_EXISTS)));
        Ok(())
    }

    /// Releases a claimed value if it is still held by the same one.
    ///
    /// # Errors
    /// As [`ReservationItem::to_item`].
    pub fn delete_reservation(&mut self, reservation: &ReservationItem<'_>) -> Result<(), FormatError> {
        let condition = Condition::new(HELD_BY_IS).with(":holder", reservation.held_by);
        self.delete(reservation.key(), Some(condition))
    }

    /// Names the transaction, so that a repeat within 10 minutes gets the first answer and writes
    /// nothing. The same token with another content is refused.
    ///
    /// # Errors
    /// [`FormatError::Token`] unless it has 1 to 36 bytes.
    pub fn token(&mut self, token: &str) -> Result<(), FormatError> {
        let bytes = token.len();
        if !(1..=36).contains(&bytes) {
            return Err(FormatError::Token { bytes });
        }
        self.token = Some(token.to_owned());
        Ok(())
    }

    /// Asks the reply to say what it cost, table and index apart.
    pub fn report_capacity(&mut self) {
        self.report_capacity = true;
    }

    /// The body to send, checked: 1 to 100 actions, 4 MB in all, no item twice. (400 KB an item is
    /// checked as each is added.) DynamoDB counts the stored size of a deleted item; here only its key is known.
    ///
    /// # Errors
    /// [`FormatError::EmptyTransaction`], [`FormatError::TooManyActions`], [`FormatError::SameItemTwice`]
    /// or [`FormatError::TransactionTooLarge`].
    pub fn finish(self) -> Result<TransactWriteItems, FormatError> {
        let count = self.actions.len();
        if count == 0 {
            return Err(FormatError::EmptyTransaction);
        }
        if count > MAX_TRANSACTION_ACTIONS {
            return Err(FormatError::TooManyActions { count });
        }
        for (at, action) in self.actions.iter().enumerate() {
            let (pk, sk) = action.key();
            if self.actions[..at].iter().any(|earlier| earlier.key() == (pk, sk)) {
                return Err(FormatError::SameItemTwice { pk: pk.to_owned(), sk: sk.to_owned() });
            }
        }
        if self.bytes > MAX_TRANSACTION_BYTES {
            return Err(FormatError::TransactionTooLarge { bytes: self.bytes });
        }
        Ok(TransactWriteItems {
            transact_items: self.actions,
            client_request_token: self.token,
            return_consumed_capacity: self.report_capacity.then_some("INDEXES"),
            bytes: self.bytes,
            cost: self.cost,
        })
    }

    fn put(&mut self, item: Item, condition: Option<Condition>) {
        self.count(&item);
        self.actions.push(Action::Put(PutAction { table_name: self.table.clone(), item, condition }));
    }

    fn delete(&mut self, key: RecordKey<'_>, condition: Option<Condition>) -> Result<(), FormatError> {
        let key = keyed(key)?;
        self.count(&key);
        self.actions.push(Action::Delete(KeyAction { table_name: self.table.clone(), key, condition }));
        Ok(())
    }

    fn count(&mut self, item: &Item) {
        self.bytes += item_bytes(item);
        self.cost += write_cost(item, true);
    }
}

/// The body of a `TransactWriteItems` request, within DynamoDB's limits. Made by [`Transaction::finish`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransactWriteItems {
    transact_items: Vec<Action>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_consumed_capacity: Option<&'static str>,
    #[serde(skip)]
    bytes: usize,
    #[serde(skip)]
    cost: WriteCost,
}

impl TransactWriteItems {
    /// The actions in order, as the cancellation reasons come.
    pub fn actions(&self) -> &[Action] {
        &self.transact_items
    }

    /// Size of all items, in bytes; of a delete or check, its key.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// What it costs in write units if nothing it writes or deletes was there before. A failed condition costs too.
    ///
    /// A delete or check of an item over 1 KB costs more: its size is not known here. So does a put over a larger item.
    pub fn cost(&self) -> WriteCost {
        self.cost
    }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
