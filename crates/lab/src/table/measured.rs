use super::items::{bytes, event_item, message_item, snapshot_item};
use crate::journey::snapshot_before;
use crate::records::state;
use crate::request::{entries, snapshot};
use crate::{AccountId, Lab};
use bank::{Family, Outbound};
use dynamodb::limits::MAX_VERSION;
use engine::{IndexEntry, OutboxRecord, Version};

/// The measured sizes of one account's items.
#[derive(Default)]
pub(super) struct Measured {
    /// The number of measured events.
    events: usize,
    /// The number of measured messages.
    messages: usize,
    /// The total size of the measured events and messages in bytes.
    pub bytes: u64,
    /// The version of the newest snapshot, and its size in bytes.
    pub snapshot: Option<(Version, u64)>,
    /// The index entries after the measured events, each with the version that wrote it.
    pub entries: Vec<(IndexEntry, Version)>,
}

impl Measured {
    /// Measures at most `left` new items and subtracts their number from it. Returns whether all are measured.
    pub(super) fn catch_up(&mut self, lab: &Lab, account: AccountId, left: &mut usize) -> bool {
        let [events, messages] = counts(lab, account);
        let changes: Vec<Version> = lab.with_events(account, |all| {
            let new = &all[self.events..events.min(self.events.saturating_add(*left))];
            self.bytes += new.iter().map(|event| bytes(event_item(event))).sum::<u64>();
            self.events += new.len();
            *left -= new.len();
            // Payments and rejections change no index entry.
            let changes = new.iter().filter(|event| matches!(event.data.family(), Family::Opened | Family::State));
            changes.map(|event| event.version).collect()
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
        for version in changes {
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

/// The number of events and messages of an account in the table. Versions above [`MAX_VERSION`] have no key, so they
/// are left out.
pub(super) fn counts(lab: &Lab, account: AccountId) -> [usize; 2] {
    let messages =
        lab.with_log(|log| log.outbox(&account.stream()).partition_point(|message| message.version.0 <= MAX_VERSION));
    [lab.head(account).0.min(MAX_VERSION) as usize, messages]
}
