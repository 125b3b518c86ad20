use leptos::prelude::*;

use crate::browser;
use crate::state::Intents;

/// A talk that is being given.
#[derive(Clone, Copy)]
pub struct Talk {
    /// What a presenter can do.
    pub intents: Intents,
    /// Whether the screen is black.
    pub is_black: RwSignal<bool>,
    on_leave: Callback<()>,
}

impl Talk {
    /// A talk at its beginning; the callback ends it.
    pub fn new(intents: Intents, on_leave: Callback<()>) -> Self {
        Self { intents, is_black: RwSignal::new(false), on_leave }
    }

    /// One step on: to the next stop of the command that is stepped through, or else to the next event, or else by one step of the script.
    pub fn next(self) {
        let Self { intents, .. } = self;
        if intents.stepper.stepping.with_untracked(Option::is_some) {
            return match untrack(|| intents.stepper.is_conflict()) {
                true => intents.reload_and_decide_again(),
                false => intents.next_stop(),
            };
        }
        if intents.cursor.version.get_untracked() < intents.cursor.head.get_untracked() {
            return intents.cursor.step(1);
        }
        self.do_step();
    }

    /// One step back: to the stop before, or to the plain note before, or else to the event before. What was sent stays sent.
    pub fn previous(self) {
        let Self { intents, .. } = self;
        if intents.stepper.stepping.with_untracked(Option::is_some) {
            return intents.previous_stop();
        }
        let is_newest = intents.cursor.version.get_untracked() == intents.cursor.head.get_untracked();
        let (script, done) = (intents.present.script, intents.present.done.get_untracked());
        let before =
            script.with_untracked(|steps| done.min(steps.len()).checked_sub(1).map(|at| (at, steps[at].clone())));
        match before.filter(|(_, step)| is_newest && step.command(self.currency()).is_none()) {
            Some((at, _)) => intents.present.done.set(at),
            None => intents.cursor.step(-1),
        }
    }

    /// Does the next step of the script, unless the store is busy.
    fn do_step(self) {
        let Self { intents, .. } = self;
        let done = intents.present.done.get_untracked();
        let Some(step) = intents.present.script.with_untracked(|steps| steps.get(done).cloned()) else { return };
        if untrack(|| intents.is_held() || intents.persistence.is_sending.get()) {
            return;
        }
        intents.present.done.set(done + 1);
        if let Some(command) = step.command(self.currency()) {
            intents.send(command);
        }
    }

    /// The currency of the open account.
    pub fn currency(self) -> bank::Currency {
        let account = self.intents.cursor.account.get_untracked();
        self.intents.lab.read_untracked(|lab| lab.currency(account))
    }

    /// Shows black. Nothing is played meanwhile.
    pub fn black_out(self) {
        self.intents.cursor.playing.set(false);
        self.is_black.set(true);
        // A button would be pressed by the key that ends it.
        browser::focus_soon(super::ID);
    }

    /// Ends the talk.
    pub fn leave(self) {
        self.on_leave.run(());
    }
}
