use std::sync::Arc;

use super::Lab;
use crate::sparkline::Balances;
use crate::{AccountId, Attempt};
use bank::projections::AccountView;
use bank::{Bank, BankEvent, Currency};
use engine::{Position, Recorded, Version};
use stores::{Log, MemoryStore};

/// The page's questions about the accounts and the log. None of them changes anything.
impl Lab {
    /// The accounts, in the order of opening.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = AccountId> + use<> {
        (0..u32::try_from(self.accounts.len()).unwrap_or(u32::MAX)).map(AccountId)
    }

    /// The account that the next `CreateAccount` opens.
    #[must_use]
    pub fn next_account(&self) -> AccountId {
        AccountId(u32::try_from(self.accounts.len()).unwrap_or(u32::MAX))
    }

    /// The version of an account's stream. 0 if there is no such account.
    #[must_use]
    pub fn head(&self, account: AccountId) -> Version {
        self.account(account).map_or(Version::EMPTY, |open| open.view.version())
    }

    /// The account at its newest version. The default state if the account is not open.
    #[must_use]
    pub fn now(&self, account: AccountId) -> AccountView {
        self.account(account).map(|open| open.view.head().clone()).unwrap_or_default()
    }

    /// The account right after the event at this version, obtained by replay. A version beyond the head counts as the
    /// head.
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

    /// The balance of an account over its versions. `None` if there is no such account.
    pub(crate) fn balances(&self, account: AccountId) -> Option<&Balances> {
        self.account(account).map(|open| &open.balances)
    }

    /// Calls a function with the events of an account, oldest first. Empty if there is no such account.
    pub fn with_events<T>(&self, account: AccountId, look: impl FnOnce(&[Recorded<BankEvent>]) -> T) -> T {
        match self.account(account) {
            Some(open) => look(self.bank.store().log().stream(&open.stream)),
            None => look(&[]),
        }
    }

    /// The event at this version. `None` if there is no such event.
    #[must_use]
    pub fn event(&self, account: AccountId, version: Version) -> Option<Recorded<BankEvent>> {
        self.with_events(account, |events| events.get(usize::try_from(version.0.checked_sub(1)?).ok()?).cloned())
    }

    /// Calls a function with the whole log.
    pub fn with_log<T>(&self, look: impl FnOnce(&Log<Bank>) -> T) -> T {
        look(&self.bank.store().log())
    }

    /// The store that holds the lab's log. Only read from it: the lab does not notice other writes.
    #[must_use]
    pub fn store(&self) -> Arc<MemoryStore<Bank>> {
        self.bank.store().clone()
    }

    /// The position of the newest event of the whole log. 0 if there is none.
    #[must_use]
    pub fn position(&self) -> Position {
        self.with_log(Log::head)
    }

    /// The currency of an account, in which its amounts are typed.
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
