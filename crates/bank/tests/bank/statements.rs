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
