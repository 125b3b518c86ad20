//! A law: a read model equals one fold up to its checkpoint.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Written(Vec<i64>),
    CatchUp(usize),
    CatchUpTo(u64),
    Pause,
    Resume,
    StartRebuild,
    Rebuild(usize),
    CancelRebuild,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => vec(-9_i64..12, 0..5).prop_map(Step::Written),
        3 => (0_usize..6).prop_map(Step::CatchUp),
        2 => (0_u64..60).prop_map(Step::CatchUpTo),
        1 => Just(Step::Pause),
        2 => Just(Step::Resume),
        2 => Just(Step::StartRebuild),
        4 => (0_usize..6).prop_map(Step::Rebuild),
        1 => Just(Step::CancelRebuild),
    ]
}

/// The value and the progress after one fold over all events, up to a stop.
fn fold(amounts: &[i64], on_poison: OnPoison) -> (Vec<i64>, Progress) {
    let (mut value, mut progress) = (Vec::new(), Progress::default());
    for (position, &amount) in (1..).zip(amounts) {
        match on_poison {
            _ if amount <= 9 => value.push(amount),
            OnPoison::Stop => break,
            OnPoison::Park => progress.parked.push(poison(position, amount)),
            OnPoison::Skip => progress.skipped += 1,
        }
        progress.checkpoint = Position(position);
    }
    (value, progress)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Amounts above nine are poison.
    #[test]
    fn model_equals_one_fold_up_to_its_checkpoint(
        steps in vec(step(), 0..40),
        on_poison in prop_oneof![Just(OnPoison::Stop), Just(OnPoison::Park), Just(OnPoison::Skip)],
    ) {
        let mut amounts = Vec::new();
        let mut model = model(9, on_poison);
        for step in steps {
            let log = log(amounts.iter().copied());
            let checkpoint = model.progress().checkpoint;
            match step {
                Step::Written(more) => amounts.extend(more),
                Step::CatchUp(events) => {
                    model.catch_up(log.iter().skip(checkpoint.0 as usize).take(events));
                }
                Step::CatchUpTo(end) => {
                    model.catch_up(log.iter().take_while(|event| event.position.0 <= end));
                }
                Step::Pause => model.pause(),
                Step::Resume => model.resume(),
                Step::StartRebuild => model.start_rebuild(Amounts::up_to(9)),
                Step::Rebuild(events) => {
                    let from = model.rebuild_progress().map_or(0, |progress| progress.checkpoint.0 as usize);
                    model.rebuild(log.iter().skip(from).take(events));
                }
                Step::CancelRebuild => model.cancel_rebuild(),
            }
            prop_assert!(model.progress().checkpoint >= checkpoint, "the checkpoint never decreases");
            let (value, progress) = fold(&amounts[..model.progress().checkpoint.0 as usize], on_poison);
            prop_assert_eq!(&model.value().amounts, &value);
            let stopped_at = model.progress().stopped_at.clone();
            prop_assert_eq!(model.progress(), &Progress { stopped_at, ..progress });
        }
        model.resume();
        let log = log(amounts.iter().copied());
        model.catch_up(&log);
        model.rebuild(&log);
        prop_assert_eq!(model.rebuild_progress(), None);
        let (value, progress) = fold(&amounts, on_poison);
        prop_assert_eq!(&model.value().amounts, &value);
        prop_assert_eq!(model.progress().checkpoint, progress.checkpoint);
        let all_applied = progress.checkpoint.0 as usize == amounts.len();
        prop_assert!(all_applied || model.catch_up(&log) == 0 && model.progress().stopped_at.is_some());
    }
}
