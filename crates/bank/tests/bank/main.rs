//! The rules of the bank as given/when/then, and the laws that hold for any command.

/// The names of all variants of an enum. Does not compile if one is missing.
macro_rules! variants {
    [$enum:ident: $($variant:ident),+ $(,)?] => {{
        let _ = |value: &$enum| match value {
            $($enum::$variant { .. })|+ => (),
        };
        [$(stringify!($variant)),+]
    }};
}

mod books;
mod checks;
mod commands;
mod fields;
mod refusals;
mod reversing;
mod round_trip;
mod snapshots;
mod statements;
mod stored_events;
mod upcasts;

use bank::projections::AccountView;
use bank::unicode::caseless;
use bank::{
    Account, Amount, AmountError, Bank, BankEvent, Check, Command, CommandKind, Currency, Email, EmailError, Family,
    MAX_AMOUNT, MAX_BALANCE, Money, Outbound, Owner, Reason, ReasonCode, Refusal, Rejection, Reversed, Status, Target,
    TextError, is_copy, processor,
};
use common::{amount, close, create, deposit, freeze, reverse, unfreeze, usd, withdraw};
use engine::{Decide, Event, Given, Metadata, NewEvent, Position, Projection, Recorded, Version};
use proptest::prelude::*;
use serde_json::{Value, json};

/// All reason codes. `stored_events` checks that none is missing.
const REASON_CODES: [ReasonCode; 13] = [
    ReasonCode::AccountNotFound,
    ReasonCode::AccountExists,
    ReasonCode::AccountFrozen,
    ReasonCode::AccountNotFrozen,
    ReasonCode::AccountClosed,
    ReasonCode::EventNotFound,
    ReasonCode::NotAPayment,
    ReasonCode::AlreadyReversed,
    ReasonCode::ReversalLimit,
    ReasonCode::InsufficientFunds,
    ReasonCode::BalanceLimit,
    ReasonCode::BalanceNotZero,
    ReasonCode::CurrencyMismatch,
];

fn given(past: impl IntoIterator<Item = BankEvent>) -> Given<Bank> {
    Given::events(past)
}

#[track_caller]
fn refused(past: impl IntoIterator<Item = BankEvent>, command: &Command, reason_code: ReasonCode, sentence: &str) {
    let past: Vec<_> = past.into_iter().collect();
    let Account { owner, balance, .. } = fold(&past);
    let command = &resolved(command, &past);
    let (reverses, amount) = (command.reverses(), command.amount());
    let refusal = Refusal { command: command.kind(), reverses, amount, balance, reason_code };
    assert_eq!(refusal.sentence(owner.as_ref()), sentence);
    given(past).when(command).then_refused(&refusal);
}

/// The command with the event that it reverses, if any.
fn resolved(command: &Command, past: &[BankEvent]) -> Command {
    let place = command.reverses().and_then(|version| version.0.checked_sub(1));
    Bank::resolve(command, place.and_then(|place| past.get(place as usize)))
}

fn fold(past: &[BankEvent]) -> Account {
    let past: Vec<_> = past.iter().cloned().map(stamped).collect();
    processor().process(None, &[], &past).unwrap().state
}

fn stamped(data: BankEvent) -> NewEvent<BankEvent> {
    NewEvent { data, metadata: metadata() }
}

fn recorded(data: BankEvent, version: Version) -> Recorded<BankEvent> {
    let stream = "ACCOUNT-1001".into();
    Recorded { stream, version, position: Position(version.0), data, metadata: metadata() }
}

fn metadata() -> Metadata {
    Metadata::new(uuid::Uuid::nil(), chrono::DateTime::UNIX_EPOCH)
}

fn ada() -> Owner {
    Owner::parse("Ada").unwrap()
}

fn created() -> BankEvent {
    let email = Email::parse("ada@example.com").unwrap();
    BankEvent::AccountCreated { owner: ada(), email, currency: Currency::Usd }
}

fn deposited(minor: i64) -> BankEvent {
    BankEvent::MoneyDeposited { amount: amount(minor), reason: None }
}

fn withdrawn(minor: i64) -> BankEvent {
    BankEvent::MoneyWithdrawn { amount: amount(minor), reason: None }
}

fn deposit_reversed(version: u64, minor: i64) -> BankEvent {
    BankEvent::DepositReversed { reverses: Version(version), amount: amount(minor), reason: None }
}

fn withdrawal_reversed(version: u64, minor: i64) -> BankEvent {
    BankEvent::WithdrawalReversed { reverses: Version(version), amount: amount(minor), reason: None }
}

fn frozen() -> BankEvent {
    BankEvent::AccountFrozen { reason: None }
}

fn unfrozen() -> BankEvent {
    BankEvent::AccountUnfrozen { reason: None }
}

fn closed() -> BankEvent {
    BankEvent::AccountClosed { reason: None }
}

fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![Just(Currency::Usd), Just(Currency::Eur), Just(Currency::Gbp)]
}
