use uuid::Uuid;

use super::AccountId;
use super::journey::deciding;
use bank::{Check, Command, Refusal};
use engine::{Conflict, Version};

/// A command that reached the bank, and its outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The id of the command: the causation id of the events that it wrote. Nil when it failed before it got one.
    pub id: Uuid,
    /// The account that it was sent to.
    pub account: AccountId,
    /// The command.
    pub command: Command,
    /// The checks of its decision, in order. When a rule refused it, the last one failed. Empty when nothing was decided: it
    /// failed before, or was a duplicate.
    pub checks: Vec<Check>,
    /// Its outcome.
    pub outcome: Outcome,
}

impl Attempt {
    /// The check that tells the most about the decision: the one that failed, or else that of the balance. `None` when the decision
    /// was not written, or nothing was decided.
    #[must_use]
    pub fn deciding_check(&self) -> Option<&Check> {
        match self.outcome {
            Outcome::Accepted { .. } => deciding(true, &self.checks),
            Outcome::Rejected { .. } => deciding(false, &self.checks),
            _ => None,
        }
    }
}

/// The outcome of a command. Invalid input never gets this far: it can't become a command.
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
        /// The version of the event that records the refusal. `None` when it is not recorded, since there is no account.
        recorded: Option<Version>,
    },
    /// Another writer was faster. Nothing was written.
    Conflict(Conflict),
    /// Its idempotency key was used before. Nothing new was written.
    Duplicate {
        /// The version of the stream after the commit that used the key first.
        version: Version,
    },
    /// The store failed. Nothing was written.
    Failed {
        /// What went wrong, as a sentence or a part of one.
        reason: String,
    },
}

impl Attempt {
    /// A command that failed before it was decided.
    #[must_use]
    pub fn not_decided(account: AccountId, command: Command, outcome: Outcome) -> Self {
        Self { id: Uuid::nil(), account, command, checks: Vec::new(), outcome }
    }
}

impl Outcome {
    /// The version of the last event that it wrote. `None` when it wrote none.
    #[must_use]
    pub fn written(&self) -> Option<Version> {
        match self {
            Self::Accepted { last, .. } => Some(*last),
            Self::Rejected { recorded, .. } => *recorded,
            Self::Conflict(_) | Self::Duplicate { .. } | Self::Failed { .. } => None,
        }
    }
}
