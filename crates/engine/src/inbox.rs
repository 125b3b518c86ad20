use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{MessageId, OutboxRecord};

/// The messages that a consumer has handled, together with the state that they led to.
///
/// A relay delivers at least once; an inbox makes it exactly once in effect. State and ids are one value and change at once,
/// so whoever stores it, as a whole, can be stopped at any moment and go on from what was stored. It keeps one id for each
/// message for good: any of them may come again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inbox<S> {
    state: S,
    handled: BTreeSet<MessageId>,
}

impl<S: Clone> Inbox<S> {
    /// An inbox that has handled nothing yet, with the state before the first message.
    pub fn new(state: S) -> Self {
        Self { state, handled: BTreeSet::new() }
    }

    /// Handles a message, unless it was handled before. Messages may come in any order and any number of times.
    ///
    /// # Errors
    /// What the handler says. State and ids are then as they were, and the message can come again.
    pub fn receive<O>(
        &mut self,
        record: &OutboxRecord<O>,
        handle: impl FnOnce(&mut S, &OutboxRecord<O>) -> Result<(), String>,
    ) -> Result<Received, String> {
        let id = record.message_id();
        if self.handled.contains(&id) {
            return Ok(Received::Duplicate);
        }
        // A handler that fails half-way has changed a copy.
        let mut state = self.state.clone();
        handle(&mut state, record)?;
        self.state = state;
        self.handled.insert(id);
        Ok(Received::Handled)
    }

    /// What the messages led to.
    #[must_use]
    pub fn state(&self) -> &S {
        &self.state
    }

    /// The messages that were handled, in the order of their ids.
    pub fn handled(&self) -> impl ExactSizeIterator<Item = &MessageId> {
        self.handled.iter()
    }
}

/// What became of a message that was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It came for the first time and was handled.
    Handled,
    /// It was handled before and changed nothing now.
    Duplicate,
}
