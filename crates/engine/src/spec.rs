//! Given, when, then: tests for the rules of a domain.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{Decide, Decision, Metadata, NewEvent, Position, Processed, Processor, Recorded, StreamId, Version};

/// Given: the stored events before the command. They are folded as an aggregate folds its history.
///
/// A step that does not hold panics at the caller's line.
pub struct Given<D: Decide> {
    past: Vec<Recorded<D::Event>>,
}

impl<D: Decide> Given<D> {
    /// Nothing has happened yet.
    #[must_use]
    pub fn nothing() -> Self {
        Self { past: Vec::new() }
    }

    /// These events have happened, oldest first. The first was recorded at 00:00:01 UTC on 1 January 1970, each later
    /// one a second after its predecessor.
    #[must_use]
    pub fn events(events: impl IntoIterator<Item = D::Event>) -> Self {
        Self::events_at((1..).map(second).zip(events))
    }

    /// These events have happened, oldest first, and were recorded at these times.
    #[must_use]
    pub fn events_at(events: impl IntoIterator<Item = (DateTime<Utc>, D::Event)>) -> Self {
        let stored = |(number, (recorded_at, data)): (u64, (DateTime<Utc>, D::Event))| Recorded {
            stream: StreamId::from("given"),
            version: Version(number),
            position: Position(number),
            data,
            metadata: Metadata::new(event_id(number), recorded_at),
        };
        Self { past: (1..).zip(events).map(stored).collect() }
    }

    /// When: decides on a command. The event that it [refers to](Decide::refers_to) is looked up in the given ones.
    ///
    /// # Panics
    /// When one of the given events can't be folded.
    #[track_caller]
    #[must_use]
    pub fn when(self, command: &D::Command) -> When<D> {
        let (state, version) = Processor::<D>::new().fold(None, &self.past).expect("the given events can be folded");
        let recorded_at = self.past.last().map_or(DateTime::UNIX_EPOCH, |last| last.metadata.recorded_at);
        let recorded_at = recorded_at + TimeDelta::seconds(1);
        let decision = match D::refers_to(command) {
            Some(version) => {
                let event = self.past.iter().find(|event| event.version == version);
                D::decide(&state, &D::resolve(command, event.map(|event| &event.data)))
            }
            None => D::decide(&state, command),
        };
        When { past: self.past, version, recorded_at, decision }
    }
}

/// When: the decision on the command.
pub struct When<D: Decide> {
    past: Vec<Recorded<D::Event>>,
    version: Version,
    recorded_at: DateTime<Utc>,
    decision: Decision<D>,
}

impl<D: Decide> When<D> {
    /// Sets when the events of the command are recorded. By default one second after the last given event.
    #[must_use]
    pub fn recorded_at(self, recorded_at: DateTime<Utc>) -> Self {
        Self { recorded_at, ..self }
    }

    /// The command is accepted with exactly these events.
    ///
    /// # Panics
    /// When the command is refused, or accepted with other events, or when its events can't be folded.
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = D::Event>) -> Then<D> {
        let events: Vec<_> = events.into_iter().collect();
        assert_eq!(self.decision.outcome.as_ref().ok(), Some(&events), "decided: {:?}", self.decision);
        let new = (self.version.0 + 1..).zip(events);
        let new: Vec<_> = new.map(|(number, data)| NewEvent::new(event_id(number), self.recorded_at, data)).collect();
        let processed = Processor::new().process(None, &self.past, &new).expect("the new events can be folded");
        Then { processed }
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

/// Then: the result of the events.
pub struct Then<D: Decide> {
    processed: Processed<D>,
}

impl<D: Decide> Then<D> {
    /// Passes the state after the events to `check`.
    ///
    /// # Panics
    /// When `check` panics.
    #[track_caller]
    pub fn state(self, check: impl FnOnce(&D::State)) -> Self {
        check(&self.processed.state);
        self
    }

    /// The new events publish exactly these messages.
    ///
    /// # Panics
    /// When they publish other messages.
    #[track_caller]
    pub fn publishing(self, messages: impl IntoIterator<Item = D::Outbound>) -> Self {
        let published: Vec<_> = self.processed.new_outbound.iter().map(|published| published.message.clone()).collect();
        assert_eq!(published, messages.into_iter().collect::<Vec<_>>());
        self
    }
}

fn second(number: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(number)
}

fn event_id(number: u64) -> Uuid {
    Uuid::from_u128(number.into())
}
