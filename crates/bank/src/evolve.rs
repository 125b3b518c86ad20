//! Evolve: an account's state and an event produce its next state.

use crate::{Account, Amount, BankEvent, MAX_BALANCE, Money, Reversed, Status};
use engine::{RuleError, Version};

impl Account {
    /// Applies one event to the account.
    ///
    /// # Errors
    /// [`RuleError`] if the balance would leave the range 0 to [`MAX_BALANCE`], the currencies differ, an event is reversed twice,
    /// or more than [`Reversed::MAX`] events are reversed. No decision of this bank produces such an event, but a stored log can
    /// contain one. The account is then unchanged.
    pub fn evolve(&mut self, event: &BankEvent) -> Result<(), RuleError> {
        match event {
            BankEvent::AccountCreated { owner, email, currency } => {
                *self = Self {
                    owner: Some(owner.clone()),
                    email: email.clone(),
                    status: Status::Active,
                    balance: Money::zero(*currency),
                    // Versions go on if a log of another program opens an account twice.
                    reversed: std::mem::take(&mut self.reversed),
                };
            }
            BankEvent::MoneyDeposited { amount, .. } => self.balance = self.balance_with(*amount)?,
            BankEvent::MoneyWithdrawn { amount, .. } => self.balance = self.balance_without(*amount)?,
            BankEvent::DepositReversed { reverses, amount, .. } => {
                let balance = self.balance_without(*amount)?;
                self.note_reversal(*reverses)?;
                self.balance = balance;
            }
            BankEvent::WithdrawalReversed { reverses, amount, .. } => {
                let balance = self.balance_with(*amount)?;
                self.note_reversal(*reverses)?;
                self.balance = balance;
            }
            BankEvent::AccountFrozen { .. } => self.status = Status::Frozen,
            BankEvent::AccountUnfrozen { .. } => self.status = Status::Active,
            BankEvent::AccountClosed { .. } => self.status = Status::Closed,
            // A rejection changes only the version.
            BankEvent::AccountCreationRejected(_)
            | BankEvent::DepositRejected(_)
            | BankEvent::WithdrawalRejected(_)
            | BankEvent::ReversalRejected(_)
            | BankEvent::FreezeRejected(_)
            | BankEvent::UnfreezeRejected(_)
            | BankEvent::ClosureRejected(_) => {}
        }
        Ok(())
    }

    fn balance_with(&self, amount: Amount) -> Result<Money, RuleError> {
        let sum = within_limits(self.balance.checked_add(amount.money()));
        sum.ok_or_else(|| not_decided_here(self.balance, amount.money()))
    }

    fn balance_without(&self, amount: Amount) -> Result<Money, RuleError> {
        let rest = within_limits(self.balance.checked_sub(amount.money()));
        rest.ok_or_else(|| not_decided_here(self.balance, amount.money()))
    }

    fn note_reversal(&mut self, version: Version) -> Result<(), RuleError> {
        if self.reversed.contains(version) {
            return Err(RuleError(format!("{version} is reversed for the second time")));
        }
        let has_room = self.reversed.add(version);
        has_room.then_some(()).ok_or_else(|| RuleError(format!("more than {} events are reversed", Reversed::MAX)))
    }
}

fn within_limits(balance: Option<Money>) -> Option<Money> {
    balance.filter(|balance| (0..=MAX_BALANCE).contains(&balance.minor))
}

/// Why a payment can't be folded. No decision of this bank leads to it.
#[cold]
fn not_decided_here(balance: Money, amount: Money) -> RuleError {
    RuleError(if balance.currency == amount.currency {
        format!(
            "the balance {} would leave the limits of an account with this payment of {}",
            balance.figure(),
            amount.figure()
        )
    } else {
        format!("a payment in {} to an account in {}", amount.currency.code(), balance.currency.code())
    })
}
