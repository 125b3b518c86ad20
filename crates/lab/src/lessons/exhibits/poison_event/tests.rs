use super::super::super::steps::{ADA, create, deposit, withdraw, withdraw_for};
use super::*;
use bank::Command;
use engine::Version;

fn after(commands: impl IntoIterator<Item = Command>) -> Lab {
    let mut lab = Lab::new(1, common::at(0));
    for command in [create("Ada"), deposit(1_000)].into_iter().chain(commands) {
        lab.send(common::at(0), ADA, command);
    }
    lab
}

fn with_poison() -> Lab {
    after([withdraw_for(30, "Market: bread"), withdraw_for(20, "lunch"), withdraw_for(10, "Bakery: rolls")])
}

fn line(shop: &str, spent: &str) -> (String, String) {
    (shop.to_owned(), spent.to_owned())
}

const LUNCH: &str = "Position 4, MoneyWithdrawn: \u{201c}lunch\u{201d} has no shop before a colon.";

#[test]
fn stopped_view_waits_before_the_event() {
    let view = PoisonEvent::of(&with_poison(), PoisonEvent::STOP);
    assert_eq!(view.shops(), [line("Market", "30.00")]);
    assert_eq!(view.as_of(), "as of position 3 of 5");
    assert_eq!(view.stopped_at().unwrap(), LUNCH);
    assert_eq!((view.parked(), view.skipped()), (vec![], 0));
    assert_eq!(view.sentence(), "Nothing is lost, but the view stands still: 2 events wait.");
}

#[test]
fn parked_event_stays_in_sight() {
    let mut lab = with_poison();
    let mut view = PoisonEvent::of(&lab, PoisonEvent::PARK);
    assert_eq!(view.shops(), [line("Bakery", "10.00"), line("Market", "30.00")]);
    assert_eq!(view.as_of(), "as of position 5 of 5");
    lab.send(common::at(0), ADA, withdraw_for(1, "Market: salt"));
    view.catch_up(&lab);
    assert_eq!(view.parked(), [LUNCH]);
    assert_eq!(view.stopped_at(), None);
    assert_eq!(view.sentence(), "The view reads on. 1 event waits in sight until the view can read it.");
}

#[test]
fn skipped_event_is_only_counted() {
    let view = PoisonEvent::of(&with_poison(), PoisonEvent::SKIP);
    assert_eq!(view.shops(), [line("Bakery", "10.00"), line("Market", "30.00")]);
    assert_eq!((view.parked(), view.stopped_at(), view.skipped()), (vec![], None, 1));
    assert!(view.sentence().contains("1 event is missing from its sums, and it can\u{2019}t say which."));
}

#[test]
fn every_option_reads_a_log_without_poison() {
    let empty = Lab::new(1, common::at(0));
    let lab = after([withdraw(5), withdraw_for(5_000, "refused"), Command::Freeze { reason: None }]);
    for option in [PoisonEvent::STOP, PoisonEvent::PARK, PoisonEvent::SKIP, 3, u8::MAX] {
        let view = PoisonEvent::of(&lab, option);
        assert_eq!(view.as_of(), "as of position 5 of 5", "option {option}");
        assert_eq!(view.sentence(), "The view can read every event so far.", "option {option}");
        let view = PoisonEvent::of(&empty, option);
        assert_eq!((view.as_of(), view.shops()), ("as of position 0 of 0".to_owned(), vec![]), "option {option}");
    }
}

#[test]
fn reason_is_only_text() {
    let hostile = [
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        ": no name",
        "   : ",
        "{{7*7}} ${x} %n",
        &"\u{5e9}".repeat(200),
        &"e\u{301}".repeat(200),
    ];
    for reason in hostile {
        let view = PoisonEvent::of(&after([withdraw_for(1, reason)]), PoisonEvent::PARK);
        let [line] = &*view.parked() else { panic!("{reason} is not parked alone") };
        assert!(line.chars().count() < 120, "{line}");
    }
    let view = PoisonEvent::of(&after([withdraw_for(1, "<b>Shop</b>: <i>x</i>: y")]), PoisonEvent::PARK);
    assert_eq!(view.shops(), [line("<b>Shop</b>", "1.00")]);
}

#[test]
fn long_lists_are_cut() {
    let poison = |number| withdraw_for(1, &format!("thing {number}"));
    let good = |number| withdraw_for(1, &format!("Shop {number}: thing"));
    let view = PoisonEvent::of(&after((0..8).flat_map(|n| [poison(n), good(n)])), PoisonEvent::PARK);
    assert_eq!(view.parked().len(), PoisonEvent::MAX_LINES);
    assert_eq!(view.parked().last().unwrap(), "and 3 more");
    assert_eq!(view.shops().last().unwrap().0, "and 3 more");
    let all = PoisonEvent::of(&after((0..6).map(good)), PoisonEvent::PARK);
    assert_eq!(all.shops().last().unwrap().0, "Shop 5");
}

#[test]
fn copies_of_a_fork_are_left_out() {
    let mut lab = with_poison();
    lab.fork(common::at(1), ADA, Version(5)).unwrap();
    let view = PoisonEvent::of(&lab, PoisonEvent::PARK);
    assert_eq!(view.shops(), [line("Bakery", "10.00"), line("Market", "30.00")]);
    assert_eq!((view.parked().len(), view.as_of()), (1, "as of position 10 of 10".to_owned()));
}

#[test]
fn catching_up_equals_starting_again_also_after_an_undo() {
    for option in [PoisonEvent::STOP, PoisonEvent::PARK, PoisonEvent::SKIP] {
        let mut lab = with_poison();
        let mut view = PoisonEvent::of(&lab, option);
        let mut check = |lab: &Lab| {
            view.catch_up(lab);
            let fresh = PoisonEvent::of(lab, option);
            let texts = |view: &PoisonEvent| (view.as_of(), view.shops(), view.parked(), view.sentence());
            assert_eq!(texts(&view), texts(&fresh), "option {option}");
        };
        while lab.undo() {
            check(&lab);
        }
        for command in [create("Grace"), deposit(9), withdraw_for(3, "tea"), withdraw_for(2, "Market: tea")] {
            lab.send(common::at(5), ADA, command);
            check(&lab);
        }
    }
}
