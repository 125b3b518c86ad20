use leptos::prelude::*;

use super::cursor::CursorContext;
use engine::Version;
use lab::{Stepping, Stop};
use uuid::Uuid;

/// A command that is stepped through, and the stop in focus.
#[derive(Clone, Copy)]
pub struct StepperContext {
    cursor: CursorContext,
    /// The command that is stepped through.
    pub stepping: RwSignal<Option<Stepping>>,
    /// Whether commands are stepped through.
    pub is_on: RwSignal<bool>,
    /// The stop that was chosen to look at.
    chosen: RwSignal<Option<Stop>>,
    /// Whether the details of a stop are shown while no command is stepped through.
    details: RwSignal<bool>,
    /// Whether they are shown while one is.
    details_in_steps: RwSignal<bool>,
}

/// The stepper of the page.
pub fn use_stepper() -> StepperContext {
    expect_context()
}

impl StepperContext {
    /// No command is stepped through.
    pub fn new(cursor: CursorContext) -> Self {
        Self {
            cursor,
            stepping: RwSignal::new(None),
            is_on: RwSignal::new(false),
            chosen: RwSignal::new(None),
            details: RwSignal::new(false),
            details_in_steps: RwSignal::new(true),
        }
    }

    /// Whether a command is stepped through.
    pub fn is_stepping(self) -> bool {
        self.stepping.with(Option::is_some)
    }

    /// The stop that the command waits at.
    pub fn waits_at(self) -> Option<Stop> {
        self.stepping.with(|stepping| stepping.as_ref().map(|stepping| stepping.stop))
    }

    /// The stop in focus: the chosen one, or the one the command waits at, or Decide.
    pub fn stop_in_focus(self) -> Stop {
        self.chosen.get().or(self.waits_at()).unwrap_or(Stop::Decide)
    }

    /// Whether the command has failed at Append, because another writer was first.
    pub fn is_conflict(self) -> bool {
        self.stepping.with(|stepping| stepping.as_ref().is_some_and(|stepping| stepping.is_conflict))
    }

    /// Whether the command that was sent under this id is stepped through.
    pub fn steps_through(self, id: Uuid) -> bool {
        self.stepping.with_untracked(|stepping| stepping.as_ref().is_some_and(|stepping| stepping.is_sent_as(id)))
    }

    /// Whether there is a command whose stops can be looked at.
    pub fn has_stops(self) -> bool {
        self.cursor.head.get() > Version::EMPTY || self.waits_at().is_some()
    }

    /// Whether the details of the stop in focus are shown.
    pub fn shows_details(self) -> bool {
        self.has_stops() && self.details().get()
    }

    fn details(self) -> RwSignal<bool> {
        if self.waits_at().is_some() { self.details_in_steps } else { self.details }
    }

    /// Shows the details of a stop, or hides them when they are shown.
    pub fn choose_stop(self, stop: Stop) {
        let details = untrack(|| self.details());
        let is_shown = details.get_untracked() && untrack(|| self.stop_in_focus()) == stop;
        details.set(!is_shown);
        self.chosen.set((!is_shown).then_some(stop));
    }

    /// Puts the stop in focus that the command waits at.
    pub fn focus_waiting_stop(self) {
        self.chosen.set(None);
    }

    /// Puts another stop in focus. Nothing is done or undone by it.
    pub fn focus_stop(self, stop: Stop) {
        let is_there = untrack(|| self.waits_at()) == Some(stop);
        self.chosen.set((!is_there).then_some(stop));
    }

    /// Whether the next event of the open account is that of the command that is stepped through.
    pub fn is_awaited(self) -> bool {
        let account = self.cursor.account.get();
        self.stepping.with(|next| {
            next.as_ref().is_some_and(|next| next.account == account && !next.is_written() && !next.is_conflict)
        })
    }

    /// Notes the id of the command that was just sent, if it is the one that is stepped through: that one is sent from Decide, when no
    /// other command is on its way.
    pub fn sent_as(self, id: Uuid) {
        if let Some(mut stepping) = self.stepping.get_untracked().filter(|stepping| stepping.is_sent) {
            stepping.sent_as(id);
            self.stepping.set(Some(stepping));
        }
    }

    /// Ends stepping when the store that was asked to write the command can't answer any more: whether it was written is not known.
    pub fn leave_unanswered(self) {
        if self.stepping.with_untracked(|stepping| stepping.as_ref().is_some_and(|stepping| stepping.is_sent)) {
            self.stepping.set(None);
        }
    }
}
