//! The read models of the page.

mod content;
mod corrected;
mod journey;
mod law;
mod reading;
mod rebuild;

use std::time::Duration;

use bank::projections::{AccountView, EntryKind, LargestPayments};
use bank::{BankEvent, Command, CommandKind, Currency, Family, Owner, Reason, ReasonCode, Status, is_copy};
use common::{ADA, amount, at, close, deposit, freeze, reverse, six, unfreeze, withdraw};
use engine::{Event, EventStore, Position, Projection, Recorded, StreamId, Version, ready};
use lab::views::{Reader, Rebuilt, ViewKind, Views, statement_csv};
use lab::{AccountId, Lab, filled};

const EVERYTHING: Position = Position(u64::MAX);
/// All views.
const KINDS: [ViewKind; 6] = ViewKind::ALL;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// All views of a lab, after they have read everything.
fn read(lab: &Lab) -> Views {
    let mut views = Views::default();
    views.note(lab.position(), Duration::ZERO);
    KINDS.into_iter().for_each(|kind| views.ask_for(kind));
    read_on(&mut views, lab, Duration::ZERO);
    views
}

fn read_on(views: &mut Views, lab: &Lab, now: Duration) {
    views.note(lab.position(), now);
    while views.step(lab, EVERYTHING, now, 3) {}
}

/// The checkpoint with the head, and the warning, as the page shows them.
fn shown(views: &Views, kind: ViewKind, lab: &Lab) -> (String, Option<String>) {
    let standing = views.standing(kind, lab.position());
    (standing.as_of(), standing.warning())
}

/// A random command, by its number.
fn command(kind: u8, cents: i64) -> Command {
    match kind {
        0 => Command::CreateAccount { owner: Owner::parse("Ada").unwrap(), email: None, opening_deposit: None },
        1 => deposit(cents),
        2 => withdraw(cents),
        3 => freeze(),
        4 => unfreeze(),
        5 => close(),
        _ => reverse(cents.unsigned_abs() % 12),
    }
}

/// The change of the balance by an event, in minor units.
fn moved(event: &Recorded<BankEvent>) -> i64 {
    let amount = event.data.amount().map_or(0, |amount| amount.minor);
    match event.data.family() {
        Family::MoneyIn => amount,
        Family::MoneyOut => -amount,
        Family::Reversed if matches!(event.data, BankEvent::WithdrawalReversed { .. }) => amount,
        Family::Reversed => -amount,
        _ => 0,
    }
}
