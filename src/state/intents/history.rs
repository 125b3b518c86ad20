//! Undo, redo, reset, and every other way to replace the lab.

use leptos::prelude::*;

use super::Intents;
use crate::browser;
use crate::state::persistence::Errand;
use bank::CommandKind;
use lab::{AccountId, Act, Lab, six_events};
use stores::StoreKind;

/// The message once the example is loaded.
const LOADED_SIX: &str = "Loaded six events of Ada and one of Grace.";

impl Intents {
    /// Rewinds the lab by one command.
    pub fn undo(self) {
        let forked = self.lab.read_untracked(|lab| match lab.scenario().actions.last()?.act {
            Act::Fork { account, at } => Some((account, at)),
            _ => None,
        });
        let words = "Rewound the lab by one command. No event was deleted: the lab has another log now.";
        // The fork is gone: back to where it was made.
        if self.rewind(Lab::undo, words)
            && let Some((account, at)) = forked
        {
            self.open(account);
            self.cursor.go_to(at);
        }
    }

    /// Does again what was undone.
    pub fn redo(self) {
        let before = self.lab.read_untracked(Lab::next_account);
        let is_done = self.rewind(Lab::redo, "Sent the command again. Its events are the same as before.");
        if is_done && self.lab.read_untracked(Lab::next_account) > before {
            self.open(before);
        }
    }

    /// Starts over with an empty log; a store of the browser is emptied.
    pub fn reset(self) {
        if self.lab.is_mirror() {
            return self.delete_everything();
        }
        self.forget_link();
        self.replace(Lab::new(browser::seed(), browser::now()));
        self.notices.toast.set("Emptied the lab.".to_owned());
    }

    /// Deletes everything that the store keeps, and starts over with it.
    pub fn delete_everything(self) {
        if self.persistence.kind.get_untracked() == StoreKind::Memory { self.reset() } else { self.run(Errand::Delete) }
    }

    /// Loads the example with six events.
    pub fn load_six_events(self) {
        let six = Lab::play(six_events(browser::seed(), browser::now()));
        if self.lab.is_mirror() {
            return self.run(Errand::CopyFrom(six.store(), LOADED_SIX));
        }
        self.replace(six);
        self.notices.announcement.set(LOADED_SIX.to_owned());
        self.form.suggest_payment();
    }

    /// Puts another lab on the page, and returns the one that was there.
    pub fn replace(self, with: Lab) -> Option<Lab> {
        let before = self.lab.update_untracked(|lab| std::mem::replace(lab, with));
        self.cursor.account.set(AccountId(0));
        self.after_replacement();
        before
    }

    /// Changes the lab. A command that is stepped through and not sent yet is planned again.
    pub fn change<T>(self, change: impl FnOnce(&mut Lab) -> T) -> Option<T> {
        let changed = self.lab.update_untracked(change);
        self.lab.notify();
        if let Some(mut stepping) = self.stepper.stepping.get_untracked()
            && self.lab.read_untracked(|lab| stepping.plan_again(lab))
        {
            self.stepper.stepping.set(Some(stepping));
        }
        changed
    }

    /// Returns whether the lab is another one now.
    fn rewind(self, turn: fn(&mut Lab) -> bool, words: &str) -> bool {
        if self.is_read_only() {
            return false;
        }
        // A command that is not written yet is discarded, and that is all.
        let is_unwritten =
            |stepping: &Option<lab::Stepping>| stepping.as_ref().is_some_and(|stepping| !stepping.is_written());
        if self.stepper.stepping.with_untracked(is_unwritten) {
            self.stop_stepping();
            return false;
        }
        let is_done = self.lab.update_untracked(turn) == Some(true);
        if is_done {
            self.after_replacement();
            self.notices.toast.set(words.to_owned());
        }
        is_done
    }

    fn after_replacement(self) {
        let accounts = self.lab.read_untracked(Lab::accounts).len();
        let last = AccountId(u32::try_from(accounts.saturating_sub(1)).unwrap_or(0));
        self.cursor.account.set(self.cursor.account.get_untracked().min(last));
        self.lab.now.set(browser::now());
        self.views.labs.update(|labs| *labs += 1);
        self.stepper.stepping.set(None);
        self.cursor.playing.set(false);
        self.cursor.go_live();
        self.filter.clear();
        self.filter.pick_none();
        self.form.clear_messages();
        self.lab.notify();
        if accounts == 0 {
            self.form.suggest_owner();
            self.form.kind.set(CommandKind::CreateAccount);
        }
    }
}
