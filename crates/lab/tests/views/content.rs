//! What each view shows.

use super::*;

#[test]
fn statement_lists_movements_and_balances() {
    let views = read(&six());
    let statement = views.statement.value().of(&ADA.stream()).unwrap();
    let entries: Vec<_> =
        statement.up_to(Version(6)).iter().map(|e| (e.version.0, e.kind, e.amount, e.balance)).collect();
    assert_eq!(
        entries,
        [
            (1, EntryKind::Opened, 0, 0),
            (2, EntryKind::PaidIn, 10_000, 10_000),
            (3, EntryKind::PaidOut, -3_000, 7_000),
            (5, EntryKind::PaidIn, 4_500, 11_500),
            (6, EntryKind::PaidOut, -1_500, 10_000),
        ]
    );
    assert_eq!(statement.up_to(Version(4)).len(), 3, "at an earlier version it is shorter");
    assert_eq!(statement.up_to(Version(0)), []);
    assert_eq!(statement.account.owner.as_ref().map(Owner::as_str), Some("Ada"));
    assert_eq!(views.statement.value().of(&AccountId(7).stream()), None);
}

#[test]
fn closing_is_an_entry_and_freezing_is_not() {
    let mut lab = six();
    let now = at(1);
    for command in
        [freeze(), unfreeze(), withdraw(100_00), Command::CloseAccount { reason: Reason::parse("moved").unwrap() }]
    {
        lab.send(now, ADA, command);
    }
    let views = read(&lab);
    let statement = views.statement.value().of(&ADA.stream()).unwrap();
    let last: Vec<_> = statement.up_to(Version(99)).iter().rev().take(2).map(|e| (e.kind, e.balance)).collect();
    assert_eq!(last, [(EntryKind::Closed, 0), (EntryKind::PaidOut, 0)]);
    assert_eq!(views.all_accounts.value().of(&ADA.stream()).unwrap().account.status, Status::Closed);
    assert_eq!(views.all_accounts.value().count(Status::Closed), 1);
    assert_eq!(views.all_accounts.value().count(Status::Active), 1);
}

#[test]
fn accounts_are_listed_in_order_of_opening_with_a_total() {
    let views = read(&six());
    let all = views.all_accounts.value();
    let rows: Vec<_> =
        all.each().iter().map(|(stream, view)| (stream.as_str(), view.account.balance.minor, view.version.0)).collect();
    assert_eq!(rows, [("ACCOUNT-1001", 10_000, 6), ("ACCOUNT-1002", 0, 1)]);
    assert_eq!(all.total().figure(), "100.00");
}

#[test]
fn only_version_1_counts_refused_amounts_as_spent() {
    let lab = six();
    let mut views = read(&lab);
    let types: Vec<_> =
        views.by_type().types().iter().map(|row| (row.event_type.clone(), row.count, row.sum.figure())).collect();
    let row = |name: &str, count, sum: &str| (name.to_owned(), count, sum.to_owned());
    assert_eq!(
        types,
        [
            row("AccountCreated", 2, "0.00"),
            row("MoneyDeposited", 2, "145.00"),
            row("MoneyWithdrawn", 2, "45.00"),
            row("WithdrawalRejected", 1, "500.00"),
        ]
    );
    assert_eq!(views.by_type().spent().figure(), "545.00");
    assert!(!views.switch(), "there is no version 2 yet");

    views.correct();
    assert!(!views.switch(), "version 2 has read nothing yet");
    read_on(&mut views, &lab, Duration::ZERO);
    assert_eq!(views.by_type().spent().figure(), "545.00", "version 1 is shown until the switch");
    assert_eq!(views.corrected.as_ref().unwrap().value().spent().figure(), "45.00");
    assert!(views.switch() && views.is_switched());
    assert_eq!(views.by_type().spent().figure(), "45.00");
    assert!(views.switch() && !views.is_switched(), "switched back");
    assert_eq!(views.by_type().spent().figure(), "545.00");
}

#[test]
fn both_versions_agree_without_rejections() {
    let mut lab = Lab::play(filled(1, at(0), 50));
    let mut views = read(&lab);
    views.correct();
    lab.send(at(0), ADA, deposit(1));
    read_on(&mut views, &lab, Duration::ZERO);
    assert_eq!(views.by_type.value().spent(), views.corrected.as_ref().unwrap().value().spent());
}

#[test]
fn audit_lists_owner_command_and_reason() {
    let views = read(&six());
    let [refused] = views.audit.value().refused() else { panic!("one request was refused") };
    assert_eq!((refused.position, refused.version, refused.stream.as_str()), (Position(4), Version(4), "ACCOUNT-1001"));
    assert_eq!(
        (refused.owner.as_ref().map(Owner::as_str), refused.refusal.command),
        (Some("Ada"), CommandKind::Withdraw)
    );
    assert_eq!(
        (refused.refusal.amount.unwrap().money().figure(), refused.refusal.reason_code),
        ("500.00".to_owned(), ReasonCode::InsufficientFunds)
    );
    assert_eq!(refused.refusal.sentence(refused.owner.as_ref()), "Ada asked for 500.00 but had 70.00.");
}

