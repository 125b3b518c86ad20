//! Searching events.

use super::*;

#[test]
fn search_finds_events_with_all_words() {
    let lab = main_job();
    let found = |text: &str| {
        let owner = lab.now(ADA).account.owner;
        lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default()))
            .map(|versions| versions.into_iter().map(|version| version.0).collect::<Vec<_>>())
    };
    assert_eq!(found(""), None);
    assert_eq!(found(" \t "), None);
    assert_eq!(found("withdraw"), Some(vec![3, 4]));
    assert_eq!(found("WITHDRAW reject"), Some(vec![4]));
    assert_eq!(found("ada"), Some(vec![1, 2, 3, 4, 6]));
    assert_eq!(found("bank froze"), Some(vec![5]));
    assert_eq!(found("\u{2212}30"), Some(vec![3]));
    assert_eq!(found("+100.00"), Some(vec![2]));
    assert_eq!(found("rent"), Some(vec![3]));
    assert_eq!(found("nothing like it"), Some(vec![]));
    for text in ["[a-z]+", ".*", "(", "\\", "<b>"] {
        assert_eq!(found(text), Some(vec![]), "{text} is text");
    }
}

#[test]
fn search_covers_payload_outcome_and_ids() {
    let mut lab = main_job();
    let freeze = Command::Freeze { reason: Reason::parse("Looks Suspicious").unwrap() };
    lab.send(at(9), ADA, unfreeze());
    lab.send(at(9), ADA, freeze);
    let found = |text: &str| -> Vec<u64> {
        let owner = lab.now(ADA).account.owner;
        let found = lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default())).unwrap();
        found.into_iter().map(|version| version.0).collect()
    };
    assert_eq!(found("ADA@example"), [1], "an address");
    assert_eq!(found("suspicious looks"), [8], "a reason");
    assert_eq!(found("insufficientfunds"), [4], "a code");
    assert_eq!(found("but had 70.00."), [4], "a message");
    assert_eq!(found("30.00 USD"), [3], "an amount as it is stored");
    assert_eq!(found("-30.00"), [3], "a minus sign from the keyboard");
    assert_eq!(found("accepted"), [1, 2, 3, 5, 7, 8]);
    assert_eq!(found("Rejected"), [4, 6]);
    assert_eq!(found("balance unchanged"), [4, 6], "the badge of a rejection");
    assert_eq!(found("createaccount"), [1], "a command");
    let id = lab.event(ADA, Version(3)).unwrap().metadata.correlation_id.to_string();
    assert_eq!(found(&id), [3]);
    assert_eq!(found(&id[24..].to_ascii_uppercase()), [3], "a part of an id");
    assert_eq!(found(&format!("{} withdraw", &id[19..])), [3]);
    assert_eq!(found(&id[29..]), [0; 0], "seven digits of an id are too few");
}

#[test]
fn search_can_be_limited_to_families() {
    let lab = main_job();
    let of = |families: &[Family]| families.iter().fold(Families::default(), |all, family| all.toggled(*family));
    let found = |text: &str, families: &[Family]| {
        lab.with_events(ADA, |events| search(events, None, text, of(families)))
            .map(|versions| versions.into_iter().map(|version| version.0).collect::<Vec<_>>())
    };
    assert_eq!(found("", &[Family::Rejected]), Some(vec![4, 6]));
    assert_eq!(found("", &[Family::MoneyIn, Family::MoneyOut]), Some(vec![2, 3]));
    assert_eq!(found("withdraw", &[Family::MoneyOut]), Some(vec![3]));
    assert_eq!(found("", &[Family::State, Family::State]), None, "selected and deselected");
    assert_eq!(found("", &Families::EACH), None, "all of them");
    assert!(of(&Families::EACH[..5]).has(Family::State) && !of(&[]).has(Family::State));
}

#[test]
fn search_finds_reversals() {
    let mut lab = Lab::new(1, at(0));
    for command in [create("Ada"), deposit(1_000_00), reverse(2), reverse(2)] {
        lab.send(at(0), ADA, command);
    }
    assert_eq!(found(&lab, "deposit reversed"), [3]);
    assert_eq!(found(&lab, "was reversed"), [3, 4]);
    assert_eq!(found(&lab, "-1,000.00"), [3], "the amount as it is shown");
    assert_eq!(found(&lab, "1000.00 USD v2"), [3, 4]);
    assert_eq!(found(&lab, "reverse accepted"), [3]);
    assert_eq!(found(&lab, "alreadyreversed"), [4]);
    let families = Families::default().toggled(Family::Reversed);
    let of_family = lab.with_events(ADA, |events| search(events, None, "", families));
    assert_eq!(of_family, Some(vec![Version(3)]));
}

