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

/// The number of events that `?events=` asks for, and what to say if it is not a whole number from 1 to
/// [`Act::MAX_FILL`]. A number above is reduced; anything else leaves the lab empty.
#[must_use]
pub fn events_asked_for(text: &str) -> (Option<u32>, Option<String>) {
    let text = text.trim();
    let is_whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u32>() {
        Ok(events @ 1..=Act::MAX_FILL) => (Some(events), None),
        Ok(0) => (None, Some("The address asks for 0 events: the lab is empty.".to_owned())),
        Ok(_) | Err(_) if is_whole => {
            let said =
                "The address asks for more than 1,000,000 events: the account has 1,000,000, the most there can be.";
            (Some(Act::MAX_FILL), Some(said.to_owned()))
        }
        _ => {
            let shown: String = text.chars().take(20).collect();
            let said = format!(
                "The address asks for \u{201c}{shown}\u{201d} events, which is not a whole number from 1 to 1,000,000: the lab is empty."
            );
            (None, Some(said))
        }
    }
}

fn create(owner: &str, email: &str) -> Command {
    Command::CreateAccount {
        owner: Owner::parse(owner).expect("a plain name"),
        email: Email::parse(email).expect("a plain address"),
        opening_deposit: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_of_events_is_bounded_and_says_so() {
        assert_eq!(events_asked_for("1000"), (Some(1_000), None));
        assert_eq!(events_asked_for("1000000"), (Some(1_000_000), None));
        for too_many in ["1000001", "4294967296", "99999999999999999999"] {
            let (events, said) = events_asked_for(too_many);
            assert_eq!(events, Some(1_000_000));
            assert!(said.unwrap().contains("1,000,000, the most"), "{too_many}");
        }
        for nothing in ["abc", "-1", "1.5", "", "1e3"] {
            let (events, said) = events_asked_for(nothing);
            assert_eq!(events, None);
            assert!(said.unwrap().contains("not a whole number"), "{nothing}");
        }
        let (events, said) = events_asked_for("0");
        assert_eq!(events, None);
        assert!(said.unwrap().contains("asks for 0 events: the lab is empty"));
    }
}
