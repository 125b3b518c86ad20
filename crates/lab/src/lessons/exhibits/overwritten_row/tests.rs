use super::super::super::steps::{ADA, create, deposit, withdraw};
use super::*;
use bank::{Amount, Command, Currency};

fn after(commands: impl IntoIterator<Item = Command>) -> Lab {
    let mut lab = Lab::new(1, common::at(0));
    for (second, command) in (0..).zip(commands) {
        lab.send(common::at(0) + chrono::Duration::seconds(second), ADA, command);
    }
    lab
}

fn value(row: &OverwrittenRow, name: &str) -> (String, Option<String>) {
    let column = row.columns().unwrap().into_iter().find(|column| column.name == name).unwrap();
    (column.value, column.was)
}

#[test]
fn row_is_inserted_and_then_overwritten() {
    let row = OverwrittenRow::of(&after([create("Ada"), deposit(100)]), ADA);
    assert_eq!(value(&row, "balance"), ("100.00".to_owned(), Some("0.00".to_owned())));
    let row = OverwrittenRow::of(&after([create("Ada"), deposit(100), withdraw(30)]), ADA);
    assert_eq!(value(&row, "id"), ("ACCOUNT-1001".to_owned(), None));
    assert_eq!(value(&row, "owner"), ("Ada".to_owned(), None));
    assert_eq!(value(&row, "balance"), ("70.00".to_owned(), Some("100.00".to_owned())));
    assert_eq!(value(&row, "status"), ("Active".to_owned(), None));
    let time = moment(common::at(0) + chrono::Duration::seconds(2));
    let statement = format!("UPDATE accounts SET balance = 70.00, updated_at = '{time}' WHERE id = 'ACCOUNT-1001'");
    assert_eq!(row.statement().unwrap(), statement);
    assert_eq!(row.summary(), "4 values were overwritten and are lost.");
}

#[test]
fn no_account_has_no_row() {
    let row = OverwrittenRow::of(&after([]), ADA);
    assert_eq!((row.columns(), row.statement(), row.overwritten()), (None, None, 0));
    assert_eq!(row.summary(), "There is no row yet.");
    let refused = OverwrittenRow::of(&after([deposit(1)]), ADA);
    assert_eq!(refused.columns(), None, "a deposit before the opening is refused");
}

#[test]
fn opening_with_a_deposit_is_one_insert() {
    let Command::CreateAccount { owner, email, .. } = create("Ada") else { unreachable!() };
    let opening_deposit = Amount::new(1_234_50, Currency::Eur).ok();
    let row = OverwrittenRow::of(&after([Command::CreateAccount { owner, email, opening_deposit }]), ADA);
    let time = moment(common::at(0));
    let statement = format!(
        "INSERT INTO accounts (id, owner, balance, status, updated_at) \
         VALUES ('ACCOUNT-1001', 'Ada', 1234.50, 'Active', '{time}')"
    );
    assert_eq!(row.statement().unwrap(), statement);
    assert_eq!(value(&row, "balance"), ("1,234.50".to_owned(), None));
    assert_eq!((row.overwritten(), row.summary()), (0, "Nothing was overwritten yet.".to_owned()));
}

#[test]
fn refusal_writes_nothing() {
    let accepted = OverwrittenRow::of(&after([create("Ada"), deposit(100)]), ADA);
    let refused = OverwrittenRow::of(&after([create("Ada"), deposit(100), withdraw(101), withdraw(500)]), ADA);
    assert_eq!(refused.columns(), accepted.columns());
    assert_eq!(refused.statement(), accepted.statement());
    assert_eq!(refused.refusals(), 2);
    assert_eq!(refused.summary(), "2 values were overwritten and are lost. 2 refusals wrote nothing here.");
}

#[test]
fn frozen_and_closed_accounts_have_their_status_overwritten() {
    let (freeze, close) = (Command::Freeze { reason: None }, Command::CloseAccount { reason: None });
    let frozen = OverwrittenRow::of(&after([create("Ada"), freeze, deposit(5)]), ADA);
    assert_eq!(value(&frozen, "status"), ("Frozen".to_owned(), Some("Active".to_owned())));
    assert!(frozen.statement().unwrap().starts_with("UPDATE accounts SET status = 'Frozen', updated_at = "));
    let closed = OverwrittenRow::of(&after([create("Ada"), close]), ADA);
    assert_eq!(value(&closed, "status"), ("Closed".to_owned(), Some("Active".to_owned())));
}

#[test]
fn quote_in_a_name_stays_text() {
    let name = "Robert'); DROP TABLE accounts;--";
    let Command::CreateAccount { email, .. } = create("Robert") else { unreachable!() };
    let owner = Owner::parse(name).unwrap();
    let row = OverwrittenRow::of(&after([Command::CreateAccount { owner, email, opening_deposit: None }]), ADA);
    assert!(row.statement().unwrap().contains("'Robert''); DROP TABLE accounts;--'"));
    assert_eq!(value(&row, "owner").0, name);
}

#[test]
fn catching_up_equals_starting_again_also_after_an_undo() {
    let mut lab = after([]);
    let mut row = OverwrittenRow::of(&lab, ADA);
    let check = |row: &mut OverwrittenRow, lab: &Lab| {
        row.catch_up(lab);
        let fresh = OverwrittenRow::of(lab, ADA);
        assert_eq!(
            (row.columns(), row.statement(), row.summary()),
            (fresh.columns(), fresh.statement(), fresh.summary())
        );
    };
    for command in [create("Ada"), deposit(100), withdraw(30), withdraw(500), deposit(1)] {
        lab.send(common::at(0), ADA, command);
        check(&mut row, &lab);
    }
    while lab.undo() {
        check(&mut row, &lab);
    }
    lab.send(common::at(5), ADA, create("Grace"));
    check(&mut row, &lab);
}
