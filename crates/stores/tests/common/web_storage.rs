//! Logs in a storage area that can fail, for native and browser tests.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use engine::conformance::Tally;
use engine::conformance::durability::Durable;
use stores::web_storage::{Area, Namespace, Peers, WebStorageStore};
use stores::{ReadOnlyStore, StorageFault};

/// A place for one log in a storage area.
pub struct Place<A, P> {
    pub area: FaultyArea<A>,
    peers: Box<dyn Fn() -> P>,
    name: String,
}

/// The room in bytes that [`Place::fill`] leaves: enough for a small commit, but not for 20,000 characters.
const ROOM: usize = 16_000;

impl<A: Area, P: Peers> Place<A, P> {
    /// `peers` is called each time the log is opened, as if by another tab.
    pub fn new(area: A, peers: impl Fn() -> P + 'static, name: &str) -> Self {
        Self { area: FaultyArea::new(area), peers: Box::new(peers), name: name.to_owned() }
    }

    pub fn namespace(&self) -> Namespace<FaultyArea<A>, P> {
        Namespace::new(self.area.clone(), (self.peers)(), &self.name)
    }

    fn key(&self, entry: u64) -> String {
        format!("{}/commit/{entry:010}", self.name)
    }

    fn get(&self, key: &str) -> String {
        self.area.area.get(key).expect("the area works").expect("the record exists")
    }

    fn set(&self, key: &str, value: &str) {
        self.area.area.set(key, value).expect("there is room");
    }
}

impl<A: Area, P: Peers> Durable for Place<A, P> {
    type Store = WebStorageStore<Tally, FaultyArea<A>, P>;
    type ReadOnly = ReadOnlyStore<Tally>;

    async fn open(&self) -> Result<Self::Store, String> {
        self.namespace().open().map_err(|fault| fault.to_string())
    }

    async fn open_read_only(&self) -> Result<Self::ReadOnly, String> {
        self.namespace().open_read_only().map_err(|fault| fault.to_string())
    }

    async fn verify(&self) -> Result<u64, String> {
        self.namespace().verify::<Tally>().map(|verified| verified.events).map_err(|fault| fault.to_string())
    }

    async fn export(&self) -> Result<String, String> {
        self.namespace().export().map_err(|fault| fault.to_string())
    }

    async fn repair(&self) -> Result<usize, String> {
        self.namespace().repair::<Tally>().await.map_err(|fault| fault.to_string())
    }

    async fn delete_everything(&self) -> Result<(), String> {
        self.namespace().delete_everything().await.map_err(|fault| fault.to_string())
    }

    fn name_of(&self, record: u64) -> String {
        self.key(record)
    }

    async fn alter(&self, record: u64, from: &str, to: &str) {
        let text = self.get(&self.key(record));
        assert!(text.contains(from), "{from} is in {text}");
        self.set(&self.key(record), &text.replacen(from, to, 1));
    }

    async fn remove(&self, record: u64) {
        self.area.area.remove(&self.key(record)).expect("the area works");
    }

    async fn replace(&self, to: u64, from: u64) {
        self.set(&self.key(to), &self.get(&self.key(from)));
    }

    async fn raise_format(&self) {
        let key = format!("{}/format", self.name);
        let head = self.get(&key);
        assert!(head.contains("\"format\":2"), "{head}");
        self.set(&key, &head.replace("\"format\":2", "\"format\":3"));
    }

    async fn fill(&self) {
        let area = &self.area.area;
        self.set("filler", &"x".repeat(ROOM / 2));
        let mut size = 1 << 22;
        for number in 0.. {
            while size > 0 && area.set(&format!("filler {number}"), &"x".repeat(size)).is_err() {
                size /= 2;
            }
            if size == 0 {
                break;
            }
        }
        area.remove("filler").expect("the area works");
    }

    async fn make_room(&self) {
        let keys = self.area.area.keys().expect("the area works").into_iter();
        keys.filter(|key| key.starts_with("filler "))
            .for_each(|key| self.area.area.remove(&key).expect("the area works"));
    }

    async fn kill_at(&self, write: u64) {
        self.area.fail(Failure::KilledBefore(write));
    }

    async fn revive(&self) {
        self.area.fail(Failure::None);
    }
}

/// An area that fails on request.
#[derive(Clone, Debug)]
pub struct FaultyArea<A> {
    pub area: A,
    failure: Rc<RefCell<Failure>>,
}

/// How an area fails. Writes are counted from 1; a removal is a write too.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    None,
    /// The tab is killed before this write.
    KilledBefore(u64),
    /// There is no room for this one write. A removal needs no room.
    FullAt(u64),
    /// Nothing works.
    Always(StorageFault),
}

impl<A> FaultyArea<A> {
    pub fn new(area: A) -> Self {
        Self { area, failure: Rc::new(RefCell::new(Failure::None)) }
    }

    pub fn fail(&self, failure: Failure) {
        *self.failure.borrow_mut() = failure;
    }

    fn works(&self) -> Result<(), StorageFault> {
        match &*self.failure.borrow() {
            Failure::Always(fault) => Err(fault.clone()),
            _ => Ok(()),
        }
    }

    fn write(&self, is_removal: bool, write: impl FnOnce() -> Result<(), StorageFault>) -> Result<(), StorageFault> {
        self.works()?;
        let next = match &*self.failure.borrow() {
            Failure::KilledBefore(1) => Failure::Always(killed()),
            Failure::KilledBefore(number) => Failure::KilledBefore(number - 1),
            Failure::FullAt(1) => Failure::None,
            Failure::FullAt(number) => Failure::FullAt(number - 1),
            other => other.clone(),
        };
        match self.failure.replace(next) {
            Failure::KilledBefore(1) => self.works(),
            Failure::FullAt(1) if !is_removal => Err(StorageFault::Full),
            _ => write(),
        }
    }
}

fn killed() -> StorageFault {
    StorageFault::Blocked { reason: "the tab was killed".to_owned() }
}

impl<A: Area> Area for FaultyArea<A> {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        self.works()?;
        self.area.get(key)
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        self.write(false, || self.area.set(key, value))
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.write(true, || self.area.remove(key))
    }

    fn keys(&self) -> Result<Vec<String>, StorageFault> {
        self.works()?;
        self.area.keys()
    }
}

/// All keys and values of an area.
pub fn contents(area: &impl Area) -> BTreeMap<String, String> {
    let keys = area.keys().expect("the area works").into_iter();
    keys.map(|key| (key.clone(), area.get(&key).expect("the area works").expect("the key exists"))).collect()
}
