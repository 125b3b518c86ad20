use std::sync::Arc;

use super::Lab;
use crate::sparkline::Balances;
use crate::{AccountId, Attempt};
use bank::projections::AccountView;
use bank::{Bank, BankEvent, Currency};
use engine::{Position, Recorded, Version};
use stores::{Log, MemoryStore};

/// What the page asks about the accounts and the log. No question changes anything.
impl Lab {
    /// The accounts, in the order in which they were opened.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = AccountId> + use<> {
        (0..u32::try_from(self.accounts.len()).unwrap_or(u32::MAX)).map(AccountId)
    }

    /// The account that the next `CreateAccount` opens.
    #[must_use]
    pub fn next_account(&self) -> AccountId {
        AccountId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX))
    }

    /// The version of an account's stream, 0 when there is no such account.
    #[must_use]
    pub fn head(&self, account: AccountId) -> Version {
        self.account(account).map_or(Version::EMPTY, |open| open.view.version())
    }

    /// The account at its newest version. An account that is not open has the default state.
    #[must_use]
    pub fn now(&self, account: AccountId) -> AccountView {
        self.account(account).map(|open| open.view.head().clone()).unwrap_or_default()
    }

    /// The account right after the event of this version, obtained by replay. A version beyond the head counts as the head.
    #[must_use]
    pub fn at(&self, account: AccountId, version: Version) -> AccountView {
        self.with_events(account, |events| {
            self.account(account).map(|open| open.view.at(version, events)).unwrap_or_default()
        })
    }

    /// The version of an account right after the event at this position of the log.
    #[must_use]
    pub fn version_at(&self, account: AccountId, position: Position) -> Version {
        self.with_events(account, |events| Version(events.partition_point(|event| event.position <= position) as u64))
    }

    /// The balance of an account over its versions. `None` when there is no such account.
    pub(crate) fn balances(&self, account: AccountId) -> Option<&Balances> {
        self.account(account).map(|open| &open.balances)
    }

    /// Lends the events of an account, oldest first. There are none when there is no such account.
    pub fn with_events<T>(&self, account: AccountId, look: impl FnOnce(&[Recorded<BankEvent>]) -> T) -> T {
        match self.account(account) {
            Some(open) => look(self.bank.store().log().stream(&open.stream)),
            None => look(&[]),
        }
    }

    /// The event of this version. `None` when there is no such event.
    #[must_use]
    pub fn event(&self, account: AccountId, version: Version) -> Option<Recorded<BankEvent>> {
        self.with_events(account, |events| events.get(usize::try_from(version.0.checked_sub(1)?).ok()?).cloned())
    }

    /// Lends the whole log.
    pub fn with_log<T>(&self, look: impl FnOnce(&Log<Bank>) -> T) -> T {
        look(&self.bank.store().log())
    }

    /// The store that holds the lab's log. It is for reading: the lab does not notice what others write to it.
    #[must_use]
    pub fn store(&self) -> Arc<MemoryStore<Bank>> {
        self.bank.store().clone()
    }

    /// The position of the newest event of the whole log, 0 when there is none.
    #[must_use]
    pub fn position(&self) -> Position {
        self.with_log(Log::head)
    }

    /// The currency of an account. Amounts for it are typed in this currency.
    #[must_use]
    pub fn currency(&self, account: AccountId) -> Currency {
        self.account(account).map_or_else(Currency::default, |open| open.view.head().account.balance.currency)
    }

    /// The last command that was sent, and its outcome.
    #[must_use]
    pub fn last_attempt(&self) -> Option<&Attempt> {
        self.last_attempt.as_ref()
    }
}
