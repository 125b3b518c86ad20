//! The store that keeps the events, as far as the page always needs it. What it takes to keep events in a browser is loaded once
//! somebody asks for it: it weighs more than half of the page.

use std::sync::Arc;

use leptos::prelude::*;

use super::browser;
use super::parts::{self, NotLoaded};
use super::session::Session;
use super::small::Small;
use bank::{Bank, Command};
use engine::Version;
use lab::{AccountId, Attempt, Lab, Outcome};
use stores::{Contents, MemoryStore, Remedy, StoreKind};

/// What the page knows of its store. It is a handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Keeping {
    /// The store that was chosen.
    pub kind: Small<StoreKind>,
    /// The number of the log in it that is shown, from 1. Later ones began beside a log that could not be used.
    pub log: RwSignal<u32>,
    /// The numbers of the logs that it keeps, when that was last asked.
    pub logs: RwSignal<Vec<u32>>,
    /// What is going on with it.
    pub condition: RwSignal<Condition>,
    /// What is in it, when that was last asked.
    pub contents: RwSignal<Contents>,
    /// Whether a command is on its way to it.
    pub is_sending: RwSignal<bool>,
    /// What is said of the commands that it takes its time for; nothing while it answers at once.
    pub waiting: RwSignal<String>,
    /// The copy that is under way.
    pub copying: RwSignal<Option<Copying>>,
    /// What came of the last copy.
    pub copied: RwSignal<String>,
    /// How far a verification is.
    pub verification: RwSignal<Verification>,
    /// The lab in memory, while another store is shown.
    parked: StoredValue<Option<Lab>>,
    /// Owns what is built later, as long as the page is there.
    pub owner: StoredValue<Owner>,
}

/// What is going on with a store.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    /// It can be read and written.
    Ready,
    /// It is being opened and read.
    Opening,
    /// Something is done to all of it, such as `Deleting everything`, and takes no command meanwhile.
    Busy(&'static str),
    /// It can be read, as far as this fault allows, and refuses commands.
    ReadOnly(Fault),
    /// It can't be used.
    Broken(Fault),
}

/// Why a store can't be used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    /// What happened and what to do, in sentences.
    pub reason: String,
    /// What helps, the best first.
    pub remedies: &'static [Remedy],
}

impl Fault {
    /// The part of the page that opens stores could not be loaded.
    fn not_loaded() -> Self {
        Self { reason: NotLoaded::WORDS.to_owned(), remedies: &[Remedy::Retry, Remedy::Reload] }
    }
}

/// Whether the log matches its hash chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Verification {
    /// It was not checked since the store was opened.
    #[default]
    None,
    /// It is being checked.
    Running,
    /// It was checked: this sentence is the result.
    Done(String),
}

/// A log on its way to another store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copying {
    /// The store that it is copied to.
    pub target: StoreKind,
    /// How many events are there.
    pub done: u64,
    /// How many events there are to be.
    pub of: u64,
    /// Whether somebody has asked it to stop.
    pub is_stopping: bool,
}

/// What is done by the part of the page that is loaded when it is asked for.
pub(super) enum Errand {
    /// Show what is in the store.
    Show,
    /// Open the store that was chosen, read it, and follow what is written to it.
    Open,
    /// Let go of the store that is open.
    Close,
    /// Send a command to it.
    Write(AccountId, Command),
    /// Make a fork of this account at this version in it, and send a command to the fork.
    Fork(AccountId, Version, Command),
    /// Copy this log into it, and then say this.
    CopyFrom(Arc<MemoryStore<Bank>>, &'static str),
    /// Send the messages that it has queued.
    Publish,
    /// Delete everything that it keeps.
    Delete,
}

impl Keeping {
    pub(super) fn new() -> Self {
        Self {
            kind: Small::new(StoreKind::Memory),
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
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }
}

impl Session {
    /// Opens the store that the address names, and goes to the place that it names.
    pub(super) fn open_store_of_address(self) {
        match store_of_address() {
            Some(kind) if kind != StoreKind::Memory => {
                self.store.log.set(log_of_address());
                self.open_store(kind);
            }
            _ => self.go_to_address(),
        }
    }

