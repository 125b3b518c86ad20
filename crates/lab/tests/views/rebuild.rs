//! Rebuilding a view.

use super::*;

#[test]
fn rebuild_reads_in_steps_and_publishes_nothing() {
    let lab = Lab::play(filled(1, at(0), 1_000));
    let mut views = read(&lab);
    let before = views.all_accounts.value().clone();
    // All messages in the outboxes, and the unsent ones.
    let messages = || {
        let of = |account: AccountId| lab.with_log(|log| log.outbox(&account.stream()).to_vec());
        (lab.accounts().map(of).collect::<Vec<_>>(), ready(lab.store().unsent(usize::MAX)).unwrap().records)
    };
    let published = messages();
    assert!(
        published.0[0].len() > 900 && published.1.is_empty(),
        "all messages are sent, so a second publication would show"
    );
    views.rebuild(ViewKind::AllAccounts, seconds(1));
    assert!(views.step(&lab, EVERYTHING, seconds(1), 400));
    let standing = views.standing(ViewKind::AllAccounts, lab.position());
    assert_eq!((standing.rebuild, standing.rebuilt), (Some(Position(400)), None));
    assert_eq!(views.all_accounts.value(), &before, "the old value is shown meanwhile");
    assert!(views.step(&lab, EVERYTHING, seconds(2), 400));
    assert!(!views.step(&lab, EVERYTHING, seconds(3), 400));
    let rebuilt = Rebuilt::Done { up_to: Position(1_000), took: seconds(2) };
    assert_eq!(views.standing(ViewKind::AllAccounts, lab.position()).rebuilt, Some(rebuilt));
    assert_eq!(
        rebuilt.words(),
        "Rebuilt from 1000 events in 2000 ms. It read the log from position 1. A read model has no outbox, so nothing was published."
    );
    assert_eq!((views.all_accounts.value(), messages()), (&before, published));
}

#[test]
fn rebuild_interrupted_by_another_log_is_reported() {
    let mut views = read(&Lab::play(filled(1, at(0), 100)));
    views.rebuild(ViewKind::Audit, seconds(1));
    let lab = six();
    views.start_over();
    read_on(&mut views, &lab, seconds(2));
    let rebuilt = views.standing(ViewKind::Audit, lab.position()).rebuilt;
    assert_eq!(rebuilt, Some(Rebuilt::GivenUp));
    assert_eq!(
        Rebuilt::GivenUp.words(),
        "The rebuild stopped because the log was replaced. The view was built from the new log."
    );
    assert_eq!(views.standing(ViewKind::ByType, lab.position()).rebuilt, None, "no rebuild of this view was running");
}
