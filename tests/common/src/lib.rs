//! Helpers for the tests of several crates. Amounts are in minor units of US dollars: `70_00` is 70.00.

pub mod allocations;

use bank::{Amount, Bank, Command, Currency, Email, Money, Owner};
use chrono::{DateTime, TimeDelta, Utc};
use engine::{EventStore, LogRange, Version, ready};
use lab::{AccountId, Lab, six_events};
use stores::MemoryStore;

/// The first account of a lab. In the examples, its owner is Ada.
pub const ADA: AccountId = AccountId(0);

/// The second account of a lab. In the examples, its owner is Grace.
pub const GRACE: AccountId = AccountId(1);

/// This many seconds after 2026-03-02 09:14:07 UTC.
#[must_use]
pub fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_442_847, 0).expect("a date of this century") + TimeDelta::seconds(second)
}

/// Money in US dollars, possibly zero or negative.
#[must_use]
pub fn usd(minor: i64) -> Money {
    Money { minor, currency: Currency::Usd }
}

/// An amount in US dollars.
///
/// # Panics
/// If the amount is below 1 or above [`bank::MAX_AMOUNT`].
#[must_use]
#[track_caller]
pub fn amount(minor: i64) -> Amount {
    Amount::new(minor, Currency::Usd).expect("an amount from 0.01 to 999999999.99")
}

/// Opens an account without an opening deposit. The owner's e-mail address is at example.com.
///
/// # Panics
/// If the name or the address is invalid.
#[must_use]
#[track_caller]
pub fn create(owner: &str) -> Command {
    Command::CreateAccount {
        owner: Owner::parse(owner).expect("a valid name"),
        email: Email::parse(&format!("{}@example.com", owner.to_ascii_lowercase())).expect("a valid address"),
        opening_deposit: None,
    }
}

/// Opens an account with an opening deposit.
///
/// # Panics
/// As [`create`] and [`amount`].
#[must_use]
#[track_caller]
pub fn create_with(owner: &str, minor: i64) -> Command {
    match create(owner) {
        Command::CreateAccount { owner, email, .. } => {
            Command::CreateAccount { owner, email, opening_deposit: Some(amount(minor)) }
        }
        other => other,
    }
}

/// A deposit without a reason.
#[must_use]
#[track_caller]
pub fn deposit(minor: i64) -> Command {
    Command::Deposit { amount: amount(minor), reason: None }
}

/// A withdrawal without a reason.
#[must_use]
#[track_caller]
pub fn withdraw(minor: i64) -> Command {
    Command::Withdraw { amount: amount(minor), reason: None }
}

/// Reverses the event at this version, without a reason.
#[must_use]
pub const fn reverse(version: u64) -> Command {
    Command::Reverse { version: Version(version), target: None, reason: None }
}

/// Freezes the account without a reason.
#[must_use]
pub const fn freeze() -> Command {
    Command::Freeze { reason: None }
}

/// Unfreezes the account without a reason.
#[must_use]
pub const fn unfreeze() -> Command {
    Command::Unfreeze { reason: None }
}

/// Closes the account without a reason.
#[must_use]
pub const fn close() -> Command {
    Command::CloseAccount { reason: None }
}

/// A lab with Ada's six events and Grace's new account.
#[must_use]
pub fn six() -> Lab {
    Lab::play(six_events(1, at(0)))
}

/// A lab that mirrors a store, like a tab of a browser. It is empty until [`catch_up`].
#[must_use]
pub fn tab(seed: u64) -> Lab {
    Lab::mirroring(seed, at(0))
}

/// Adds the new events of the store to the lab.
///
/// # Panics
/// If the lab refuses an event.
#[track_caller]
pub fn catch_up(tab: &mut Lab, store: &MemoryStore<Bank>) {
    let events = ready(store.read_all(LogRange::after(tab.position()))).expect("a memory store can be read");
    tab.mirror(events).expect("events that follow the lab's");
}
