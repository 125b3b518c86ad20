//! Given past events, when a payment is reversed, then a compensating event follows; the payment stays.

use super::*;
use bank::projections::{ByType, LargestPayments, Spending};
use engine::{Aggregate, EventStore, ExecuteOptions, Executed, SnapshotPolicy, StreamId, ready};
use stores::MemoryStore;

#[test]
fn deposit_is_reversed_by_an_event_that_names_it() {
    let funds = Check::Funds { balance: usd(1_000_00), amount: usd(1_000_00) };
    given([created(), deposited(1_000_00)])
        .when(&reverse(2))
        .checking([
            Check::Active { status: Status::Active },
            Check::Payment { version: Version(2), target: Some(Target::Deposit(amount(1_000_00))) },
            Check::NotReversed { version: Version(2), is_reversed: false },
            Check::Reversals { made: 0 },
            Check::Currency { account: Currency::Usd, amount: Currency::Usd },
            funds,
        ])
        .then([deposit_reversed(2, 1_000_00)])
        .publishing([Outbound::BalanceChanged { balance: usd(0) }])
        .state(|account| {
            assert_eq!(account.balance, usd(0));
            assert!(account.reversed.contains(Version(2)));
        });
}

#[test]
fn withdrawal_is_reversed_by_an_event_that_names_it() {
    given([created(), deposited(100_00), withdrawn(30_00)])
        .when(&reverse(3))
        .then([withdrawal_reversed(3, 30_00)])
        .publishing([Outbound::BalanceChanged { balance: usd(100_00) }])
        .state(|account| assert_eq!(account.balance, usd(100_00)));
}

#[test]
fn reversal_keeps_the_reason() {
    let reason = Reason::parse("booked twice").unwrap();
    let command = Command::Reverse { version: Version(2), target: None, reason: reason.clone() };
    let reversed = BankEvent::DepositReversed { reverses: Version(2), amount: amount(1), reason };
    given([created(), deposited(1)]).when(&command).then([reversed]);
}

#[test]
fn opening_deposit_can_be_reversed() {
    let opened = BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Usd };
    given([opened, deposited(100_00)]).when(&reverse(2)).then([deposit_reversed(2, 100_00)]);
}

#[test]
fn reversal_is_refused_without_an_account() {
    refused([], &reverse(1), ReasonCode::AccountNotFound, "There is no such account.");
}

/// As for a deposit: what the bank has frozen keeps its balance until it is unfrozen.
#[test]
fn reversal_is_refused_while_the_account_is_frozen() {
    let frozen_account = [created(), deposited(1_00), frozen()];
    let sentence = "Ada asked to reverse v2 (1.00), but the account is frozen.";
    refused(frozen_account.clone(), &reverse(2), ReasonCode::AccountFrozen, sentence);
    let unfrozen_account = frozen_account.into_iter().chain([unfrozen()]);
    given(unfrozen_account).when(&reverse(2)).then([deposit_reversed(2, 1_00)]);
}

#[test]
fn reversal_is_refused_after_the_account_was_closed() {
    let sentence = "Ada asked to reverse v2 (1.00), but the account is closed.";
    refused([created(), deposited(1_00), withdrawn(1_00), closed()], &reverse(2), ReasonCode::AccountClosed, sentence);
}

#[test]
fn reversal_is_refused_for_an_event_that_the_account_does_not_have() {
    for (version, sentence) in [
        (0, "Ada’s account has no event v0."),
        (3, "Ada’s account has no event v3."),
        (u64::MAX, "Ada’s account has no event v18446744073709551615."),
    ] {
        refused([created(), deposited(1_00)], &reverse(version), ReasonCode::EventNotFound, sentence);
    }
}

#[test]
fn reversal_is_refused_for_an_event_that_is_no_payment() {
    let past = [created(), deposited(1_00), frozen(), unfrozen(), deposit_reversed(2, 1_00)];
    for version in [1, 3, 4, 5] {
        let sentence = format!("Only a deposit or a withdrawal can be reversed, and v{version} is neither.");
        refused(past.clone(), &reverse(version), ReasonCode::NotAPayment, &sentence);
    }
    let rejected = Rejection {
        reverses: None,
        amount: Some(amount(5_00)),
        balance: usd(0),
        reason_code: ReasonCode::InsufficientFunds,
    };
    let sentence = "Only a deposit or a withdrawal can be reversed, and v2 is neither.";
    let past = [created(), BankEvent::rejected(CommandKind::Withdraw, rejected)];
    refused(past, &reverse(2), ReasonCode::NotAPayment, sentence);
}

