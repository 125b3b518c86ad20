use serde::{Deserialize, Serialize};

use crate::{Amount, BankEvent};
use engine::Version;

/// The event that a reversal names, as far as a decision needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A deposit of this amount.
    Deposit(Amount),
    /// A withdrawal of this amount.
    Withdrawal(Amount),
    /// Any other event. It can't be reversed.
    Other,
}

impl Target {
    /// What a reversal of this event needs to know of it.
    #[must_use]
    pub const fn of(event: &BankEvent) -> Self {
        match event {
            BankEvent::MoneyDeposited { amount, .. } => Self::Deposit(*amount),
            BankEvent::MoneyWithdrawn { amount, .. } => Self::Withdrawal(*amount),
            // A reversal is final: the way back is to book the payment again.
            BankEvent::DepositReversed { .. }
            | BankEvent::WithdrawalReversed { .. }
            | BankEvent::AccountCreated { .. }
            | BankEvent::AccountFrozen { .. }
            | BankEvent::AccountUnfrozen { .. }
            | BankEvent::AccountClosed { .. }
            | BankEvent::AccountCreationRejected(_)
            | BankEvent::DepositRejected(_)
            | BankEvent::WithdrawalRejected(_)
            | BankEvent::ReversalRejected(_)
            | BankEvent::FreezeRejected(_)
            | BankEvent::UnfreezeRejected(_)
            | BankEvent::ClosureRejected(_) => Self::Other,
        }
    }

    /// The amount that a reversal moves back. `None` if the event can't be reversed.
    #[must_use]
    pub const fn amount(self) -> Option<Amount> {
        match self {
            Self::Deposit(amount) | Self::Withdrawal(amount) => Some(amount),
            Self::Other => None,
        }
    }
}

/// The versions of an account's events that were reversed, so that none is reversed twice.
///
/// They are all that the state keeps for reversals: what a reversal needs to know of the event itself is read from the log
/// ([`Target`]). At most [`Reversed::MAX`] versions take less than 10 KB of a snapshot, which a DynamoDB item limits to 400 KB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reversed(Vec<Version>);

impl Reversed {
    /// The maximum number of reversed events of an account.
    pub const MAX: usize = 1_000;

    /// Whether the event at this version was reversed.
    #[must_use]
    pub fn contains(&self, version: Version) -> bool {
        self.0.binary_search(&version).is_ok()
    }

    /// The number of reversed events.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether no event was reversed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a version. Returns whether it was added: it must be new, and there must be room for it.
    pub(crate) fn add(&mut self, version: Version) -> bool {
        match self.0.binary_search(&version) {
            Err(place) if self.0.len() < Self::MAX => {
                self.0.insert(place, version);
                true
            }
            _ => false,
        }
    }
}
