//! Given, when, then: decisions of the bank, taken from the Event Sourcing Lab.
//!
//! A file for `tests/` of a crate that depends on `bank` and `engine`. Run it with `cargo test`.

use bank::{Amount, Bank, BankEvent, Command, Currency, Email, Money, Owner};
use engine::Given;

/// ACCOUNT-1001 at v1.
#[test]
fn create_account_is_accepted() {
    Given::<Bank>::nothing()
        .when(&Command::CreateAccount { owner: owner("Ada"), email: Some(email("ada@example.com")), opening_deposit: Some(amount("999999999.99 USD")) })
        .then([
            BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
            BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
        ]);
}

/// ACCOUNT-1001 at v3.
#[test]
fn deposit_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
    ])
    .when(&Command::Deposit { amount: amount("999999999.99 USD"), reason: None })
    .then([BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None }]);
}

/// ACCOUNT-1001 at v4.
#[test]
fn withdraw_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
        BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
    ])
    .when(&Command::Withdraw { amount: amount("999999999.99 USD"), reason: None })
    .then([BankEvent::MoneyWithdrawn { amount: amount("999999999.99 USD"), reason: None }]);
}

/// ACCOUNT-1001 at v5.
#[test]
fn withdraw_is_accepted_2() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
        BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("999999999.99 USD"), reason: None },
    ])
    .when(&Command::Withdraw { amount: amount("999999999.99 USD"), reason: None })
    .then([BankEvent::MoneyWithdrawn { amount: amount("999999999.99 USD"), reason: None }]);
}

/// ACCOUNT-1001 at v6.
#[test]
fn reverse_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
        BankEvent::MoneyDeposited { amount: amount("999999999.99 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("999999999.99 USD"), reason: None },
        BankEvent::MoneyWithdrawn { amount: amount("999999999.99 USD"), reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(4), target: None, reason: None })
    .then([BankEvent::WithdrawalReversed { reverses: engine::Version(4), amount: amount("999999999.99 USD"), reason: None }]);
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
