use crate::{Account, BankEvent, Currency, Email, Family, Money, Owner, Status};
use engine::{Projection, Recorded, Version};

/// One account as a person looks at it: what is on it, what can be done with it, and how often what happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountView {
    /// Whose account it is. `None` before it was opened.
    pub owner: Option<Owner>,
    /// Where the owner can be reached.
    pub email: Option<Email>,
    /// What can be done with it.
    pub status: Status,
    /// What is on it.
    pub balance: Money,
    /// How many deposits were made.
    pub deposits: u32,
    /// How many withdrawals were made.
    pub withdrawals: u32,
    /// How many commands a rule refused.
    pub rejections: u32,
    /// The version of the newest event that it includes; also the number of events.
    pub version: Version,
}

/// The value of a field of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Money in minor units. It is shown without its currency, so it is the same in each.
    Money(i64),
    /// How many of something.
    Count(u64),
    /// A text, or [`Value::NONE`].
    Text(&'a str),
}

impl Value<'_> {
    /// What stands for a text that is not there.
    pub const NONE: &'static str = "\u{2014}";

    /// As it is shown: `70.00`, `3`, `Ada`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Money(minor) => Money { minor, ..Money::default() }.figure(),
            Self::Count(count) => count.to_string(),
            Self::Text(text) => text.to_owned(),
        }
    }
}

impl Projection<BankEvent> for AccountView {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        self.version = event.version;
        match &event.data {
            BankEvent::AccountCreated { owner, email, currency } => self.open(owner, email.as_ref(), *currency),
            BankEvent::MoneyDeposited { amount, .. } => {
                self.balance.minor = self.balance.minor.saturating_add(amount.money().minor);
                self.deposits += 1;
            }
            BankEvent::MoneyWithdrawn { amount, .. } => {
                self.balance.minor = self.balance.minor.saturating_sub(amount.money().minor);
                self.withdrawals += 1;
            }
            BankEvent::AccountFrozen { .. } => self.status = Status::Frozen,
            BankEvent::AccountUnfrozen { .. } => self.status = Status::Active,
            BankEvent::AccountClosed { .. } => self.status = Status::Closed,
            other => self.rejections += u32::from(other.family() == Family::Rejected),
        }
    }
}

impl AccountView {
    fn open(&mut self, owner: &Owner, email: Option<&Email>, currency: Currency) {
        self.owner = Some(owner.clone());
        self.email = email.cloned();
        self.status = Status::Active;
        self.balance = Money::zero(currency);
    }

    /// The state that decisions rest on. The view knows all of it.
    #[must_use]
    pub fn account(&self) -> Account {
        let Self { owner, email, status, balance, .. } = self.clone();
        Account { owner, email, status, balance }
    }

    /// The fields by name, in the order in which they are shown.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, Value<'_>); 8] {
        [
            ("balance", Value::Money(self.balance.minor)),
            ("status", Value::Text(self.status.label())),
            ("owner", Value::Text(self.owner.as_ref().map_or(Value::NONE, Owner::as_str))),
            ("e-mail", Value::Text(self.email.as_ref().map_or(Value::NONE, Email::as_str))),
            ("paid in", Value::Count(self.deposits.into())),
            ("paid out", Value::Count(self.withdrawals.into())),
            ("rejected", Value::Count(self.rejections.into())),
            ("version", Value::Count(self.version.0)),
        ]
    }
}
