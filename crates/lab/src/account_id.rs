use std::fmt;

use serde::{Deserialize, Serialize};

use engine::StreamId;

/// An account of the lab, numbered from 0 in the order of opening. Stream names count from 1001. The default is the first
/// account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u32);

impl AccountId {
    /// The stream of the account's events, e.g. `ACCOUNT-1001`.
    #[must_use]
    pub fn stream(self) -> StreamId {
        self.to_string().into()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ACCOUNT-{}", 1001 + u64::from(self.0))
    }
}
