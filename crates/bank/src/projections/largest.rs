use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::{BankEvent, Family, Money, Owner, is_copy};
use engine::{Position, Projection, Recorded, StreamId, Version};

/// The largest payments of all accounts. Amounts are compared in minor units, whatever their currency. A fork's copies are left out,
/// so each payment is listed once. A reversed payment stays, because it was made, and names its reversal, which is no payment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LargestPayments {
    payments: Vec<Payment>,
    copies: u64,
    owners: HashMap<StreamId, Owner>,
}

/// A deposit or a withdrawal.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    /// The position of the event.
    pub position: Position,
    /// The account.
    pub stream: StreamId,
    /// The event's version.
    pub version: Version,
    /// The owner of the account.
    pub owner: Option<Owner>,
    /// The amount.
    pub amount: Money,
    /// Whether it is a deposit.
    pub is_in: bool,
    /// The version of the event that reversed it, if any.
    pub reversed_by: Option<Version>,
    /// When it was recorded.
    pub at: DateTime<Utc>,
}

impl LargestPayments {
    /// The maximum number of payments listed.
    pub const LIMIT: usize = 10;

    /// The payments, largest first. Equal amounts are ordered oldest first.
    #[must_use]
    pub fn payments(&self) -> &[Payment] {
        &self.payments
    }

    /// The number of copies that were left out, of any amount.
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
        if let Some(reverses) = event.data.reverses().filter(|_| event.data.rejection().is_none()) {
            let is_it = |payment: &&mut Payment| payment.version == reverses && payment.stream == event.stream;
            if let Some(payment) = self.payments.iter_mut().find(is_it) {
                payment.reversed_by.get_or_insert(event.version);
            }
            return;
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
        if place == Self::LIMIT {
            return;
        }
        let payment = Payment {
            position: event.position,
            stream: event.stream.clone(),
            version: event.version,
            owner: self.owners.get(&event.stream).cloned(),
            amount,
            is_in: family == Family::MoneyIn,
            reversed_by: None,
            at: event.metadata.recorded_at,
        };
        self.payments.insert(place, payment);
        self.payments.truncate(Self::LIMIT);
    }
}
