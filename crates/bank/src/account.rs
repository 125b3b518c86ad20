use serde::{Deserialize, Serialize};

use super::{Email, Money, Owner, Reversed};
use engine::IndexDefinition;

/// The state that decisions about an account are based on. The default is an account that is not open yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The owner. `None` before the account is opened.
    pub owner: Option<Owner>,
    /// The owner's e-mail address.
    pub email: Option<Email>,
    /// Which commands the account allows.
    pub status: Status,
    /// The balance in minor units; never negative.
    pub balance: Money,
    /// The events that were reversed.
    #[serde(default, skip_serializing_if = "Reversed::is_empty")]
    pub reversed: Reversed,
}

/// Which commands an account allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It does not exist yet.
    #[default]
    NotOpened,
    /// Deposits and withdrawals are allowed.
    Active,
    /// Deposits and withdrawals are blocked.
    Frozen,
    /// It is closed for good: every command is refused.
    Closed,
}

impl Status {
    /// The status for people, e.g. `Active`.
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

/// The indexes of an account: `byEmail`, `byOwner` and `byStatus`.
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

/// A reservation for a bank that allows each e-mail address on only one account.
#[must_use]
pub fn unique_email() -> IndexDefinition<Account> {
    IndexDefinition::reservation("uniqueEmail", |account: &Account| account.email.as_ref().map(Email::key))
}
