use super::code::{CodeLine, TokenKind, code_lines};
use super::item::{ItemLine, Note, text_of};
use super::journey::{commit_around, snapshot_before};
use super::records::{ENTITY, state, with_event, with_message, with_snapshot};
use super::{AccountId, Lab, SNAPSHOT_EVERY};
use bank::{Account, Bank, BankEvent, Outbound, indexes, is_copy};
use dynamodb::{
    Action, FormatError, IndexEntryItem, RecordKey, ReservationItem, TransactWriteItems, Transaction, WriteCost,
};
use engine::{Domain, IndexEntry, Metadata, OutboxRecord, Recorded, Snapshot, SnapshotPolicy, Version};

/// The table's name.
const TABLE: &str = "event-lab";

/// A commit as a DynamoDB request: the body of `TransactWriteItems`.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The body as JSON, in lines.
    pub lines: Vec<ItemLine>,
    /// The number of items that it writes, deletes or checks: at most 100.
    pub items: usize,
    /// The total size of these items in bytes: at most 4 MB.
    pub bytes: usize,
    /// Its cost in write units.
    pub cost: WriteCost,
    /// The version of the first event that it writes.
    pub first: Version,
    /// The version of the last event that it writes.
    pub last: Version,
}

impl Request {
    /// The request that wrote the event at this version. `None` if there is no such event.
    ///
    /// # Errors
    /// If DynamoDB can't accept the commit: it is too large, or a version is above 999,999.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId, version: Version) -> Option<Result<Self, FormatError>> {
        let commit = Written::of(lab, account, version)?;
        let (first, last) = (commit.events.first()?.version, commit.events.last()?.version);
        Some(commit.request().map(|body| Self {
            lines: lines(&body),
            items: body.actions().len(),
            bytes: body.bytes(),
            cost: body.cost(),
            first,
            last,
        }))
    }

    /// The body as the JSON that the DynamoDB API accepts.
    #[must_use]
    pub fn json(&self) -> String {
        text_of(&self.lines)
    }
}

/// The records of one commit, derived from the log.
struct Written {
    account: AccountId,
    events: Vec<Recorded<BankEvent>>,
    messages: Vec<OutboxRecord<Outbound>>,
    snapshot: Option<Snapshot<Account>>,
    /// The version of the snapshot that this commit's snapshot replaces.
    replaced: Option<Version>,
    new_entries: Vec<IndexEntry>,
    stale_entries: Vec<IndexEntry>,
}

impl Written {
    /// The commit that wrote the event at this version. `None` if there is no such event.
    fn of(lab: &Lab, account: AccountId, version: Version) -> Option<Self> {
        let (commit, replaced) = lab.with_events(account, |events| {
            let index = usize::try_from(version.0.checked_sub(1)?).ok().filter(|index| *index < events.len())?;
            let commit = commit_around(events, index);
            let replaced = snapshot_before(events, commit.start);
            Some((commit, replaced))
        })?;
        let (expected, newest) = (Version(commit.start as u64), Version(commit.end as u64));
        let has_snapshot = SnapshotPolicy::Every(SNAPSHOT_EVERY).applies(expected, newest, false);
        let (before, after) = (entries(&state(lab, account, expected)), entries(&state(lab, account, newest)));
        let without = |all: &[IndexEntry], others: &[IndexEntry]| -> Vec<_> {
            all.iter().filter(|entry| !others.contains(entry)).cloned().collect()
        };
        let (new_entries, stale_entries) = (without(&after, &before), without(&before, &after));
        let messages = lab.with_log(|log| {
            let outbox = log.outbox(&account.stream());
            let until = |version| outbox.partition_point(|message| message.version <= version);
            outbox[until(expected)..until(newest)].to_vec()
        });
        Some(Self {
            account,
            events: lab.with_events(account, |events| events[commit].to_vec()),
            messages,
            snapshot: has_snapshot.then(|| snapshot(lab, account, newest)).flatten(),
            replaced,
            new_entries,
            stale_entries,
        })
    }

    fn request(&self) -> Result<TransactWriteItems, FormatError> {
        let mut transaction = Transaction::new(TABLE);
        for event in &self.events {
            with_event(event, |item| transaction.put_event(item))?;
        }
        if let Some(stored) = &self.snapshot {
            with_snapshot(self.account, stored, |item| {
                transaction.put_snapshot(item, self.replaced.map(|version| version.0))
            })?;
        }
        let id = self.account.to_string();
        for entry in &self.stale_entries {
            match claim(&id, entry) {
                Ok(reservation) => transaction.delete_reservation(&reservation)?,
                Err(entry) => transaction.delete_index_entry(&entry)?,
            }
        }
        for entry in &self.new_entries {
            match claim(&id, entry) {
                Ok(reservation) => transaction.put_reservation(&reservation)?,
                Err(entry) => transaction.put_index_entry(&entry)?,
            }
        }
        for message in &self.messages {
            if let Some(event) = self.events.iter().find(|event| event.version == message.version) {
                with_message(message, event, |item| transaction.put_outbox(item))?;
            }
        }
        if let Some(event) = self.events.first() {
            // The command's id makes a repeat harmless. But all commits of a fork have the same cause, and each request
            // needs its own token.
            let Metadata { event_id, causation_id, .. } = event.metadata;
            let token = if is_copy(&event.metadata) { event_id } else { causation_id };
            transaction.token(&token.to_string())?;
        }
        transaction.finish()
    }
}

