//! The records of the log as DynamoDB items, and summaries of their contents.

use serde_json::Value;

use crate::AccountId;
use crate::records::{type_and_payload, with_event, with_message, with_snapshot};
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
    match &event.data {
        BankEvent::AccountCreated { owner, .. } => {
            words.push_str(", owner ");
            words.push_str(owner.as_str());
        }
        other => {
            if let Some(amount) = other.amount() {
                words.push(' ');
                words.push_str(&amount.figure());
            }
        }
    }
    words
}

/// A message's type and its fields, e.g. `BalanceChanged, balance 70.00 USD`.
pub(crate) fn message_words(message: &OutboxRecord<Outbound>) -> String {
    let (mut words, payload) = type_and_payload(&message.message);
    for (name, value) in payload.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| Value::to_string(value), str::to_owned);
        words.extend([", ", name, " ", &value]);
    }
    words
}
