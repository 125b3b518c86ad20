use crate::{Account, BankEvent, Email, Family, Money, Owner};
use engine::{Projection, Recorded, Version};

/// One account as a person looks at it: the account that decisions rest on, and how often what happened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountView {
    /// The account that the rules fold.
    pub account: Account,
    /// How many deposits were made.
    pub deposits: u32,
    /// How many withdrawals were made.
    pub withdrawals: u32,
    /// How many commands were rejected.
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
        // An event that the rules refuse was not decided by them. It leaves the account as it was.
        if self.account.evolve(&event.data).is_err() {
            return;
        }
        match event.data.family() {
            Family::MoneyIn => self.deposits += 1,
            Family::MoneyOut => self.withdrawals += 1,
            Family::Rejected => self.rejections += 1,
            Family::Opened | Family::State => {}
        }
    }
}

impl AccountView {
    /// The fields by name, in the order in which they are shown.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, Value<'_>); 8] {
        let Account { owner, email, status, balance } = &self.account;
        [
            ("balance", Value::Money(balance.minor)),
            ("status", Value::Text(status.label())),
            ("owner", Value::Text(owner.as_ref().map_or(Value::NONE, Owner::as_str))),
            ("e-mail", Value::Text(email.as_ref().map_or(Value::NONE, Email::as_str))),
            ("paid in", Value::Count(self.deposits.into())),
            ("paid out", Value::Count(self.withdrawals.into())),
            ("rejected", Value::Count(self.rejections.into())),
            ("version", Value::Count(self.version.0)),
        ]
    }
}
