//! Timeline marks and sparklines.

use super::*;

#[test]
fn marks_are_thinned_out_to_the_limit() {
    let lab = main_job();
    lab.with_events(ADA, |events| {
        assert!(ticks(&events[..0], 10).is_empty());
        let one = ticks(&events[..1], 10);
        assert_eq!((one.len(), one[0].version, one[0].at, one[0].family), (1, Version(1), 1.0, Some(Family::Opened)));
        assert_eq!(ticks(events, 0).len(), 1);
        assert_eq!(ticks(events, 0)[0].version, Version(6));
        let four: Vec<_> = ticks(events, 4).iter().map(|tick| tick.version.0).collect();
        assert_eq!(four, [1, 3, 4, 6]);
    });
}

#[test]
fn sparkline_has_a_point_for_each_event() {
    let point = |version, balance| Point { version: Version(version), balance };
    let mut lab = Lab::new(1, at(0));
    assert_eq!(Sparkline::of(&lab, ADA), Sparkline::default());
    lab.send(at(0), ADA, create("Ada"));
    assert_eq!(Sparkline::of(&lab, ADA).points, [point(0, 0), point(1, 0)]);
    lab.send(at(0), ADA, deposit(100_00));
    assert_eq!(Sparkline::of(&lab, ADA).points, [point(0, 0), point(1, 0), point(2, 10_000)]);
    lab.undo();
    assert_eq!(Sparkline::of(&lab, ADA).points, [point(0, 0), point(1, 0)]);
}
