//! Links, scenario files and progress files, without a page.

mod files;
mod hostile_links;
mod laws;
mod length;
mod literal_links;
mod progress;
mod random_damage;
mod summary;

use bank::{Amount, Command, Currency, Email, Owner, Reason};
use chrono::DateTime;
use common::{ADA, GRACE, at, close, create, create_with, deposit, freeze, reverse, unfreeze, withdraw};
use engine::{Failure, Position, Version};
use lab::links::{
    Coach, ContentError, Cue, FileError, FileKind, LessonNumber, LessonState, LinkError, MAX_ACTIONS, MAX_EVENTS,
    MAX_INFLATED, MAX_LINK, MAX_NAME, MAX_NOTE, MAX_SCENARIO_FILE, MAX_SEARCH, MAX_STEPS, Place, Progress, QuestionId,
    Recall, SAFE_ADDRESS, ScriptStep, SharedLab, Summary, decode, encode, read_scenario, write_scenario,
};
use lab::{AccountId, Act, Action, Lab, Replaying, Scenario, filled, six_events};

/// A lab to hand on with these actions, one a second, at the default place.
fn shared(acts: impl IntoIterator<Item = Act>) -> SharedLab {
    let actions = acts.into_iter().zip(0..).map(|(act, second)| Action { after_ms: second * 1_000, act }).collect();
    of(Scenario { seed: 7, started_at: at(0), actions })
}

fn of(scenario: Scenario) -> SharedLab {
    SharedLab { scenario, place: Place::default(), script: Vec::new() }
}

fn send(account: AccountId, command: Command) -> Act {
    Act::Send { account, command }
}

/// This many commands of a first afternoon: three accounts, payments with reasons, refusals, a frozen account.
fn afternoon(commands: usize) -> SharedLab {
    let (ada, grace, alan) = (AccountId(0), AccountId(1), AccountId(2));
    let because = |command, text: &str| {
        let reason = Reason::parse(text).unwrap();
        match command {
            Command::Deposit { amount, .. } => Command::Deposit { amount, reason },
            Command::Withdraw { amount, .. } => Command::Withdraw { amount, reason },
            Command::Freeze { .. } => Command::Freeze { reason },
            Command::Unfreeze { .. } => Command::Unfreeze { reason },
            Command::CloseAccount { .. } => Command::CloseAccount { reason },
            Command::Reverse { version, target, .. } => Command::Reverse { version, target, reason },
            create @ Command::CreateAccount { .. } => create,
        }
    };
    let day = [
        (ada, create("Ada")),
        (ada, because(deposit(100_00), "salary for March")),
        (ada, because(withdraw(30_00), "rent")),
        (ada, withdraw(500_00)),
        (grace, create_with("Grace", 250_00)),
        (grace, because(withdraw(18_45), "groceries at the corner shop")),
        (ada, because(withdraw(25_00), "to Grace: concert tickets")),
        (grace, because(deposit(25_00), "from Ada: concert tickets")),
        (ada, because(freeze(), "card lost on the train")),
        (ada, because(withdraw(12_50), "lunch with Grace")),
        (ada, because(unfreeze(), "card found")),
        (ada, because(withdraw(12_50), "lunch with Grace")),
        (alan, create_with("Alan", 1_000_00)),
        (alan, because(withdraw(349_99), "a new bicycle")),
        (alan, because(deposit(1_250_75), "refund of the tax office")),
    ];
    let sent = |number: usize| {
        let (account, command) = day[number % day.len()].clone();
        // No two afternoons are the same to the cent.
        let later = |amount: Amount| Amount::new(amount.money().minor + number as i64 * 7, Currency::Usd).unwrap();
        let command = match command {
            Command::Deposit { amount, reason } => Command::Deposit { amount: later(amount), reason },
            Command::Withdraw { amount, reason } => Command::Withdraw { amount: later(amount), reason },
            other => other,
        };
        let account = AccountId(account.0 + 3 * (number / day.len()) as u32);
        let after_ms = 4_000 * number as u64 + (number as u64 * 7_919) % 3_001;
        Action { after_ms, act: Act::Send { account, command } }
    };
    let actions = (0..commands).map(sent).collect();
    let place = Place {
        account: grace,
        version: Some(Version(2)),
        search: "tickets".to_owned(),
        view: "Statement".to_owned(),
        storage: "request".to_owned(),
        storage_is_open: true,
        lesson: LessonNumber::new(4),
        ..Place::default()
    };
    SharedLab {
        scenario: Scenario { seed: 0x9e37_79b9_7f4a_7c15, started_at: at(0), actions },
        place,
        script: Vec::new(),
    }
}

/// The whole log and all messages as text.
fn log(lab: &Lab) -> String {
    let events = lab.with_log(|log| serde_json::to_string(&log.all(Position(0)).collect::<Vec<_>>()).unwrap());
    let messages =
        lab.accounts().map(|account| lab.with_log(|log| serde_json::to_string(log.outbox(&account.stream())).unwrap()));
    std::iter::once(events).chain(messages).collect::<Vec<_>>().join("\n")
}

/// A hash (XXH64) of the whole log and all messages.
fn hash(lab: &Lab) -> String {
    format!("{:016x}", xxhash_rust::xxh64::xxh64(log(lab).as_bytes(), 0))
}

/// The sentences that a user reads.
fn words(error: impl Into<Failure>) -> String {
    error.into().to_string()
}
