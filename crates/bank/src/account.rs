use serde::{Deserialize, Serialize};

use super::{Bank, BankEvent, Currency, Email, MAX_BALANCE, Money, Owner};
use engine::{IndexDefinition, Processor, RuleError};

/// What a decision about an account needs to know. The default is an account that was not opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Whose account it is. `None` before it was opened.
    pub owner: Option<Owner>,
    /// Where the owner can be reached.
    pub email: Option<Email>,
    /// What can be done with it.
    pub status: Status,
    /// What is on it, in minor units; never negative.
    pub balance: Money,
}

/// What can be done with an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It does not exist yet.
    #[default]
    NotOpened,
    /// Money can come and go.
    Active,
    /// No money can come or go.
    Frozen,
    /// Nothing can be done any more.
    Closed,
}

impl Status {
    /// The status in a word, e.g. `Active`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotOpened => "Not opened",
            Self::Active => "Active",
            Self::Frozen => "Frozen",
            Self::Closed => "Closed",
        }
    }
}

impl Default for Money {
    fn default() -> Self {
        Self::zero(Currency::default())
    }
}

/// What the bank tells the outside world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outbound {
    /// The balance of an account is now this.
    BalanceChanged {
        /// The balance after the event.
        balance: Money,
    },
    /// An account was frozen.
    AccountFrozen,
    /// An unusually large sum was taken out.
    LargeWithdrawal {
        /// How much.
        amount: Money,
    },
}

/// A withdrawal of this many minor units or more is told to the outside world: 1,000.00.
const LARGE_WITHDRAWAL: i64 = 100_000;

/// The rules by which the events of an account are folded into its state. A rejection has none: it changes nothing.
#[must_use]
pub fn processor() -> Processor<Bank> {
    Processor::new()
        .on("MoneyDeposited", |account: &mut Account, scope| {
            if let BankEvent::MoneyDeposited { amount, .. } = scope.event() {
                let balance = account.balance.checked_add(amount.money());
                account.balance = balance.filter(|balance| balance.minor <= MAX_BALANCE).ok_or_else(impossible)?;
                scope.publish(Outbound::BalanceChanged { balance: account.balance });
            }
            Ok(())
        })
        .on("MoneyWithdrawn", |account: &mut Account, scope| {
            if let BankEvent::MoneyWithdrawn { amount, .. } = scope.event() {
                let amount = amount.money();
                let balance = account.balance.checked_sub(amount);
                account.balance = balance.filter(|balance| balance.minor >= 0).ok_or_else(impossible)?;
                scope.publish(Outbound::BalanceChanged { balance: account.balance });
                if amount.minor >= LARGE_WITHDRAWAL {
                    scope.publish(Outbound::LargeWithdrawal { amount });
                }
            }
            Ok(())
        })
        .on("AccountCreated", |account: &mut Account, scope| {
            if let BankEvent::AccountCreated { owner, email, currency } = scope.event() {
                *account = Account {
                    owner: Some(owner.clone()),
                    email: email.clone(),
                    status: Status::Active,
                    balance: Money::zero(*currency),
                };
            }
            Ok(())
        })
        .on("AccountFrozen", |account: &mut Account, scope| {
            account.status = Status::Frozen;
            scope.publish(Outbound::AccountFrozen);
            Ok(())
        })
        .on("AccountUnfrozen", |account: &mut Account, _| {
            account.status = Status::Active;
            Ok(())
        })
        .on("AccountClosed", |account: &mut Account, _| {
            account.status = Status::Closed;
            Ok(())
        })
}

/// What an account can be found by: its owner's address, its owner, its status.
#[must_use]
pub fn indexes() -> Vec<IndexDefinition<Account>> {
    vec![
        IndexDefinition::new("byEmail", |account: &Account| account.email.as_ref().map(Email::key)),
        IndexDefinition::new("byOwner", |account: &Account| account.owner.as_ref().map(Owner::to_string)),
        IndexDefinition::new("byStatus", |account: &Account| {
            (account.status != Status::NotOpened).then(|| account.status.label().to_owned())
        }),
    ]
}

/// The rule that no two accounts have one e-mail address: an index for a bank that wants it so.
#[must_use]
pub fn unique_email() -> IndexDefinition<Account> {
    IndexDefinition::reservation("uniqueEmail", |account: &Account| account.email.as_ref().map(Email::key))
}

fn impossible() -> RuleError {
    RuleError("the balance would leave the range of an account: these events were not decided by this bank".to_owned())
}
