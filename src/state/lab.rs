use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::browser;
use bank::BankEvent;
use engine::{Recorded, Version};
use lab::{AccountId, Lab};

/// The lab with its log, and the clock of the page.
///
/// The log is never cloned and never a signal: a change of it bumps a counter, and panels read rows by version.
#[derive(Clone, Copy)]
pub struct LabContext {
    lab: StoredValue<Lab>,
    revision: RwSignal<u32>,
    /// The time that "6 min ago" is counted from.
    pub now: RwSignal<DateTime<Utc>>,
}

/// The lab of the page.
pub fn use_lab() -> LabContext {
    expect_context()
}

impl LabContext {
    /// Puts this lab on the page.
    pub fn new(lab: Lab) -> Self {
        Self { lab: StoredValue::new(lab), revision: RwSignal::new(0), now: RwSignal::new(browser::now()) }
    }

    /// Reads the lab, and subscribes to its changes.
    pub fn read<T>(self, read: impl FnOnce(&Lab) -> T) -> T {
        self.revision.track();
        self.lab.with_value(read)
    }

    /// Reads the lab without subscribing to its changes.
    pub fn read_untracked<T>(self, read: impl FnOnce(&Lab) -> T) -> T {
        self.lab.with_value(read)
    }

    /// Changes the lab without notifying its subscribers; [`Self::notify`] does. Returns `None` when the page is gone.
    pub(super) fn update_untracked<T>(self, change: impl FnOnce(&mut Lab) -> T) -> Option<T> {
        self.lab.try_update_value(change)
    }

    /// Notifies whatever has read the lab.
    pub(super) fn notify(self) {
        self.revision.update(|revision| *revision += 1);
    }

    /// Whether a store of the browser keeps the events, and the lab holds a copy.
    pub fn is_mirror(self) -> bool {
        self.read_untracked(Lab::is_mirror)
    }

    /// The owner's name of an account; empty for an account without one.
    pub fn owner(self, account: AccountId) -> String {
        self.read(|lab| lab.now(account).account.owner).map(String::from).unwrap_or_default()
    }

    /// What a fork says beside its owner's name, e.g. `fork of ACCOUNT-1001 at v3`; empty for any other account.
    pub fn fork_mark(self, account: AccountId) -> String {
        let origin = self.read(|lab| lab.forked_from(account));
        origin.map(|(origin, version)| format!("fork of {origin} at {version}")).unwrap_or_default()
    }
}

/// The name of an event on the page, e.g. `ACCOUNT-1001/3`.
pub fn event_name(account: AccountId, version: Version) -> String {
    format!("{account}/{}", version.0)
}

/// The name of an event's type.
pub fn event_type(event: &Recorded<BankEvent>) -> &str {
    engine::Event::event_type(&event.data)
}