#[test]
fn search_ignores_case_in_every_script() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, open_as("ÉMILE עדה"));
    lab.send(at(0), ADA, deposit(7_00));
    let found = |text: &str| {
        let owner = lab.now(ADA).account.owner;
        lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default())).unwrap().len()
    };
    assert_eq!((found("émile"), found("Émile"), found("עדה"), found("+7.00 עדה")), (2, 2, 2, 1));
}

/// The versions of the events of the first account that a search finds.
fn found(lab: &Lab, text: &str) -> Vec<u64> {
    let owner = lab.now(ADA).account.owner;
    let found = lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default()));
    found.unwrap().into_iter().map(|version| version.0).collect()
}

#[test]
fn sentence_of_a_row_finds_its_row() {
    for owner in ["Ada", "Zoe\u{308} Müller", "עדה לאבלייס", "Ὀδυσσεύς"] {
        let reason = |text: &str| Reason::parse(text).unwrap();
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, open_as(owner));
        lab.send(at(1), ADA, deposit(100_00));
        lab.send(at(2), ADA, Command::Withdraw { amount: amount(30_00), reason: reason("Café rent") });
        lab.send(at(3), ADA, Command::Withdraw { amount: amount(5_00), reason: None });
        lab.send(at(4), ADA, Command::Withdraw { amount: amount(500_00), reason: None });
        lab.send(at(5), ADA, Command::Deposit { amount: amount(1_00), reason: reason("שכר דירה...") });
        lab.send(at(6), ADA, Command::Freeze { reason: reason("a lost card.") });
        lab.send(at(7), ADA, unfreeze());
        lab.send(at(8), ADA, close());
        let booked_twice = Command::Reverse { version: Version(2), target: None, reason: reason("gebucht: zweimal") };
        lab.send(at(9), ADA, Command::Deposit { amount: amount(90_00), reason: None });
        lab.send(at(10), ADA, booked_twice);
        lab.send(at(11), ADA, reverse(3));
        lab.send(at(12), ADA, reverse(3));
        let owner = lab.now(ADA).account.owner;
        let sentences = lab.with_events(ADA, |events| {
            events.iter().map(|event| (event.version.0, sentence(&event.data, owner.as_ref()))).collect::<Vec<_>>()
        });
        assert_eq!(sentences.len(), 13);
        for (version, sentence) in sentences {
            assert_eq!(found(&lab, &sentence), [version], "{sentence}");
            assert_eq!(found(&lab, &sentence.to_ascii_uppercase()), [version], "{sentence}");
        }
    }
}

#[test]
fn search_finds_every_spelling_of_a_text() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create("Ada"));
    for (version, stored) in [(2, "Caf\u{e9}"), (3, "ＦＵＬＬ"), (4, "Straße"), (5, "Օրինակ"), (6, "நி"), (7, "ΟΔΌΣ")]
    {
        lab.send(at(version), ADA, Command::Freeze { reason: Reason::parse(stored).unwrap() });
        lab.send(at(version), ADA, unfreeze());
    }
    for (version, spellings) in [
        (2, ["Café", "cafe\u{301}", "CAFÉ", "cafE\u{301}", "ca\u{200b}fé"]),
        (4, ["full", "Full", "ｆｕｌｌ", "FULL", "ful\u{ad}l"]),
        (6, ["straße", "STRAẞE", "Straße", "traß", "straß"]),
        (8, ["օրինակ", "ՕՐԻՆԱԿ", "Օրինակ", "օրին", "ինակ"]),
        (12, ["οδός", "ΟΔΌΣ", "οδόσ", "ΟΔΟ\u{301}Σ", "ο\u{3b4}ό"]),
    ] {
        for text in spellings {
            assert_eq!(found(&lab, text), [version], "{text}");
        }
    }
}

#[test]
fn search_finds_stored_text_in_any_spelling() {
    let mut lab = Lab::new(1, at(0));
    let owner = Owner::try_from("Zoe\u{308}\u{200b}".to_owned()).unwrap();
    lab.send(at(0), ADA, Command::CreateAccount { owner, email: None, opening_deposit: None });
    let reason = Reason::try_from("Cafe\u{301}\u{fe0f}".to_owned()).unwrap();
    lab.send(at(1), ADA, Command::Freeze { reason: Some(reason) });
    assert_eq!(found(&lab, "zo\u{eb}"), [1]);
    assert_eq!(found(&lab, "caf\u{e9}"), [2]);
}

#[test]
fn search_of_no_events_finds_nothing() {
    assert_eq!(search(&[], None, "ada", Families::default()), Some(vec![]));
}

fn open_as(owner: &str) -> Command {
    Command::CreateAccount { owner: Owner::parse(owner).unwrap(), email: None, opening_deposit: None }
}
