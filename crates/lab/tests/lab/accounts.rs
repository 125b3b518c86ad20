//! Several accounts.

use super::*;

#[test]
fn accounts_are_independent_streams() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create_with("Ada", 100_00));
    lab.send(at(1), ADA, create("Grace"));
    lab.send(at(2), GRACE, deposit(5_00));
    lab.send(at(3), ADA, freeze());
    assert_eq!(lab.accounts().collect::<Vec<_>>(), [ADA, GRACE]);
    assert_eq!(lab.next_account(), AccountId(2));
    assert_eq!((lab.now(ADA).account.status, lab.now(GRACE).account.status), (Status::Frozen, Status::Active));
    assert_eq!(
        (lab.now(ADA).account.balance.figure(), lab.now(GRACE).account.balance.figure()),
        ("100.00".into(), "5.00".into())
    );
    assert_eq!((lab.head(ADA), lab.head(GRACE), lab.position()), (Version(3), Version(2), Position(5)));
    let positions: Vec<_> = lab.with_events(GRACE, |events| events.iter().map(|event| event.position.0).collect());
    assert_eq!(positions, [3, 4]);
    assert_eq!(GRACE.stream().as_str(), "ACCOUNT-1002");
}

#[test]
fn each_account_has_its_currency() {
    let mut lab = Lab::new(1, at(0));
    let opening_deposit = Some(Amount::new(1_00, Currency::Eur).unwrap());
    let owner = Owner::parse("Ada").unwrap();
    lab.send(at(0), ADA, Command::CreateAccount { owner, email: None, opening_deposit });
    lab.send(at(0), ADA, create("Grace"));
    assert_eq!((lab.currency(ADA), lab.currency(GRACE)), (Currency::Eur, Currency::Usd));
    assert_eq!(lab.currency(AccountId(7)), Currency::Usd);
}

#[test]
fn missing_account_refuses_every_command_without_a_record() {
    let mut lab = Lab::new(1, at(0));
    for account in [ADA, AccountId(7), AccountId(u32::MAX)] {
        for command in [deposit(1_00), withdraw(1_00), freeze(), unfreeze(), close()] {
            let attempt = lab.send(at(0), account, command);
            assert_eq!(attempt.account, account);
            let Outcome::Rejected { refusal, recorded: None } = &attempt.outcome else { panic!("{attempt:?}") };
            assert_eq!(refusal.reason_code, ReasonCode::AccountNotFound);
        }
        assert_eq!((lab.head(account), lab.now(account)), (Version(0), AccountView::default()));
        assert_eq!(lab.at(account, Version(9)), AccountView::default());
        assert_eq!(lab.event(account, Version(1)), None);
        assert_eq!(Trace::of(&lab, account, Version(1)), None);
        assert_eq!(lab.plan(account, &deposit(1_00)), None);
    }
    assert_eq!((lab.accounts().len(), lab.position()), (0, Position(0)));
}

#[test]
fn account_numbers_with_gaps_are_renumbered_in_order_of_opening() {
    let act = |number, owner| Act::Send { account: AccountId(number), command: create(owner) };
    let mut lab = Lab::new(1, at(0));
    lab.act(at(0), act(7, "Ada"));
    lab.act(at(0), act(1, "Grace"));
    assert_eq!(lab.now(ADA).account.owner.unwrap().as_str(), "Ada");
    assert_eq!(lab.now(GRACE).account.owner.unwrap().as_str(), "Grace");
    lab.act(at(0), act(0, "Eve"));
    assert_eq!(types(&lab, ADA), ["AccountCreated", "AccountCreationRejected"]);
}
