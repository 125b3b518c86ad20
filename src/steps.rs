//! Going through a command step by step: what people ask for, and what the store answers. The rules are [`Stepping`]'s.

use leptos::prelude::*;

use super::session::Session;
use super::store::Errand;
use lab::{Advance, Answered, Attempt, Lab, Stepping, Stop};
use uuid::Uuid;

impl Session {
    /// Goes to the next stop; at Append the command is written, after the last stop it is done. Whoever looks back comes
    /// forward again first.
    pub(super) fn next_stop(self) {
        let Some(mut stepping) = self.stepping.get_untracked() else { return };
        let focus = untrack(|| self.stop_in_focus());
        if let Some(next) = focus.next().filter(|_| focus < stepping.stop) {
            return self.look_at_stop(next);
        }
        self.look_where_it_waits();
        if untrack(|| self.has_to_wait(&stepping)) {
            return;
        }
        let then = stepping.advance();
        let (account, command) = (stepping.account, stepping.command.clone());
        let publishes = then == Advance::Moved && stepping.stop == Stop::Publish;
        self.stepping.set(Some(stepping).filter(|_| then != Advance::Finished));
        if then == Advance::Send {
            self.write_down(account, command);
        } else if publishes {
            self.publish();
        }
    }

    /// Sends the messages that are queued.
    fn publish(self) {
        if self.read_untracked(Lab::is_kept) {
            return self.run(Errand::Publish);
        }
        self.change(Lab::publish);
    }

    /// Whether a command can't go on from its stop yet: the store has not answered it, or one that was sent before.
    pub(super) fn has_to_wait(self, stepping: &Stepping) -> bool {
        stepping.is_sent || (stepping.stop == Stop::Decide && self.store.is_sending.get())
    }

    /// Goes back to the stop before. What is written stays written: from Append on it is only looked back.
    pub(super) fn previous_stop(self) {
        let Some(mut stepping) = self.stepping.get_untracked() else { return };
        let Some(previous) = untrack(|| self.stop_in_focus()).previous() else { return };
        if stepping.go_back(previous) {
            self.stepping.set(Some(stepping));
            return self.look_where_it_waits();
        }
        self.look_at_stop(previous);
    }

    /// Leaves the steps: a command that is not written yet is given up, a written one is done.
    pub(super) fn stop_stepping(self) {
        let Some(stepping) = self.stepping.get_untracked() else { return };
        self.stepping.set(None);
        self.look_where_it_waits();
        if stepping.stop == Stop::Append {
            self.publish();
        }
        if stepping.is_sent {
            self.toast.set("The store has the command already. What becomes of it is its outcome.".to_owned());
        } else if !stepping.is_written() {
            self.toast.set("The command was given up. It has written nothing.".to_owned());
        }
    }

    /// From now on commands are gone through step by step, or no longer.
    pub(super) fn set_step_through(self, on: bool) {
        self.step_through.set(on);
        if !on {
            self.stop_stepping();
        }
    }

    /// Notes the id of the command that was just sent, if it is the one that is gone through step by step: it is sent from
    /// Decide, when no other command is on its way.
    pub(super) fn step_sent_as(self, id: Uuid) {
        if let Some(mut stepping) = self.stepping.get_untracked().filter(|stepping| stepping.is_sent) {
            stepping.sent_as(id);
            self.stepping.set(Some(stepping));
        }
    }

    /// A command was sent, perhaps the one that is gone through step by step, and this became of it.
    pub(super) fn answer_step(self, attempt: &Attempt) {
        let Some(mut stepping) = self.stepping.get_untracked() else { return };
        match self.read_untracked(|lab| stepping.answered(lab, attempt)) {
            None => return,
            Some(Answered::Written) => {}
            Some(Answered::Overtaken(first, last)) => self.toast.set(format!(
                "Conflict: somebody wrote first. The command was decided again, and wrote {}.",
                if first == last { first.to_string() } else { format!("{first} to {last}") }
            )),
            // The outcome says why.
            Some(Answered::NotWritten) => return self.stepping.set(None),
        }
        self.stepping.set(Some(stepping));
    }

    /// The store that was asked to write the command can't answer any more: what became of it is not known.
    pub(super) fn leave_unanswered_step(self) {
        if self.stepping.with_untracked(|stepping| stepping.as_ref().is_some_and(|stepping| stepping.is_sent)) {
            self.stepping.set(None);
        }
    }

    /// Whether the next event of the account is that of a command that is gone through step by step.
    pub(super) fn is_awaited(self) -> bool {
        let account = self.account.get();
        self.stepping.with(|next| next.as_ref().is_some_and(|next| next.account == account && !next.is_written()))
    }
}
