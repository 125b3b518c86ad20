//! A read model lags, pauses, is rebuilt while it is read, and survives poison events; whatever is done to it, it is one fold.

use engine::conformance::{Calls, Counting, Tally, TallyEvent, new_event, recorded, tally};
use engine::{
    Aggregate, EventStore, OnPoison, Poison, PoisonEvent, Position, Progress, Projection, ReadModel, Recorded, ready,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use stores::MemoryStore;

/// The amounts that were added, in order. It can't take in one above its limit, nor any amount before it is `open`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Amounts {
    limit: i64,
    is_open: bool,
    amounts: Vec<i64>,
}

impl Amounts {
    fn up_to(limit: i64) -> Self {
        Self { limit, is_open: true, amounts: Vec::new() }
    }

    fn not_open() -> Self {
        Self { is_open: false, ..Self::up_to(i64::MAX) }
    }
}

impl Projection<TallyEvent> for Amounts {
    fn apply(&mut self, event: &Recorded<TallyEvent>) {
        match event.data {
            TallyEvent::Added(amount) => self.amounts.push(amount),
            TallyEvent::Labelled(_) => self.is_open = true,
            TallyEvent::Noted(_) => {}
        }
    }

    fn accepts(&self, event: &Recorded<TallyEvent>) -> Result<(), Poison> {
        match event.data {
            TallyEvent::Added(amount) if amount > self.limit => {
                Err(Poison(format!("{amount} is above {}", self.limit)))
            }
            TallyEvent::Added(_) if !self.is_open => Err(Poison("it is not open".to_owned())),
            _ => Ok(()),
        }
    }
}

fn log(amounts: impl IntoIterator<Item = i64>) -> Vec<Recorded<TallyEvent>> {
    recorded::<Tally>(amounts.into_iter().map(TallyEvent::Added))
}

fn model(limit: i64, on_poison: OnPoison) -> ReadModel<Amounts> {
    ReadModel::new(Amounts::up_to(limit), on_poison)
}

fn poison(position: u64, amount: i64) -> PoisonEvent {
    PoisonEvent { position: Position(position), event_type: "Added".to_owned(), reason: format!("{amount} is above 9") }
}

/// Everything that a reader sees.
fn seen(model: &ReadModel<Amounts>) -> (&[i64], &Progress) {
    (&model.value().amounts, model.progress())
}

#[test]
fn a_read_model_takes_each_event_in_once_and_knows_how_far_behind_it_is() {
    let log = log([1, 2, 3, 4, 5]);
    let mut model = model(9, OnPoison::Stop);
    assert_eq!((model.lag(Position(5)), model.lag(Position(0))), (5, 0));
    assert_eq!(model.catch_up(log.iter().take(2)), 2);
    assert_eq!((&*model.value().amounts, model.lag(Position(5))), (&[1, 2][..], 3));
    assert_eq!(model.catch_up(log.iter().take_while(|event| event.position <= Position(4))), 2);
    assert_eq!(model.catch_up(&log), 1, "what was taken in is passed over");
    assert_eq!(model.catch_up(&log), 0);
    assert_eq!((&*model.value().amounts, model.lag(Position(5))), (&[1, 2, 3, 4, 5][..], 0));
}

#[test]
fn a_paused_read_model_stays_where_it_is_until_it_is_resumed() {
    let log = log([1, 2, 3]);
    let mut model = model(9, OnPoison::Stop);
    model.catch_up(&log[..1]);
    model.pause();
    assert_eq!((model.catch_up(&log), model.is_paused()), (0, true));
    assert_eq!((&*model.value().amounts, model.lag(Position(3))), (&[1][..], 2));
    model.resume();
    assert_eq!((model.catch_up(&log), model.is_paused()), (2, false));
}

#[test]
fn readers_never_see_a_half_built_answer() {
    let log = log([1, 20, 3, 4]);
    let mut model = model(9, OnPoison::Park);
    model.catch_up(&log[..3]);
    let before = model.clone();
    model.start_rebuild(Amounts::up_to(99));
    for (step, checkpoint) in [(1, Some(1)), (2, Some(2)), (3, None)] {
        assert_eq!(seen(&model), seen(&before), "before step {step}");
        assert_eq!(model.rebuild(&log[..step]), 1);
        assert_eq!(model.rebuild_progress().map(|progress| progress.checkpoint.0), checkpoint);
    }
    let progress = Progress { checkpoint: Position(3), ..Progress::default() };
    assert_eq!(seen(&model), (&[1, 20, 3][..], &progress), "the corrected projection took its place");
    model.catch_up(&log);
    assert_eq!(model.value().amounts, [1, 20, 3, 4]);
}

