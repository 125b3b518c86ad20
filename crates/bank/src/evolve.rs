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
                self.set_balance(self.balance.checked_add(amount.money()))?;
            }
            BankEvent::MoneyWithdrawn { amount, .. } => {
                self.set_balance(self.balance.checked_sub(amount.money()))?;
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

    fn set_balance(&mut self, balance: Option<Money>) -> Result<(), RuleError> {
        self.balance =
            balance.filter(|balance| (0..=MAX_BALANCE).contains(&balance.minor)).ok_or_else(out_of_limits)?;
        Ok(())
    }
}

#[cold]
fn out_of_limits() -> RuleError {
    RuleError("the balance would leave the limits of an account: these events were not decided by this bank".into())
}
