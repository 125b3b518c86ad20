//! Views at earlier versions.

use super::*;

#[test]
fn view_at_any_version_equals_a_full_replay() {
    for (lab, account) in [(main_job(), ADA), (long(700), ADA), (Lab::play(six_events(1, at(0))), GRACE)] {
        let rules = processor();
        lab.with_events(account, |events| {
            let mut view = AccountView::default();
            assert_eq!(lab.at(account, Version(0)), view);
            for event in events {
                view.apply(event);
                let then = lab.at(account, event.version);
                assert_eq!(then, view);
                let past = &events[..event.version.0 as usize];
                let state = rules.process(None, past, &[]).unwrap().state;
                assert_eq!(
                    (then.account.status, then.account.balance, then.account.owner),
                    (state.status, state.balance, state.owner)
                );
            }
            assert_eq!(lab.now(account), view);
            assert_eq!(lab.at(account, Version(u64::MAX)), view);
        });
    }
}

#[test]
fn time_travel_changes_nothing() {
    let lab = main_job();
    let before = log(&lab);
    for version in (0..=7).rev() {
        let _ = lab.at(ADA, Version(version));
    }
    assert_eq!(log(&lab), before);
}

#[test]
fn changes_between_two_versions_are_listed() {
    let lab = main_job();
    let changed = changes(&lab.at(ADA, Version(2)), &lab.at(ADA, Version(3)));
    let fields: Vec<_> =
        changed.iter().map(|change| (change.field, change.before.as_str(), change.after.as_str())).collect();
    assert_eq!(fields, [("balance", "100.00", "70.00"), ("withdrawals", "0", "1"), ("version", "2", "3")]);
}
