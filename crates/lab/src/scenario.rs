use chrono::{DateTime, Duration, SubsecRound, Utc};
use serde::{Deserialize, Serialize};

use super::AccountId;
use bank::Command;
use engine::Version;

/// The learner's actions. Playing them again makes the same ids, times and log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    /// The seed of all ids.
    pub seed: u64,
    /// When the scenario starts. No action is earlier.
    pub started_at: DateTime<Utc>,
    /// The actions, oldest first.
    pub actions: Vec<Action>,
}

/// One action of the learner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Action {
    /// Milliseconds since the scenario's start.
    pub after_ms: u64,
    /// The act.
    pub act: Act,
}

/// An act that the lab can perform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Act {
    /// A command was sent to an account.
    Send {
        /// The account.
        account: AccountId,
        /// The command.
        command: Command,
    },
    /// Random deposits and withdrawals are added to an account, one event each. Does nothing if the account is not
    /// active.
    Fill {
        /// The account.
        account: AccountId,
        /// The number of events. Numbers above [`Act::MAX_FILL`] are reduced to it.
        events: u32,
    },
    /// An account is forked: a new account starts with the history of this one. Does nothing if [`Lab::why_no_fork`]
    /// returns a reason.
    ///
    /// [`Lab::why_no_fork`]: super::Lab::why_no_fork
    Fork {
        /// The account that was forked.
        account: AccountId,
        /// The version up to which the history is copied, inclusive.
        at: Version,
    },
}

impl Act {
    /// The maximum number of events that one [`Act::Fill`] adds. They take about 250 MB of memory in a browser.
    pub const MAX_FILL: u32 = 1_000_000;

    /// The maximum number of events that one [`Act::Fork`] copies, limited by the same memory.
    pub const MAX_FORK: u64 = 100_000;

    /// The same act, reduced to the limits of the lab. A scenario from elsewhere may exceed them.
    pub(crate) fn within_limits(self) -> Self {
        match self {
            Self::Fill { account, events } => Self::Fill { account, events: events.min(Self::MAX_FILL) },
            Self::Send { .. } | Self::Fork { .. } => self,
        }
    }
}

impl Scenario {
    /// A scenario without actions.
    #[must_use]
    pub fn new(seed: u64, started_at: DateTime<Utc>) -> Self {
        Self { seed, started_at, actions: Vec::new() }
    }

    /// The time of an action, to the millisecond. If the offset exceeds the range of a date, the start of the scenario.
    #[must_use]
    pub fn time_of(&self, action: &Action) -> DateTime<Utc> {
        let offset = i64::try_from(action.after_ms).ok().and_then(Duration::try_milliseconds).unwrap_or_default();
        self.started_at.checked_add_signed(offset).unwrap_or(self.started_at).trunc_subsecs(3)
    }

    /// An action at this time, or at the time of the last action if the clock has run backwards.
    #[must_use]
    pub fn action(&self, at: DateTime<Utc>, act: Act) -> Action {
        let after_ms = u64::try_from((at - self.started_at).num_milliseconds()).unwrap_or(0);
        let last = self.actions.last().map_or(0, |action| action.after_ms);
        Action { after_ms: after_ms.max(last), act }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::ADA;

    #[test]
    fn fill_is_limited() {
        let within_limits = |events| match (Act::Fill { account: ADA, events }).within_limits() {
            Act::Fill { events, .. } => events,
            act @ (Act::Send { .. } | Act::Fork { .. }) => panic!("{act:?}"),
        };
        assert_eq!([0, Act::MAX_FILL, u32::MAX].map(within_limits), [0, Act::MAX_FILL, Act::MAX_FILL]);
    }
}
