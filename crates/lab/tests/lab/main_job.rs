//! Six commands on one account.

use super::*;

#[test]
fn each_command_records_one_event() {
    let lab = main_job();
    assert_eq!(
        types(&lab, ADA),
        [
            "AccountCreated",
            "MoneyDeposited",
            "MoneyWithdrawn",
            "WithdrawalRejected",
            "AccountFrozen",
            "DepositRejected"
        ]
    );
    assert_eq!(lab.accounts().collect::<Vec<_>>(), [ADA]);
    assert_eq!((lab.head(ADA), lab.position()), (Version(6), Position(6)));
}

#[test]
fn view_shows_balance_status_and_counts() {
    let view = main_job().now(ADA);
    assert_eq!(view.account.balance.to_string(), "70.00 USD");
    assert_eq!((view.account.status, view.version), (Status::Frozen, Version(6)));
    assert_eq!((view.deposits, view.withdrawals, view.rejections), (1, 1, 2));
    assert_eq!(view.account.owner.unwrap().as_str(), "Ada");
}

#[test]
fn events_record_command_ids_and_time() {
    let commands = ["CreateAccount", "Deposit", "Withdraw", "Withdraw", "Freeze", "Deposit"];
    main_job().with_events(ADA, |events| {
        let mut ids = Vec::new();
        for (number, event) in events.iter().enumerate() {
            assert_eq!(event.stream.as_str(), "ACCOUNT-1001");
            assert_eq!((event.version, event.position), (Version(number as u64 + 1), Position(number as u64 + 1)));
            assert_eq!(&*event.metadata.command, commands[number]);
            assert_eq!(event.metadata.recorded_at, at(number as i64));
            ids.extend([event.metadata.event_id, event.metadata.causation_id, event.metadata.correlation_id]);
        }
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 18, "all ids are unique");
    });
}

#[test]
fn events_of_one_commit_share_causation_and_correlation_id() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(1), ADA, create_with("Ada", 100_00));
    lab.with_events(ADA, |events| {
        let [created, deposited] = events else { panic!("two events") };
        assert_eq!(created.metadata.causation_id, deposited.metadata.causation_id);
        assert_eq!(created.metadata.correlation_id, deposited.metadata.correlation_id);
        assert_ne!(created.metadata.event_id, deposited.metadata.event_id);
    });
    let outcome = &lab.last_attempt().unwrap().outcome;
    assert_eq!(outcome, &Outcome::Accepted { first: Version(1), last: Version(2) });
}

#[test]
fn attempt_has_its_outcome() {
    let mut lab = Lab::new(1, at(0));
    let mut send = |command| lab.send(at(0), ADA, command).outcome.clone();
    assert_eq!(send(create("Ada")), Outcome::Accepted { first: Version(1), last: Version(1) });
    assert_eq!(send(deposit(100_00)).written(), Some(Version(2)));
    let Outcome::Rejected { refusal, recorded } = send(withdraw(500_00)) else { panic!("it was refused") };
    assert_eq!((refusal.reason_code, recorded), (ReasonCode::InsufficientFunds, Some(Version(3))));
    assert_eq!(refusal.sentence(None), "The owner asked for 500.00 but had 100.00.");
}

#[test]
fn event_converts_to_a_dynamodb_item() {
    let lab = main_job();
    for version in 1..=6 {
        let stored = StoredItem::of(&lab.event(ADA, Version(version)).unwrap()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&stored.json()).unwrap();
        assert_eq!(json["SK"]["S"], format!("EVENT#{version:06}"));
    }
}
