#![deny(clippy::wildcard_enum_match_arm, reason = "a new event type must state whether it is an entry")]

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{Account, BankEvent, Money, Reason};
use engine::{Projection, Recorded, StreamId, Version};

/// The statements of all accounts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statements(HashMap<StreamId, Statement>);

/// The movements of one account, with the balance after each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// The account after the last event, as the rules fold it.
    pub account: Account,
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
    /// The version of the event that it reverses, if any. The entry of that event stays.
    pub reverses: Option<Version>,
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
    /// A deposit was reversed.
    DepositReversed,
    /// A withdrawal was reversed.
    WithdrawalReversed,
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
            Self::DepositReversed => "Deposit reversed",
            Self::WithdrawalReversed => "Withdrawal reversed",
            Self::Closed => "Closed",
        }
    }
}

impl Statements {
    /// The statement of an account. Returns `None` if it has no entries.
    #[must_use]
    pub fn of(&self, stream: &StreamId) -> Option<&Statement> {
        self.0.get(stream).filter(|statement| !statement.entries.is_empty())
    }
}

impl Statement {
    /// A statement without entries, of an account that has this state.
    #[must_use]
    pub const fn starting_from(account: Account) -> Self {
        Self { account, entries: Vec::new() }
    }

    /// All entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries up to this version of the account, oldest first.
    #[must_use]
    pub fn up_to(&self, version: Version) -> &[Entry] {
        &self.entries[..self.entries.partition_point(|entry| entry.version <= version)]
    }

    /// Minor units as money in the currency of the account.
    #[must_use]
    pub const fn money(&self, minor: i64) -> Money {
        Money { minor, ..self.account.balance }
    }
}

impl Entry {
    /// The entry in words, e.g. `Paid in` or `Deposit reversed (v2)`.
    #[must_use]
    pub fn label(&self) -> Cow<'static, str> {
        match self.reverses {
            None => self.kind.label().into(),
            Some(version) => format!("{} ({version})", self.kind.label()).into(),
        }
    }

    /// The entry of an event. `after` is the account after it. Returns `None` if the event is not part of a statement.
    fn of(event: &Recorded<BankEvent>, after: &Account) -> Option<Self> {
        let (kind, reason, amount) = match &event.data {
            BankEvent::AccountCreated { .. } => (EntryKind::Opened, &None, 0),
            BankEvent::MoneyDeposited { amount, reason } => (EntryKind::PaidIn, reason, amount.money().minor),
            BankEvent::MoneyWithdrawn { amount, reason } => (EntryKind::PaidOut, reason, -amount.money().minor),
            BankEvent::DepositReversed { amount, reason, .. } => {
                (EntryKind::DepositReversed, reason, -amount.money().minor)
            }
            BankEvent::WithdrawalReversed { amount, reason, .. } => {
                (EntryKind::WithdrawalReversed, reason, amount.money().minor)
            }
            BankEvent::AccountClosed { reason } => (EntryKind::Closed, reason, 0),
            BankEvent::AccountFrozen { .. }
            | BankEvent::AccountUnfrozen { .. }
            | BankEvent::AccountCreationRejected(_)
            | BankEvent::DepositRejected(_)
            | BankEvent::WithdrawalRejected(_)
            | BankEvent::ReversalRejected(_)
            | BankEvent::FreezeRejected(_)
            | BankEvent::UnfreezeRejected(_)
            | BankEvent::ClosureRejected(_) => return None,
        };
        Some(Self {
            version: event.version,
            at: event.metadata.recorded_at,
            kind,
            reverses: event.data.reverses(),
            reason: reason.clone(),
            amount,
            balance: after.balance.minor,
        })
    }
}

impl Projection<BankEvent> for Statement {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        // An event that the rules can't fold moved nothing.
        if self.account.evolve(&event.data).is_ok() {
            self.entries.extend(Entry::of(event, &self.account));
        }
    }
}

impl Projection<BankEvent> for Statements {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        // A clone of the key for new accounts alone, not for every event.
        match self.0.get_mut(&event.stream) {
            Some(statement) => statement.apply(event),
            None => self.0.entry(event.stream.clone()).or_default().apply(event),
        }
    }
}