#[test]
fn reversal_is_refused_for_an_event_that_was_reversed_before() {
    let past = [created(), deposited(1_00), deposited(1_00), deposit_reversed(2, 1_00)];
    let sentence = "Ada asked to reverse v2 (1.00), but it was reversed before.";
    refused(past.clone(), &reverse(2), ReasonCode::AlreadyReversed, sentence);
    given(past).when(&reverse(3)).then([deposit_reversed(3, 1_00)]);
}

#[test]
fn reversal_is_refused_if_it_would_leave_the_balance_below_zero() {
    let past = [created(), deposited(100_00), withdrawn(1)];
    let sentence = "Ada asked to reverse v2 (100.00) but had 99.99.";
    refused(past, &reverse(2), ReasonCode::InsufficientFunds, sentence);
}

#[test]
fn reversal_is_refused_above_the_balance_limit() {
    let deposits = (0..MAX_BALANCE / MAX_AMOUNT).map(|_| deposited(MAX_AMOUNT));
    let rest = deposited(MAX_BALANCE % MAX_AMOUNT);
    let past = [created(), deposited(2), withdrawn(2)].into_iter().chain(deposits).chain([rest]);
    let sentence = "Ada asked to reverse v3 (0.02), but the account can hold at most 999,999,999,999.99.";
    refused(past, &reverse(3), ReasonCode::BalanceLimit, sentence);
}

/// A log of another program opens an account a second time, in another currency.
#[test]
fn reversal_is_refused_in_another_currency() {
    let again = BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Eur };
    let sentence = "Ada asked to reverse v2 (1.00 USD), but the account is in EUR.";
    refused([created(), deposited(1_00), again], &reverse(2), ReasonCode::CurrencyMismatch, sentence);
}

#[test]
fn reversal_is_refused_when_the_account_has_1000_of_them() {
    let payments = (0..1_001).map(|_| deposited(1));
    let reversals = |count: u64| (2..2 + count).map(|version| deposit_reversed(version, 1));
    let past = |count| [created()].into_iter().chain(payments.clone()).chain(reversals(count));
    given(past(999)).when(&reverse(1_002)).then([deposit_reversed(1_002, 1)]);
    let sentence = "Ada asked to reverse v1002, but the account has 1,000 reversals, which is the limit.";
    refused(past(1_000), &reverse(1_002), ReasonCode::ReversalLimit, sentence);
}

#[test]
fn check_of_a_reversal_shows_what_it_compared() {
    let payment = |target| Check::Payment { version: Version(2), target };
    for (check, text) in [
        (payment(None), "no event v2"),
        (payment(Some(Target::Deposit(amount(1)))), "v2 is a deposit"),
        (payment(Some(Target::Withdrawal(amount(1)))), "v2 is a withdrawal"),
        (payment(Some(Target::Other)), "v2 is no payment"),
        (Check::NotReversed { version: Version(2), is_reversed: false }, "v2 is not reversed yet"),
        (Check::NotReversed { version: Version(2), is_reversed: true }, "v2 is reversed already"),
        (Check::Reversals { made: 1 }, "1 reversal < 1,000"),
        (Check::Reversals { made: 7 }, "7 reversals < 1,000"),
        (Check::Reversals { made: 1_000 }, "1,000 reversals = 1,000"),
    ] {
        assert_eq!(check.to_string(), text);
    }
}

/// A stored command is a request: the event is read from the log, whatever the command holds.
#[test]
fn stored_command_does_not_bring_its_target() {
    let command = Command::Reverse { version: Version(2), target: Some(Target::Deposit(amount(9))), reason: None };
    let stored = serde_json::to_value(&command).unwrap();
    assert_eq!(stored, json!({ "Reverse": { "version": 2, "reason": null } }));
    let forged = json!({ "Reverse": { "version": 2, "target": { "Deposit": "9.00 USD" }, "reason": null } });
    let error = serde_json::from_value::<Command>(forged).unwrap_err();
    assert_eq!(error.to_string(), "unknown field `target`, expected `version` or `reason`");
    assert_eq!(serde_json::from_value::<Command>(stored).unwrap(), reverse(2));
    given([created(), deposited(1)]).when(&command).then([deposit_reversed(2, 1)]);
}

