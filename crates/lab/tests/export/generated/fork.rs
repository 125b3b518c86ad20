//! Given, when, then: decisions of the bank, taken from the Event Sourcing Lab.
//!
//! A file for `tests/` of a crate that depends on `bank` and `engine`. Run it with `cargo test`.

use bank::{Amount, Bank, BankEvent, Command, CommandKind, Currency, Email, Money, Owner, ReasonCode, Refusal, Rejection};
use engine::Given;

/// ACCOUNT-1002 at v1.
#[test]
fn create_account_is_accepted() {
    Given::<Bank>::nothing()
        .when(&Command::CreateAccount { owner: owner("Ada"), email: Some(email("ada@example.com")), opening_deposit: Some(amount("100.00 USD")) })
        .then([
            BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
            BankEvent::MoneyDeposited { amount: amount("100.00 USD"), reason: None },
        ]);
}

/// ACCOUNT-1002 at v3.
#[test]
fn withdraw_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("100.00 USD"), reason: None },
    ])
    .when(&Command::Withdraw { amount: amount("30.00 USD"), reason: None })
    .then([BankEvent::MoneyWithdrawn { amount: amount("30.00 USD"), reason: None }]);
}

/// ACCOUNT-1002 at v4.
#[test]
fn reverse_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("100.00 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("30.00 USD"), reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(3), target: None, reason: None })
    .then([BankEvent::WithdrawalReversed { reverses: engine::Version(3), amount: amount("30.00 USD"), reason: None }]);
}

/// ACCOUNT-1002 at v5.
#[test]
fn withdraw_is_refused_insufficient_funds() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("100.00 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("30.00 USD"), reason: None },
        BankEvent::WithdrawalReversed { reverses: engine::Version(3), amount: amount("30.00 USD"), reason: None },
    ])
    .when(&Command::Withdraw { amount: amount("500.00 USD"), reason: None })
    .then_refused(&Refusal { command: CommandKind::Withdraw, reverses: None, amount: Some(amount("500.00 USD")), balance: money("100.00 USD"), reason_code: ReasonCode::InsufficientFunds });
}

/// ACCOUNT-1002 at v6.
#[test]
fn withdraw_is_accepted_2() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("100.00 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("30.00 USD"), reason: None },
        BankEvent::WithdrawalReversed { reverses: engine::Version(3), amount: amount("30.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("100.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
    ])
    .when(&Command::Withdraw { amount: amount("70.00 USD"), reason: None })
    .then([BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None }]);
}

/// ACCOUNT-1002 at v7.
#[test]
fn reverse_is_accepted_2() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("100.00 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("30.00 USD"), reason: None },
        BankEvent::WithdrawalReversed { reverses: engine::Version(3), amount: amount("30.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("100.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(6), target: None, reason: None })
    .then([BankEvent::WithdrawalReversed { reverses: engine::Version(6), amount: amount("70.00 USD"), reason: None }]);
}

/// ACCOUNT-1002 at v8.
#[test]
fn reverse_is_refused_already_reversed() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("100.00 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("30.00 USD"), reason: None },
        BankEvent::WithdrawalReversed { reverses: engine::Version(3), amount: amount("30.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("100.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalReversed { reverses: engine::Version(6), amount: amount("70.00 USD"), reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(3), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(3)), amount: Some(amount("30.00 USD")), balance: money("100.00 USD"), reason_code: ReasonCode::AlreadyReversed });
}

fn owner(stored: &str) -> Owner {
    Owner::try_from(stored.to_owned()).expect("a name")
}

fn email(stored: &str) -> Email {
    Email::try_from(stored.to_owned()).expect("an address")
}

fn amount(stored: &str) -> Amount {
    Amount::try_from(money(stored)).expect("an amount above zero")
}

fn money(stored: &str) -> Money {
    Money::try_from(stored.to_owned()).expect("an amount with its currency")
}