#[test]
fn a_rebuild_chases_an_answer_that_moves_and_does_not_overtake_one_that_lags() {
    let log = log(1..=9);
    let mut model = model(9, OnPoison::Stop);
    model.catch_up(&log[..4]);
    model.start_rebuild(Amounts::up_to(9));
    model.rebuild(&log[..3]);
    model.catch_up(&log[..6]);
    assert_eq!(model.rebuild(&log), 3);
    assert_eq!((model.rebuild_progress(), model.progress().checkpoint), (None, Position(6)));
    assert_eq!(model.value().amounts, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_rebuild_can_be_given_up_or_begun_again_and_without_one_nothing_is_rebuilt() {
    let log = log([1, 2, 3]);
    let mut model = model(9, OnPoison::Stop);
    model.catch_up(&log);
    assert_eq!(model.rebuild(&log), 0);
    model.start_rebuild(Amounts::up_to(9));
    model.rebuild(&log[..2]);
    model.start_rebuild(Amounts::up_to(9));
    assert_eq!(model.rebuild_progress(), Some(&Progress::default()));
    model.cancel_rebuild();
    assert_eq!(model.rebuild_progress(), None);
    assert_eq!(model.rebuild(&log), 0);
    assert_eq!(model.value().amounts, [1, 2, 3]);
}

#[test]
fn of_an_empty_log_a_rebuild_is_over_at_once() {
    let mut model = model(9, OnPoison::Stop);
    model.start_rebuild(Amounts::up_to(99));
    model.rebuild(&log([]));
    assert_eq!((model.rebuild_progress(), model.value().limit), (None, 99));
}

#[test]
fn a_stop_keeps_the_checkpoint_before_the_poison_event() {
    let log = log([1, 20, 3]);
    let mut model = model(9, OnPoison::Stop);
    for taken in [1, 0] {
        assert_eq!(model.catch_up(&log), taken);
        let stopped = Progress { checkpoint: Position(1), stopped_at: Some(poison(2, 20)), ..Progress::default() };
        assert_eq!(seen(&model), (&[1][..], &stopped));
    }
    assert_eq!(model.catch_up(&log[..1]), 0);
    assert_eq!(model.progress().stopped_at, Some(poison(2, 20)), "it still stands there");
    model.set_on_poison(OnPoison::Skip);
    assert_eq!(model.catch_up(&log), 2);
    let gone_on = Progress { checkpoint: Position(3), skipped: 1, ..Progress::default() };
    assert_eq!(seen(&model), (&[1, 3][..], &gone_on));
}

#[test]
fn a_stop_is_mended_by_a_rebuild_with_a_corrected_projection() {
    let log = log([1, 20, 3]);
    let mut model = model(9, OnPoison::Stop);
    model.catch_up(&log);
    model.start_rebuild(Amounts::up_to(99));
    model.rebuild(&log);
    assert_eq!(model.catch_up(&log), 2);
    assert_eq!(seen(&model), (&[1, 20, 3][..], &Progress { checkpoint: Position(3), ..Progress::default() }));
}

#[test]
fn a_rebuild_that_is_stopped_by_a_poison_event_leaves_the_answer_alone() {
    let log = log([1, 20, 3]);
    let mut model = model(99, OnPoison::Stop);
    model.catch_up(&log);
    model.start_rebuild(Amounts::up_to(9));
    model.rebuild(&log);
    assert_eq!(model.rebuild_progress().and_then(|progress| progress.stopped_at.clone()), Some(poison(2, 20)));
    assert_eq!((&*model.value().amounts, model.progress().checkpoint), (&[1, 20, 3][..], Position(3)));
}

#[test]
fn a_parked_event_is_shown_and_can_be_tried_again() {
    let added = |amount| TallyEvent::Added(amount);
    let log = recorded::<Tally>([added(1), added(2), TallyEvent::Labelled(None), added(3)]);
    let mut model = ReadModel::new(Amounts::not_open(), OnPoison::Park);
    model.catch_up(&log[..2]);
    let parked = |model: &ReadModel<Amounts>| {
        let parked = &model.progress().parked;
        parked.iter().map(|parked| (parked.position.0, parked.reason.clone())).collect::<Vec<_>>()
    };
    let not_open = |position| (position, "it is not open".to_owned());
    assert_eq!(parked(&model), [not_open(1), not_open(2)]);
    assert!(!model.retry(&log[0]), "it is as unacceptable as before");
    assert_eq!((parked(&model).len(), model.value().amounts.len()), (2, 0));
    model.catch_up(&log);
    assert!(model.retry(&log[1]));
    assert!(!model.retry(&log[1]), "it is not parked any more");
    assert!(!model.retry(&log[3]), "it never was");
    assert_eq!((&*model.value().amounts, parked(&model)), (&[3, 2][..], vec![not_open(1)]));
}

#[test]
fn a_read_model_that_was_kept_as_text_goes_on_from_its_checkpoint() {
    let store = store([1, 20, 3, 30, 5]);
    for (on_poison, stops) in [(OnPoison::Stop, true), (OnPoison::Park, false), (OnPoison::Skip, false)] {
        for kept_at in 0..=5 {
            let mut before = model(9, on_poison);
            ready(before.catch_up_from(&store, kept_at)).unwrap();
            let text = json!({ "value": before.value(), "progress": before.progress() }).to_string();
            let mut kept: serde_json::Value = serde_json::from_str(&text).unwrap();
            let value: Amounts = serde_json::from_value(kept["value"].take()).unwrap();
            let progress: Progress = serde_json::from_value(kept["progress"].take()).unwrap();
            let mut after = ReadModel::resume_from(value, progress, on_poison);
            let at = format!("{on_poison:?}, kept after {kept_at}");
            assert_eq!(seen(&after), seen(&before), "it is as it was: {at}");
            assert!(!after.is_paused() && after.rebuild_progress().is_none(), "{at}");

            let left = if stops { 1_usize.saturating_sub(kept_at) } else { 5 - kept_at };
            assert_eq!(ready(after.catch_up_from(&store, 9)), Ok(left), "the events after the checkpoint: {at}");
            assert_eq!(ready(after.catch_up_from(&store, 9)), Ok(0), "and each of them once: {at}");
            let mut never_kept = model(9, on_poison);
            ready(never_kept.catch_up_from(&store, 9)).unwrap();
            assert_eq!(seen(&after), seen(&never_kept), "it comes to the same: {at}");
        }
    }
}

#[test]
fn progress_reads_well_as_json() {
    let progress =
        Progress { checkpoint: Position(3), stopped_at: Some(poison(4, 20)), parked: vec![poison(1, 30)], skipped: 2 };
    let of = |position, reason| json!({ "position": position, "eventType": "Added", "reason": reason });
    let text = json!({
        "checkpoint": 3, "stoppedAt": of(4, "20 is above 9"), "parked": [of(1, "30 is above 9")], "skipped": 2,
    });
    assert_eq!(serde_json::to_value(&progress).unwrap(), text);
    assert_eq!(serde_json::from_value::<Progress>(text).unwrap(), progress);
}

fn store(amounts: impl IntoIterator<Item = i64>) -> MemoryStore<Tally> {
    let store = MemoryStore::default();
    let events = amounts.into_iter().map(|amount| new_event(1, TallyEvent::Added(amount))).collect();
    ready(Aggregate::new(tally(), &store).append(&"tally-1".into(), events)).unwrap();
    store
}

#[test]
fn a_read_model_over_a_store_lags_and_is_rebuilt_in_steps() {
    let store = store([1, 2, 3, 4, 5]);
    let mut model = model(9, OnPoison::Stop);
    assert_eq!(ready(model.catch_up_from(&store, 3)), Ok(3));
    assert_eq!(model.lag(store.log().head()), 2);
    assert_eq!([ready(model.catch_up_from(&store, 3)), ready(model.catch_up_from(&store, 3))], [Ok(2), Ok(0)]);
    model.start_rebuild(Amounts::up_to(99));
    assert_eq!([ready(model.rebuild_from(&store, 3)), ready(model.rebuild_from(&store, 3))], [Ok(3), Ok(2)]);
    assert_eq!(model.rebuild_progress(), None);
    assert_eq!(ready(model.rebuild_from(&store, 3)), Ok(0));
    assert_eq!((&*model.value().amounts, model.value().limit), (&[1, 2, 3, 4, 5][..], 99));
}

#[test]
fn a_paused_read_model_does_not_even_read() {
    let store = Counting::new(store([1]));
    let mut model = model(9, OnPoison::Stop);
    model.pause();
    assert_eq!((ready(model.catch_up_from(&store, 9)), store.take()), (Ok(0), Calls::default()));
    model.resume();
    assert_eq!((ready(model.catch_up_from(&store, 9)), store.take().reads), (Ok(1), 1));
}

#[test]
fn a_rebuild_publishes_nothing() {
    let store = Counting::new(store([-1, -2]));
    let waiting = || ready(store.unsent(usize::MAX)).unwrap();
    let before = waiting();
    assert_eq!(before.records.len(), 2);
    ready(store.mark_sent(&[before.records[0].message_id()])).unwrap();
    store.take();
    let mut model = model(9, OnPoison::Stop);
    ready(model.catch_up_from(&store, 9)).unwrap();
    model.start_rebuild(Amounts::up_to(9));
    ready(model.rebuild_from(&store, 9)).unwrap();
    assert_eq!(store.take(), Calls { reads: 2, writes: 0 });
    assert_eq!(waiting().records, before.records[1..]);
}

#[derive(Clone, Debug)]
enum Step {
    Written(Vec<i64>),
    CatchUp(usize),
    CatchUpTo(u64),
    Pause,
    Resume,
    StartRebuild,
    Rebuild(usize),
    GiveUpRebuild,
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
        1 => Just(Step::GiveUpRebuild),
    ]
}

/// What one fold over the first events gives, as far as it comes.
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
    fn whatever_is_done_to_a_read_model_it_is_one_fold_up_to_its_checkpoint(
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
                Step::GiveUpRebuild => model.cancel_rebuild(),
            }
            prop_assert!(model.progress().checkpoint >= checkpoint, "a read model goes back");
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
        let all_taken = progress.checkpoint.0 as usize == amounts.len();
        prop_assert!(all_taken || model.catch_up(&log) == 0 && model.progress().stopped_at.is_some());
    }
}
