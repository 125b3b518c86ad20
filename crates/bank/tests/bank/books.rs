//! The books balance after any sequence of commands.

use super::*;
use std::collections::HashSet;

proptest! {
    #[test]
    fn books_balance_after_any_commands(commands in prop::collection::vec(command(), 0..60)) {
        let rules = processor();
        let (mut account, mut view, mut version) = (Account::default(), AccountView::default(), Version::EMPTY);
        let (mut paid_in, mut taken_out) = (0, 0);
        let (mut log, mut reversed) = (Vec::new(), HashSet::new());
        for command in commands {
            let command = resolved(&command, &log);
            let decision = Bank::decide(&account, &command);
            let (accepted, events) = (decision.outcome.is_ok(), decision.events(&command));
            let failed = decision.checks.iter().position(|check| !check.passed());
            prop_assert_eq!(failed, (!accepted).then(|| decision.checks.len() - 1), "a refused command stops at the check that fails");
            if let Some(reconstructed) = Command::from_events(&events, &account) {
                let again = Bank::decide(&account, &resolved(&reconstructed, &log));
                prop_assert_eq!(again.checks, decision.checks, "the reconstructed command makes the same checks");
            }
            let (account_before, view_before) = (account.clone(), view.clone());
            for event in events {
                match &event {
                    BankEvent::MoneyDeposited { amount, .. } => paid_in += amount.money().minor,
                    BankEvent::MoneyWithdrawn { amount, .. } => taken_out += amount.money().minor,
                    BankEvent::DepositReversed { reverses, amount, .. } => {
                        prop_assert_eq!(Target::of(&log[reverses.0 as usize - 1]), Target::Deposit(*amount));
                        prop_assert!(reversed.insert(*reverses), "{} is reversed for the second time", reverses);
                        paid_in -= amount.money().minor;
                    }
                    BankEvent::WithdrawalReversed { reverses, amount, .. } => {
                        prop_assert_eq!(Target::of(&log[reverses.0 as usize - 1]), Target::Withdrawal(*amount));
                        prop_assert!(reversed.insert(*reverses), "{} is reversed for the second time", reverses);
                        taken_out -= amount.money().minor;
                    }
                    _ => {}
                }
                log.push(event.clone());
                let processed = rules.process(Some((account, version)), &[], &[stamped(event.clone())]).unwrap();
                (account, version) = (processed.state, processed.version);
                view.apply(&recorded(event, version));
                prop_assert_eq!((&view.account, view.version), (&account, version));
            }
            prop_assert!((0..=MAX_BALANCE).contains(&account.balance.minor));
            prop_assert_eq!(account.balance.minor, paid_in - taken_out);
            if !accepted {
                let recorded = u32::from(account_before.owner.is_some());
                prop_assert_eq!(&account, &account_before);
                let expected = AccountView {
                    version: view_before.version.plus(recorded as usize),
                    rejections: view_before.rejections + recorded,
                    ..view_before
                };
                prop_assert_eq!(&view, &expected);
            }
        }
    }
}

/// Random commands, weighted so that many are accepted.
fn command() -> impl Strategy<Value = Command> {
    let any_amount = || {
        let minor = prop_oneof![8 => 1..20_000_i64, 1 => 1..=MAX_AMOUNT, 1 => Just(MAX_AMOUNT)];
        let currency = prop_oneof![9 => Just(Currency::Usd), 1 => currency()];
        (minor, currency).prop_map(|(minor, currency)| Amount::new(minor, currency).unwrap())
    };
    prop_oneof![
        3 => prop::option::of(any_amount()).prop_map(|opening_deposit| Command::CreateAccount {
            owner: ada(),
            email: None,
            opening_deposit
        }),
        6 => any_amount().prop_map(|amount| Command::Deposit { amount, reason: None }),
        6 => any_amount().prop_map(|amount| Command::Withdraw { amount, reason: None }),
        3 => (0..40_u64).prop_map(reverse),
        1 => Just(freeze()),
        2 => Just(unfreeze()),
        1 => Just(close()),
    ]
}

#[test]
fn events_that_break_the_rules_fail_to_fold() {
    for (payment, reason) in [
        (withdrawn(1), "the balance 0.00 would leave the limits of an account with this payment of 0.01"),
        (euros(), "a payment in EUR to an account in USD"),
        (deposit_reversed(1, 1), "the balance 0.00 would leave the limits of an account with this payment of 0.01"),
    ] {
        let failed = processor().process(None, &[], &[stamped(created()), stamped(payment)]).unwrap_err();
        assert_eq!((failed.version, failed.reason.as_str()), (Version(2), reason));
    }
}

fn euros() -> BankEvent {
    BankEvent::MoneyDeposited { amount: Amount::new(1, Currency::Eur).unwrap(), reason: None }
}

#[test]
fn second_reversal_of_an_event_fails_to_fold() {
    let mut account = fold(&[created(), deposited(3), deposit_reversed(2, 1)]);
    let before = account.clone();
    let failed = account.evolve(&deposit_reversed(2, 1)).unwrap_err();
    assert_eq!(failed.to_string(), "v2 is reversed for the second time");
    assert_eq!(account, before, "the account is unchanged");
}

#[test]
fn state_keeps_at_most_1000_reversals() {
    let mut account = fold(&[created(), deposited(5_000)]);
    for version in (1..=1_000).rev() {
        account.evolve(&deposit_reversed(version, 1)).unwrap();
    }
    let before = account.clone();
    let failed = account.evolve(&deposit_reversed(1_001, 1)).unwrap_err();
    assert_eq!(failed.to_string(), "more than 1000 events are reversed");
    assert_eq!(account, before, "the account is unchanged");
    let stored = serde_json::to_string(&account).unwrap();
    assert!(stored.len() < 10_000, "{} bytes", stored.len());
    assert_eq!(serde_json::from_str::<Account>(&stored).unwrap(), account);
}
