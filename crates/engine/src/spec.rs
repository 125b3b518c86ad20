//! Given, when, then: tests for the rules of a domain.

use chrono::DateTime;
use uuid::Uuid;

use crate::{Decide, Decision, NewEvent, Processed, Processor};

/// Given: the events before the command.
///
/// A step that does not hold panics at the caller's line, so that a test reads as one sentence.
pub struct Given<D: Decide> {
    events: Vec<D::Event>,
}

impl<D: Decide> Given<D> {
    /// Nothing has happened yet.
    #[must_use]
    pub fn nothing() -> Self {
        Self { events: Vec::new() }
    }

    /// These events have happened, oldest first.
    #[must_use]
    pub fn events(events: impl IntoIterator<Item = D::Event>) -> Self {
        Self { events: events.into_iter().collect() }
    }

    /// Decides on a command.
    ///
    /// # Panics
    /// When one of the given events can't be folded.
    #[track_caller]
    #[must_use]
    pub fn when(self, command: &D::Command) -> When<D> {
        let decision = D::decide(&fold::<D>(&self.events).state, command);
        When { past: self.events, decision }
    }
}

/// When: the decision on the command.
pub struct When<D: Decide> {
    past: Vec<D::Event>,
    decision: Decision<D>,
}

impl<D: Decide> When<D> {
    /// The command is accepted with exactly these events.
    ///
    /// # Panics
    /// When the command is refused, or accepted with other events.
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = D::Event>) -> Then<D> {
        let events: Vec<_> = events.into_iter().collect();
        assert_eq!(self.decision.outcome.as_ref().ok(), Some(&events), "decided: {:?}", self.decision);
        Then { past: self.past, events }
    }

    /// The command is refused for exactly this reason.
    ///
    /// # Panics
    /// When the command is accepted, or refused for another reason.
    #[track_caller]
    pub fn then_refused(self, refusal: &D::Refusal) {
        assert_eq!(self.decision.outcome.as_ref().err(), Some(refusal), "decided: {:?}", self.decision);
    }

    /// The decision made exactly these checks, in this order.
    ///
    /// # Panics
    /// When it made other checks.
    #[track_caller]
    #[must_use]
    pub fn checking(self, checks: impl IntoIterator<Item = D::Check>) -> Self {
        assert_eq!(self.decision.checks, checks.into_iter().collect::<Vec<_>>(), "decided: {:?}", self.decision);
        self
    }
}

/// Then: what follows from the events.
pub struct Then<D: Decide> {
    past: Vec<D::Event>,
    events: Vec<D::Event>,
}

impl<D: Decide> Then<D> {
    /// Passes the state after the events to `check`.
    ///
    /// # Panics
    /// When `check` panics.
    #[track_caller]
    pub fn state(self, check: impl FnOnce(&D::State)) -> Self {
        let all: Vec<_> = self.past.iter().chain(&self.events).cloned().collect();
        check(&fold::<D>(&all).state);
        self
    }

    /// The new events publish exactly these messages.
    ///
    /// # Panics
    /// When they publish other messages.
    #[track_caller]
    pub fn publishing(self, messages: impl IntoIterator<Item = D::Outbound>) -> Self {
        let Processed { state, version, .. } = fold::<D>(&self.past);
        let new: Vec<_> = self.events.iter().cloned().map(unstamped).collect();
        let processed =
            Processor::<D>::new().process(Some((state, version)), &[], &new).expect("the new events can be folded");
        let published: Vec<_> = processed.new_outbound.into_iter().map(|published| published.message).collect();
        assert_eq!(published, messages.into_iter().collect::<Vec<_>>());
        self
    }
}

#[track_caller]
fn fold<D: Decide>(events: &[D::Event]) -> Processed<D> {
    let events: Vec<_> = events.iter().cloned().map(unstamped).collect();
    Processor::new().process(None, &[], &events).expect("the given events can be folded")
}

/// The rules under test depend on facts alone, so all events share one id and one time.
fn unstamped<E>(data: E) -> NewEvent<E> {
    NewEvent::new(Uuid::nil(), DateTime::UNIX_EPOCH, data)
}
