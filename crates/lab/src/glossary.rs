/// A term of the field, as the page uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// What is asked for.
    Command,
    /// The rules as functions.
    Decider,
    /// What happened.
    Event,
    /// What undoes the effect of an event.
    CompensatingEvent,
    /// A refusal that is recorded.
    Rejection,
    /// The events of one account.
    Stream,
    /// The place of an event.
    Version,
    /// What must hold for an append.
    ExpectedVersion,
    /// The events applied in order.
    Replay,
    /// What is built from events.
    Projection,
    /// How far a projection has read.
    Checkpoint,
    /// What a projection can't read.
    PoisonEvent,
    /// The saved state of a stream.
    Snapshot,
    /// The messages that are to be sent.
    Outbox,
    /// A second account with the same past.
    Fork,
    /// The ids that connect messages.
    Correlation,
}

impl Term {
    /// All terms in the order of the list in Help: from a command to what follows from its events.
    pub const ALL: [Self; 16] = [
        Self::Command,
        Self::Decider,
        Self::Event,
        Self::CompensatingEvent,
        Self::Rejection,
        Self::Stream,
        Self::Version,
        Self::ExpectedVersion,
        Self::Replay,
        Self::Projection,
        Self::Checkpoint,
        Self::PoisonEvent,
        Self::Snapshot,
        Self::Outbox,
        Self::Fork,
        Self::Correlation,
    ];

    /// The term as the list in Help writes it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Command => "Command",
            Self::Decider => "Decider",
            Self::Event => "Event",
            Self::CompensatingEvent => "Compensating event",
            Self::Rejection => "Rejection",
            Self::Stream => "Stream",
            Self::Version => "Version",
            Self::ExpectedVersion => "Expected version",
            Self::Replay => "Replay",
            Self::Projection => "Projection",
            Self::Checkpoint => "Checkpoint",
            Self::PoisonEvent => "Poison event",
            Self::Snapshot => "Snapshot",
            Self::Outbox => "Outbox",
            Self::Fork => "Fork",
            Self::Correlation => "Correlation, causation",
        }
    }

    /// Its meaning in a sentence or two.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Command => "A request that the rules may refuse.",
            Self::Decider => {
                "The rules as plain functions. It has an initial state, decide (a command and the state become events) and evolve (the state and an event become the next state)."
            }
            Self::Event => "A fact that happened. It is never changed or deleted.",
            Self::CompensatingEvent => {
                "A new event that undoes the effect of an earlier one, e.g. DepositReversed. Both stay in the log."
            }
            Self::Rejection => "A refusal that is recorded as an event. It changes nothing but the version.",
            Self::Stream => "The events of one account, in order.",
            Self::Version => {
                "The place of an event in its stream, from 1. Version 0 is the stream before its first event."
            }
            Self::ExpectedVersion => {
                "The version that a command has read. Its events are written only if that is still the newest."
            }
            Self::Replay => {
                "All events of a stream applied in order, which makes its state. It is also called a fold. It decides nothing and sends nothing."
            }
            Self::Projection => {
                "An answer that is built from events, also called a view. It can be rebuilt at any time."
            }
            Self::Checkpoint => {
                "The last position in the log that a view has read. The view is behind by the events after it."
            }
            Self::PoisonEvent => {
                "An event that a view can\u{2019}t read. The view stops at it, parks it for later, or skips it."
            }
            Self::Snapshot => "Saved state that lets a load skip old events. It is only a cache.",
            Self::Outbox => "Messages that are saved in the same commit as the events, and sent later by a relay.",
            Self::Fork => {
                "A new account that shares the past of another one: its events are copied, and it goes its own way from there."
            }
            Self::Correlation => {
                "The correlation id is shared by all messages of one conversation. The causation id names the message that caused this one."
            }
        }
    }

    /// The id of its entry in Help, e.g. `term-expected-version`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Command => "term-command",
            Self::Decider => "term-decider",
            Self::Event => "term-event",
            Self::CompensatingEvent => "term-compensating-event",
            Self::Rejection => "term-rejection",
            Self::Stream => "term-stream",
            Self::Version => "term-version",
            Self::ExpectedVersion => "term-expected-version",
            Self::Replay => "term-replay",
            Self::Projection => "term-projection",
            Self::Checkpoint => "term-checkpoint",
            Self::PoisonEvent => "term-poison-event",
            Self::Snapshot => "term-snapshot",
            Self::Outbox => "term-outbox",
            Self::Fork => "term-fork",
            Self::Correlation => "term-correlation",
        }
    }

    /// The term that a label of the page names, in capitals or not. `None` if the label is no term.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        match label {
            "Stream read at" | "Read the stream" => Some(Self::Stream),
            "Relay" => Some(Self::Outbox),
            "Causation" | "Correlation" | "correlation" => Some(Self::Correlation),
            _ => Self::ALL.into_iter().find(|term| term.word().eq_ignore_ascii_case(label)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_is_found_by_its_own_word() {
        for term in Term::ALL {
            assert_eq!(Term::of_label(term.word()), Some(term));
            assert_eq!(Term::ALL.iter().filter(|other| other.id() == term.id()).count(), 1, "{term:?}");
            assert!(term.meaning().ends_with('.'), "{term:?}");
        }
    }

    #[test]
    fn labels_of_the_page_name_their_terms() {
        assert_eq!(Term::of_label("Stream read at"), Some(Term::Stream));
        assert_eq!(Term::of_label("Causation"), Some(Term::Correlation));
        assert_eq!(Term::of_label("version"), Some(Term::Version));
        assert_eq!(Term::of_label("Amount"), None);
    }
}
