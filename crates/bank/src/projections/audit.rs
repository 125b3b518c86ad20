use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{BankEvent, Owner, Refusal, is_copy};
use engine::{Position, Projection, Recorded, StreamId, Version};

/// All refusals with their accounts and reasons. A fork's copies are left out, so each refusal is listed once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    refused: Vec<Refused>,
    copies: u64,
    owners: HashMap<StreamId, Owner>,
}

/// A refused command.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The position of the event that recorded it.
    pub position: Position,
    /// The account.
    pub stream: StreamId,
    /// The version of the event that recorded it.
    pub version: Version,
    /// The owner of the account.
    pub owner: Option<Owner>,
    /// The refusal that was recorded.
    pub refusal: Refusal,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

impl Audit {
    /// The refusals, oldest first.
    #[must_use]
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// The number of copies that were left out.
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
