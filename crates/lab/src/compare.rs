use super::Change;
use bank::BankEvent;
use bank::projections::{AccountView, Value};
use engine::{Event, Recorded, Version};

/// A field at two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The field's name, and its value at both versions.
    pub change: Change,
    /// How the second value differs from the first.
    pub difference: Difference,
}

/// The difference between two values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The values are equal.
    Same,
    /// The second value is higher by this, e.g. `45.00`.
    More(String),
    /// The second value is lower by this, e.g. `45.00`.
    Less(String),
    /// The texts differ.
    Other,
}

/// Compares all fields of an account at two versions, in display order.
#[must_use]
pub fn compare(one: &AccountView, other: &AccountView) -> Vec<Compared> {
    let pairs = one.fields().into_iter().zip(other.fields());
    pairs
        .map(|((field, before), (_, after))| Compared {
            change: Change { field, before: before.text(), after: after.text() },
            difference: difference(before, after),
        })
        .collect()
}

fn difference(before: Value<'_>, after: Value<'_>) -> Difference {
    match (before, after) {
        (before, after) if before == after => Difference::Same,
        (Value::Money(before), Value::Money(after)) => {
            by(before.into(), after.into(), |minor| Value::Money(i64::try_from(minor).unwrap_or(i64::MAX)).text())
        }
        (Value::Count(before), Value::Count(after)) => by(before.into(), after.into(), |count| count.to_string()),
        _ => Difference::Other,
    }
}

/// The difference between two unequal numbers.
fn by(before: i128, after: i128, figure: impl Fn(i128) -> String) -> Difference {
    if before < after { Difference::More(figure(after - before)) } else { Difference::Less(figure(before - after)) }
}

/// Counts the events between two versions by type: those after the earlier version, up to and including the later one.
/// Types are in the order of their first event.
#[must_use]
pub fn types_between(events: &[Recorded<BankEvent>], one: Version, other: Version) -> Vec<(String, usize)> {
    let place = |version: Version| usize::try_from(version.0).unwrap_or(usize::MAX).min(events.len());
    let mut counts: Vec<(String, usize)> = Vec::new();
    for event in &events[place(one.min(other))..place(one.max(other))] {
        match counts.iter_mut().find(|(known, _)| known == event.data.event_type()) {
            Some((_, count)) => *count += 1,
            None => counts.push((event.data.event_type().to_owned(), 1)),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, six};
    use bank::{Currency, Money};

    fn differences(one: u64, other: u64) -> Vec<(&'static str, Difference)> {
        let lab = six();
        let compared = compare(&lab.at(ADA, Version(one)), &lab.at(ADA, Version(other)));
        let differs = |field: &Compared| field.difference != Difference::Same;
        compared.into_iter().filter(differs).map(|field| (field.change.field, field.difference)).collect()
    }

    #[test]
    fn numbers_show_their_difference() {
        let (more, less) = (|by: &str| Difference::More(by.to_owned()), |by: &str| Difference::Less(by.to_owned()));
        assert_eq!(
            differences(2, 5),
            [
                ("balance", more("15.00")),
                ("deposits", more("1")),
                ("withdrawals", more("1")),
                ("rejected", more("1")),
                ("version", more("3"))
            ]
        );
        assert_eq!(differences(3, 2), [("balance", more("30.00")), ("withdrawals", less("1")), ("version", less("1"))]);
    }

    #[test]
    fn texts_are_equal_or_different() {
        let is = differences(0, 1);
        assert_eq!(
            is[..3],
            [("status", Difference::Other), ("owner", Difference::Other), ("e-mail", Difference::Other)]
        );
    }

    #[test]
    fn version_equals_itself_in_every_field() {
        let view = six().at(ADA, Version(4));
        let same = compare(&view, &view);
        assert_eq!(same.len(), view.fields().len());
        assert!(same.iter().all(|field| field.difference == Difference::Same));
    }

    #[test]
    fn events_between_two_versions_are_counted_in_both_directions() {
        let counts = |one, other| six().with_events(ADA, |events| types_between(events, Version(one), Version(other)));
        let between = [("MoneyWithdrawn", 1), ("WithdrawalRejected", 1), ("MoneyDeposited", 1)];
        let between = between.map(|(event_type, count)| (event_type.to_owned(), count));
        assert_eq!(counts(2, 5), between);
        assert_eq!(counts(5, 2), between);
        assert_eq!(counts(3, 3), []);
        assert_eq!(counts(4, 99).len(), 2);
    }

    #[test]
    fn zero_balances_are_equal_in_all_currencies() {
        let dollars = AccountView::default();
        let euros = AccountView {
            account: bank::Account { balance: Money::zero(Currency::Eur), ..bank::Account::default() },
            ..AccountView::default()
        };
        assert!(compare(&dollars, &euros).iter().all(|field| field.difference == Difference::Same));
        assert_eq!(
            difference(Value::Text("3"), Value::Text("4")),
            Difference::Other,
            "a text that looks like a number"
        );
        assert_eq!(difference(Value::Money(-5), Value::Money(1_000)), Difference::More("10.05".to_owned()));
    }
}