/// The state knows which events were reversed, from a snapshot too.
#[test]
fn second_reversal_is_refused_after_a_snapshot() {
    for policy in [SnapshotPolicy::EveryCommit, SnapshotPolicy::Never] {
        let id = StreamId::from("ACCOUNT-1001");
        let accounts = Aggregate::new(processor(), MemoryStore::<Bank>::default()).with_snapshots(policy);
        let execute =
            |command: Command| ready(accounts.execute(&id, &command, ExecuteOptions::default(), stamped)).unwrap();
        let accepted = |executed| matches!(executed, Executed::Accepted { .. });
        for command in [create("Ada"), deposit(1_000_00), reverse(2), deposit(100_00)] {
            assert!(accepted(execute(command)));
        }
        let Executed::Refused { refusal, .. } = execute(reverse(2)) else { panic!("v2 was reversed before") };
        assert_eq!(refusal.reason_code, ReasonCode::AlreadyReversed);
        assert_eq!(ready(accounts.get(&id)).unwrap().unwrap().state.balance, usd(100_00));
    }
}

/// The shape is another one all the same: an earlier version of the bank would drop the reversals from it.
#[test]
fn account_without_reversals_is_stored_as_before() {
    let id = StreamId::from("ACCOUNT-1001");
    let accounts = Aggregate::new(processor(), MemoryStore::<Bank>::default());
    ready(accounts.append(&id, [created(), deposited(7)].map(stamped).into())).unwrap();
    let stored = ready(accounts.store().snapshot(&id)).unwrap().unwrap();
    let json = json!(stored.state);
    assert_eq!(json, json!({ "owner": "Ada", "email": "ada@example.com", "status": "Active", "balance": "0.07 USD" }));
    assert_eq!(serde_json::from_value::<Account>(json).unwrap(), stored.state);
    assert_eq!(stored.shape, 2);
}

fn applied<P: Projection<BankEvent>>(mut view: P, events: &[BankEvent]) -> P {
    for (event, version) in events.iter().zip(1..) {
        view.apply(&recorded(event.clone(), Version(version)));
    }
    view
}

#[test]
fn reversed_payment_stays_among_the_largest_and_names_its_reversal() {
    let log = [created(), deposited(1_000_00), deposited(100_00), deposit_reversed(2, 1_000_00)];
    let view = applied(LargestPayments::default(), &log);
    let payments: Vec<_> = view.payments().iter().map(|payment| (payment.amount, payment.reversed_by)).collect();
    assert_eq!(payments, [(usd(1_000_00), Some(Version(4))), (usd(100_00), None)]);
    assert_eq!(applied(view.clone(), &[rejection_of_a_second_reversal(&log)]), view, "a rejection changes nothing");
}

fn rejection_of_a_second_reversal(log: &[BankEvent]) -> BankEvent {
    let command = resolved(&reverse(2), log);
    Bank::decide(&fold(log), &command).outcome.unwrap_err().event().unwrap()
}

#[test]
fn reversed_withdrawal_is_not_spent() {
    let log = [created(), deposited(100_00), withdrawn(30_00), withdrawn(5_00), withdrawal_reversed(3, 30_00)];
    for spending in [Spending::PaidOut, Spending::WithRefused] {
        let view = applied(ByType::new(spending), &log);
        assert_eq!(view.spent().figure(), "5.00");
        assert_eq!(view.came_back().figure(), "30.00");
        assert_eq!(view.sum(Family::MoneyOut).figure(), "35.00", "the events stay");
        assert_eq!(view.sum(Family::Reversed).figure(), "30.00");
    }
    let view = applied(ByType::new(Spending::PaidOut), &[created(), deposited(1), deposit_reversed(2, 1)]);
    assert_eq!(view.spent().figure(), "0.00", "a reversed deposit was never spent");
}

#[test]
fn account_counts_its_payments_whether_they_were_reversed_or_not() {
    let view = applied(AccountView::default(), &[created(), deposited(5), deposit_reversed(2, 5)]);
    assert_eq!((view.deposits, view.withdrawals, view.rejections, view.version), (1, 0, 0, Version(3)));
    assert_eq!(view.account.balance, usd(0));
}
