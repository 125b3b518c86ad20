use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{BankEvent, Family, Money, Owner, is_copy};
use engine::{Position, Projection, Recorded, StreamId, Version};

/// The largest payments of all accounts. Amounts are compared by their figures, whatever their currency. What a fork copies was
/// paid once, so it is listed once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LargestPayments {
    payments: Vec<Payment>,
    copies: u64,
    owners: HashMap<StreamId, Owner>,
}

/// Money that moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// The event, by its place in the whole log.
    pub position: Position,
    /// The account.
    pub stream: StreamId,
    /// The event's version.
    pub version: Version,
    /// Whose account it is.
    pub owner: Option<Owner>,
    /// How much.
    pub amount: Money,
    /// Whether it came in; otherwise it went out.
    pub is_in: bool,
    /// When that was.
    pub at: DateTime<Utc>,
}

impl LargestPayments {
    /// How many payments are listed at the most.
    pub const MOST: usize = 10;

    /// The payments, the largest first; of equal ones the earlier first.
    #[must_use]
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    /// How many copies of payments were left out, large or small.
    #[must_use]
    pub fn copies(&self) -> u64 {
        self.copies
    }
}

impl Projection<BankEvent> for LargestPayments {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        if let BankEvent::AccountCreated { owner, .. } = &event.data {
            self.owners.insert(event.stream.clone(), owner.clone());
        }
        let family = event.data.family();
        if !matches!(family, Family::MoneyIn | Family::MoneyOut) {
            return;
        }
        if is_copy(&event.metadata) {
            self.copies += 1;
            return;
        }
        let Some(amount) = event.data.amount() else { return };
        let place = self.payments.partition_point(|payment| payment.amount.minor >= amount.minor);
        if place == Self::MOST {
            return;
        }
        let payment = Payment {
            position: event.position,
            stream: event.stream.clone(),
            version: event.version,
            owner: self.owners.get(&event.stream).cloned(),
            amount,
            is_in: family == Family::MoneyIn,
            at: event.metadata.recorded_at,
        };
        self.payments.insert(place, payment);
        self.payments.truncate(Self::MOST);
    }
}
