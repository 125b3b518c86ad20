use crate::{Account, BankEvent, Email, Family, Money, Owner};
use engine::{Projection, Recorded, Version};

/// One account for display: the state that decisions are based on, and counts of its events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountView {
    /// The account that the rules fold.
    pub account: Account,
    /// The number of deposits, including those that were reversed.
    pub deposits: u32,
    /// The number of withdrawals, including those that were reversed.
    pub withdrawals: u32,
    /// The number of rejected commands.
    pub rejections: u32,
    /// The version of the newest applied event; equals the number of events.
    pub version: Version,
}

/// The value of a field of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Money in minor units, shown without its currency.
    Money(i64),
    /// A count.
    Count(u64),
    /// A text, or [`Value::NONE`].
    Text(&'a str),
}

impl Value<'_> {
    /// Shown for a missing text.
    pub const NONE: &'static str = "\u{2014}";

    /// The text to show, e.g. `70.00`, `3` or `Ada`.
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
        // The rules did not decide this event, so it leaves the account unchanged.
        if self.account.evolve(&event.data).is_err() {
            return;
        }
        match event.data.family() {
            Family::MoneyIn => self.deposits += 1,
            Family::MoneyOut => self.withdrawals += 1,
            Family::Rejected => self.rejections += 1,
            Family::Opened | Family::Reversed | Family::State => {}
        }
    }
}

impl AccountView {
    /// The fields with their names, in display order.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, Value<'_>); 8] {
        let Account { owner, email, status, balance, reversed: _ } = &self.account;
        [
            ("balance", Value::Money(balance.minor)),
            ("status", Value::Text(status.label())),
            ("owner", Value::Text(owner.as_ref().map_or(Value::NONE, Owner::as_str))),
            ("e-mail", Value::Text(email.as_ref().map_or(Value::NONE, Email::as_str))),
            ("deposits", Value::Count(self.deposits.into())),
            ("withdrawals", Value::Count(self.withdrawals.into())),
            ("rejected", Value::Count(self.rejections.into())),
            ("version", Value::Count(self.version.0)),
        ]
    }
}
