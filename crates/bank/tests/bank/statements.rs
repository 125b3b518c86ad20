//! A statement shows the account that the rules fold, whatever a stored log holds.

use super::round_trip::bank_event;
use super::*;
use bank::projections::{Statement, Statements};

fn statement(events: impl IntoIterator<Item = BankEvent>) -> Statement {
    let mut statements = Statements::default();
    let mut stream = None;
    for (event, version) in events.into_iter().zip(1..) {
        let event = recorded(event, Version(version));
        statements.apply(&event);
        stream = Some(event.stream);
    }
    stream.and_then(|stream| statements.of(&stream).cloned()).unwrap_or_default()
}

#[test]
fn event_that_the_rules_can_not_fold_is_no_entry() {
    let balances: Vec<_> = statement([created(), deposited(70_00), withdrawn(500_00), withdrawn(30_00)])
        .entries()
        .iter()
        .map(|entry| (entry.version, entry.balance))
        .collect();
    assert_eq!(balances, [(Version(1), 0), (Version(2), 70_00), (Version(4), 40_00)]);
}

proptest! {
    #[test]
    fn last_balance_is_that_of_the_account(events in prop::collection::vec(bank_event(), 1..12)) {
        let mut view = AccountView::default();
        for (event, version) in events.iter().zip(1..) {
            view.apply(&recorded(event.clone(), Version(version)));
        }
        let statement = statement(events);
        if let Some(last) = statement.entries().last() {
            prop_assert_eq!(&statement.account, &view.account);
            prop_assert_eq!(last.balance, view.account.balance.minor);
        }
    }
}

#[test]
fn reversal_is_an_entry_of_its_own_that_names_the_payment() {
    let reason = Reason::parse("booked twice").unwrap();
    let reversed = BankEvent::DepositReversed { reverses: Version(2), amount: amount(70_00), reason: reason.clone() };
    let statement = statement([created(), deposited(70_00), reversed, deposited(7_00)]);
    let entries: Vec<_> =
        statement.entries().iter().map(|entry| (entry.label(), entry.amount, entry.balance)).collect();
    assert_eq!(
        entries,
        [
            ("Opened".into(), 0, 0),
            ("Paid in".into(), 70_00, 70_00),
            ("Deposit reversed (v2)".into(), -70_00, 0),
            ("Paid in".into(), 7_00, 7_00),
        ]
    );
    assert_eq!((statement.entries()[2].reverses, &statement.entries()[2].reason), (Some(Version(2)), &reason));
}

#[test]
fn reversed_withdrawal_comes_back() {
    let statement = statement([created(), deposited(70_00), withdrawn(30_00), withdrawal_reversed(3, 30_00)]);
    let last = statement.entries().last().unwrap();
    assert_eq!((last.label().as_ref(), last.amount, last.balance), ("Withdrawal reversed (v3)", 30_00, 70_00));
}
