use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The id of an intention: a command that is sent twice with one key takes effect once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IdempotencyKey(pub Arc<str>);

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An idempotency key and the content of its request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The key. A repeat carries the same one.
    pub key: IdempotencyKey,
    /// The request in any stable text form. Using a key again for other content, or for another stream, is an error.
    pub content: String,
}