#[test]
fn payments_are_sorted_by_amount_then_by_age() {
    let mut lab = six();
    lab.send(at(1), ADA, deposit(45_00));
    let views = read(&lab);
    let payments = views.largest.value().payments();
    let seen: Vec<_> = payments.iter().map(|p| (p.position.0, p.amount.minor, p.is_in)).collect();
    assert_eq!(seen, [(2, 10_000, true), (6, 4_500, true), (8, 4_500, true), (3, 3_000, false), (7, 1_500, false)]);
}

/// A fork is an account with a full history, but its copies are not listed as new refusals or payments.
#[test]
fn copies_of_a_fork_are_not_listed_twice() {
    let mut lab = six();
    let fork = lab.fork(at(1), ADA, Version(5)).unwrap();
    let views = read(&lab);
    let refused: Vec<_> = views.audit.value().refused().iter().map(|refused| refused.position.0).collect();
    assert_eq!(refused, [4]);
    let paid: Vec<_> = views.largest.value().payments().iter().map(|payment| payment.position.0).collect();
    assert_eq!(paid, [2, 6, 3, 7]);
    assert_eq!(views.statement.value().of(&fork.stream()).unwrap().up_to(Version(5)).len(), 4);
    assert_eq!(views.all_accounts.value().total().figure(), "215.00", "100.00 of Ada and 115.00 of the fork");
    let counted: u64 = views.by_type().types().iter().map(|row| row.count).sum();
    assert_eq!(counted, 12, "all events of the log are counted");

    assert_eq!(
        views.about_copies(ViewKind::Audit).unwrap(),
        "1 event copied by a fork is left out: each refusal is listed once."
    );
    assert_eq!(
        views.about_copies(ViewKind::LargestPayments).unwrap(),
        "3 events copied by forks are left out: each payment is listed once."
    );
    assert_eq!(
        views.about_copies(ViewKind::ByType).unwrap(),
        "5 events copied by forks are counted too: each copy is an event in the log."
    );
    assert_eq!(
        views.about_copies(ViewKind::AllAccounts).unwrap(),
        "1 account is a fork. It counts in full, including the past that it shares."
    );
    assert_eq!(views.about_copies(ViewKind::Statement), None);
    assert_eq!(read(&six()).about_copies(ViewKind::ByType), None);
}

#[test]
fn new_rejection_in_a_fork_is_listed() {
    let mut lab = six();
    let fork = lab.fork(at(1), ADA, Version(6)).unwrap();
    lab.send(at(2), fork, withdraw(700_00));
    let views = read(&lab);
    let [_, refused] = views.audit.value().refused() else { panic!("two requests were refused") };
    assert_eq!(
        (&refused.stream, refused.owner.as_ref().map(Owner::as_str), refused.refusal.command),
        (&fork.stream(), Some("Ada"), CommandKind::Withdraw)
    );
}

#[test]
fn every_view_shows_a_reversal() {
    let mut lab = six();
    lab.send(at(1), ADA, reverse(2));
    lab.send(at(2), ADA, reverse(3));
    lab.send(at(3), ADA, reverse(3));
    let mut views = read(&lab);
    let statement = views.statement.value().of(&ADA.stream()).unwrap();
    let reversals: Vec<_> = statement.entries()[5..].iter().map(|e| (e.label(), e.amount, e.balance)).collect();
    assert_eq!(
        reversals,
        [("Deposit reversed (v2)".into(), -100_00, 0), ("Withdrawal reversed (v3)".into(), 30_00, 30_00)]
    );
    assert!(statement_csv(statement, statement.entries()).contains(",Deposit reversed (v2),,-100.00,0.00,USD\r\n"));
    assert_eq!(views.all_accounts.value().total().figure(), "30.00");
    let [_, refused] = views.audit.value().refused() else { panic!("two commands were refused") };
    assert_eq!(
        (refused.refusal.command, refused.refusal.reverses, refused.refusal.reason_code),
        (CommandKind::Reverse, Some(Version(3)), ReasonCode::AlreadyReversed)
    );
    let reversed: Vec<_> =
        views.largest.value().payments().iter().map(|p| (p.version.0, p.reversed_by.map(|v| v.0))).collect();
    assert_eq!(reversed, [(2, Some(7)), (5, None), (3, Some(8)), (6, None)]);
    views.correct();
    read_on(&mut views, &lab, Duration::ZERO);
    assert_eq!(views.corrected.as_ref().unwrap().value().spent().figure(), "15.00", "30.00 of 45.00 came back");
}

#[test]
fn statement_exports_as_csv() {
    let mut lab = six();
    let reason = Reason::parse("=2+3, \"rent\"").unwrap();
    let amount = amount(20_50);
    lab.send(at(1), ADA, Command::Withdraw { amount, reason });
    let views = read(&lab);
    let statement = views.statement.value().of(&ADA.stream()).unwrap();
    let csv = statement_csv(statement, statement.up_to(Version(7)));
    let lines: Vec<_> = csv.split("\r\n").collect();
    assert_eq!(lines[0], "\u{feff}Version,Time,Entry,Reason,Amount,Balance,Currency");
    assert_eq!(lines[3], "3,2026-03-02T09:08:07.000Z,Paid out,rent,-30.00,70.00,USD");
    assert_eq!(lines[6], "7,2026-03-02T09:14:08.000Z,Paid out,\"'=2+3, \"\"rent\"\"\",-20.50,79.50,USD");
    assert_eq!((lines.len(), lines[7]), (8, ""), "every line ends with a line break");
}
