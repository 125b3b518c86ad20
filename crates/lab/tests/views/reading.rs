//! How views follow the log: on request, with a lag, paused, and over another log.

use super::*;

#[test]
fn view_reads_nothing_until_it_is_requested() {
    let lab = six();
    let mut views = Views::default();
    views.ask_for(ViewKind::Audit);
    read_on(&mut views, &lab, Duration::ZERO);
    assert_eq!(shown(&views, ViewKind::Audit, &lab).0, "as of position 7 of 7");
    assert_eq!(shown(&views, ViewKind::LargestPayments, &lab).0, "as of position 0 of 7");
    views.ask_for(ViewKind::LargestPayments);
    read_on(&mut views, &lab, Duration::ZERO);
    assert_eq!(views.largest.value().payments().len(), 4);
    assert_stays_live(&mut views);

    views.remove_added();
    assert_eq!(views.largest.value(), &LargestPayments::default());
}

fn assert_stays_live(views: &mut Views) {
    let mut lab = six();
    lab.send(at(1), ADA, deposit(1));
    read_on(views, &lab, Duration::ZERO);
    assert_eq!(views.largest.value().payments().len(), 5, "the view stays live");
}

#[test]
fn event_is_shown_after_the_lag() {
    let mut lab = six();
    let mut views = read(&lab);
    views.set_lag(ViewKind::ByType, seconds(3));
    lab.send(at(1), ADA, deposit(1));
    read_on(&mut views, &lab, seconds(20));
    assert_eq!(
        shown(&views, ViewKind::ByType, &lab),
        ("as of position 7 of 8".to_owned(), Some("1 event behind".to_owned()))
    );
    assert_eq!(shown(&views, ViewKind::Audit, &lab).1, None, "each view has its own lag");
    assert_eq!(views.next_due(seconds(20)), Some(seconds(23)));

    lab.send(at(2), ADA, deposit(1));
    read_on(&mut views, &lab, seconds(22));
    assert_eq!(shown(&views, ViewKind::ByType, &lab).1.as_deref(), Some("2 events behind"));
    read_on(&mut views, &lab, seconds(23));
    assert_eq!(shown(&views, ViewKind::ByType, &lab).0, "as of position 8 of 9");
    assert_eq!(views.next_due(seconds(23)), Some(seconds(25)));
    read_on(&mut views, &lab, seconds(25));
    assert_eq!(shown(&views, ViewKind::ByType, &lab), ("as of position 9 of 9".to_owned(), None));
    assert_eq!(views.next_due(seconds(25)), None);
}

#[test]
fn lag_is_at_most_ten_seconds_and_can_be_removed() {
    let mut lab = six();
    let mut views = read(&lab);
    views.set_lag(ViewKind::Audit, seconds(99));
    lab.send(at(1), ADA, withdraw(999_99));
    read_on(&mut views, &lab, seconds(5));
    assert_eq!((views.audit.value().refused().len(), views.next_due(seconds(5))), (1, Some(seconds(15))));
    views.set_lag(ViewKind::Audit, Duration::ZERO);
    read_on(&mut views, &lab, seconds(6));
    assert_eq!(views.audit.value().refused().len(), 2);
}

#[test]
fn paused_view_keeps_its_checkpoint_even_after_a_rebuild() {
    let mut lab = six();
    let mut views = read(&lab);
    views.set_paused(ViewKind::AllAccounts, true);
    lab.send(at(1), ADA, deposit(1));
    read_on(&mut views, &lab, seconds(1));
    assert_eq!(
        shown(&views, ViewKind::AllAccounts, &lab),
        ("as of position 7 of 8".to_owned(), Some("Paused, 1 event behind".to_owned()))
    );
    views.rebuild(ViewKind::AllAccounts, seconds(1));
    read_on(&mut views, &lab, seconds(2));
    assert_eq!(shown(&views, ViewKind::AllAccounts, &lab).0, "as of position 7 of 8");
    views.set_paused(ViewKind::AllAccounts, false);
    read_on(&mut views, &lab, seconds(2));
    assert_eq!(shown(&views, ViewKind::AllAccounts, &lab), ("as of position 8 of 8".to_owned(), None));
}

