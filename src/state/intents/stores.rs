//! Choosing and opening a store.

use leptos::prelude::*;

use super::Intents;
use crate::browser;
use crate::state::notices::Offer;
use crate::state::persistence::{Condition, Errand, Fault, log_of_address, store_id, store_name, store_of_address};
use bank::Command;
use lab::{AccountId, Attempt, Lab, Outcome, counted};
use stores::StoreKind;

/// How many characters of a name from the address are shown.
const LONGEST_NAME: usize = 40;

impl Intents {
    /// Opens the store that the address names, and goes to the place that it names.
    pub fn open_store_of_address(self) {
        if let Some(said) = self.events_of_address() {
            self.notices.add(&said);
        }
        // It opens in memory, whatever store the address names as well.
        if browser::link().is_some() {
            self.address.awaits_link.set(true);
            return (self.on_demand.open_link)(self, true);
        }
        if let Some(named) = browser::in_address("store").filter(|_| store_of_address().is_none()) {
            let named: String = named.chars().take(LONGEST_NAME).collect();
            self.notices.add(&match browser::may_keep() {
                true => format!(
                    "The address names a store that there is not, \u{201c}{named}\u{201d}. This lab is in memory."
                ),
                false => "An embed opens no store of the browser. This lab is in memory.".to_owned(),
            });
        }
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
        let (left, log) = (self.persistence.kind.get_untracked(), self.persistence.log.get_untracked());
        if kind != left {
            let events = self.lab.read_untracked(Lab::position).0;
            self.persistence.log.set(1);
            self.leave_for((kind != StoreKind::Memory).then(|| store_id(kind)), 1);
            self.open_store(kind);
            self.say_what_stays(left, log, events);
        }
    }

    /// Says how many events stay in a store that is left, and offers to copy them to the one that is open now.
    fn say_what_stays(self, left: StoreKind, log: u32, events: u64) {
        if events == 0 {
            return;
        }
        let there = if left == StoreKind::Memory { "in memory" } else { store_name(left) };
        let preposition = if left == StoreKind::Memory { "" } else { "in " };
        let stay = if events == 1 { "stays" } else { "stay" };
        let words = format!(
            "{} {stay} {preposition}{there}. Choose that store again to see {} there.",
            counted(events, "event", "events"),
            if events == 1 { "it" } else { "them" },
        );
        let kind = self.persistence.kind.get_untracked();
        // A log can't be copied to the memory.
        self.notices.offer.set((kind != StoreKind::Memory).then(|| Offer {
            toast: words.clone(),
            label: format!("Copy to {}", store_name(kind)),
            act: Callback::new(move |()| {
                // Another store may be open by now.
                if self.persistence.kind.get_untracked() == kind {
                    self.run(Errand::CopyHere(left, log));
                }
            }),
        }));
        self.notices.toast.set(words);
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

    /// Keeps this lab in memory, or an empty one, while another store is shown.
    pub fn keep_in_memory(self, lab: Option<Lab>) {
        self.persistence.park(lab.unwrap_or_else(|| Lab::new(browser::seed(), browser::now())));
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
        if !browser::may_keep() {
            return;
        }
        (self.on_demand.run_errand)(self, errand);
    }
}
