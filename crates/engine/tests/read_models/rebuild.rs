//! Rebuilding while the old value is read.

use super::*;

#[test]
fn readers_never_see_an_unfinished_rebuild() {
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
    assert_eq!(seen(&model), (&[1, 20, 3][..], &progress), "the corrected projection replaced the old one");
    model.catch_up(&log);
    assert_eq!(model.value().amounts, [1, 20, 3, 4]);
}

#[test]
fn rebuild_ends_at_the_checkpoint_of_the_model() {
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
fn rebuild_can_be_restarted_and_cancelled() {
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
fn rebuild_of_an_empty_log_ends_immediately() {
    let mut model = model(9, OnPoison::Stop);
    model.start_rebuild(Amounts::up_to(99));
    model.rebuild(&log([]));
    assert_eq!((model.rebuild_progress(), model.value().limit), (None, 99));
}

#[test]
fn model_catches_up_and_rebuilds_from_a_store_in_steps() {
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
fn rebuild_publishes_nothing() {
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