/// The index entries of an account in this state.
pub(super) fn entries(state: &Account) -> Vec<IndexEntry> {
    indexes().iter().filter_map(|index| index.entry(state)).collect()
}

/// An index entry as its record: a reservation if it is unique, else an index entry.
pub(super) fn claim<'a>(id: &'a str, entry: &'a IndexEntry) -> Result<ReservationItem<'a>, IndexEntryItem<'a>> {
    let (name, value) = (&*entry.index, &*entry.value);
    match entry.reserved {
        true => Ok(ReservationItem { entity: ENTITY, name, value, held_by: id }),
        false => Err(IndexEntryItem { entity: ENTITY, index: name, value, id }),
    }
}

/// The snapshot of a commit that ends at this version. `None` if the commit saves none.
pub(super) fn snapshot(lab: &Lab, account: AccountId, version: Version) -> Option<Snapshot<Account>> {
    let recorded_at = lab.event(account, version)?.metadata.recorded_at;
    Some(Snapshot { shape: Bank::STATE_SHAPE, version, recorded_at, state: state(lab, account, version) })
}

/// The depth down to which values have lines of their own: that of an item's attributes, where the names of types
/// begin.
const BROKEN: usize = 5;

fn lines(body: &TransactWriteItems) -> Vec<ItemLine> {
    let mut actions = body.actions().iter();
    let mut kind = None;
    let lines = code_lines(body, BROKEN, Some(BROKEN)).into_iter().map(|code| {
        let (step, name) = place(&code);
        let note = match (step, name) {
            (3, "Put" | "Delete" | "ConditionCheck") => {
                let (pk, sk) = actions.next().map(Action::key).unwrap_or_default();
                kind = RecordKey::parse(pk, sk).map(Kind::of);
                None
            }
            (1 | 4, name) => note(name, kind),
            _ => None,
        };
        ItemLine { is_key: step == BROKEN && matches!(name, "PK" | "SK"), note, code }
    });
    lines.collect()
}

/// The indentation of a line in levels, and the name at its start, empty if there is none.
fn place(code: &CodeLine) -> (usize, &str) {
    match code.tokens.as_slice() {
        [indent, name, ..] if name.kind == TokenKind::Key => (indent.text.len() / 2, name.text.trim_matches('"')),
        _ => (0, ""),
    }
}

/// The kind of record that an action writes, deletes or checks.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Event,
    Snapshot,
    Message,
    Entry,
    Reservation,
}

impl Kind {
    fn of(key: RecordKey<'_>) -> Self {
        match key {
            RecordKey::Event { .. } => Self::Event,
            RecordKey::Snapshot { .. } => Self::Snapshot,
            RecordKey::Outbox { .. } => Self::Message,
            RecordKey::IndexEntry { .. } => Self::Entry,
            RecordKey::Reservation { .. } => Self::Reservation,
        }
    }
}

fn note(name: &str, kind: Option<Kind>) -> Option<Note> {
    let (title, text) = match (name, kind) {
        ("TransactItems", _) => ("All or nothing.", "Every item is written, or none is."),
        ("ClientRequestToken", _) => ("Idempotency key.", "Sent twice within 10 minutes, it is written once."),
        ("Item", Some(Kind::Event)) => ("Event.", "As shown under Item."),
        ("Item", Some(Kind::Snapshot)) => ("Snapshot.", "The state after the event: the next load starts here."),
        ("Item", Some(Kind::Message)) => ("Outbox.", "The message to send later, saved with its event."),
        ("Item", Some(Kind::Entry)) => ("Index entry.", "Leads from a value to the account."),
        ("Key", Some(Kind::Entry)) => ("Stale index entry.", "The account no longer has this value."),
        ("Item", Some(Kind::Reservation)) => ("Reservation.", "No other account can have this value."),
        ("Key", Some(Kind::Reservation)) => ("Reservation.", "The value is free again."),
        ("ConditionExpression", Some(Kind::Event)) => ("The version check.", "Fails if an event already has this key."),
        ("ConditionExpression", Some(Kind::Snapshot)) => ("", "Fails if another commit has replaced the snapshot."),
        _ => return None,
    };
    Some(Note { title, text })
}
