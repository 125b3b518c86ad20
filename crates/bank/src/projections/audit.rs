use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{BankEvent, CommandKind, Money, Owner, ReasonCode, is_copy};
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
    /// What was asked for.
    pub command: CommandKind,
    /// The money that was asked for, if any.
    pub amount: Option<Money>,
    /// The rule that said no.
    pub rule: ReasonCode,
    /// The same in a plain sentence.
    pub message: String,
    /// When that was.
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
        let (Some(rejection), Some(command)) = (event.data.rejection(), event.data.refused()) else { return };
        if is_copy(&event.metadata) {
            self.copies += 1;
            return;
        }
        self.refused.push(Refused {
            position: event.position,
            stream: event.stream.clone(),
            version: event.version,
            owner: self.owners.get(&event.stream).cloned(),
            command,
            amount: event.data.amount(),
            rule: rejection.reason_code,
            message: rejection.message.clone(),
            at: event.metadata.recorded_at,
        });
    }
}
