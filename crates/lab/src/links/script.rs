use serde::{Deserialize, Serialize};

use crate::{AccountId, Act};
use engine::Version;

/// A step of a talk: what the presenter is reminded of, and what the lab does when the step is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScriptStep {
    /// The note for the presenter, e.g. "next: withdraw 500".
    pub note: String,
    /// What the lab does.
    pub cue: Cue,
}

/// What the lab does at a step of a talk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Cue {
    /// Nothing: the presenter speaks.
    Speak,
    /// Goes to a version of an account.
    Look {
        /// The account.
        account: AccountId,
        /// The version. `None` follows the newest event.
        version: Option<Version>,
    },
    /// Performs an act.
    Act(Act),
}
