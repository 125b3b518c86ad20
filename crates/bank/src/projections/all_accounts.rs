use std::collections::HashMap;

use super::{AccountView, Sums};
use crate::{BankEvent, Status, is_copy};
use engine::{Projection, Recorded, StreamId};

/// All accounts as they are now, in the order in which they were opened. A fork is one too, with the whole past that it shares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllAccounts {
    accounts: Vec<(StreamId, AccountView)>,
    /// Where each account is in the list.
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

    /// What is on all of them together.
    #[must_use]
    pub fn total(&self) -> Sums {
        self.accounts.iter().map(|(_, account)| account.account.balance).collect()
    }

    /// How many of them are forks.
    #[must_use]
    pub fn forks(&self) -> u64 {
        self.forks
    }

    /// How many of them have this status.
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
