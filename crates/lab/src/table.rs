use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::journey::snapshot_before;
use super::records::{ENTITY, state, told, with_event, with_message, with_snapshot};
use super::request::{claim, entries, snapshot};
use super::{AccountId, Lab};
use bank::{Account, Bank, BankEvent, Family, Outbound};
use dynamodb::keys::{CLAIM, SNAPSHOT, event_sort_key, outbox_sort_key};
use dynamodb::limits::MAX_VERSION;
use dynamodb::{FormatError, Item, item_bytes, partition_key};
use engine::{Event, IndexEntry, OutboxRecord, Recorded, Snapshot, Version};
use stores::MemoryStore;

/// All items that the lab's log amounts to in DynamoDB, by partition: what every account has, then what is found by a value.
///
/// It holds no item. What is asked for is made from the log, and only sizes are remembered: an event never changes, so it is
/// measured once.
#[derive(Default)]
pub struct Table {
    /// The log that was measured. Another log begins anew.
    log: Weak<MemoryStore<Bank>>,
    accounts: Vec<Measured>,
    partitions: Vec<Partition>,
}

/// The items with one partition key.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The partition key.
    pub key: String,
    /// How many items it has.
    pub items: usize,
    /// The size of them all in bytes; `None` until all of them are measured.
    pub bytes: Option<u64>,
    holds: Holds,
}

#[derive(Clone, Debug, PartialEq)]
enum Holds {
    /// The events, messages and snapshot of an account.
    Stream(AccountId),
    /// Accounts that have a value, and the version with which they got it.
    Entries(Vec<(AccountId, Version, IndexEntry)>),
}

/// An item as the table shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct TableItem {
    /// The sort key.
    pub sort_key: String,
    /// What it is.
    pub kind: ItemKind,
    /// What is in it, in a few words.
    pub holds: String,
    /// Its size.
    pub bytes: usize,
    /// The account of the event that it came with.
    pub account: AccountId,
    /// The version of that event.
    pub version: Version,
    /// When that event was recorded.
    pub written_at: DateTime<Utc>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// An event of this family.
    Event(Family),
    /// A message to send.
    Outbox,
    /// The saved state of an account.
    Snapshot,
    /// It leads from a value to an account.
    IndexEntry,
    /// It keeps a value for one account.
    Reservation,
}

impl ItemKind {
    /// The kind in a word or two.
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

/// What is known of the items of an account.
#[derive(Default)]
struct Measured {
    events: usize,
    messages: usize,
    /// Of the events and messages that were measured.
    bytes: u64,
    snapshot: Option<(Version, u64)>,
    /// The index entries after these events, each with the version that it came with.
    entries: Vec<(IndexEntry, Version)>,
}

impl Table {
    /// Goes on to where the lab is now, and measures at most so many items that it has not seen yet. Gives whether it has
    /// measured all: otherwise call it again.
    pub fn catch_up(&mut self, lab: &Lab, most: usize) -> bool {
        let log = lab.store();
        if !std::ptr::eq(self.log.as_ptr(), Arc::as_ptr(&log)) {
            *self = Self { log: Arc::downgrade(&log), ..Self::default() };
        }
        let mut left = most;
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

    /// The partitions, as of the last [`Table::catch_up`].
    #[must_use]
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// The item at this place of a partition, in the order of the sort keys.
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

    /// The partition and the place of the event of this version.
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
            let message = lab.with_log(|log| log.outbox(&account.stream()).get(place).cloned())?;
            let event = lab.event(account, message.version)?;
            let sort_key = outbox_sort_key(message.version.0, u8::try_from(message.number).ok()?).ok()?;
            return made(message_item(&message, &event), sort_key, ItemKind::Outbox, message_words(&message), &event);
        }
        let (version, _) = self.accounts.get(account.0 as usize)?.snapshot.filter(|_| place == events + messages)?;
        let (snapshot, event) = (snapshot(lab, account, version)?, lab.event(account, version)?);
        let holds = format!("balance {} as of {version}", snapshot.state.balance.figure());
        made(snapshot_item(account, &snapshot), SNAPSHOT.to_owned(), ItemKind::Snapshot, holds, &event)
    }
}

