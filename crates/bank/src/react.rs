//! React: the messages that a new event sends to the outside world. A replay never calls it.

#![deny(clippy::wildcard_enum_match_arm, reason = "a new event type must state what it publishes")]

use serde::{Deserialize, Serialize};

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

/// A withdrawal of this many minor units or more is announced as large: 1,000.00.
const LARGE_WITHDRAWAL: i64 = 100_000;

/// The messages that an event publishes. `account` is the state after the event.
pub(crate) fn react(account: &Account, event: &BankEvent) -> Vec<Outbound> {
    let balance_changed = Outbound::BalanceChanged { balance: account.balance };
    match event {
        BankEvent::MoneyDeposited { .. } => vec![balance_changed],
        BankEvent::MoneyWithdrawn { amount, .. } if amount.money().minor >= LARGE_WITHDRAWAL => {
            vec![balance_changed, Outbound::LargeWithdrawal { amount: amount.money() }]
        }
        BankEvent::MoneyWithdrawn { .. } => vec![balance_changed],
        BankEvent::AccountFrozen { .. } => vec![Outbound::AccountFrozen],
        BankEvent::AccountCreated { .. }
        | BankEvent::AccountUnfrozen { .. }
        | BankEvent::AccountClosed { .. }
        | BankEvent::AccountCreationRejected(_)
        | BankEvent::DepositRejected(_)
        | BankEvent::WithdrawalRejected(_)
        | BankEvent::FreezeRejected(_)
        | BankEvent::UnfreezeRejected(_)
        | BankEvent::ClosureRejected(_) => Vec::new(),
    }
}
