use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{BankEvent, Owner, Refusal, is_copy};
use engine::{Position, Projection, Recorded, StreamId, Version};

/// What was refused, to whom, and why. What a fork copies was refused once, so it is listed once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    refused: Vec<Refused>,
    copies: u64,
    owners: HashMap<StreamId, Owner>,
}

/// A request that a rule refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The event that recorded it, by its place in the whole log.
    pub position: Position,
    /// The account that it was about.
    pub stream: StreamId,
    /// The event's version.
    pub version: Version,
    /// Whose account it is.
    pub owner: Option<Owner>,
    /// The refusal that was recorded.
    pub refusal: Refusal,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

impl Audit {
    /// The refused requests, oldest first.
    #[must_use]
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// How many copies of refused requests were left out.
    #[must_use]
    pub fn copies(&self) -> u64 {
        self.copies
    }
}

impl Projection<BankEvent> for Audit {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        if let BankEvent::AccountCreated { owner, .. } = &event.data {
            self.owners.insert(event.stream.clone(), owner.clone());
        }
        let Some(refusal) = event.data.refusal() else { return };
        if is_copy(&event.metadata) {
            self.copies += 1;
            return;
        }
        self.refused.push(Refused {
            position: event.position,
            stream: event.stream.clone(),
            version: event.version,
            owner: self.owners.get(&event.stream).cloned(),
            refusal,
            at: event.metadata.recorded_at,
        });
    }
}
