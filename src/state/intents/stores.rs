//! Choosing and opening a store.

use leptos::prelude::*;

use super::Intents;
use crate::browser;
use crate::state::persistence::{Condition, Errand, Fault, log_of_address, store_id, store_name, store_of_address};
use bank::Command;
use lab::{AccountId, Attempt, Lab, Outcome};
use stores::StoreKind;

impl Intents {
    /// Opens the store that the address names, and goes to the place that it names.
    pub fn open_store_of_address(self) {
        match store_of_address() {
            Some(kind) if kind != StoreKind::Memory => {
                let named = log_of_address();
                let log = named.unwrap_or(1);
                self.persistence.log.set(log);
                self.open_store(kind);
                if named.is_none() {
                    self.leave_for(Some(store_id(kind)), log);
                    let text =
                        format!("The address names no valid log number. This is log {log} of {}.", store_name(kind));
                    self.notices.toast.set(text);
                }
            }
            _ => self.go_to_address(),
        }
    }

    /// Switches to another store. The lab in memory waits there until that store is chosen again.
    pub fn choose_store(self, kind: StoreKind) {
        if kind != self.persistence.kind.get_untracked() {
            self.persistence.log.set(1);
            self.leave_for((kind != StoreKind::Memory).then(|| store_id(kind)), 1);
            self.open_store(kind);
        }
    }

    /// Opens a store, or the same one again.
    pub fn open_store(self, kind: StoreKind) {
        let persistence = self.persistence;
        self.stop_stepping();
        let was_kept = persistence.kind.get_untracked() != StoreKind::Memory;
        persistence.kind.set(kind);
        if kind == StoreKind::Memory {
            persistence.condition.set(Condition::Ready);
            let lab = persistence.take_parked();
            self.replace(lab.unwrap_or_else(|| Lab::new(browser::seed(), browser::now())));
            self.form.suggest_next();
            self.go_to_address();
            if was_kept {
                self.run(Errand::Close);
            }
            return;
        }
        let before = self.replace(Lab::mirroring(browser::seed(), browser::now()));
        if let Some(memory) = before.filter(|lab| !lab.is_mirror()) {
            persistence.park(memory);
        }
        persistence.condition.set(Condition::Opening);
        self.run(Errand::Open);
    }

    /// Shows what is in the store, and what can be done with it.
    pub fn show_store(self) {
        self.run(Errand::Show);
    }

    /// Sends a command to the open store.
    pub(super) fn write_to_store(self, account: AccountId, command: Command) {
        if let Condition::Broken(Fault { failure, .. }) = self.persistence.condition.get_untracked() {
            return self.show(Attempt::not_decided(account, command, Outcome::Failed(failure)));
        }
        self.run(Errand::Write(account, command));
    }

    /// The store can't be used: says so, and shows the ways out.
    pub fn store_is_broken(self, fault: Fault) {
        self.persistence.condition.set(Condition::Broken(fault));
        self.stepper.leave_unanswered();
        self.run(Errand::Show);
    }

    pub(super) fn run(self, errand: Errand) {
        (self.on_demand.run_errand)(self, errand);
    }
}
