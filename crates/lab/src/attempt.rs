use uuid::Uuid;

use super::AccountId;
use super::journey::deciding;
use bank::{Check, Command, Refusal};
use engine::{Conflict, Failure, Version};

/// A command that was sent to the bank, and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The id of the command: the causation id of the events that it wrote. Nil if the command failed before it got an
    /// id.
    pub id: Uuid,
    /// The account that it was sent to.
    pub account: AccountId,
    /// The command.
    pub command: Command,
    /// The checks of its decision, in order. If a rule refused it, the last check failed. Empty if the command was not
    /// decided: it failed earlier, or it was a duplicate.
    pub checks: Vec<Check>,
    /// Its outcome.
    pub outcome: Outcome,
}

impl Attempt {
    /// The check that explains the decision best: the failed one, or else the one of the balance. `None` if nothing was
    /// decided or the decision was not written.
    #[must_use]
    pub fn deciding_check(&self) -> Option<&Check> {
        match self.outcome {
            Outcome::Accepted { .. } => deciding(true, &self.checks),
            Outcome::Rejected { .. } => deciding(false, &self.checks),
            Outcome::Conflict(_) | Outcome::Duplicate { .. } | Outcome::Failed(_) => None,
        }
    }
}

/// The outcome of a command. Invalid input has no outcome, because it can't become a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Its events were written.
    Accepted {
        /// The version of its first event.
        first: Version,
        /// The version of its last event.
        last: Version,
    },
    /// A rule refused it.
    Rejected {
        /// The refusal, with its reason and figures.
        refusal: Refusal,
        /// The version of the event that records the refusal. `None` if there is no account to record it in.
        recorded: Option<Version>,
    },
    /// Another writer committed first. Nothing was written.
    Conflict(Conflict),
    /// Its idempotency key was used before. Nothing was written this time.
    Duplicate {
        /// The version of the stream after the first commit with this key.
        version: Version,
    },
    /// The store failed. Nothing was written.
    Failed(Failure),
}

impl Attempt {
    /// A command that failed before it was decided.
    #[must_use]
    pub fn not_decided(account: AccountId, command: Command, outcome: Outcome) -> Self {
        Self { id: Uuid::nil(), account, command, checks: Vec::new(), outcome }
    }
}

impl Outcome {
    /// The version of the last event that it wrote. `None` if it wrote none.
    #[must_use]
    pub fn written(&self) -> Option<Version> {
        match self {
            Self::Accepted { last, .. } => Some(*last),
            Self::Rejected { recorded, .. } => *recorded,
            Self::Conflict(_) | Self::Duplicate { .. } | Self::Failed(_) => None,
        }
    }
}
