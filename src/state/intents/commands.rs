//! Sending commands.

use leptos::prelude::*;

use super::Intents;
use crate::browser;
use crate::state::command_form::field_id;
use crate::state::lab::event_type;
use crate::state::persistence::Errand;
use bank::{Command, CommandKind};
use engine::Version;
use lab::{AccountId, Attempt, Form, Stepping, outcome_words, sentence};

impl Intents {
    /// Fills in the form for a new account.
    pub fn new_account(self) {
        self.form.suggest_owner();
        self.form.choose(CommandKind::CreateAccount);
        self.form.errors.update(Vec::clear);
        self.layout.open_sheet();
        browser::focus_soon("owner");
    }

    /// Creates an account for Ada: the first action of a first visit, with nothing to fill in.
    pub fn open_for_ada(self) {
        self.form.values.set(Form { owner: "Ada".to_owned(), email: "ada@example.com".to_owned(), ..Form::default() });
        self.form.kind.set(CommandKind::CreateAccount);
        self.submit();
    }

    /// Sends the command that was filled in. A mistake is shown beside its field, which gets the focus.
    pub fn submit(self) {
        if untrack(|| self.is_held()) || self.form.is_double_press() {
            return;
        }
        let (kind, account) = (self.form.kind.get_untracked(), self.cursor.account.get_untracked());
        let currency = self.lab.read_untracked(|lab| lab.currency(account));
        match untrack(|| self.form.filled_in()).command(kind, currency) {
            Ok(command) => self.send_or_ask(command),
            Err(errors) => {
                let first = errors.first().map(|error| field_id(error.field));
                self.form.errors.set(errors);
                self.form.outcome.set(None);
                self.layout.open_sheet();
                if let Some(field) = first {
                    browser::focus_soon(field);
                }
            }
        }
    }

    /// Sends a command that was filled in. While the past is shown it asks first whether the command goes to now, or to a fork: it would
    /// not act on what is seen.
    fn send_or_ask(self, command: Command) {
        let version = self.cursor.version.get_untracked();
        let is_past = version < self.cursor.head.get_untracked();
        let is_of_this_account = command.kind() != CommandKind::CreateAccount;
        // A reversal names the event that it acts on.
        let is_seen = command.reverses() == Some(version);
        if is_past && is_of_this_account && !is_seen {
            self.cursor.playing.set(false);
            return (self.on_demand.ask_now_or_fork)(self, command);
        }
        self.send_filled_in(command);
    }

    /// Sends a command to the newest version, and clears its reason from the form.
    pub fn send_filled_in(self, command: Command) {
        self.form.values.update(|form| form.reason.clear());
        self.send(command);
    }

    /// Makes a fork at the version at the cursor, and sends the command to it.
    pub fn send_to_fork(self, command: Command) {
        let (account, version) = (self.cursor.account.get_untracked(), self.cursor.version.get_untracked());
        if self.lab.is_mirror() {
            self.form.values.update(|form| form.reason.clear());
            return self.run(Errand::Fork(account, version, command));
        }
        if self.fork(version) {
            self.send_filled_in(command);
        }
    }

    /// Makes a fork of the open account at a version, and opens it. The lab must be in memory. Returns whether it was made; if not, a toast
    /// says why.
    pub fn fork(self, version: Version) -> bool {
        let account = self.cursor.account.get_untracked();
        match self.change(|lab| lab.fork(browser::now(), account, version)) {
            Some(Ok(fork)) => {
                self.open(fork);
                true
            }
            Some(Err(why)) => {
                self.notices.toast.set(why.to_owned());
                false
            }
            None => false,
        }
    }

    /// Sends a command, or begins to step through it.
    pub fn send(self, command: Command) {
        let open = self.cursor.account.get_untracked();
        if self.stepper.is_on.get_untracked() {
            let stepping = self.lab.read_untracked(|lab| Stepping::begin(lab, open, command.clone()));
            if stepping.is_some() {
                self.form.clear_messages();
                self.layout.sheet.set(false);
                self.cursor.go_live();
                self.stepper.focus_waiting_stop();
                return self.stepper.stepping.set(stepping);
            }
        }
        self.write_down(open, command);
    }

    /// Has a command written, by the lab or by the open store.
    pub(super) fn write_down(self, account: AccountId, command: Command) {
        if self.lab.is_mirror() {
            return self.write_to_store(account, command);
        }
        // A command that is stepped through publishes when it comes to Publish.
        let waits = self.stepper.stepping.with_untracked(Option::is_some);
        let attempt = self.lab.update_untracked(|lab| match waits {
            true => lab.append(browser::now(), account, command).clone(),
            false => lab.send(browser::now(), account, command).clone(),
        });
        if let Some(attempt) = attempt {
            self.stepper.sent_as(attempt.id);
            self.show(attempt);
        }
    }

    /// Shows the outcome of a command.
    pub fn show(self, attempt: Attempt) {
        // While a store takes its time, the next command may be filled in already.
        let creates = self.form.kind.get_untracked() == CommandKind::CreateAccount
            && attempt.command.kind() == CommandKind::CreateAccount
            && attempt.outcome.written().is_some();
        let now = browser::now();
        self.lab.now.set(now);
        self.cursor.playing.set(false);
        self.filter.clear();
        self.filter.pick_none();
        self.cursor.account.set(attempt.account);
        self.cursor.go_live();
        self.lab.notify();
        self.form.errors.update(Vec::clear);
        self.layout.sheet.set(false);
        self.answer_step(&attempt);
        self.announce(&attempt);
        self.form.outcome.set(Some(attempt));
        if creates {
            self.form.suggest_payment();
            self.form.note_creation(now);
        }
    }

    /// Announces what was written.
    fn announce(self, attempt: &Attempt) {
        let Some(version) = attempt.outcome.written() else { return };
        let words = self.lab.read_untracked(|lab| {
            let owner = lab.now(attempt.account).account.owner;
            match lab.event(attempt.account, version) {
                Some(event) => {
                    let sentence = sentence(&event.data, owner.as_ref());
                    format!("Event {}, {}: {sentence}", version.0, event_type(&event))
                }
                None => outcome_words(attempt, owner.as_ref()).1,
            }
        });
        self.notices.announcement.set(words);
    }
}
