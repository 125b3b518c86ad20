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
                self.set_balance(amount.money(), Money::checked_add)?;
            }
            BankEvent::MoneyWithdrawn { amount, .. } => {
                self.set_balance(amount.money(), Money::checked_sub)?;
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

    fn set_balance(&mut self, amount: Money, sum: fn(Money, Money) -> Option<Money>) -> Result<(), RuleError> {
        self.balance = sum(self.balance, amount)
            .filter(|balance| (0..=MAX_BALANCE).contains(&balance.minor))
            .ok_or_else(|| not_decided_here(self.balance, amount))?;
        Ok(())
    }
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
