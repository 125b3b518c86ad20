use super::Sums;
use crate::{BankEvent, Family, is_copy};
use engine::{Event, Projection, Recorded};

/// How often each type of event is in the log, and how much money they speak of. The copies that a fork begins with are events
/// of the log like all others.
#[derive(Clone, Debug, PartialEq)]
pub struct ByType {
    spending: Spending,
    types: Vec<OfType>,
    spent: Sums,
    copies: u64,
}

/// What counts as spent. The first version of the view was wrong about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// Version 1: every event with an amount that is not money in, refused requests among them.
    WithRefused,
    /// Version 2: money that went out.
    PaidOut,
}

/// All events of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct OfType {
    /// The type, e.g. `MoneyWithdrawn`.
    pub event_type: String,
    /// What kind of fact they are.
    pub family: Family,
    /// How many there are.
    pub count: u64,
    /// The money that they speak of; of rejections, the money that did not move.
    pub sum: Sums,
}

impl ByType {
    /// The view before the first event.
    #[must_use]
    pub const fn new(spending: Spending) -> Self {
        Self { spending, types: Vec::new(), spent: Sums::NONE, copies: 0 }
    }

    /// The types that there are events of: openings first, then money in and out, changes of state, and rejections.
    #[must_use]
    pub fn types(&self) -> &[OfType] {
        &self.types
    }

    /// The money of all events of these families.
    #[must_use]
    pub fn sum(&self, family: Family) -> Sums {
        let of_family = self.types.iter().filter(|of_type| of_type.family == family);
        of_family.flat_map(|of_type| of_type.sum.each()).copied().collect()
    }

    /// How much was spent, as this version counts it.
    #[must_use]
    pub fn spent(&self) -> &Sums {
        &self.spent
    }

    /// How many of the events are copies that forks began with.
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
    }
}
