use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{BankEvent, Currency, Money, Owner, Reason};
use engine::{Projection, Recorded, StreamId, Version};

/// The statements of all accounts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statements(HashMap<StreamId, Statement>);

/// The movements of one account, with the balance after each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// The owner. `None` before the account is opened.
    pub owner: Option<Owner>,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// Its entries, oldest first.
    entries: Vec<Entry>,
}

/// One entry of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The version of its event.
    pub version: Version,
    /// When the event was recorded.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: EntryKind,
    /// The reason of the command, if any.
    pub reason: Option<Reason>,
    /// The amount in minor units; negative if it was paid out.
    pub amount: i64,
    /// The balance after it, in minor units.
    pub balance: i64,
}

/// The kind of an entry. Status changes other than opening and closing, and rejections, are not part of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// The account was opened.
    Opened,
    /// Money came in.
    PaidIn,
    /// Money went out.
    PaidOut,
    /// The account was closed.
    Closed,
}

impl EntryKind {
    /// The kind for people, e.g. `Paid in`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Opened => "Opened",
            Self::PaidIn => "Paid in",
            Self::PaidOut => "Paid out",
            Self::Closed => "Closed",
        }
    }
}

impl Statements {
    /// The statement of an account. Returns `None` if it has no entries.
    #[must_use]
    pub fn of(&self, stream: &StreamId) -> Option<&Statement> {
        self.0.get(stream)
    }
}

impl Statement {
    /// The entries up to this version of the account, oldest first.
    #[must_use]
    pub fn up_to(&self, version: Version) -> &[Entry] {
        &self.entries[..self.entries.partition_point(|entry| entry.version <= version)]
    }

    /// Minor units as money in the currency of this statement.
    #[must_use]
    pub const fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.currency }
    }
}

impl Entry {
    /// The entry of an event. `before` is the balance before it, in minor units. Returns `None` if the event is not part of a
    /// statement.
    #[must_use]
    pub fn of(event: &Recorded<BankEvent>, before: i64) -> Option<Self> {
        let (kind, reason) = match &event.data {
            BankEvent::AccountCreated { .. } => (EntryKind::Opened, &None),
            BankEvent::MoneyDeposited { reason, .. } => (EntryKind::PaidIn, reason),
            BankEvent::MoneyWithdrawn { reason, .. } => (EntryKind::PaidOut, reason),
            BankEvent::AccountClosed { reason } => (EntryKind::Closed, reason),
            _ => return None,
        };
        let moved = event.data.amount().map_or(0, |amount| amount.minor);
        let amount = if kind == EntryKind::PaidOut { -moved } else { moved };
        Some(Self {
            version: event.version,
            at: event.metadata.recorded_at,
            kind,
            reason: reason.clone(),
            amount,
            balance: before.saturating_add(amount),
        })
    }
}

impl Projection<BankEvent> for Statements {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        let before = self.of(&event.stream).and_then(|statement| statement.entries.last());
        let Some(entry) = Entry::of(event, before.map_or(0, |entry| entry.balance)) else { return };
        if !self.0.contains_key(&event.stream) {
            self.0.insert(event.stream.clone(), Statement::default());
        }
        let Some(statement) = self.0.get_mut(&event.stream) else { return };
        if let BankEvent::AccountCreated { owner, currency, .. } = &event.data {
            statement.owner = Some(owner.clone());
            statement.currency = *currency;
        }
        statement.entries.push(entry);
    }
}
