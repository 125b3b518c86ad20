use crate::attribute::Item;
use crate::error::FormatError;
use crate::item::{StoredEvent, StoredOutbox, StoredSnapshot};
use crate::keys::{PK, RecordKey};

/// The records of one stream as they were read: the item collection of one partition key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredStream {
    /// Its events, by version.
    pub events: Vec<StoredEvent>,
    /// Its snapshot, if there is one.
    pub snapshot: Option<StoredSnapshot>,
    /// Its outbox messages, by version and index.
    pub outbox: Vec<StoredOutbox>,
    /// How many items have keys that this layout does not write. They are skipped.
    pub unknown_items: usize,
}

impl StoredStream {
    /// Reads the items of one stream, in any order.
    ///
    /// # Errors
    /// [`FormatError::MixedStreams`] for records of two streams, and the errors of [`StoredEvent::from_item`].
    pub fn from_items<'a>(items: impl IntoIterator<Item = &'a Item>) -> Result<Self, FormatError> {
        let mut stream = Self::default();
        let mut partition_key: Option<&str> = None;
        for item in items {
            match RecordKey::of_item(item) {
                Some(RecordKey::Event { .. }) => stream.events.push(StoredEvent::from_item(item)?),
                Some(RecordKey::Snapshot { .. }) => stream.snapshot = Some(StoredSnapshot::from_item(item)?),
                Some(RecordKey::Outbox { .. }) => stream.outbox.push(StoredOutbox::from_item(item)?),
                _ => {
                    stream.unknown_items += 1;
                    continue;
                }
            }
            let pk = item.text(PK).unwrap_or_default();
            let first = *partition_key.get_or_insert(pk);
            if first != pk {
                return Err(FormatError::MixedStreams { first: first.to_owned(), second: pk.to_owned() });
            }
        }
        stream.events.sort_by_key(|event| event.version);
        stream.outbox.sort_by_key(|message| (message.version, message.index));
        Ok(stream)
    }
}
