//! Stepping through a command: what a learner asks for, and what the store answers. The rules are [`Stepping`]'s.

use leptos::prelude::*;

use super::Intents;
use crate::state::persistence::Errand;
use lab::{Advance, Answered, Attempt, Lab, Stepping, Stop};

impl Intents {
    /// Goes to the next stop; at Append the command is written, after the last stop it is done. A learner who looks back comes
    /// forward again first.
    pub fn next_stop(self) {
        let Some(mut stepping) = self.stepper.stepping.get_untracked() else { return };
        let focus = untrack(|| self.stepper.stop_in_focus());
        if let Some(next) = focus.next().filter(|_| focus < stepping.stop) {
            return self.stepper.focus_stop(next);
        }
        self.stepper.focus_waiting_stop();
        if untrack(|| self.has_to_wait(&stepping)) {
            return;
        }
        let then = self.lab.read_untracked(|lab| stepping.advance(lab));
        let (account, command) = (stepping.account, stepping.command.clone());
        let publishes = then == Advance::Moved && stepping.stop == Stop::Publish;
        self.stepper.stepping.set(Some(stepping).filter(|_| then != Advance::Finished));
        if then == Advance::Send {
            self.write_down(account, command);
        } else if publishes {
            self.publish();
        }
    }

    /// Reads the account again, decides the command again, and waits at Load.
    pub fn reload_and_decide_again(self) {
        let Some(mut stepping) = self.stepper.stepping.get_untracked() else { return };
        let has_something_to_write = self.lab.read_untracked(|lab| stepping.read_again(lab));
        self.form.outcome.set(None);
        self.stepper.focus_waiting_stop();
        self.stepper.stepping.set(Some(stepping).filter(|_| has_something_to_write));
    }

    /// Goes back to the stop before. What is written stays written: from Append on it is only looked back.
    pub fn previous_stop(self) {
        let Some(mut stepping) = self.stepper.stepping.get_untracked() else { return };
        let Some(previous) = untrack(|| self.stepper.stop_in_focus()).previous() else { return };
        if stepping.go_back(previous) {
            self.stepper.stepping.set(Some(stepping));
            return self.stepper.focus_waiting_stop();
        }
        self.stepper.focus_stop(previous);
    }

    /// Leaves the steps: a command that is not written yet is discarded, a written one is done.
    pub fn stop_stepping(self) {
        let Some(stepping) = self.stepper.stepping.get_untracked() else { return };
        self.stepper.stepping.set(None);
        self.stepper.focus_waiting_stop();
        if stepping.is_written() && stepping.stop == Stop::Append {
            self.publish();
        }
        if stepping.is_sent {
            let words = "The store already has the command. Its outcome will be shown.";
            self.notices.toast.set(words.to_owned());
        } else if !stepping.is_written() {
            self.notices.toast.set("Discarded the command. Nothing was written.".to_owned());
        }
    }

    /// Switches stepping through commands on or off.
    pub fn set_step_through(self, on: bool) {
        self.stepper.is_on.set(on);
        if !on {
            self.stop_stepping();
        }
    }

    /// Whether a command can't leave its stop: it has failed, or the store has not answered it yet, or one that was sent before.
    pub fn has_to_wait(self, stepping: &Stepping) -> bool {
        stepping.is_sent || stepping.is_conflict || (stepping.stop == Stop::Decide && self.persistence.is_sending.get())
    }

    /// Takes in the outcome of a command, which may be the one that is stepped through.
    pub(super) fn answer_step(self, attempt: &Attempt) {
        let Some(mut stepping) = self.stepper.stepping.get_untracked() else { return };
        match self.lab.read_untracked(|lab| stepping.answered(lab, attempt)) {
            None if self.lab.read_untracked(|lab| stepping.follow(lab, attempt)) => self.stepper.focus_waiting_stop(),
            None => return,
            Some(Answered::Written | Answered::Conflict) => {}
            Some(Answered::Overtaken(first, last)) => self.notices.toast.set(format!(
                "Conflict: another tab wrote first. The command was decided again and wrote {}.",
                if first == last { first.to_string() } else { format!("{first} to {last}") }
            )),
            // The outcome says why.
            Some(Answered::NotWritten) => return self.stepper.stepping.set(None),
        }
        self.stepper.stepping.set(Some(stepping));
    }

    /// Sends the messages that are queued.
    fn publish(self) {
        if self.lab.is_mirror() {
            return self.run(Errand::Publish);
        }
        self.change(Lab::publish);
    }
}
