use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{StreamId, Version};

/// A message to the outside world, saved in the same commit as the event that published it, and sent later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutboxRecord<O> {
    /// The stream of the event that published it.
    pub stream: StreamId,
    /// The version of that event.
    pub version: Version,
    /// Its index among the messages of that event, from 0.
    pub number: u32,
    /// The message.
    pub message: O,
}

impl<O> OutboxRecord<O> {
    /// The id of the message. It is the same each time the message is sent, so that a consumer can drop duplicates.
    #[must_use]
    pub fn message_id(&self) -> MessageId {
        MessageId { stream: self.stream.clone(), version: self.version, number: self.number }
    }
}

/// The id of a message: the event that published it, and its index among the messages of that event. Ids sort by
/// version, which is quick to compare, then by index, then by stream. Ids of one stream are thus in the order of
/// publication.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId {
    /// The version of the event.
    pub version: Version,
    /// Its index among the messages of that event, from 0.
    pub number: u32,
    /// The stream of the event.
    pub stream: StreamId,
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{:06}#{:02}", self.stream, self.version.0, self.number)
    }
}

/// The unsent messages in the outbox of a store.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsent<O> {
    /// The records that are not marked as sent. Those of one stream are in the order of publication.
    pub records: Vec<OutboxRecord<O>>,
    /// The number of records that were skipped because they can't be read.
    pub unreadable: usize,
}
