//! Given / when / then for the rules of a domain.

use std::fmt::Debug;
use std::sync::Arc;

use chrono::DateTime;
use uuid::Uuid;

use super::{Decide, Metadata, NewEvent, Processed, Processor};

/// The past: events that happened before the command.
///
/// Each step panics at the caller's line when it does not hold, so that a test reads as one sentence.
pub struct Given<'a, D: Decide> {
    processor: &'a Processor<D>,
    events: Vec<D::Event>,
}

impl<'a, D: Decide> Given<'a, D> {
    /// Nothing has happened yet.
    #[must_use]
    pub fn nothing(processor: &'a Processor<D>) -> Self {
        Self { processor, events: Vec::new() }
    }

    /// These events have happened, oldest first.
    #[must_use]
    pub fn events(processor: &'a Processor<D>, events: impl IntoIterator<Item = D::Event>) -> Self {
        Self { processor, events: events.into_iter().collect() }
    }

    /// Decides on a command.
    ///
    /// # Panics
    /// When a rule fails on one of the given events.
    #[track_caller]
    #[must_use]
    pub fn when(self, command: &D::Command) -> When<'a, D> {
        let decision = D::decide(&fold(self.processor, &self.events).state, command);
        When { given: self, decision }
    }
}

/// The decision on the command.
pub struct When<'a, D: Decide> {
    given: Given<'a, D>,
    decision: Result<Vec<D::Event>, D::Refusal>,
}

impl<'a, D: Decide> When<'a, D>
where
    D::Refusal: Debug + PartialEq,
{
    /// The command is accepted with exactly these events.
    ///
    /// # Panics
    /// When it is refused, or gives other events.
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = D::Event>) -> Then<'a, D> {
        let events: Vec<_> = events.into_iter().collect();
        assert_eq!(self.decision.as_ref().ok(), Some(&events), "decided: {:?}", self.decision);
        Then { processor: self.given.processor, past: self.given.events, events }
    }

    /// The command is refused for exactly this reason.
    ///
    /// # Panics
    /// When it is accepted, or refused for another reason.
    #[track_caller]
    pub fn then_refused(self, refusal: &D::Refusal) {
        assert_eq!(self.decision.as_ref().err(), Some(refusal), "decided: {:?}", self.decision);
    }
}

/// What the events lead to.
pub struct Then<'a, D: Decide> {
    processor: &'a Processor<D>,
    past: Vec<D::Event>,
    events: Vec<D::Event>,
}

impl<D: Decide> Then<'_, D> {
    /// The state after the events.
    ///
    /// # Panics
    /// When the check that is handed in does.
    #[track_caller]
    pub fn state(self, check: impl FnOnce(&D::State)) -> Self {
        let all: Vec<_> = self.past.iter().chain(&self.events).cloned().collect();
        check(&fold(self.processor, &all).state);
        self
    }

    /// The new events publish exactly these messages.
    ///
    /// # Panics
    /// When they publish others.
    #[track_caller]
    pub fn publishing(self, messages: impl IntoIterator<Item = D::Outbound>) -> Self {
        let Processed { state, version, .. } = fold(self.processor, &self.past);
        let new: Vec<_> = self.events.iter().cloned().map(unstamped).collect();
        let processed = self.processor.process(Some((state, version)), &[], &new).expect("every rule holds");
        let published: Vec<_> = processed.new_outbound.into_iter().map(|published| published.message).collect();
        assert_eq!(published, messages.into_iter().collect::<Vec<_>>());
        self
    }
}

#[track_caller]
fn fold<D: Decide>(processor: &Processor<D>, events: &[D::Event]) -> Processed<D> {
    let events: Vec<_> = events.iter().cloned().map(unstamped).collect();
    processor.process(None, &[], &events).expect("every rule holds on the given events")
}

/// A rule of the domain doesn't look at ids and times, so a spec has none.
fn unstamped<E>(data: E) -> NewEvent<E> {
    let metadata = Metadata {
        event_id: Uuid::nil(),
        command: Arc::from(""),
        causation_id: Uuid::nil(),
        correlation_id: Uuid::nil(),
        recorded_at: DateTime::UNIX_EPOCH,
    };
    NewEvent { data, metadata }
}
