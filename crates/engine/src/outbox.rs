use std::fmt;

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
    pub fn message_id(&self) -> MessageId {
        MessageId { stream: self.stream.clone(), version: self.version, number: self.number }
    }
}

/// Which message it is: the event that published it, and its place among the messages of that event. Ids sort by stream and,
/// within a stream, in the order in which they were published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId {
    /// The stream of the event.
    pub stream: StreamId,
    /// The version of the event.
    pub version: Version,
    /// Its place among the messages of that event, from 0.
    pub number: u32,
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{:06}#{:02}", self.stream, self.version.0, self.number)
    }
}

/// What waits in the outbox of a store.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsent<O> {
    /// The records that were not marked as sent, those of one stream in the order they were published.
    pub records: Vec<OutboxRecord<O>>,
    /// How many records were passed over because they can't be read: one without a stream or a type is nobody's message.
    pub unreadable: usize,
}
