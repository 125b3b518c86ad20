//! Evolve: an account and an event lead to the next state of the account.

#![deny(
    clippy::wildcard_enum_match_arm,
    reason = "each event type says what it changes, and a new one must say so too"
)]

use crate::{Account, BankEvent, MAX_BALANCE, Money, Status};
use engine::RuleError;

impl Account {
    /// Changes the account by one event.
    ///
    /// # Errors
    /// [`RuleError`] when the balance would leave the range from 0 to [`MAX_BALANCE`], or the currencies differ. No decision
    /// of the bank leads there, but a stored log can hold anything. The account is then unchanged.
    pub fn evolve(&mut self, event: &BankEvent) -> Result<(), RuleError> {
        match event {
            BankEvent::AccountCreated { owner, email, currency } => {
                *self = Self {
                    owner: Some(owner.clone()),
                    email: email.clone(),
                    status: Status::Active,
                    balance: Money::zero(*currency),
                };
            }
            BankEvent::MoneyDeposited { amount, .. } => {
                self.balance = within_limits(self.balance.checked_add(amount.money()))?;
            }
            BankEvent::MoneyWithdrawn { amount, .. } => {
                self.balance = within_limits(self.balance.checked_sub(amount.money()))?;
            }
            BankEvent::AccountFrozen { .. } => self.status = Status::Frozen,
            BankEvent::AccountUnfrozen { .. } => self.status = Status::Active,
            BankEvent::AccountClosed { .. } => self.status = Status::Closed,
            // A rejection changes nothing but the version.
            BankEvent::AccountCreationRejected(_)
            | BankEvent::DepositRejected(_)
            | BankEvent::WithdrawalRejected(_)
            | BankEvent::FreezeRejected(_)
            | BankEvent::UnfreezeRejected(_)
            | BankEvent::ClosureRejected(_) => {}
        }
        Ok(())
    }
}

fn within_limits(balance: Option<Money>) -> Result<Money, RuleError> {
    balance.filter(|balance| (0..=MAX_BALANCE).contains(&balance.minor)).ok_or_else(|| {
        RuleError("the balance would leave the limits of an account: these events were not decided by this bank".into())
    })
}
