use serde::Serialize;

use crate::action::{Action, KeyAction, PutAction};
use crate::attribute::Item;
use crate::capacity::{WriteCost, write_cost};
use crate::condition::Condition;
use crate::error::FormatError;
use crate::item::{EventItem, IndexEntryItem, OutboxItem, ReservationItem, SnapshotItem};
use crate::keys::RecordKey;
use crate::limits::{MAX_TRANSACTION_ACTIONS, MAX_TRANSACTION_BYTES, TOKEN_BYTES};
use crate::size::item_bytes;

/// Builds the body of a `TransactWriteItems` request. DynamoDB performs all of its actions or none.
///
/// [`finish`](Self::finish) checks DynamoDB's limits. The reply lists cancellation reasons in the order of the actions.
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
    /// A transaction on one table, without actions.
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

    /// Writes an event if its version is free. If not, the reply holds the event that has the version.
    ///
    /// # Errors
    /// As [`EventItem::to_item`].
    pub fn put_event(&mut self, event: &EventItem<'_>) -> Result<(), FormatError> {
        self.put(event.to_item()?, Some(Condition::not_exists().returning_stored_item()));
        Ok(())
    }

    /// Requires an event to exist, so that the event after it leaves no gap.
    ///
    /// The condition of [`put_event`](Self::put_event) can't see a gap: it only checks that the version is free. The
    /// same transaction must not write the required event.
    ///
    /// # Errors
    /// As [`RecordKey::to_item`].
    pub fn require_event(&mut self, entity: &str, id: &str, version: u64) -> Result<(), FormatError> {
        let key = RecordKey::Event { entity, id, version }.to_item()?;
        let action = self.key_action(key, Some(Condition::exists()));
        self.actions.push(Action::ConditionCheck(action));
        Ok(())
    }

    /// Writes a snapshot. The first one of a stream (`replaces` is `None`) is written if there is none, a later one if
    /// the stored one has the version that it replaces.
    ///
    /// # Errors
    /// As [`SnapshotItem::to_item`].
    pub fn put_snapshot(&mut self, snapshot: &SnapshotItem<'_>, replaces: Option<u64>) -> Result<(), FormatError> {
        let condition = replaces.map_or_else(Condition::not_exists, Condition::version_is);
        self.put(snapshot.to_item()?, Some(condition));
        Ok(())
    }

    /// Writes an outbox message if its index is free.
    ///
    /// # Errors
    /// As [`OutboxItem::to_item`].
    pub fn put_outbox(&mut self, message: &OutboxItem<'_>) -> Result<(), FormatError> {
        self.put(message.to_item()?, Some(Condition::not_exists()));
        Ok(())
    }

    /// Deletes an outbox message that was sent. Deleting it again succeeds.
    ///
    /// # Errors
    /// As [`RecordKey::to_item`].
    pub fn delete_outbox(&mut self, entity: &str, id: &str, version: u64, index: u8) -> Result<(), FormatError> {
        self.delete(RecordKey::Outbox { entity, id, version, index }, None)
    }

    /// Writes an index entry. Writing it again succeeds.
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

    /// Reserves a unique value if it is free.
    ///
    /// # Errors
    /// As [`ReservationItem::to_item`].
    pub fn put_reservation(&mut self, reservation: &ReservationItem<'_>) -> Result<(), FormatError> {
        self.put(reservation.to_item()?, Some(Condition::not_exists()));
        Ok(())
    }

    /// Releases a reserved value if the same aggregate still holds it.
    ///
    /// # Errors
    /// As [`RecordKey::to_item`].
    pub fn delete_reservation(&mut self, reservation: &ReservationItem<'_>) -> Result<(), FormatError> {
        self.delete(reservation.key(), Some(Condition::held_by(reservation.held_by)))
    }

    /// Sets the `ClientRequestToken`: for 10 minutes, a repeated request with the same token succeeds and writes
    /// nothing, and one with other content is refused (API reference, `TransactWriteItems`).
    ///
    /// # Errors
    /// [`FormatError::Token`] unless it has 1 to 36 bytes.
    pub fn token(&mut self, token: &str) -> Result<(), FormatError> {
        let bytes = token.len();
        if !TOKEN_BYTES.contains(&bytes) {
            return Err(FormatError::Token { bytes });
        }
        self.token = Some(token.to_owned());
        Ok(())
    }

    /// Requests the consumed capacity of table and index in the reply.
    pub fn report_capacity(&mut self) {
        self.report_capacity = true;
    }

    /// The body, if it is within the limits: 1 to 100 actions, 4 MB in total, each item at most once. The size of each item
    /// was checked when its action was added.
    ///
    /// For a delete or check, DynamoDB counts the stored item. Only its key is known here.
    ///
    /// # Errors
    /// [`FormatError::EmptyTransaction`], [`FormatError::TooManyActions`], [`FormatError::SameItemTwice`] or
    /// [`FormatError::TransactionTooLarge`].
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
        let action = self.key_action(key.to_item()?, condition);
        self.actions.push(Action::Delete(action));
        Ok(())
    }

    fn key_action(&mut self, key: Item, condition: Option<Condition>) -> KeyAction {
        self.count(&key);
        KeyAction { table_name: self.table.clone(), key, condition }
    }

    fn count(&mut self, item: &Item) {
        self.bytes += item_bytes(item);
        self.cost += write_cost(item, true);
    }
}

/// The body of a `TransactWriteItems` request, within DynamoDB's limits. Built by a [`Transaction`].
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
    /// The actions, in the order of the cancellation reasons.
    pub fn actions(&self) -> &[Action] {
        &self.transact_items
    }

    /// Size of all items, in bytes. A delete or check counts its key.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Cost in write units, assuming that none of the items exists yet. A failed condition consumes units too.
    ///
    /// Replacing, deleting or checking a stored item that is larger than the one counted here costs more.
    pub fn cost(&self) -> WriteCost {
        self.cost
    }
}
