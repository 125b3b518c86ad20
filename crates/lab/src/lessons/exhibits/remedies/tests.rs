use super::super::super::steps::{ADA, create, deposit, withdraw};
use super::*;
use bank::Command;

const AGE: Duration = Duration::from_secs(3);

fn after(commands: impl IntoIterator<Item = Command>) -> Lab {
    let mut lab = Lab::new(1, common::at(0));
    for command in commands {
        lab.send(common::at(0), ADA, command);
    }
    lab
}

fn withdrawn() -> Lab {
    after([create("Ada"), deposit(60), deposit(40), withdraw(80), withdraw(80)])
}

fn behind(remedy: Remedy) -> Screen {
    Remedies::of(&withdrawn(), ADA, Version(3), AGE).screen(remedy)
}

fn shown(screen: &Screen) -> (Option<&str>, Option<&str>, bool) {
    (screen.balance.as_deref(), screen.mark.as_deref(), screen.is_stale_unmarked)
}

#[test]
fn options_are_named_after_what_they_do() {
    let names = ["Nothing", "Show as pending", "Wait for v4", "Push", "Show the age"];
    assert_eq!(Remedies::of(&withdrawn(), ADA, Version(3), AGE).options(), names);
    for remedy in Remedy::ALL {
        assert_eq!(Remedy::of(remedy.option()), remedy);
    }
    assert_eq!(Remedy::of(u8::MAX), Remedy::None);
}

#[test]
fn each_remedy_shows_a_late_number_in_its_way() {
    assert_eq!(shown(&behind(Remedy::None)), (Some("100.00"), None, true));
    assert_eq!(shown(&behind(Remedy::Pending)), (Some("100.00"), Some("\u{2212}80.00 pending"), false));
    assert_eq!(shown(&behind(Remedy::Wait)), (None, Some("waiting for v4"), false));
    assert_eq!(shown(&behind(Remedy::Push)), (Some("100.00"), None, true));
    assert_eq!(shown(&behind(Remedy::Age)), (Some("100.00"), Some("as of 3 seconds ago"), false));
    for remedy in Remedy::ALL {
        assert_eq!(behind(remedy).is_stale_unmarked, !remedy.marks(), "{remedy:?}");
    }
}

#[test]
fn all_show_the_newest_number_when_the_view_has_caught_up() {
    for remedy in Remedy::ALL {
        for version in [Version(5), Version(99)] {
            let screen = Remedies::of(&withdrawn(), ADA, version, Duration::ZERO).screen(remedy);
            assert_eq!(shown(&screen), (Some("20.00"), None, false), "{remedy:?}");
        }
    }
}

#[test]
fn unread_refusals_make_no_number_stale() {
    for remedy in Remedy::ALL {
        let screen = Remedies::of(&withdrawn(), ADA, Version(4), AGE).screen(remedy);
        assert_eq!(shown(&screen), (Some("20.00"), None, false), "{remedy:?}");
    }
}

#[test]
fn many_refusals_do_not_hide_the_change_before_them() {
    let refusals = std::iter::repeat_n(withdraw(80), Remedies::SEARCHED + 1);
    let lab = after([create("Ada"), deposit(60)].into_iter().chain(refusals));
    let read = Remedies::of(&lab, ADA, Version(2), AGE);
    assert_eq!(shown(&read.screen(Remedy::Wait)), (Some("60.00"), None, false));
    let unread = Remedies::of(&lab, ADA, Version(1), AGE);
    assert_eq!(shown(&unread.screen(Remedy::None)), (Some("0.00"), None, true));
    assert_eq!(unread.screen(Remedy::Pending).mark.unwrap(), "1 change pending");
}

#[test]
fn empty_lab_and_unread_account_show_no_number() {
    for remedy in Remedy::ALL {
        let empty = Remedies::of(&after([]), ADA, Version(0), Duration::MAX);
        assert_eq!(shown(&empty.screen(remedy)), (None, None, false), "{remedy:?}");
        let unread = Remedies::of(&withdrawn(), ADA, Version(0), Duration::MAX).screen(remedy);
        assert_eq!((unread.balance.as_deref(), unread.is_stale_unmarked), (None, false), "{remedy:?}");
    }
}

#[test]
fn frozen_and_closed_accounts_have_pending_changes() {
    let (freeze, close) = (Command::Freeze { reason: None }, Command::CloseAccount { reason: None });
    let frozen = Remedies::of(&after([create("Ada"), freeze, deposit(5)]), ADA, Version(1), AGE);
    assert_eq!(shown(&frozen.screen(Remedy::Pending)), (Some("0.00"), Some("Freeze pending"), false));
    let closed = after([create("Ada"), deposit(5), withdraw(5), close]);
    let closed = Remedies::of(&closed, ADA, Version(2), AGE);
    assert_eq!(shown(&closed.screen(Remedy::Pending)), (Some("5.00"), Some("2 changes pending"), false));
    assert_eq!(shown(&closed.screen(Remedy::None)), (Some("5.00"), None, true));
}

#[test]
fn age_is_rounded_down() {
    let words = [0, 1, 3, 119, 120].map(|seconds| as_of(Duration::from_secs(seconds)));
    let expected = ["a moment", "1 second", "3 seconds", "119 seconds", "2 minutes"];
    assert_eq!(words, expected.map(|age| format!("as of {age} ago")));
}

#[test]
fn age_counts_from_the_first_event_that_was_not_read() {
    let mut lab = after([]);
    for (second, command) in [(0, create("Ada")), (5, deposit(60)), (7, deposit(40))] {
        lab.send(common::at(second), ADA, command);
    }
    let age = |version, second| Remedies::age(&lab, ADA, Version(version), common::at(second)).as_secs();
    assert_eq!([age(1, 8), age(2, 8), age(3, 8)], [3, 1, 0]);
    assert_eq!([age(1, 0), age(9, 8), age(u64::MAX, 8)], [0, 0, 0], "the clock may run backwards");
}
