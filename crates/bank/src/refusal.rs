use std::fmt;

use serde::{Deserialize, Serialize};

use super::{BankEvent, Command, Money, Rejection};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The rule that says no.
    pub code: ReasonCode,
    /// The balance at that moment.
    pub balance: Money,
    /// The same in a plain sentence, with its figures.
    pub message: String,
}

/// The rule that says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReasonCode {
    /// There is no such account.
    AccountNotFound,
    /// There already is such an account.
    AccountExists,
    /// The account is frozen.
    AccountFrozen,
    /// The account is not frozen.
    AccountNotFrozen,
    /// The account is closed.
    AccountClosed,
    /// The balance is lower than the amount.
    InsufficientFunds,
    /// The balance would be higher than an account can hold.
    BalanceLimit,
    /// The balance is not zero.
    BalanceNotZero,
    /// The amount is in another currency than the account.
    CurrencyMismatch,
}

impl ReasonCode {
    /// The code as it is stored, e.g. `InsufficientFunds`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccountNotFound => "AccountNotFound",
            Self::AccountExists => "AccountExists",
            Self::AccountFrozen => "AccountFrozen",
            Self::AccountNotFrozen => "AccountNotFrozen",
            Self::AccountClosed => "AccountClosed",
            Self::InsufficientFunds => "InsufficientFunds",
            Self::BalanceLimit => "BalanceLimit",
            Self::BalanceNotZero => "BalanceNotZero",
            Self::CurrencyMismatch => "CurrencyMismatch",
        }
    }
}

impl Refusal {
    /// The event that records the refusal of this command. An account that does not exist has no stream to record it
    /// in, so there is none.
    #[must_use]
    pub fn event(&self, command: &Command) -> Option<BankEvent> {
        (self.code != ReasonCode::AccountNotFound).then(|| {
            BankEvent::rejected(
                command.kind(),
                Rejection {
                    amount: command.amount(),
                    balance: self.balance,
                    reason_code: self.code,
                    message: self.message.clone(),
                },
            )
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
