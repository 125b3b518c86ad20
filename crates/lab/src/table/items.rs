//! The records of the log as DynamoDB items, and summaries of their contents.

use crate::AccountId;
use crate::records::{with_event, with_message, with_snapshot};
use crate::request::claim;
use bank::{Account, BankEvent, Outbound};
use dynamodb::{FormatError, Item, item_bytes};
use engine::{Event, IndexEntry, OutboxRecord, Recorded, Snapshot};

/// The size of an item in bytes. 0 if DynamoDB can't store the item.
pub(super) fn bytes(item: Result<Item, FormatError>) -> u64 {
    item.map_or(0, |item| item_bytes(&item) as u64)
}

pub(super) fn event_item(event: &Recorded<BankEvent>) -> Result<Item, FormatError> {
    with_event(event, |item| item.to_item())
}

pub(super) fn message_item(message: &OutboxRecord<Outbound>, event: &Recorded<BankEvent>) -> Result<Item, FormatError> {
    with_message(message, event, |item| item.to_item())
}

pub(super) fn snapshot_item(account: AccountId, snapshot: &Snapshot<Account>) -> Result<Item, FormatError> {
    with_snapshot(account, snapshot, |item| item.to_item())
}

pub(super) fn entry_item(account: AccountId, entry: &IndexEntry) -> Result<Item, FormatError> {
    match claim(&account.to_string(), entry) {
        Ok(reservation) => reservation.to_item(),
        Err(entry) => entry.to_item(),
    }
}

/// An event's type with its owner or its amount, e.g. `MoneyDeposited 70.00`.
pub(super) fn event_words(event: &Recorded<BankEvent>) -> String {
    let mut words = event.data.event_type().to_owned();
    if let BankEvent::AccountCreated { owner, .. } = &event.data {
        words.extend([", owner ", owner.as_str()]);
    } else if let Some(amount) = event.data.amount() {
        words.extend([" ", &amount.figure()]);
    }
    words
}

/// A message's type and its fields, e.g. `BalanceChanged, balance 70.00 USD`.
pub(super) fn message_words(message: &Outbound) -> String {
    let (name, fields) = (message.name(), message_fields(message));
    if fields.is_empty() { name.to_owned() } else { format!("{name}, {fields}") }
}

/// A message's fields, e.g. `balance 70.00 USD`. Empty if it has none.
pub(crate) fn message_fields(message: &Outbound) -> String {
    let payload = message.payload();
    let fields = payload.as_object().into_iter().flatten().map(|(name, value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name} {value}")
    });
    fields.collect::<Vec<_>>().join(", ")
}
