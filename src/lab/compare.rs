use super::Change;
use crate::bank::BankEvent;
use crate::bank::projections::AccountView;
use crate::engine::{Event, Recorded, Version};

/// A field at two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The field's name, and its value at both versions.
    pub change: Change,
    /// How the second value differs from the first.
    pub difference: Difference,
}

/// How one value differs from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// It is the same.
    Same,
    /// It is higher by this much, e.g. `45.00`.
    More(String),
    /// It is lower by this much.
    Less(String),
    /// It is another one, and no number.
    Other,
}

/// Every field of an account at two versions, in the order in which they are shown; those that are the same too.
#[must_use]
pub fn compare(one: &AccountView, other: &AccountView) -> Vec<Compared> {
    let pairs = one.fields().into_iter().zip(other.fields());
    pairs
        .map(|((field, before), (_, after))| {
            let difference = match (hundredths(&before), hundredths(&after)) {
                _ if before == after => Difference::Same,
                (Some(before), Some(now)) if before < now => Difference::More(figure(now - before, &after)),
                (Some(before), Some(now)) => Difference::Less(figure(before - now, &after)),
                _ => Difference::Other,
            };
            Compared { change: Change { field, before, after }, difference }
        })
        .collect()
}

/// How many events of each type lie between two versions, whichever comes first: those after the earlier one, up to and
/// including the later one. In the order in which the types come up.
#[must_use]
pub fn counted(events: &[Recorded<BankEvent>], one: Version, other: Version) -> Vec<(String, usize)> {
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

/// The number that a field shows, in hundredths: `70.00` and `3` are numbers, `Ada` is none.
fn hundredths(shown: &str) -> Option<i128> {
    let (sign, digits) = shown.strip_prefix('\u{2212}').map_or((1, shown), |digits| (-1, digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "00"));
    let is_number = !whole.is_empty() && part.len() == 2;
    let number = format!("{whole}{part}");
    let is_number = is_number && number.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| number.parse::<i128>().ok()).flatten().map(|number| number * sign)
}

/// A difference, written as the field is.
fn figure(hundredths: i128, like: &str) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    if like.contains('.') { format!("{whole}.{part:02}") } else { whole.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{AccountId, Lab, six_events};
    use chrono::DateTime;

    const ADA: AccountId = AccountId(0);

    fn lab() -> Lab {
        Lab::play(six_events(1, DateTime::UNIX_EPOCH))
    }

    fn differences(one: u64, other: u64) -> Vec<(&'static str, Difference)> {
        let lab = lab();
        let compared = compare(&lab.at(ADA, Version(one)), &lab.at(ADA, Version(other)));
        let differs = |field: &Compared| field.difference != Difference::Same;
        compared.into_iter().filter(differs).map(|field| (field.change.field, field.difference)).collect()
    }

    #[test]
    fn a_number_says_by_how_much() {
        let (more, less) = (|by: &str| Difference::More(by.to_owned()), |by: &str| Difference::Less(by.to_owned()));
        assert_eq!(
            differences(2, 5),
            [
                ("balance", more("15.00")),
                ("paid in", more("1")),
                ("paid out", more("1")),
                ("rejected", more("1")),
                ("version", more("3"))
            ]
        );
        assert_eq!(differences(3, 2), [("balance", more("30.00")), ("paid out", less("1")), ("version", less("1"))]);
    }

    #[test]
    fn a_text_is_another_one() {
        let is = differences(0, 1);
        assert_eq!(
            is[..3],
            [("status", Difference::Other), ("owner", Difference::Other), ("e-mail", Difference::Other)]
        );
    }

    #[test]
    fn every_field_is_there_and_a_version_is_the_same_as_itself() {
        let view = lab().at(ADA, Version(4));
        let same = compare(&view, &view);
        assert_eq!(same.len(), view.fields().len());
        assert!(same.iter().all(|field| field.difference == Difference::Same));
    }

    #[test]
    fn what_lies_between_is_counted_by_type_in_either_direction() {
        let counts = |one, other| lab().with_events(ADA, |events| counted(events, Version(one), Version(other)));
        let between = [("MoneyWithdrawn", 1), ("WithdrawalRejected", 1), ("MoneyDeposited", 1)];
        let between = between.map(|(event_type, count)| (event_type.to_owned(), count));
        assert_eq!(counts(2, 5), between);
        assert_eq!(counts(5, 2), between);
        assert_eq!(counts(3, 3), []);
        assert_eq!(counts(4, 99).len(), 2);
    }

    #[test]
    fn only_figures_are_numbers() {
        assert_eq!(hundredths("70.00"), Some(7_000));
        assert_eq!(hundredths("3"), Some(300));
        assert_eq!(hundredths("\u{2212}1000.05"), Some(-100_005));
        for text in ["", "Ada", "\u{2014}", "1.5", "1.2.3", "+5", "v3", "."] {
            assert_eq!(hundredths(text), None, "{text:?}");
        }
    }
}
