use super::Sums;
use crate::{BankEvent, Family, Money, is_copy};
use engine::{Event, Projection, Recorded};

/// The number of events of each type, and their amounts. A fork's copies count as events too.
#[derive(Clone, Debug, PartialEq)]
pub struct ByType {
    spending: Spending,
    types: Vec<OfType>,
    spent: Sums,
    came_back: Sums,
    copies: u64,
}

/// What counts as spent, less the withdrawals that were reversed. Version 1 of the view counted it wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// Version 1: withdrawals and every rejected amount.
    WithRefused,
    /// Version 2: withdrawals only.
    PaidOut,
}

/// All events of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct OfType {
    /// The type, e.g. `MoneyWithdrawn`.
    pub event_type: String,
    /// The kind of fact that they record.
    pub family: Family,
    /// The number of events.
    pub count: u64,
    /// The sum of their amounts. For rejections, the amounts that were not moved.
    pub sum: Sums,
}

impl ByType {
    /// The view before the first event.
    #[must_use]
    pub const fn new(spending: Spending) -> Self {
        Self { spending, types: Vec::new(), spent: Sums::NONE, came_back: Sums::NONE, copies: 0 }
    }

    /// The types that occur in the log: openings first, then money in, money out, reversals, status changes, and rejections.
    #[must_use]
    pub fn types(&self) -> &[OfType] {
        &self.types
    }

    /// The sum of all amounts in events of this family.
    #[must_use]
    pub fn sum(&self, family: Family) -> Sums {
        let of_family = self.types.iter().filter(|of_type| of_type.family == family);
        of_family.flat_map(|of_type| of_type.sum.each()).copied().collect()
    }

    /// The amount spent, as this version counts it.
    #[must_use]
    pub fn spent(&self) -> &Sums {
        &self.spent
    }

    /// The sum of the withdrawals that were reversed.
    #[must_use]
    pub fn came_back(&self) -> &Sums {
        &self.came_back
    }

    /// The number of events that forks copied.
    #[must_use]
    pub fn copies(&self) -> u64 {
        self.copies
    }

    fn row(&mut self, event: &BankEvent) -> &mut OfType {
        let (event_type, family) = (event.event_type(), event.family());
        let place = match self.types.iter().position(|row| row.event_type == event_type) {
            Some(place) => place,
            None => {
                let key = (family as u8, event_type);
                let place = self.types.partition_point(|row| (row.family as u8, &*row.event_type) < key);
                let row = OfType { event_type: event_type.to_owned(), family, count: 0, sum: Sums::NONE };
                self.types.insert(place, row);
                place
            }
        };
        &mut self.types[place]
    }
}

impl Projection<BankEvent> for ByType {
    fn apply(&mut self, event: &Recorded<BankEvent>) {
        let (amount, family) = (event.data.amount(), event.data.family());
        self.copies += u64::from(is_copy(&event.metadata));
        let row = self.row(&event.data);
        row.count += 1;
        let Some(amount) = amount else { return };
        row.sum.add(amount);
        if family == Family::MoneyOut || (family == Family::Rejected && self.spending == Spending::WithRefused) {
            self.spent.add(amount);
        }
        if matches!(event.data, BankEvent::WithdrawalReversed { .. }) {
            self.came_back.add(amount);
            self.spent.add(Money { minor: -amount.minor, ..amount });
        }
    }
}
