use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The id of an intention: a command that is sent twice under one key takes effect once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(pub Arc<str>);

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An idempotency key and what was asked under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The key. A repeat carries the same one.
    pub key: IdempotencyKey,
    /// What was asked, in any stable text form. To use a key again for other content, or for another stream, is an error.
    pub content: String,
}
