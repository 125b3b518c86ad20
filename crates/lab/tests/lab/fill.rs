//! Filling an account with events.

use super::*;

#[test]
fn fill_makes_exactly_this_many_events() {
    for events in [0, 1, 2, 101, 50_000] {
        let lab = Lab::play(filled(5, at(0), events));
        let head = u64::from(events.max(1));
        assert_eq!((lab.head(ADA), lab.position()), (Version(head), Position(head)), "{events}");
        lab.with_events(ADA, |events| {
            assert!(events.iter().zip(1..).all(|(event, number)| event.version == Version(number)));
            assert!(events.is_sorted_by_key(|event| event.metadata.recorded_at));
        });
        assert!(lab.now(ADA).account.balance.minor >= 0);
        assert_eq!(lab.now(ADA).rejections, 0);
    }
}

#[test]
fn fill_ends_at_the_requested_time() {
    for events in [1, 2, 1_000] {
        assert_eq!(times(&Lab::play(filled(5, at(0), events))).last(), Some(&at(0)));
    }
}

#[test]
fn fill_is_limited() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(0), ADA, create("Ada"));
    lab.act(at(0), Act::Fill { account: ADA, events: u32::MAX });
    assert_eq!(lab.head(ADA), Version(1 + u64::from(Act::MAX_FILL)));
}

#[test]
fn filled_scenario_is_limited_and_ends_at_the_requested_time() {
    let (too_large, largest) = (filled(5, at(0), u32::MAX), filled(5, at(0), Act::MAX_FILL));
    assert_eq!(too_large, largest);
    let fill = largest.actions.last().unwrap();
    assert_eq!(fill.act, Act::Fill { account: ADA, events: Act::MAX_FILL - 1 });
    assert_eq!(largest.started_at, at(0) - TimeDelta::milliseconds(i64::from(Act::MAX_FILL - 1)));
}

#[test]
fn fill_skips_an_account_that_accepts_no_deposit() {
    for command in [freeze(), close()] {
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada"));
        lab.send(at(0), ADA, command);
        lab.act(at(0), Act::Fill { account: ADA, events: 10 });
        assert_eq!(lab.head(ADA), Version(2));
    }
}
