use chrono::{DateTime, Duration, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use super::AccountId;
use bank::Command;
use engine::Version;

/// The list of what a learner did. Played again it gives the same ids, times and log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenario {
    /// What the ids are made from.
    pub seed: u64,
    /// When the first action could be taken.
    pub started_at: DateTime<Utc>,
    /// What was done, oldest first.
    pub actions: Vec<Action>,
}

/// One thing that a learner did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// Milliseconds since the scenario's start.
    pub after_ms: u64,
    /// What was done.
    pub act: Act,
}

/// What can be done in the lab.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Act {
    /// A command was sent to an account.
    Send {
        /// Which account.
        account: AccountId,
        /// What was asked.
        command: Command,
    },
    /// Deposits and withdrawals were made, one event each, until the account had this many events more. Nothing is
    /// done to an account that is not active.
    Fill {
        /// Which account.
        account: AccountId,
        /// How many events; at most [`Act::MAX_FILL`].
        events: u32,
    },
    /// A new account was made that shares the past of another one. Nothing is done where [`Lab::why_no_fork`] says so.
    ///
    /// [`Lab::why_no_fork`]: super::Lab::why_no_fork
    Fork {
        /// The account whose past is shared.
        account: AccountId,
        /// The version up to which it is.
        at: Version,
    },
}

impl Act {
    /// The most events that one [`Act::Fill`] makes: some 250 MB of memory in a browser.
    pub const MAX_FILL: u32 = 1_000_000;

    /// The most events that one [`Act::Fork`] copies, for the same reason.
    pub const MAX_FORK: u64 = 100_000;
}

impl Scenario {
    /// A scenario in which nothing was done yet.
    #[must_use]
    pub fn new(seed: u64, started_at: DateTime<Utc>) -> Self {
        Self { seed, started_at, actions: Vec::new() }
    }

    /// When an action was taken, to the millisecond.
    #[must_use]
    pub fn time_of(&self, action: &Action) -> DateTime<Utc> {
        let offset = i64::try_from(action.after_ms).ok().and_then(Duration::try_milliseconds).unwrap_or_default();
        self.started_at.checked_add_signed(offset).unwrap_or(self.started_at).trunc_subsecs(3)
    }

    /// The action of doing this at this time. Time never runs backwards in a scenario, even when the clock does.
    #[must_use]
    pub fn action(&self, at: DateTime<Utc>, act: Act) -> Action {
        let after_ms = u64::try_from((at - self.started_at).num_milliseconds()).unwrap_or(0);
        let last = self.actions.last().map_or(0, |action| action.after_ms);
        Action { after_ms: after_ms.max(last), act }
    }
}
