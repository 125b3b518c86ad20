use crate::{Domain, Version};

/// The rules of a domain that turn a command into events or refuse it.
pub trait Decide: Domain {
    /// A request that may be refused.
    type Command: Clone;
    /// One business rule with the figures that it compared, e.g. "balance 70.00 is at least 30.00".
    type Check: Clone + PartialEq + std::fmt::Debug;
    /// Why a command is refused.
    type Refusal: Clone + PartialEq + std::fmt::Debug;

    /// Decides on a command in the state that it would change. Pure: the same state and command always lead to the same
    /// decision, and nothing is written.
    fn decide(state: &Self::State, command: &Self::Command) -> Decision<Self>;

    /// Returns the version of the earlier event that a command is about, e.g. the one that it reverses. A decision then rests on
    /// that event too, so the state need not keep it. By default there is none.
    #[must_use]
    fn refers_to(_command: &Self::Command) -> Option<Version> {
        None
    }

    /// Returns the command with what its decision needs of the event that it [refers to](Self::refers_to). `event` is `None`
    /// if the stream has no such event. The engine calls it before [`decide`](Self::decide). By default it changes nothing.
    #[must_use]
    fn resolve(command: &Self::Command, _event: Option<&Self::Event>) -> Self::Command {
        command.clone()
    }

    /// Returns the event that records a refusal, for a domain that records refusals as facts. By default a refusal is
    /// not recorded.
    #[must_use]
    fn rejection(_refusal: &Self::Refusal, _command: &Self::Command) -> Option<Self::Event> {
        None
    }
}

/// The outcome of a command, with the checks that led to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<D: Decide> {
    /// The checks in order. If the command is refused, the last check failed.
    pub checks: Vec<D::Check>,
    /// The events to append, oldest first, or the refusal.
    pub outcome: Result<Vec<D::Event>, D::Refusal>,
}

impl<D: Decide> Decision<D> {
    /// Accepts a command that passed these checks, with the events that follow.
    pub fn accept(checks: Vec<D::Check>, events: Vec<D::Event>) -> Self {
        Self { checks, outcome: Ok(events) }
    }

    /// Refuses a command that failed the last of these checks.
    pub fn refuse(checks: Vec<D::Check>, refusal: D::Refusal) -> Self {
        Self { checks, outcome: Err(refusal) }
    }

    /// Returns the events to append: those of an accepted command, or the event that records the refusal, if any.
    #[must_use]
    pub fn events(&self, command: &D::Command) -> Vec<D::Event> {
        match &self.outcome {
            Ok(events) => events.clone(),
            Err(refusal) => D::rejection(refusal, command).into_iter().collect(),
        }
    }
}
