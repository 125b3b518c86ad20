//! Two versions of one view side by side.

use super::*;

#[test]
fn version_2_stops_at_the_checkpoint_of_version_1() {
    let mut lab = six();
    let mut views = read(&lab);
    views.set_paused(ViewKind::ByType, true);
    lab.send(at(1), ADA, withdraw(5_00));
    views.set_lag(ViewKind::ByType, seconds(4));
    views.correct();
    assert_eq!(
        views.why_no_switch(),
        Some("The new formula has read less of the log than the old one. You can switch when it has caught up.")
    );
    read_on(&mut views, &lab, seconds(5));
    let corrected = views.corrected.as_ref().unwrap();
    assert_eq!((corrected.checkpoint(), corrected.value().spent().figure()), (Position(7), "45.00".to_owned()));
    assert_eq!(views.why_no_switch(), None);
    assert!(views.switch() && views.switch(), "switched and switched back");

    views.set_paused(ViewKind::ByType, false);
    read_on(&mut views, &lab, seconds(20));
    let corrected = views.corrected.as_ref().unwrap();
    assert_eq!((views.by_type.checkpoint(), corrected.checkpoint()), (Position(8), Position(8)));
}

#[test]
fn version_2_catches_up_with_a_paused_version_1() {
    let lab = six();
    let mut views = read(&lab);
    views.correct();
    assert!(views.step(&lab, EVERYTHING, seconds(1), 2));
    views.set_paused(ViewKind::ByType, true);
    assert!(views.why_no_switch().is_some());
    read_on(&mut views, &lab, seconds(1));
    assert_eq!(views.why_no_switch(), None);
}

/// A lag that is set during the pause delays version 2 only once.
#[test]
fn version_2_catches_up_with_a_paused_version_1_after_the_lag() {
    let mut lab = six();
    let mut views = read(&lab);
    lab.send(at(1), ADA, withdraw(5_00));
    read_on(&mut views, &lab, seconds(5));
    views.set_paused(ViewKind::ByType, true);
    views.set_lag(ViewKind::ByType, seconds(4));
    views.correct();
    read_on(&mut views, &lab, seconds(6));
    assert!(views.why_no_switch().is_some());
    assert_eq!(views.next_due(seconds(6)), Some(seconds(9)));
    read_on(&mut views, &lab, seconds(9));
    assert_eq!((views.why_no_switch(), views.next_due(seconds(9))), (None, None));
}