#[test]
fn new_event_takes_one_step() {
    let mut lab = Lab::play(filled(1, at(0), 5_000));
    let mut views = read(&lab);
    lab.send(at(1), ADA, deposit(1));
    views.note(lab.position(), seconds(1));
    assert!(!views.step(&lab, EVERYTHING, seconds(1), 1), "one step of one event is enough for every view");
    for kind in KINDS {
        assert_eq!(shown(&views, kind, &lab).1, None, "{kind:?}");
    }
}

#[test]
fn held_back_events_are_not_read() {
    let mut lab = six();
    let mut views = read(&lab);
    lab.send(at(1), ADA, deposit(1));
    views.note(lab.position(), seconds(1));
    assert!(!views.step(&lab, Position(7), seconds(1), 10));
    assert_eq!(shown(&views, ViewKind::Statement, &lab).1.as_deref(), Some("1 event behind"));
    read_on(&mut views, &lab, seconds(1));
    assert_eq!(shown(&views, ViewKind::Statement, &lab).1, None);
}

#[test]
fn views_start_over_with_another_log_and_keep_their_settings() {
    let mut views = read(&Lab::play(filled(1, at(0), 100)));
    views.correct();
    views.set_lag(ViewKind::Audit, seconds(4));
    views.set_paused(ViewKind::Audit, true);
    views.start_over();
    let mut lab = six();
    assert_eq!(shown(&views, ViewKind::Audit, &lab).0, "as of position 0 of 7");
    read_on(&mut views, &lab, seconds(1));
    let standing = views.standing(ViewKind::Audit, lab.position());
    assert_eq!((standing.lag, standing.is_paused, standing.behind()), (seconds(4), true, 0), "old events do not lag");
    assert_eq!(views.corrected.as_ref().unwrap().value().spent().figure(), "45.00");
    lab.send(at(1), ADA, deposit(1));
    read_on(&mut views, &lab, seconds(20));
    assert_eq!(shown(&views, ViewKind::Audit, &lab).1.as_deref(), Some("Paused, 1 event behind"));
}

#[test]
fn paused_view_reads_another_log_up_to_its_old_checkpoint() {
    let mut lab = six();
    let mut views = read(&lab);
    views.set_paused(ViewKind::Statement, true);
    lab.send(at(1), ADA, deposit(1));
    lab.send(at(2), ADA, deposit(1));
    read_on(&mut views, &lab, seconds(1));
    lab.undo();
    views.start_over();
    read_on(&mut views, &lab, seconds(2));
    let paused = |at: u64, behind: &str| (format!("as of position {at} of 8"), Some(format!("Paused{behind}")));
    assert_eq!(shown(&views, ViewKind::Statement, &lab), paused(7, ", 1 event behind"));
    assert_eq!(views.statement.value().of(&ADA.stream()).unwrap().up_to(Version(9)).len(), 5);
    assert_eq!(views.next_due(seconds(2)), None);

    views.set_paused(ViewKind::Statement, false);
    read_on(&mut views, &lab, seconds(3));
    assert_eq!(shown(&views, ViewKind::Statement, &lab), ("as of position 8 of 8".to_owned(), None));
}

/// A stored log is loaded in pieces. None of its events lags.
#[test]
fn events_of_a_loaded_log_do_not_lag() {
    let mut lab = six();
    let mut views = read(&Lab::new(1, at(0)));
    views.set_lag(ViewKind::Audit, seconds(10));
    views.start_over();
    assert!(!views.step(&lab, EVERYTHING, seconds(1), 10), "nothing is read before the log is loaded");
    lab.send(at(1), ADA, withdraw(700_00));
    read_on(&mut views, &lab, seconds(1));
    assert_eq!(views.audit.value().refused().len(), 2);
}
