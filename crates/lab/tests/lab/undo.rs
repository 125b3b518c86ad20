//! Undo and redo.

use proptest::prelude::*;

use super::*;

#[test]
fn undo_and_redo_restore_the_same_log() {
    let mut lab = main_job();
    let (whole, attempt) = (log(&lab), lab.last_attempt().cloned());
    for _ in 0..3 {
        assert!(lab.undo());
    }
    assert_eq!(lab.head(ADA), Version(3));
    for _ in 0..3 {
        assert!(lab.redo());
    }
    assert!(!lab.can_redo() && !lab.redo());
    assert_eq!((log(&lab), lab.last_attempt().cloned()), (whole, attempt));
}

#[test]
fn undo_restores_the_previous_state() {
    let mut lab = main_job();
    lab.undo();
    assert_eq!(lab.now(ADA).rejections, 1);
    let attempt = lab.last_attempt().unwrap();
    assert_eq!(attempt.command, freeze());
    assert_eq!(log(&lab), log(&Lab::play(lab.scenario().clone())));
}

#[test]
fn undoing_everything_leaves_an_empty_lab() {
    let mut lab = Lab::new(1, at(0));
    lab.send(at(1), ADA, create("Ada"));
    assert!(lab.undo());
    assert_eq!((lab.accounts().len(), lab.position()), (0, Position(0)));
    assert_eq!((lab.last_attempt(), lab.can_undo(), lab.can_redo()), (None, false, true));
    assert!(!lab.undo());
    assert!(lab.can_redo(), "an undo without effect discards nothing");
}

#[test]
fn new_command_discards_undone_ones() {
    let mut lab = main_job();
    lab.undo();
    lab.send(at(9), ADA, unfreeze());
    assert!(!lab.can_redo());
    assert_eq!(types(&lab, ADA)[5], "AccountUnfrozen");
}

#[test]
fn undo_removes_accounts_and_fills() {
    let mut lab = main_job();
    lab.send(at(9), ADA, create("Grace"));
    lab.act(at(10), Act::Fill { account: GRACE, events: 500 });
    assert_eq!(lab.head(GRACE), Version(501));
    lab.undo();
    assert_eq!(lab.head(GRACE), Version(1));
    lab.undo();
    assert_eq!(lab.accounts().len(), 1);
    lab.redo();
    lab.redo();
    assert_eq!(lab.head(GRACE), Version(501));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn lab_equals_its_replayed_scenario(steps in prop::collection::vec(step(), 0..40)) {
        let mut lab = Lab::new(3, at(0));
        for (number, step) in steps.into_iter().enumerate() {
            let now = at(number as i64);
            match step {
                Step::Send(account, command) => { lab.send(now, account, command); }
                Step::Fill(account, events) => lab.act(now, Act::Fill { account, events }),
                Step::Undo => { lab.undo(); }
                Step::Redo => { lab.redo(); }
            }
        }
        let replayed = Lab::play(lab.scenario().clone());
        prop_assert_eq!(log(&lab), log(&replayed));
        prop_assert_eq!(lab.last_attempt(), replayed.last_attempt());
        for account in lab.accounts() {
            prop_assert_eq!(lab.now(account), replayed.now(account));
            let contiguous = lab.with_events(account, |events| {
                events.iter().zip(1..).all(|(event, version)| event.version == Version(version))
            });
            prop_assert!(contiguous);
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Send(AccountId, Command),
    Fill(AccountId, u32),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let account = || (0..3_u32).prop_map(AccountId);
    let command = prop_oneof![
        Just(create("Ada")),
        Just(create_with("Grace", 20_00)),
        Just(deposit(30_00)),
        Just(withdraw(30_00)),
        (1..9_u64).prop_map(reverse),
        Just(freeze()),
        Just(unfreeze()),
        Just(close()),
    ];
    prop_oneof![
        6 => (account(), command).prop_map(|(account, command)| Step::Send(account, command)),
        1 => (account(), 0..150_u32).prop_map(|(account, events)| Step::Fill(account, events)),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}
