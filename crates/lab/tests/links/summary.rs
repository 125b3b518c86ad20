//! What the learner who hands on a lab reads of it.

use super::*;
use bank::CommandKind;

fn summary(acts: impl IntoIterator<Item = Act>) -> Summary {
    Summary::of(&Lab::play(shared(acts).scenario))
}

#[test]
fn counts_what_was_done() {
    let summary = summary([
        send(ADA, create("Ada")),
        send(GRACE, create("Grace")),
        send(ADA, withdraw(500_00)),
        send(ADA, freeze()),
        send(ADA, freeze()),
        Act::Fill { account: GRACE, events: 7 },
        Act::Fork { account: ADA, at: Version(2) },
    ]);
    assert_eq!(summary.owners, ["Ada", "Grace", "Ada"]);
    assert_eq!(summary.words(), "5 commands, 3 accounts, 7 random payments, 1 fork");
    // The fork's copy of a refusal is not another one.
    let amounts: Vec<_> =
        summary.refused.iter().map(|(kind, amount)| (*kind, amount.map(|amount| amount.minor))).collect();
    assert_eq!(amounts, [(CommandKind::Withdraw, Some(500_00)), (CommandKind::Freeze, None)]);
}

#[test]
fn an_empty_lab_has_nothing() {
    let summary = summary([]);
    assert_eq!(summary, Summary::default());
    assert_eq!(summary.words(), "0 commands, 0 accounts");
    assert_eq!((summary.owners_in_words(), summary.file_name()), (String::new(), "event-sourcing-lab".to_owned()));
}

#[test]
fn names_of_owners_and_files() {
    let of = |owners: &[&str]| {
        let summary =
            Summary { owners: owners.iter().map(|owner| (*owner).to_owned()).collect(), ..Summary::default() };
        (summary.owners_in_words(), summary.file_name())
    };
    let expected = |words: &str, file: &str| (words.to_owned(), file.to_owned());
    assert_eq!(of(&["Ada"]), expected("Ada", "ada"));
    assert_eq!(of(&["Ada", "Grace"]), expected("Ada and Grace", "ada-and-grace"));
    assert_eq!(of(&["Ada", "Grace", "Alan"]), expected("Ada, Grace and Alan", "ada-grace-and-more"));
    assert_eq!(of(&["Ada", "Grace", "Alan", "Bob"]), expected("Ada, Grace and 2 more", "ada-grace-and-more"));
    assert_eq!(of(&["../../Ada\\x"]), expected("../../Ada\\x", "ada-x"));
    assert_eq!(of(&["山田"]), expected("山田", "event-sourcing-lab"));
    let long = "a ".repeat(60);
    assert!(of(&[&long]).1.len() <= 24, "{:?}", of(&[&long]));
}
