//! The stop Project of a journey: what a commit changes in each view.

use std::collections::BTreeMap;

use bank::projections::{AllAccounts, Audit, ByType, Entry, Spending, Statements, Sums};
use bank::{Amount, Money};
use lab::Journey;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// The views after some events.
#[derive(Clone, Default)]
struct Folded {
    statements: Statements,
    all_accounts: AllAccounts,
    by_type: Option<ByType>,
    audit: Audit,
}

impl Folded {
    fn of(events: &[Recorded<BankEvent>]) -> Self {
        let mut folded = Self { by_type: Some(ByType::new(Spending::WithRefused)), ..Self::default() };
        for event in events {
            folded.statements.apply(event);
            folded.all_accounts.apply(event);
            folded.by_type.as_mut().unwrap().apply(event);
            folded.audit.apply(event);
        }
        folded
    }

    fn entries(&self, stream: &StreamId) -> &[Entry] {
        self.statements.of(stream).map_or(&[], |statement| statement.up_to(Version(u64::MAX)))
    }

    fn types(&self) -> BTreeMap<String, (u64, i64)> {
        let minor = |sums: &Sums| sums.each().iter().map(|sum| sum.minor).sum::<i64>();
        let types = self.by_type.as_ref().unwrap().types().iter();
        types.map(|row| (row.event_type.clone(), (row.count, minor(&row.sum)))).collect()
    }

    fn spent(&self) -> i64 {
        self.by_type.as_ref().unwrap().spent().each().iter().map(|sum| sum.minor).sum()
    }
}

fn figure(minor: i64) -> String {
    Money { minor, currency: Currency::Usd }.figure()
}

/// Checks that the changes that the stop Project lists for a commit are those of the views.
fn check_changes(lab: &Lab, account: AccountId, version: Version) -> Result<(), TestCaseError> {
    let log: Vec<_> = lab.with_log(|log| log.all(Position(0)).cloned().collect());
    let journey = Journey::of(lab, account, version).unwrap();
    let position = |version| lab.event(account, version).unwrap().position.0 as usize;
    let (first, last) = (position(journey.trace.first), position(journey.trace.last));
    let (before, after) = (Folded::of(&log[..first - 1]), Folded::of(&log[..last]));
    let (stream, is_fork) = (account.stream(), is_copy(&log[first - 1].metadata));
    let listed = |kind: ViewKind| -> Vec<(&str, String, String)> {
        let of_kind = journey.views.iter().filter(|view| view.view == kind.label());
        let changes = of_kind.flat_map(|view| view.changes.clone());
        changes.map(|change| (change.field, change.before, change.after)).collect()
    };
    let view = |folded: &Folded| folded.all_accounts.of(&stream).cloned().unwrap_or_default();
    let fields = |shown: &[&str]| {
        let (was, is) = (view(&before), view(&after));
        let pairs = was.fields().into_iter().zip(is.fields());
        let differ = pairs.filter(|((field, was), (_, is))| was != is && shown.contains(field));
        differ.map(|((field, was), (_, is))| (field, was.text(), is.text())).collect::<Vec<_>>()
    };
    let all = AccountView::default().fields().map(|(field, _)| field);
    prop_assert_eq!(listed(ViewKind::Account), fields(&all));

    let mut expected = fields(&["owner", "status", "version", "balance"]);
    let [was, is] = [&before, &after].map(|folded| folded.all_accounts.total().figure());
    if was != is {
        expected.push(("total", was, is));
    }
    prop_assert_eq!(listed(ViewKind::AllAccounts), expected);

    let none = || "\u{2014}".to_owned();
    let (old, new) = (before.entries(&stream), after.entries(&stream));
    let entry = |entry: &Entry| {
        let amount = if entry.amount == 0 { String::new() } else { format!(" {}", figure(entry.amount)) };
        ("entry", none(), format!("{}{amount}, balance {}", entry.label(), figure(entry.balance)))
    };
    let closing = |entries: &[Entry]| entries.last().map_or_else(none, |entry| figure(entry.balance));
    let mut expected: Vec<_> = new[old.len()..].iter().map(entry).collect();
    if is_fork {
        expected = vec![("entry", none(), format!("the shared past, balance {}", closing(new)))];
    }
    if closing(old) != closing(new) {
        expected.push(("closing", closing(old), closing(new)));
    }
    prop_assert_eq!(listed(ViewKind::Statement), expected);

    let (mut expected, known) = (Vec::new(), before.types());
    for (event_type, (count, sum)) in after.types() {
        let (old_count, old_sum) = known.get(&event_type).copied().unwrap_or_default();
        let money = if sum == old_sum { String::new() } else { format!(", with {}", figure(sum - old_sum)) };
        if count != old_count {
            expected.push(("events", String::new(), format!("{} more {event_type}{money}", count - old_count)));
        }
    }
    let spent = after.spent() - before.spent();
    if spent != 0 {
        let more = if spent > 0 { "more" } else { "less" };
        expected.push(("spent, old formula", String::new(), format!("{} {more}", figure(spent.abs()))));
    }
    if is_fork {
        let copies = last - first + 1;
        expected = vec![("events", String::new(), format!("{copies} more, all copies"))];
    }
    prop_assert_eq!(listed(ViewKind::ByType), expected);

    let refused = after.audit.refused()[before.audit.refused().len()..].iter().map(|refused| {
        let event = refused.refusal.reverses.map(|version| format!(" {version}")).unwrap_or_default();
        let amount = refused.refusal.amount.map(|amount| format!(" {}", amount.money().figure())).unwrap_or_default();
        (
            "entry",
            none(),
            format!("{}{event}{amount}, reason {:?}", refused.refusal.command.name(), refused.refusal.reason_code),
        )
    });
    prop_assert_eq!(listed(ViewKind::Audit), refused.collect::<Vec<_>>());
    Ok(())
}

/// Two accounts and their forks after random acts.
fn lab_after(acts: Vec<(u8, u32, u64, i64)>) -> Lab {
    let mut lab = six();
    for (kind, account, version, cents) in acts {
        let now = at(1);
        match kind {
            0..7 => drop(lab.send(now, AccountId(account), command(kind, cents)).clone()),
            7 => {
                let opening_deposit = Amount::new(cents, Currency::Usd).ok();
                let owner = Owner::parse("Alan").unwrap();
                let open = Command::CreateAccount { owner, email: None, opening_deposit };
                lab.send(now, AccountId(account), open);
            }
            _ => drop(lab.fork(now, AccountId(account), Version(version))),
        }
    }
    lab
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn project_stop_lists_the_changes_of_every_view(
        acts in vec((0_u8..9, 0_u32..5, 1_u64..9, 1_i64..20_000), 0..24)
    ) {
        let lab = lab_after(acts);
        for account in lab.accounts() {
            for version in 1..=lab.head(account).0 {
                check_changes(&lab, account, Version(version))?;
            }
        }
    }
}

/// The copies of a long fork take several commits.
#[test]
fn project_stop_lists_the_changes_of_each_commit_of_a_fork() {
    let mut lab = Lab::play(filled(1, at(0), 200));
    let fork = lab.fork(at(1), ADA, Version(200)).unwrap();
    for version in [1, 90, 91, 180, 181, 200] {
        check_changes(&lab, fork, Version(version)).unwrap();
    }
}
