//! Given, when, then: decisions of the bank, taken from the Event Sourcing Lab.
//!
//! A file for `tests/` of a crate that depends on `bank` and `engine`. Run it with `cargo test`.

use bank::{Amount, Bank, BankEvent, Command, CommandKind, Currency, Email, Money, Owner, ReasonCode, Refusal, Rejection};
use engine::Given;

/// ACCOUNT-1001 at v1.
#[test]
fn create_account_is_accepted() {
    Given::<Bank>::nothing()
        .when(&Command::CreateAccount { owner: owner("Ada"), email: Some(email("ada@example.com")), opening_deposit: None })
        .then([BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd }]);
}

/// ACCOUNT-1001 at v2.
#[test]
fn deposit_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
    ])
    .when(&Command::Deposit { amount: amount("70.00 USD"), reason: None })
    .then([BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None }]);
}

/// ACCOUNT-1001 at v3.
#[test]
fn withdraw_is_refused_insufficient_funds() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
    ])
    .when(&Command::Withdraw { amount: amount("500.00 USD"), reason: None })
    .then_refused(&Refusal { command: CommandKind::Withdraw, reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds });
}

/// ACCOUNT-1001 at v4.
#[test]
fn deposit_is_refused_currency_mismatch() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
    ])
    .when(&Command::Deposit { amount: amount("5.00 EUR"), reason: None })
    .then_refused(&Refusal { command: CommandKind::Deposit, reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch });
}

/// ACCOUNT-1001 at v5.
#[test]
fn unfreeze_is_refused_account_not_frozen() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
    ])
    .when(&Command::Unfreeze { reason: None })
    .then_refused(&Refusal { command: CommandKind::Unfreeze, reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen });
}

/// ACCOUNT-1001 at v6.
#[test]
fn close_account_is_refused_balance_not_zero() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
    ])
    .when(&Command::CloseAccount { reason: None })
    .then_refused(&Refusal { command: CommandKind::CloseAccount, reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero });
}

/// ACCOUNT-1001 at v7.
#[test]
fn freeze_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
    ])
    .when(&Command::Freeze { reason: None })
    .then([BankEvent::AccountFrozen { reason: None }]);
}

/// ACCOUNT-1001 at v8.
#[test]
fn freeze_is_refused_account_frozen() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
    ])
    .when(&Command::Freeze { reason: None })
    .then_refused(&Refusal { command: CommandKind::Freeze, reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen });
}

/// ACCOUNT-1001 at v9.
#[test]
fn deposit_is_refused_account_frozen() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
    ])
    .when(&Command::Deposit { amount: amount("1.00 USD"), reason: None })
    .then_refused(&Refusal { command: CommandKind::Deposit, reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen });
}

/// ACCOUNT-1001 at v10.
#[test]
fn withdraw_is_refused_account_frozen() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
    ])
    .when(&Command::Withdraw { amount: amount("1.00 USD"), reason: None })
    .then_refused(&Refusal { command: CommandKind::Withdraw, reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen });
}

/// ACCOUNT-1001 at v11.
#[test]
fn reverse_is_refused_account_frozen() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
    ])
    .when(&Command::Reverse { version: engine::Version(2), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen });
}

/// ACCOUNT-1001 at v12.
#[test]
fn unfreeze_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
    ])
    .when(&Command::Unfreeze { reason: None })
    .then([BankEvent::AccountUnfrozen { reason: None }]);
}

/// ACCOUNT-1001 at v13.
#[test]
fn reverse_is_refused_event_not_found() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(18446744073709551615), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound });
}

/// ACCOUNT-1001 at v14.
#[test]
fn reverse_is_refused_event_not_found_2() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
    ])
    .when(&Command::Reverse { version: engine::Version(14), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound });
}

/// ACCOUNT-1001 at v15.
#[test]
fn reverse_is_refused_not_a_payment() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
    ])
    .when(&Command::Reverse { version: engine::Version(1), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment });
}

/// ACCOUNT-1001 at v16.
#[test]
fn withdraw_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
    ])
    .when(&Command::Withdraw { amount: amount("70.00 USD"), reason: None })
    .then([BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None }]);
}

/// ACCOUNT-1001 at v17.
#[test]
fn reverse_is_refused_insufficient_funds() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(2), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds });
}

/// ACCOUNT-1001 at v18.
#[test]
fn reverse_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
    ])
    .when(&Command::Reverse { version: engine::Version(16), target: None, reason: None })
    .then([BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None }]);
}

/// ACCOUNT-1001 at v19.
#[test]
fn reverse_is_refused_already_reversed() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(16), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed });
}

