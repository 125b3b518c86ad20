use super::AccountId;
use bank::{Command, Refusal};
use engine::{Conflict, Version};

/// A command that reached the bank, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The account that it was sent to.
    pub account: AccountId,
    /// What was asked.
    pub command: Command,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a command. A malformed one never gets this far.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Its events were written; these are the versions of the first and the last.
    Accepted {
        /// The version of its first event.
        first: Version,
        /// The version of its last event.
        last: Version,
    },
    /// A rule said no.
    Rejected {
        /// Why.
        refusal: Refusal,
        /// The version of the event that records it, if it was recorded.
        recorded: Option<Version>,
    },
    /// Somebody else wrote first. Nothing was recorded.
    Conflict(Conflict),
    /// Its idempotency key was used before. Nothing was recorded; this is the version that the first answer gave.
    Duplicate {
        /// The version after the first answer.
        version: Version,
    },
    /// The store could not do it. Nothing was recorded.
    Failed {
        /// What happened, as a sentence.
        reason: String,
    },
}

impl Outcome {
    /// The version of the newest event that it wrote, if any.
    #[must_use]
    pub fn written(&self) -> Option<Version> {
        match self {
            Self::Accepted { last, .. } => Some(*last),
            Self::Rejected { recorded, .. } => *recorded,
            Self::Conflict(_) | Self::Duplicate { .. } | Self::Failed { .. } => None,
        }
    }
}
