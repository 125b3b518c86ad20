//! Logs in IndexedDB, for tests in a browser.

#![allow(dead_code, reason = "each test file uses a part of it")]

use engine::conformance::Tally;
use engine::conformance::durability::Durable;
use stores::indexed_db::{Durability, IndexedDbStore};
use stores::{ReadOnlyStore, StorageFault};

use crate::browser::{script, unique_name};

pub type Store = IndexedDbStore<Tally>;

/// The stream of most tests.
pub const ID: &str = "tally-1";

pub async fn open(name: &str) -> Store {
    Store::open_with(name, Durability::Relaxed).await.expect("the database opens")
}

/// The number of events in a log.
pub async fn count(store: &Store) -> u64 {
    store.size().await.expect("the size can be read").events
}

/// Deletes the event at this position behind the store's back.
pub async fn delete_event(name: &str, position: u64) {
    let body = format!("await change(a, 'events', (events) => events.delete({position}))");
    script(&body, &[name]).await.expect("the event can be deleted");
}

/// A place for one log: a new database.
pub struct Place {
    name: String,
}

impl Place {
    pub fn new() -> Self {
        Self { name: unique_name() }
    }

    async fn store(&self) -> Result<Store, StorageFault> {
        Store::open_with(&self.name, Durability::Relaxed).await
    }

    /// Changes the stored events directly.
    async fn change(&self, act: &str) {
        let body = format!("await change(a, 'events', async (events) => {{ {act} }})");
        script(&body, &[&self.name]).await.expect("the events can be changed");
    }
}

fn words<T>(answer: Result<T, StorageFault>) -> Result<T, String> {
    answer.map_err(|fault| fault.to_string())
}

impl Durable for Place {
    type Store = Store;
    type ReadOnly = ReadOnlyStore<Tally>;

    async fn open(&self) -> Result<Store, String> {
        words(self.store().await)
    }

    async fn open_read_only(&self) -> Result<Self::ReadOnly, String> {
        words(Store::open_read_only(&self.name).await)
    }

    async fn verify(&self) -> Result<u64, String> {
        words(words(Store::open_unchecked(&self.name).await)?.verify().await).map(|verified| verified.events)
    }

    async fn export(&self) -> Result<String, String> {
        words(Store::export(&self.name).await)
    }

    async fn repair(&self) -> Result<usize, String> {
        words(words(Store::open_unchecked(&self.name).await)?.repair().await)
    }

    async fn delete_everything(&self) -> Result<(), String> {
        words(Store::delete_everything(&self.name).await)
    }

    fn name_of(&self, record: u64) -> String {
        format!("events/{record}")
    }

    async fn alter(&self, record: u64, from: &str, to: &str) {
        let act = format!(
            "const record = await done(events.get({record}));
             if (!record.event.includes('{from}')) throw new Error('{from} is not in ' + record.event);
             events.put({{ ...record, event: record.event.replace('{from}', '{to}') }});"
        );
        self.change(&act).await;
    }

    async fn remove(&self, record: u64) {
        self.change(&format!("events.delete({record})")).await;
    }

    /// Replaces only the content of an event: its position and version are keys, which are unique.
    async fn replace(&self, to: u64, from: u64) {
        let act = format!(
            "const {{ event, after, hash }} = await done(events.get({from}));
             events.put({{ ...await done(events.get({to})), event, after, hash }});"
        );
        self.change(&act).await;
    }

    async fn raise_format(&self) {
        script("(await raw(a, 99)).close()", &[&self.name]).await.expect("newer code opens the database");
    }

    async fn fill(&self) {
        let full = "
            const { add, put } = IDBObjectStore.prototype;
            const limited = (write) => function (value, ...key) {
                if (JSON.stringify(value).length > 10_000) throw new DOMException('no room', 'QuotaExceededError');
                return write.call(this, value, ...key);
            };
            Object.assign(IDBObjectStore.prototype, { add: limited(add), put: limited(put) });
            globalThis.makeRoom = () => Object.assign(IDBObjectStore.prototype, { add, put });
        ";
        script(full, &[]).await.expect("writes without room can be simulated");
    }

    async fn make_room(&self) {
        script("makeRoom()", &[]).await.expect("writes have room again");
    }

    async fn kill_at(&self, write: u64) {
        let kill = format!(
            "const {{ add, put, delete: remove }} = IDBObjectStore.prototype;
             const {{ transaction }} = IDBDatabase.prototype;
             let left = {write};
             const fail = () => {{ throw new DOMException('the tab was killed', 'UnknownError') }};
             const counted = (write) => function (...given) {{
                 left -= 1;
                 return left <= 0 ? fail() : write.apply(this, given);
             }};
             const alive = function (...given) {{ return left <= 0 ? fail() : transaction.apply(this, given) }};
             Object.assign(IDBObjectStore.prototype, {{ add: counted(add), put: counted(put), delete: counted(remove) }});
             IDBDatabase.prototype.transaction = alive;
             globalThis.revive = () => {{
                 Object.assign(IDBObjectStore.prototype, {{ add, put, delete: remove }});
                 IDBDatabase.prototype.transaction = transaction;
             }};"
        );
        script(&kill, &[]).await.expect("the writes can be counted");
    }

    async fn revive(&self) {
        script("revive()", &[]).await.expect("the writes can work again");
    }
}