    /// Shows another store. What was in memory waits there until it is chosen again.
    pub(super) fn choose_store(self, kind: StoreKind) {
        if kind != self.store.kind.get_untracked() {
            self.store.log.set(1);
            self.leave_for((kind != StoreKind::Memory).then(|| store_id(kind)), 1);
            self.open_store(kind);
        }
    }

    /// Opens a store, also the same one again.
    pub(super) fn open_store(self, kind: StoreKind) {
        let keeping = self.store;
        self.stop_stepping();
        let was_kept = keeping.kind.get_untracked() != StoreKind::Memory;
        keeping.kind.set(kind);
        if kind == StoreKind::Memory {
            keeping.condition.set(Condition::Ready);
            let lab = keeping.parked.try_update_value(Option::take).flatten();
            self.replace(lab.unwrap_or_else(|| Lab::new(browser::seed(), browser::now())));
            self.suggest_next();
            self.go_to_address();
            if was_kept {
                // What was never loaded has nothing open.
                parts::run(self, Errand::Close, || {});
            }
            return;
        }
        let before = self.replace(Lab::kept(browser::seed(), browser::now()));
        if let Some(memory) = before.filter(|lab| !lab.is_kept()) {
            keeping.parked.set_value(Some(memory));
        }
        keeping.condition.set(Condition::Opening);
        self.run(Errand::Open);
    }

    /// Shows what is in the store, and what can be done with it.
    pub(super) fn show_store(self) {
        self.run(Errand::Show);
    }

    /// Sends a command to the store.
    pub(super) fn write_to_store(self, account: AccountId, command: Command) {
        let unusable = match self.store.condition.get_untracked() {
            Condition::Broken(fault) => Some(fault.reason),
            _ => None,
        };
        if let Some(reason) = unusable {
            return self.show(Attempt::not_decided(account, command, Outcome::Failed { reason }));
        }
        self.run(Errand::Write(account, command));
    }

    /// Copies a log into the store that is shown, and then says this.
    pub(super) fn copy_into_store(self, log: Arc<MemoryStore<Bank>>, said: &'static str) {
        self.run(Errand::CopyFrom(log, said));
    }

    /// Deletes everything that the store keeps, and begins anew with it.
    pub(super) fn delete_everything(self) {
        if self.store.kind.get_untracked() == StoreKind::Memory { self.reset() } else { self.run(Errand::Delete) }
    }

    /// The store can't be used.
    pub(super) fn is_broken(self, fault: Fault) {
        self.store.condition.set(Condition::Broken(fault));
        self.leave_unanswered_step();
        self.run(Errand::Show);
    }

    /// Fills in what is likely to come next.
    pub(super) fn suggest_next(self) {
        if self.read_untracked(Lab::accounts).len() > 0 { self.suggest_payment() } else { self.suggest_owner() }
    }

    /// Whether no command is taken just now.
    pub(super) fn is_held(self) -> bool {
        self.stepping.with(Option::is_some) || self.store.condition.with(|now| matches!(now, Condition::Busy(_)))
    }

    pub(super) fn run(self, errand: Errand) {
        parts::run(self, errand, move || {
            self.toast.set(NotLoaded::WORDS.to_owned());
            // The store in memory needs no part.
            if self.store.kind.get_untracked() == StoreKind::Memory {
                return;
            }
            self.store.condition.set(Condition::Broken(Fault::not_loaded()));
        });
    }
}

/// The store that the address names.
pub(super) fn store_of_address() -> Option<StoreKind> {
    let named = browser::in_address("store")?;
    StoreKind::ALL.into_iter().find(|kind| store_id(*kind) == named)
}

/// The number of the log that the address names.
pub(super) fn log_of_address() -> u32 {
    browser::in_address("log").and_then(|log| log.parse().ok()).filter(|log| *log > 0).unwrap_or(1)
}

/// A store's name.
pub(super) const fn store_name(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "In memory",
        StoreKind::Tab => "This tab",
        StoreKind::Browser => "This browser",
        StoreKind::IndexedDb => "IndexedDB",
    }
}

/// How a store is called in the address.
pub(super) const fn store_id(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "memory",
        StoreKind::Tab => "tab",
        StoreKind::Browser => "browser",
        StoreKind::IndexedDb => "indexeddb",
    }
}