impl Measured {
    /// Gives whether all items are measured.
    fn catch_up(&mut self, lab: &Lab, account: AccountId, left: &mut usize) -> bool {
        let [events, messages] = counts(lab, account);
        let turns: Vec<Version> = lab.with_events(account, |all| {
            let new = &all[self.events..events.min(self.events.saturating_add(*left))];
            self.bytes += new.iter().map(|event| bytes(event_item(event))).sum::<u64>();
            self.events += new.len();
            *left -= new.len();
            // No payment and no refusal changes what an account is found by.
            let turns = new.iter().filter(|event| matches!(event.data.family(), Family::Opened | Family::State));
            turns.map(|event| event.version).collect()
        });
        lab.with_log(|log| {
            let (stream, outbox) = (log.stream(&account.stream()), log.outbox(&account.stream()));
            let new = &outbox[self.messages..messages.min(self.messages.saturating_add(*left))];
            let of =
                |message: &OutboxRecord<Outbound>| stream.get(usize::try_from(message.version.0.checked_sub(1)?).ok()?);
            self.bytes +=
                new.iter().filter_map(|message| Some(bytes(message_item(message, of(message)?)))).sum::<u64>();
            self.messages += new.len();
            *left -= new.len();
        });
        for version in turns {
            let before = std::mem::take(&mut self.entries);
            self.entries.extend(entries(&state(lab, account, version)).into_iter().map(|entry| {
                let since = before.iter().find(|(known, _)| *known == entry).map_or(version, |(_, since)| *since);
                (entry, since)
            }));
        }
        let newest = lab.with_events(account, |all| snapshot_before(all, events));
        if newest != self.snapshot.map(|(version, _)| version) {
            self.snapshot = newest
                .and_then(|version| Some((version, bytes(snapshot_item(account, &snapshot(lab, account, version)?)))));
        }
        self.events == events && self.messages == messages
    }
}

/// How many events and how many messages of an account the table has. What comes after the last version that a key can hold is in
/// no table.
fn counts(lab: &Lab, account: AccountId) -> [usize; 2] {
    let messages =
        lab.with_log(|log| log.outbox(&account.stream()).partition_point(|message| message.version.0 <= MAX_VERSION));
    [lab.head(account).0.min(MAX_VERSION) as usize, messages]
}

fn bytes(item: Result<Item, FormatError>) -> u64 {
    item.map_or(0, |item| item_bytes(&item) as u64)
}

fn event_item(event: &Recorded<BankEvent>) -> Result<Item, FormatError> {
    with_event(event, |item| item.to_item())
}

fn message_item(message: &OutboxRecord<Outbound>, event: &Recorded<BankEvent>) -> Result<Item, FormatError> {
    with_message(message, event, |item| item.to_item())
}

fn snapshot_item(account: AccountId, snapshot: &Snapshot<Account>) -> Result<Item, FormatError> {
    with_snapshot(account, snapshot, |item| item.to_item())
}

fn entry_item(account: AccountId, entry: &IndexEntry) -> Result<Item, FormatError> {
    match claim(&account.to_string(), entry) {
        Ok(reservation) => reservation.to_item(),
        Err(entry) => entry.to_item(),
    }
}

fn event_words(event: &Recorded<BankEvent>) -> String {
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

/// A message's type and what it says, e.g. `BalanceChanged, balance 70.00 USD`.
pub(super) fn message_words(message: &OutboxRecord<Outbound>) -> String {
    let (mut words, payload) = told(&message.message);
    for (name, value) in payload.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| Value::to_string(value), str::to_owned);
        words.extend([", ", name, " ", &value]);
    }
    words
}
