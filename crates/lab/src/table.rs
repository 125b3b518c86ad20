mod items;
mod measured;

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use super::records::ENTITY;
use super::request::snapshot;
use super::{AccountId, Lab};
use bank::{Bank, BankEvent, Family};
use chrono::{DateTime, Utc};
use dynamodb::keys::{CLAIM, SNAPSHOT, event_sort_key, outbox_sort_key};
use dynamodb::{FormatError, Item, item_bytes, partition_key};
use engine::{IndexEntry, Recorded, Version};
use items::{bytes, entry_item, event_item, event_words, message_item, message_words, snapshot_item};
use measured::{Measured, counts};
use stores::MemoryStore;

pub(super) use items::message_fields;

/// All items of the lab's log as DynamoDB would store them, by partition: one partition for each account, then one for
/// each value of an index.
///
/// The table stores only sizes and creates each item from the log on request. An event never changes, so it is measured
/// once.
#[derive(Default)]
pub struct Table {
    /// The log that was measured. Another log is measured from the start.
    log: Weak<MemoryStore<Bank>>,
    accounts: Vec<Measured>,
    partitions: Vec<Partition>,
}

/// The items with one partition key.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The partition key.
    pub key: String,
    /// The number of items.
    pub items: usize,
    /// The total size of its items in bytes. `None` until all are measured.
    pub bytes: Option<u64>,
    holds: Holds,
}

#[derive(Clone, Debug, PartialEq)]
enum Holds {
    /// The events, messages and snapshot of an account.
    Stream(AccountId),
    /// The accounts that have this value, each with the version that wrote its entry.
    Entries(Vec<(AccountId, Version, IndexEntry)>),
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableItem {
    /// The sort key.
    pub sort_key: String,
    /// The kind of the item.
    pub kind: ItemKind,
    /// A summary of its contents.
    pub holds: String,
    /// Its size in bytes.
    pub bytes: usize,
    /// The account of the event in the same commit.
    pub account: AccountId,
    /// The version of that event.
    pub version: Version,
    /// When that event was recorded.
    pub written_at: DateTime<Utc>,
}

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// An event of this family.
    Event(Family),
    /// A message in the outbox.
    Outbox,
    /// The snapshot of an account.
    Snapshot,
    /// Finds an account by a value.
    IndexEntry,
    /// Reserves a value for one account.
    Reservation,
}

impl ItemKind {
    /// The name of the kind.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Event(_) => "Event",
            Self::Outbox => "Outbox",
            Self::Snapshot => "Snapshot",
            Self::IndexEntry => "Index entry",
            Self::Reservation => "Reservation",
        }
    }
}

impl Table {
    /// Measures at most `limit` items that the lab has added. Returns whether all items are measured; if not, call it
    /// again.
    pub fn catch_up(&mut self, lab: &Lab, limit: usize) -> bool {
        let log = lab.store();
        if !std::ptr::eq(self.log.as_ptr(), Arc::as_ptr(&log)) {
            *self = Self { log: Arc::downgrade(&log), ..Self::default() };
        }
        let mut left = limit;
        self.accounts.resize_with(lab.accounts().len(), Measured::default);
        self.partitions.clear();
        let mut lookups: BTreeMap<String, Vec<(AccountId, Version, IndexEntry)>> = BTreeMap::new();
        let mut is_complete = true;
        for (account, measured) in lab.accounts().zip(&mut self.accounts) {
            let is_measured = measured.catch_up(lab, account, &mut left);
            is_complete &= is_measured;
            let Ok(key) = partition_key(ENTITY, &account.to_string()) else { continue };
            let [events, messages] = counts(lab, account);
            let snapshot = measured.snapshot.map_or(0, |(_, bytes)| bytes);
            self.partitions.push(Partition {
                key,
                items: events + messages + usize::from(measured.snapshot.is_some()),
                bytes: is_measured.then_some(measured.bytes + snapshot),
                holds: Holds::Stream(account),
            });
            for (entry, version) in &measured.entries {
                if let Some(key) = entry_item(account, entry).ok().as_ref().and_then(|item| item.text("PK")) {
                    lookups.entry(key.to_owned()).or_default().push((account, *version, entry.clone()));
                }
            }
        }
        self.partitions.extend(lookups.into_iter().map(|(key, entries)| Partition {
            key,
            items: entries.len(),
            bytes: Some(entries.iter().map(|(account, _, entry)| bytes(entry_item(*account, entry))).sum()),
            holds: Holds::Entries(entries),
        }));
        is_complete
    }

