use serde::{Deserialize, Serialize};

use super::{Currency, Email, Money, Owner};
use engine::IndexDefinition;

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
