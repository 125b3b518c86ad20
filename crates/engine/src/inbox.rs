use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{MessageId, OutboxRecord};

/// The ids of the messages that a consumer has handled, and the state that they led to.
///
/// A relay delivers each message at least once. With an inbox, each message takes effect exactly once. State and ids
/// are one value: a consumer that saves them together can stop at any moment and continue from the saved value. The
/// inbox keeps every id, because any message may be delivered again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inbox<S> {
    state: S,
    handled: BTreeSet<MessageId>,
}

impl<S: Clone> Inbox<S> {
    /// An empty inbox with the state before the first message.
    pub fn new(state: S) -> Self {
        Self { state, handled: BTreeSet::new() }
    }

    /// Handles a message, unless it was handled before. Messages may arrive in any order and any number of times.
    ///
    /// # Errors
    /// The handler's error. State and ids are unchanged then, and the message can be delivered again.
    pub fn receive<O>(
        &mut self,
        record: &OutboxRecord<O>,
        handle: impl FnOnce(&mut S, &OutboxRecord<O>) -> Result<(), String>,
    ) -> Result<Received, String> {
        let id = record.message_id();
        if self.handled.contains(&id) {
            return Ok(Received::Duplicate);
        }
        // The handler changes a copy, so a failure halfway leaves the state unchanged.
        let mut state = self.state.clone();
        handle(&mut state, record)?;
        self.state = state;
        self.handled.insert(id);
        Ok(Received::Handled)
    }

    /// The state after the handled messages.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.state
    }

    /// The ids of the handled messages, sorted.
    pub fn handled(&self) -> impl ExactSizeIterator<Item = &MessageId> {
        self.handled.iter()
    }
}

/// The effect of a delivered message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It was new and was handled.
    Handled,
    /// It was handled before, and changed nothing this time.
    Duplicate,
}