    /// The partitions as of the last [`Table::catch_up`].
    #[must_use]
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// The item at this index of a partition, in the order of sort keys. `None` if there is no such item or DynamoDB
    /// can't store it.
    #[must_use]
    pub fn item(&self, lab: &Lab, partition: usize, place: usize) -> Option<TableItem> {
        match &self.partitions.get(partition)?.holds {
            Holds::Stream(account) => self.item_of_stream(lab, *account, place),
            Holds::Entries(entries) => {
                let (account, version, entry) = entries.get(place)?;
                let holds = format!("{} leads to {account}", entry.index);
                let (sort_key, kind, holds) = match entry.reserved {
                    true => (CLAIM.to_owned(), ItemKind::Reservation, format!("held by {account}")),
                    false => (account.to_string(), ItemKind::IndexEntry, holds),
                };
                let bytes = item_bytes(&entry_item(*account, entry).ok()?);
                let written_at = lab.event(*account, *version)?.metadata.recorded_at;
                Some(TableItem { sort_key, kind, holds, bytes, account: *account, version: *version, written_at })
            }
        }
    }

    /// The partition of an account and the index of its event at this version. `None` if there is no such account, and
    /// for version 0.
    #[must_use]
    pub fn place_of(&self, account: AccountId, version: Version) -> Option<(usize, usize)> {
        let partition = self.partitions.iter().position(|partition| partition.holds == Holds::Stream(account))?;
        Some((partition, usize::try_from(version.0.checked_sub(1)?).ok()?))
    }

    fn item_of_stream(&self, lab: &Lab, account: AccountId, place: usize) -> Option<TableItem> {
        let [events, messages] = counts(lab, account);
        let made = |item: Result<Item, FormatError>, sort_key: String, kind, holds, event: &Recorded<BankEvent>| {
            let (version, written_at) = (event.version, event.metadata.recorded_at);
            Some(TableItem { sort_key, kind, holds, bytes: item_bytes(&item.ok()?), account, version, written_at })
        };
        if place < events {
            let event = lab.event(account, Version(place as u64 + 1))?;
            let kind = ItemKind::Event(event.data.family());
            return made(event_item(&event), event_sort_key(event.version.0).ok()?, kind, event_words(&event), &event);
        }
        if let Some(place) = place.checked_sub(events).filter(|place| *place < messages) {
            let (message, is_sent) = lab.with_log(|log| {
                let message = log.outbox(&account.stream()).get(place)?;
                Some((message.clone(), !log.is_unsent(&message.message_id())))
            })?;
            let event = lab.event(account, message.version)?;
            let sort_key = outbox_sort_key(message.version.0, u8::try_from(message.number).ok()?).ok()?;
            return made(
                message_item(&message, &event),
                sort_key,
                ItemKind::Outbox,
                format!("{}, {}", message_words(&message.message), if is_sent { "sent" } else { "queued" }),
                &event,
            );
        }
        let (version, _) = self.accounts.get(account.0 as usize)?.snapshot.filter(|_| place == events + messages)?;
        let (snapshot, event) = (snapshot(lab, account, version)?, lab.event(account, version)?);
        let holds = format!("balance {} as of {version}", snapshot.state.balance.figure());
        made(snapshot_item(account, &snapshot), SNAPSHOT.to_owned(), ItemKind::Snapshot, holds, &event)
    }
}
