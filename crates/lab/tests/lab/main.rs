//! The lab as a learner uses it, without a page.

mod accounts;
mod fill;
mod form;
mod main_job;
mod marks;
mod replaying;
mod scenarios;
mod search;
mod time_travel;
mod traces;
mod undo;
mod words;

use bank::projections::AccountView;
use bank::{Amount, BankEvent, Command, CommandKind, Currency, Family, Owner, Reason, ReasonCode, Status, processor};
use chrono::{DateTime, TimeDelta, Utc};
use common::{ADA, GRACE, amount, at, close, create, create_with, deposit, freeze, reverse, unfreeze, withdraw};
use engine::{Conflict, Event, Position, Projection, Version};
use lab::{
    AccountId, Act, Action, Attempt, Cause, Families, Field, FieldError, Form, Lab, Outcome, Point, Replaying, Ruling,
    Scenario, Sparkline, StoredItem, Trace, changes, filled, outcome_words, search, sentence, signed_amount,
    six_events, ticks,
};

/// Create, deposit 100.00, withdraw 30.00, withdraw 500.00, freeze, deposit 45.00: one command per second.
fn main_job() -> Lab {
    main_job_of(1)
}

fn main_job_of(seed: u64) -> Lab {
    let mut lab = Lab::new(seed, at(0));
    let rent = Reason::parse("rent").unwrap();
    for (second, command) in [
        create("Ada"),
        deposit(100_00),
        Command::Withdraw { amount: amount(30_00), reason: rent },
        withdraw(500_00),
        freeze(),
        deposit(45_00),
    ]
    .into_iter()
    .enumerate()
    {
        lab.send(at(second as i64), ADA, command);
    }
    lab
}

/// An account with this many events.
fn long(events: u32) -> Lab {
    Lab::play(filled(1, at(0), events))
}

/// The whole log and all messages as text.
fn log(lab: &Lab) -> String {
    let events = lab.with_log(|log| serde_json::to_string(&log.all(Position(0)).collect::<Vec<_>>()).unwrap());
    let messages =
        lab.accounts().map(|account| lab.with_log(|log| serde_json::to_string(log.outbox(&account.stream())).unwrap()));
    std::iter::once(events).chain(messages).collect::<Vec<_>>().join("\n")
}

fn types(lab: &Lab, account: AccountId) -> Vec<String> {
    lab.with_events(account, |events| events.iter().map(|event| event.data.event_type().to_owned()).collect())
}

fn times(lab: &Lab) -> Vec<DateTime<Utc>> {
    lab.with_log(|log| log.all(Position(0)).map(|event| event.metadata.recorded_at).collect())
}
