use bank::{self, Account, Bank};
use engine::{Aggregate, EventStore, LogRange, SnapshotPolicy, StreamId, Version};
use stores::IndexedDbStore;
use stores::indexed_db::Durability;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::accounts::decided;

/// Accounts in the browser's own database, for the page of the bench.
#[wasm_bindgen]
pub struct WebDatabase {
    aggregate: Aggregate<Bank, IndexedDbStore<Bank>>,
    accounts: Vec<(StreamId, Account)>,
    events: u32,
}

#[wasm_bindgen]
impl WebDatabase {
    /// Opens the database of this name; `durability` is `strict` or `relaxed`.
    pub async fn open(name: String, durability: String, streams: u32) -> Self {
        let durability = if durability == "strict" { Durability::Strict } else { Durability::Relaxed };
        let store = IndexedDbStore::open_with(&name, durability).await.expect("the database can be opened");
        let aggregate = Aggregate::new(bank::processor(), store).with_snapshots(SnapshotPolicy::Every(100));
        let account = |stream| (StreamId::from(format!("ACCOUNT-{}", 1001 + stream)), Account::default());
        Self { aggregate, accounts: (0..streams).map(account).collect(), events: 0 }
    }

    /// One commit for each of these events, to the streams in turn, each awaited before the next: event `n` goes to stream
    /// `n % streams`. They follow those of the call before.
    pub async fn commit(&mut self, commits: u32) {
        let streams = self.accounts.len() as u32;
        for number in self.events..self.events + commits {
            self.append(number % streams, number / streams, 1).await;
        }
    }

    /// Brings a stream that has no event to this many, in commits of a hundred.
    pub async fn fill(&mut self, stream: u32, events: u32) {
        for first in (0..events).step_by(100) {
            self.append(stream, first, 100.min(events - first)).await;
        }
    }

    /// How many events the whole log has, by reading all of them.
    pub async fn load(&self) -> u32 {
        let events = self.aggregate.store().read_all(LogRange::ALL).await;
        events.expect("the log can be read").len() as u32
    }

    /// What the events of a stream add up to, in minor units, by replay from the first on.
    pub async fn replay(&self, stream: u32) -> f64 {
        let (id, _) = &self.accounts[stream as usize];
        self.aggregate.state_at(id, Version(u64::MAX)).await.expect("it can be read").balance.minor as f64
    }
}

impl WebDatabase {
    async fn append(&mut self, stream: u32, first: u32, events: u32) {
        let (id, account) = &mut self.accounts[stream as usize];
        let new = (first..first + events).map(|number| decided(self.events + number - first, stream, number)).collect();
        let state = std::mem::take(account);
        let appended = self.aggregate.append_to(id, state, Version(first.into()), new).await;
        *account = appended.expect("the commit goes through").state;
        self.events += events;
    }
}
