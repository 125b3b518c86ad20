use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use bank::{Bank, Command};
use engine::{Failure, Version};
use lab::{AccountId, Lab};
use stores::{Contents, MemoryStore, Remedy, StoreKind};

/// The store that keeps the events, as far as the page always needs it. What opens, reads and writes a store of the browser is loaded on
/// demand: it weighs more than half of the page.
#[derive(Clone, Copy)]
pub struct PersistenceContext {
    /// The chosen store.
    pub kind: RwSignal<StoreKind>,
    /// The number of the log in it that is shown, from 1. Later ones began beside a log that could not be used.
    pub log: RwSignal<u32>,
    /// The numbers of the logs that it keeps, as of the last time it was asked.
    pub logs: RwSignal<Vec<u32>>,
    /// Whether it can be used.
    pub condition: RwSignal<Condition>,
    /// What is in it, as of the last time it was asked.
    pub contents: RwSignal<Contents>,
    /// Whether a command is on its way to it.
    pub is_sending: RwSignal<bool>,
    /// The message about commands that the store takes its time for; empty while it answers at once.
    pub waiting: RwSignal<String>,
    /// The copy that is under way.
    pub copying: RwSignal<Option<Copying>>,
    /// The result of the last copy, in words.
    pub copied: RwSignal<String>,
    /// How far a verification is.
    pub verification: RwSignal<Verification>,
    /// The lab in memory, while another store is shown.
    parked: StoredValue<Option<Lab>>,
}

/// The store of the page.
pub fn use_persistence() -> PersistenceContext {
    expect_context()
}

/// Whether a store can be used.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// It can be read and written.
    Ready,
    /// It is being opened and read.
    Opening,
    /// All of it is being changed, such as `Deleting everything`, and it takes no command meanwhile.
    Busy(&'static str),
    /// It can be read, as far as this fault allows, and refuses commands.
    ReadOnly(Fault),
    /// It can't be used.
    Broken(Fault),
}

/// Why a store can't be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What happened and what to do.
    pub failure: Failure,
    /// What helps, the best first.
    pub remedies: &'static [Remedy],
}

/// Whether the log matches its hash chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Verification {
    /// It was not checked since the store was opened.
    #[default]
    None,
    /// It is being checked.
    Running,
    /// It was checked: this sentence is the result.
    Done(String),
}

/// A log that is being copied to another store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copying {
    /// The store that it is copied to.
    pub target: StoreKind,
    /// How many events are copied.
    pub done: u64,
    /// How many events there are to copy.
    pub of: u64,
    /// Whether the copy was asked to stop.
    pub is_stopping: bool,
}

/// What the part of the page does that is loaded on demand.
pub enum Errand {
    /// Show what is in the store.
    Show,
    /// Open the chosen store, read it, and follow what is written to it.
    Open,
    /// Let go of the open store.
    Close,
    /// Send a command to it.
    Write(AccountId, Command),
    /// Make a fork of this account at this version in it, and send a command to the fork.
    Fork(AccountId, Version, Command),
    /// Copy this log into it, and then show this message.
    CopyFrom(Arc<MemoryStore<Bank>>, &'static str),
    /// Copy the log of this number in another store into it.
    CopyHere(StoreKind, u32),
    /// Send the messages that it has queued.
    Publish,
    /// Delete everything that it keeps.
    Delete,
}

impl PersistenceContext {
    /// The store in memory.
    pub fn new() -> Self {
        Self {
            kind: RwSignal::new(StoreKind::Memory),
            log: RwSignal::new(1),
            logs: RwSignal::default(),
            condition: RwSignal::new(Condition::Ready),
            contents: RwSignal::default(),
            is_sending: RwSignal::new(false),
            waiting: RwSignal::default(),
            copying: RwSignal::new(None),
            copied: RwSignal::default(),
            verification: RwSignal::default(),
            parked: StoredValue::new(None),
        }
    }

    /// Keeps the lab in memory while another store is shown.
    pub(super) fn park(self, lab: Lab) {
        self.parked.set_value(Some(lab));
    }

    /// Reads the lab in memory, while another store is shown.
    pub fn with_parked<T>(self, read: impl FnOnce(&Lab) -> T) -> Option<T> {
        self.parked.with_value(|lab| lab.as_ref().map(read))
    }

    /// Takes the lab in memory out again.
    pub(super) fn take_parked(self) -> Option<Lab> {
        self.parked.try_update_value(Option::take).flatten()
    }
}

/// The store that the address names. An embed is always in memory.
pub fn store_of_address() -> Option<StoreKind> {
    let named = browser::in_address("store")?;
    let kind = StoreKind::ALL.into_iter().find(|kind| store_id(*kind) == named)?;
    (kind == StoreKind::Memory || browser::may_keep()).then_some(kind)
}

/// The number of the log that the address names, from 1; 1 if it names none. `None` if it names something else.
pub fn log_of_address() -> Option<u32> {
    match browser::in_address("log") {
        None => Some(1),
        Some(log) => log.parse().ok().filter(|log| *log > 0),
    }
}

/// A store's name.
pub const fn store_name(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "In memory",
        StoreKind::Tab => "This tab",
        StoreKind::Browser => "This browser",
        StoreKind::IndexedDb => "IndexedDB",
    }
}

/// A store's name in the address.
pub const fn store_id(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "memory",
        StoreKind::Tab => "tab",
        StoreKind::Browser => "browser",
        StoreKind::IndexedDb => "indexeddb",
    }
}
