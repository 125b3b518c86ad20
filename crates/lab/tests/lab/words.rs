//! Sentences about events and outcomes.

use super::*;

#[test]
fn each_event_has_a_sentence() {
    let lab = Lab::play(six_events(1, at(0)));
    let owner = lab.now(ADA).account.owner;
    let lines: Vec<_> = lab.with_events(ADA, |events| {
        let words = |data| format!("{} {}", sentence(data, owner.as_ref()), signed_amount(data).unwrap_or_default());
        events.iter().map(|event| words(&event.data)).collect()
    });
    assert_eq!(
        lines,
        [
            "Ada opened the account. ",
            "Ada paid in 100.00. +100.00",
            "Ada took out 30.00 for rent. −30.00",
            "Ada asked for 500.00 but had 70.00. 500.00",
            "Ada paid in 45.00. +45.00",
            "Ada took out 15.00 for lunch with Grace. −15.00",
        ]
    );
}

#[test]
fn reason_adds_no_second_full_stop() {
    let reason = || Reason::parse("a lost card...").unwrap();
    let words = |event: BankEvent| sentence(&event, None);
    assert_eq!(words(BankEvent::AccountFrozen { reason: reason() }), "The bank froze the account: a lost card.");
    assert_eq!(words(BankEvent::AccountUnfrozen { reason: None }), "The bank unfroze the account.");
    assert_eq!(words(BankEvent::AccountClosed { reason: reason() }), "The owner closed the account: a lost card.");
}

#[test]
fn each_outcome_has_a_word_and_a_sentence() {
    let attempt = |command, outcome| Attempt::not_decided(ADA, command, outcome);
    let accepted = || Outcome::Accepted { first: Version(1), last: Version(1) };
    let conflict = Conflict { expected: Version(3), actual: Version(4) };
    let words = |attempt: &Attempt| {
        let (word, text) = outcome_words(attempt, Some(&Owner::parse("Ada").unwrap()));
        format!("{word}. {text}")
    };
    let mut lab = main_job();
    assert_eq!(
        words(lab.last_attempt().unwrap()),
        "Rejected. Ada asked to pay in 45.00, but the account is frozen. The rejection was recorded."
    );
    assert_eq!(
        words(lab.send(at(9), AccountId(5), deposit(1_00))),
        "Rejected. There is no such account. Nothing was recorded."
    );
    for (command, outcome, expected) in [
        (create("Ada"), accepted(), "Accepted. Opened the account and wrote AccountCreated."),
        (
            create_with("Ada", 5_00),
            accepted(),
            "Accepted. Opened the account with 5.00 and wrote AccountCreated and MoneyDeposited.",
        ),
        (withdraw(30_00), accepted(), "Accepted. Took out 30.00 and wrote MoneyWithdrawn."),
        (
            withdraw(30_00),
            Outcome::Duplicate { version: Version(3) },
            "Already done. This key was used before, so nothing new was written. The first answer was v3.",
        ),
    ] {
        assert_eq!(words(&attempt(command, outcome)), expected);
    }
    let conflict = words(&attempt(deposit(1_00), Outcome::Conflict(conflict)));
    assert!(conflict.starts_with("Conflict. You expected v3, but v4 is already written"), "{conflict}");
}