/// ACCOUNT-1001 at v20.
#[test]
fn reverse_is_accepted_2() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
    ])
    .when(&Command::Reverse { version: engine::Version(2), target: None, reason: None })
    .then([BankEvent::DepositReversed { reverses: engine::Version(2), amount: amount("70.00 USD"), reason: None }]);
}

/// ACCOUNT-1001 at v21.
#[test]
fn reverse_is_refused_already_reversed_2() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::DepositReversed { reverses: engine::Version(2), amount: amount("70.00 USD"), reason: None },
    ])
    .when(&Command::Reverse { version: engine::Version(2), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AlreadyReversed });
}

/// ACCOUNT-1001 at v22.
#[test]
fn reverse_is_refused_not_a_payment_2() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::DepositReversed { reverses: engine::Version(2), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
    ])
    .when(&Command::Reverse { version: engine::Version(18), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(18)), amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::NotAPayment });
}

/// ACCOUNT-1001 at v23.
#[test]
fn close_account_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::DepositReversed { reverses: engine::Version(2), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18)), amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::NotAPayment })),
    ])
    .when(&Command::CloseAccount { reason: None })
    .then([BankEvent::AccountClosed { reason: None }]);
}

/// ACCOUNT-1001 at v24.
#[test]
fn close_account_is_refused_account_closed() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::DepositReversed { reverses: engine::Version(2), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18)), amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::AccountClosed { reason: None },
    ])
    .when(&Command::CloseAccount { reason: None })
    .then_refused(&Refusal { command: CommandKind::CloseAccount, reverses: None, amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::AccountClosed });
}

/// ACCOUNT-1001 at v25.
#[test]
fn deposit_is_refused_account_closed() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::DepositReversed { reverses: engine::Version(2), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18)), amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::AccountClosed { reason: None },
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::AccountClosed })),
    ])
    .when(&Command::Deposit { amount: amount("1.00 USD"), reason: None })
    .then_refused(&Refusal { command: CommandKind::Deposit, reverses: None, amount: Some(amount("1.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AccountClosed });
}

/// ACCOUNT-1001 at v26.
#[test]
fn reverse_is_refused_account_closed() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada"), email: Some(email("ada@example.com")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("70.00 USD"), reason: None },
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("500.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("5.00 EUR")), balance: money("70.00 USD"), reason_code: ReasonCode::CurrencyMismatch })),
        BankEvent::UnfreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountNotFrozen })),
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::BalanceNotZero })),
        BankEvent::AccountFrozen { reason: None },
        BankEvent::FreezeRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::WithdrawalRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AccountFrozen })),
        BankEvent::AccountUnfrozen { reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18446744073709551615)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(14)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::EventNotFound })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(1)), amount: None, balance: money("70.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::MoneyWithdrawn { amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::InsufficientFunds })),
        BankEvent::WithdrawalReversed { reverses: engine::Version(16), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(16)), amount: Some(amount("70.00 USD")), balance: money("70.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::DepositReversed { reverses: engine::Version(2), amount: amount("70.00 USD"), reason: None },
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AlreadyReversed })),
        BankEvent::ReversalRejected(Box::new(Rejection { reverses: Some(engine::Version(18)), amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::NotAPayment })),
        BankEvent::AccountClosed { reason: None },
        BankEvent::ClosureRejected(Box::new(Rejection { reverses: None, amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::AccountClosed })),
        BankEvent::DepositRejected(Box::new(Rejection { reverses: None, amount: Some(amount("1.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AccountClosed })),
    ])
    .when(&Command::Reverse { version: engine::Version(2), target: None, reason: None })
    .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(2)), amount: Some(amount("70.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AccountClosed });
}

/// An account that does not exist.
#[test]
fn withdraw_is_refused_account_not_found() {
    Given::<Bank>::nothing()
        .when(&Command::Withdraw { amount: amount("1.00 USD"), reason: None })
        .then_refused(&Refusal { command: CommandKind::Withdraw, reverses: None, amount: Some(amount("1.00 USD")), balance: money("0.00 USD"), reason_code: ReasonCode::AccountNotFound });
}

/// An account that does not exist.
#[test]
fn reverse_is_refused_account_not_found() {
    Given::<Bank>::nothing()
        .when(&Command::Reverse { version: engine::Version(1), target: None, reason: None })
        .then_refused(&Refusal { command: CommandKind::Reverse, reverses: Some(engine::Version(1)), amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::AccountNotFound });
}

/// An account that exists.
#[test]
fn create_account_is_refused_account_exists() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Grace"), email: Some(email("grace@example.com")), currency: Currency::Usd },
    ])
    .when(&Command::CreateAccount { owner: owner("Ada"), email: Some(email("ada@example.com")), opening_deposit: None })
    .then_refused(&Refusal { command: CommandKind::CreateAccount, reverses: None, amount: None, balance: money("0.00 USD"), reason_code: ReasonCode::AccountExists });
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
