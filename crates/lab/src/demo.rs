use chrono::{DateTime, Duration, Utc};

use super::{AccountId, Act, Action, Scenario};
use bank::{Amount, Command, Currency, Email, Owner, Reason};

/// Ada's six events in the twelve minutes before `now`: she opens an account, pays in, takes out, asks for too much,
/// pays in and takes out. In between, Grace opens an account.
#[must_use]
pub fn six_events(seed: u64, now: DateTime<Utc>) -> Scenario {
    let amount = |units: i64| Amount::new(units * 100, Currency::Usd).expect("above zero");
    let reason = |text: &str| Reason::parse(text).expect("a plain word");
    let (ada, grace) = (AccountId(0), AccountId(1));
    let steps = [
        (0, ada, create("Ada", "ada@example.com")),
        (3, ada, Command::Deposit { amount: amount(1_00), reason: None }),
        (6, ada, Command::Withdraw { amount: amount(30), reason: reason("rent") }),
        (7, ada, Command::Withdraw { amount: amount(5_00), reason: None }),
        (8, grace, create("Grace", "grace@example.com")),
        (9, ada, Command::Deposit { amount: amount(45), reason: None }),
        (11, ada, Command::Withdraw { amount: amount(15), reason: reason("lunch with Grace") }),
    ];
    let actions = steps
        .into_iter()
        .map(|(minute, account, command)| Action { after_ms: minute * 60_000, act: Act::Send { account, command } });
    Scenario { seed, started_at: now - Duration::minutes(12), actions: actions.collect() }
}

/// An account with this many events, one per millisecond, the last at `now`. The number is clamped to 1 to
/// [`Act::MAX_FILL`].
#[must_use]
pub fn filled(seed: u64, now: DateTime<Utc>, events: u32) -> Scenario {
    let account = AccountId(0);
    let payments = events.clamp(1, Act::MAX_FILL) - 1;
    let actions = vec![
        Action { after_ms: 0, act: Act::Send { account, command: create("Ada", "ada@example.com") } },
        Action { after_ms: 1, act: Act::Fill { account, events: payments } },
    ];
    Scenario { seed, started_at: now - Duration::milliseconds(i64::from(payments)), actions }
}

fn create(owner: &str, email: &str) -> Command {
    Command::CreateAccount {
        owner: Owner::parse(owner).expect("a plain name"),
        email: Email::parse(email).expect("a plain address"),
        opening_deposit: None,
    }
}
