use serde::{Deserialize, Serialize};

use super::{StreamId, Version};

/// A message to the outside world, saved in the same commit as the event that it comes from and sent later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxRecord<O> {
    /// The stream of the event that published it.
    pub stream: StreamId,
    /// The version of that event.
    pub version: Version,
    /// Its place among the messages of that event, from 0.
    pub number: u32,
    /// What is told.
    pub message: O,
}

impl<O> OutboxRecord<O> {
    /// An id that stays the same however often the message is sent, so that a consumer can drop duplicates.
    #[must_use]
    pub fn message_id(&self) -> String {
        format!("{}#{:06}#{:02}", self.stream, self.version.0, self.number)
    }
}
