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
fn reversal_names_the_payment_in_its_sentence_and_outcome() {
    let mut lab = Lab::new(1, at(0));
    let booked_twice = |version| Command::Reverse {
        version: Version(version),
        target: None,
        reason: Reason::parse("booked twice").unwrap(),
    };
    let mut said = |command| {
        let attempt = lab.send(at(0), ADA, command).clone();
        let owner = Owner::parse("Ada").unwrap();
        let event = lab.event(ADA, attempt.outcome.written().unwrap()).unwrap().data;
        let amount = signed_amount(&event).unwrap_or_default();
        (sentence(&event, Some(&owner)), amount, outcome_words(&attempt, Some(&owner)).1)
    };
    said(create("Ada"));
    said(deposit(1_000_00));
    said(withdraw(30_00));
    assert_eq!(
        said(booked_twice(3)),
        (
            "Ada’s withdrawal of 30.00 (v3) was reversed: booked twice.".to_owned(),
            "+30.00".to_owned(),
            "Took back the withdrawal of 30.00 (v3) and wrote WithdrawalReversed.".to_owned()
        )
    );
    assert_eq!(
        said(reverse(2)),
        (
            "Ada’s deposit of 1,000.00 (v2) was reversed.".to_owned(),
            "−1,000.00".to_owned(),
            "Took back the deposit of 1,000.00 (v2) and wrote DepositReversed.".to_owned()
        )
    );
    let refused = "Ada asked to reverse v2 (1,000.00), but it was reversed before.";
    let recorded = format!("{refused} The rejection was recorded.");
    assert_eq!(said(reverse(2)), (refused.to_owned(), "1,000.00".to_owned(), recorded));
    assert_eq!(said(reverse(99)).0, "Ada’s account has no event v99.");
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
