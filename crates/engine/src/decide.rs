use crate::Domain;

/// The rules of a domain that turn a command into events, or refuse it.
pub trait Decide: Domain {
    /// A request that may be refused.
    type Command;
    /// One business rule with the figures that it compared, e.g. "balance 70.00 is at least 30.00".
    type Check: Clone + PartialEq + std::fmt::Debug;
    /// Why a command is refused.
    type Refusal: Clone + PartialEq + std::fmt::Debug;

    /// Decides on a command by the state that it would change. It is pure: the same state and command always lead to the
    /// same decision, and nothing is written.
    fn decide(state: &Self::State, command: &Self::Command) -> Decision<Self>;

    /// Returns the event that records a refusal, for a domain that keeps refusals as facts. By default a refusal is not
    /// recorded.
    #[must_use]
    fn rejection(_refusal: &Self::Refusal, _command: &Self::Command) -> Option<Self::Event> {
        None
    }
}

/// The outcome of a command, and the checks that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<D: Decide> {
    /// The checks in order. When the command is refused, the last one failed.
    pub checks: Vec<D::Check>,
    /// The events to append, oldest first, or the refusal.
    pub outcome: Result<Vec<D::Event>, D::Refusal>,
}

impl<D: Decide> Decision<D> {
    /// The command passed these checks, and these events follow from it.
    pub fn accept(checks: Vec<D::Check>, events: Vec<D::Event>) -> Self {
        Self { checks, outcome: Ok(events) }
    }

    /// The last of these checks failed.
    pub fn refuse(checks: Vec<D::Check>, refusal: D::Refusal) -> Self {
        Self { checks, outcome: Err(refusal) }
    }

    /// Returns the events to append: those of an accepted command, or the one that records the refusal, if the domain
    /// records it.
    #[must_use]
    pub fn events(&self, command: &D::Command) -> Vec<D::Event> {
        match &self.outcome {
            Ok(events) => events.clone(),
            Err(refusal) => D::rejection(refusal, command).into_iter().collect(),
        }
    }
}
