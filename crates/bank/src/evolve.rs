//! Evolve: an account's state and an event produce its next state.

use crate::{Account, BankEvent, MAX_BALANCE, Money, Status};
use engine::RuleError;

impl Account {
    /// Applies one event to the account.
    ///
    /// # Errors
    /// [`RuleError`] if the balance would leave the range 0 to [`MAX_BALANCE`] or the currencies differ. No decision of this bank
    /// produces such an event, but a stored log can contain one. The account is then unchanged.
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
                let sum = within_limits(self.balance.checked_add(amount.money()));
                self.balance = sum.ok_or_else(|| not_decided_here(self.balance, amount.money()))?;
            }
            BankEvent::MoneyWithdrawn { amount, .. } => {
                let rest = within_limits(self.balance.checked_sub(amount.money()));
                self.balance = rest.ok_or_else(|| not_decided_here(self.balance, amount.money()))?;
            }
            BankEvent::AccountFrozen { .. } => self.status = Status::Frozen,
            BankEvent::AccountUnfrozen { .. } => self.status = Status::Active,
            BankEvent::AccountClosed { .. } => self.status = Status::Closed,
            // A rejection changes only the version.
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
