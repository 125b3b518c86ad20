//! What can't be taken away, and why.

use crate::runs;
use bank::{BankEvent, Currency, MAX_AMOUNT, MAX_BALANCE, Owner, Reversed};
use common::{ADA, GRACE, amount, at, deposit, tab};
use engine::{Failure, Metadata, Position, Recorded, Version};
use lab::export::{MAX_GIVEN, Specification};
use uuid::Uuid;

/// The first events of Ada's account, as another program may have written them.
fn foreign(events: impl IntoIterator<Item = BankEvent>) -> Vec<Recorded<BankEvent>> {
    let recorded = |(number, data): (u64, BankEvent)| {
        let metadata = Metadata::new(Uuid::from_u128(number.into()), at(0));
        Recorded { stream: ADA.stream(), version: Version(number), position: Position(number), data, metadata }
    };
    (1..).zip(events).map(recorded).collect()
}

#[test]
fn decision_by_other_rules_has_no_test() {
    let mut lab = tab(1);
    lab.mirror(foreign([BankEvent::AccountFrozen { reason: None }])).unwrap();
    let problem = "Other rules wrote v1: this bank decides such a command differently.";
    let failure = Failure::new(problem, "Go to another version.");
    assert_eq!(Specification::at(&lab, ADA, Version(1)), Err(failure));
}

#[test]
fn reversal_of_what_is_no_payment_was_decided_by_other_rules() {
    let opened =
        BankEvent::AccountCreated { owner: Owner::parse("Ada").unwrap(), email: None, currency: Currency::Usd };
    let paid_in = BankEvent::MoneyDeposited { amount: amount(5_00), reason: None };
    for reverses in [1, 3, 9].map(Version) {
        let reversed = BankEvent::DepositReversed { reverses, amount: amount(5_00), reason: None };
        let mut lab = tab(1);
        lab.mirror(foreign([opened.clone(), paid_in.clone(), reversed])).unwrap();
        let failure = Specification::at(&lab, ADA, Version(3)).unwrap_err();
        assert_eq!(failure.problem, "Other rules wrote v3: this bank decides such a command differently.");
    }
}

#[test]
fn decision_after_an_event_that_cannot_be_applied_has_no_test() {
    let past = foreign([BankEvent::MoneyWithdrawn { amount: amount(5_00), reason: None }]);
    let failure = Specification::of("", &past, deposit(5_00)).unwrap_err();
    let problem = "The state before v2 can\u{2019}t be calculated: the rule for MoneyWithdrawn failed at v1: the balance 0.00 would leave the limits of an account with this payment of 5.00.";
    assert_eq!(failure, Failure::new(problem, "Go to a version before that event."));
}

#[test]
fn there_is_no_decision_without_an_event() {
    let (lab, help) = (runs::six(), "Go to an event of the account.");
    let failure = |account, version| Specification::at(&lab, account, Version(version)).unwrap_err();
    assert_eq!(failure(ADA, 0), Failure::new("No command was sent before the first event.", help));
    assert_eq!(failure(ADA, 7), Failure::new("ACCOUNT-1001 has no event v7.", help));
    assert_eq!(failure(GRACE, u64::MAX), Failure::new("ACCOUNT-1002 has no event v18446744073709551615.", help));
}

#[test]
fn too_long_past_is_refused_and_not_shortened() {
    let lab = runs::long();
    assert_eq!(Specification::at(&lab, ADA, Version(201)).unwrap().given.len(), MAX_GIVEN);
    let problem = "201 events came before v202, and a test can have 200 at most.";
    let failure = Failure::new(problem, "Go to v201 or an earlier version.");
    assert_eq!(Specification::at(&lab, ADA, Version(202)), Err(failure));
    // So are the refusals that need more: an account is full after a thousand deposits, and has a thousand reversals at most.
    assert!(MAX_BALANCE / MAX_AMOUNT > MAX_GIVEN as i64 && Reversed::MAX > MAX_GIVEN);
    assert!(lab.with_events(ADA, |events| Specification::of("", events, deposit(1))).is_err());
}

#[test]
fn decision_of_a_copy_is_that_of_its_original() {
    let (lab, fork) = runs::fork();
    for version in [1, 3, 4].map(Version) {
        let original = Specification::at(&lab, ADA, version).unwrap();
        let copy = Specification::at(&lab, fork, version).unwrap();
        assert_eq!(Specification { origin: original.origin.clone(), ..copy }, original);
    }
}
