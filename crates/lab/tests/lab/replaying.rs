//! A scenario that is played in slices makes the same lab.

use super::*;

fn scenarios() -> [Scenario; 4] {
    let mut lab = Lab::new(3, at(0));
    for (act, second) in [
        Act::Fill { account: ADA, events: 10 },
        Act::Send { account: ADA, command: create("Ada") },
        Act::Fill { account: ADA, events: 700 },
        Act::Fork { account: ADA, at: Version(300) },
        Act::Send { account: ADA, command: freeze() },
        Act::Fill { account: ADA, events: 10 },
        Act::Fork { account: ADA, at: Version(3_000) },
        Act::Send { account: GRACE, command: deposit(1_00) },
        Act::Fill { account: GRACE, events: 0 },
    ]
    .into_iter()
    .zip(0..)
    {
        lab.act(at(second), act);
    }
    [Scenario::new(3, at(0)), main_job().scenario().clone(), filled(9, at(0), 1_000), lab.scenario().clone()]
}

#[test]
fn slices_of_any_size_make_the_same_log() {
    for scenario in scenarios() {
        let whole = Lab::play(scenario.clone());
        for limit in [0, 1, 7, 250, u32::MAX] {
            let mut replaying = Replaying::new(scenario.clone());
            while !replaying.advance(limit).is_done() {}
            let lab = replaying.finish();
            assert_eq!(log(&lab), log(&whole));
            assert_eq!(lab.scenario(), whole.scenario());
            let received = |lab: &Lab| lab.received().cloned().collect::<Vec<_>>();
            assert_eq!(received(&lab), received(&whole));
            assert!(lab.can_undo() == whole.can_undo() && !lab.has_own_work());
        }
    }
}

#[test]
fn slice_is_bounded_and_progress_only_grows() {
    for scenario in scenarios() {
        let mut replaying = Replaying::new(scenario.clone());
        let mut before = replaying.progress();
        let longest_fork = 1 + 3_000;
        while !before.is_done() {
            let now = replaying.advance(50);
            assert_eq!(now.of, before.of);
            assert!(now.done > before.done && now.done <= before.done + 50 + longest_fork, "{before:?} {now:?}");
            before = now;
        }
        assert_eq!(before.done, before.of);
    }
}

#[test]
fn fill_is_played_event_by_event() {
    let mut replaying = Replaying::new(filled(9, at(0), 1_000));
    let done: Vec<_> = (0..4).map(|_| replaying.advance(250).done).collect();
    assert_eq!((done, replaying.progress().of), (vec![250, 500, 750, 1_001], 1_001));
}

#[test]
fn replay_can_be_finished_at_any_time() {
    let scenario = main_job().scenario().clone();
    for slices in 0..5 {
        let mut replaying = Replaying::new(scenario.clone());
        for _ in 0..slices {
            replaying.advance(3);
        }
        assert_eq!(log(&replaying.finish()), log(&Lab::play(scenario.clone())));
    }
}

#[test]
fn lab_of_a_replay_goes_on_like_the_one_that_was_shared() {
    let scenario = main_job().scenario().clone();
    let (mut one, mut two) = (Lab::play(scenario.clone()), Replaying::new(scenario).finish());
    for lab in [&mut one, &mut two] {
        lab.undo();
        lab.redo();
        lab.send(at(9_000), ADA, deposit(1_00));
    }
    assert_eq!(log(&one), log(&two));
}
