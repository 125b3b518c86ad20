//! The events, messages and snapshots of the bank as DynamoDB records.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{AccountId, Lab};
use bank::{Account, BankEvent, Outbound};
use dynamodb::{EventItem, OutboxItem, SnapshotItem};
use engine::{Event, OutboxRecord, Recorded, Snapshot, Version};

/// The kind of aggregate in the keys.
pub(super) const ENTITY: &str = "ACCOUNT";

/// Calls a function with the record of an event.
pub(super) fn with_event<T>(event: &Recorded<BankEvent>, look: impl FnOnce(&EventItem<'_>) -> T) -> T {
    look(&EventItem {
        entity: ENTITY,
        id: event.stream.as_str(),
        version: event.version.0,
        event_type: event.data.event_type(),
        schema_version: event.data.schema_version(),
        payload: &event.data.payload(),
        event_id: &event.metadata.event_id.to_string(),
        command: &event.metadata.command,
        correlation_id: &event.metadata.correlation_id.to_string(),
        causation_id: &event.metadata.causation_id.to_string(),
        recorded_at: &time(event.metadata.recorded_at),
        idempotency_key: None,
    })
}

/// Calls a function with the record of a message. `event` is the event that published it.
pub(super) fn with_message<T>(
    message: &OutboxRecord<Outbound>,
    event: &Recorded<BankEvent>,
    look: impl FnOnce(&OutboxItem<'_>) -> T,
) -> T {
    look(&OutboxItem {
        entity: ENTITY,
        id: message.stream.as_str(),
        version: message.version.0,
        index: u8::try_from(message.number).unwrap_or(u8::MAX),
        message_type: message.message.name(),
        schema_version: 1,
        payload: &message.message.payload(),
        message_id: &message.message_id().to_string(),
        correlation_id: &event.metadata.correlation_id.to_string(),
        causation_id: &event.metadata.event_id.to_string(),
        recorded_at: &time(event.metadata.recorded_at),
    })
}

/// Calls a function with the record of an account's snapshot.
pub(super) fn with_snapshot<T>(
    account: AccountId,
    snapshot: &Snapshot<Account>,
    look: impl FnOnce(&SnapshotItem<'_>) -> T,
) -> T {
    look(&SnapshotItem {
        entity: ENTITY,
        id: &account.to_string(),
        version: snapshot.version.0,
        schema_version: snapshot.shape,
        state: &serde_json::to_value(&snapshot.state).unwrap_or_default(),
        recorded_at: &time(snapshot.recorded_at),
    })
}

/// The state of an account at a version.
pub(super) fn state(lab: &Lab, account: AccountId, version: Version) -> Account {
    lab.at(account, version).account
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
