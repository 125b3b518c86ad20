//! React: the messages that an event publishes to the outside world.
//!
//! A replay never sends its messages; a recalculation derives them again for comparison.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Account, BankEvent, Money};

/// A message from the bank to the outside world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outbound {
    /// The balance of an account has changed.
    BalanceChanged {
        /// The balance after the event.
        balance: Money,
    },
    /// An account was frozen.
    AccountFrozen,
    /// An unusually large amount was withdrawn.
    LargeWithdrawal {
        /// The amount.
        amount: Money,
    },
}

impl Outbound {
    /// The type of the message, e.g. `BalanceChanged`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::BalanceChanged { .. } => "BalanceChanged",
            Self::AccountFrozen => "AccountFrozen",
            Self::LargeWithdrawal { .. } => "LargeWithdrawal",
        }
    }

    /// The fields of the message as a JSON object, e.g. `{"balance":"70.00 USD"}`.
    #[must_use]
    pub fn payload(&self) -> Value {
        match self {
            Self::BalanceChanged { balance } => json!({ "balance": balance }),
            Self::AccountFrozen => json!({}),
            Self::LargeWithdrawal { amount } => json!({ "amount": amount }),
        }
    }
}

/// A withdrawal of this many minor units or more is announced as large: 1,000.00.
const LARGE_WITHDRAWAL: i64 = 1_000_00;

/// The messages that an event publishes. `account` is the state after the event.
pub(crate) fn react(account: &Account, event: &BankEvent) -> Vec<Outbound> {
    let balance_changed = Outbound::BalanceChanged { balance: account.balance };
    match event {
        BankEvent::MoneyDeposited { .. } => vec![balance_changed],
        BankEvent::MoneyWithdrawn { amount, .. } if amount.money().minor >= LARGE_WITHDRAWAL => {
            vec![balance_changed, Outbound::LargeWithdrawal { amount: amount.money() }]
        }
        BankEvent::MoneyWithdrawn { .. } => vec![balance_changed],
        BankEvent::DepositReversed { .. } | BankEvent::WithdrawalReversed { .. } => vec![balance_changed],
        BankEvent::AccountFrozen { .. } => vec![Outbound::AccountFrozen],
        BankEvent::AccountCreated { .. }
        | BankEvent::AccountUnfrozen { .. }
        | BankEvent::AccountClosed { .. }
        | BankEvent::AccountCreationRejected(_)
        | BankEvent::DepositRejected(_)
        | BankEvent::WithdrawalRejected(_)
        | BankEvent::ReversalRejected(_)
        | BankEvent::FreezeRejected(_)
        | BankEvent::UnfreezeRejected(_)
        | BankEvent::ClosureRejected(_) => Vec::new(),
    }
}
