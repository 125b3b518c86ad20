use std::collections::HashMap;

use super::{AccountView, Sums};
use crate::{BankEvent, Status, is_copy};
use engine::{Projection, Recorded, StreamId};

/// All accounts in the order in which they were opened. A fork counts as an account, including the events that it copied.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllAccounts {
    accounts: Vec<(StreamId, AccountView)>,
    /// The index of each account in `accounts`.
    places: HashMap<StreamId, usize>,
    forks: u64,
}

impl AllAccounts {
    /// The accounts.
    #[must_use]
    pub fn each(&self) -> &[(StreamId, AccountView)] {
        &self.accounts
    }

    /// One account.
    #[must_use]
    pub fn of(&self, stream: &StreamId) -> Option<&AccountView> {
        Some(&self.accounts[*self.places.get(stream)?].1)
    }

    /// The sum of all balances.
    #[must_use]
    pub fn total(&self) -> Sums {
        self.accounts.iter().map(|(_, account)| account.account.balance).collect()
    }

    /// The number of forks.
    #[must_use]
    pub fn forks(&self) -> u64 {
        self.forks
    }

    /// The number of accounts with this status.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.accounts.iter().filter(|(_, account)| account.account.status == status).count()
    }
}

impl Projection<BankEvent> for AllAccounts {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        let place = match self.places.get(&event.stream) {
            Some(place) => *place,
            None => {
                self.forks += u64::from(is_copy(&event.metadata));
                self.places.insert(event.stream.clone(), self.accounts.len());
                self.accounts.push((event.stream.clone(), AccountView::default()));
                self.accounts.len() - 1
            }
        };
        self.accounts[place].1.apply(event);
    }
}
