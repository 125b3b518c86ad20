//! Events that the projection does not accept.

use super::*;

#[test]
fn stopped_model_keeps_the_checkpoint_before_the_poison_event() {
    let log = log([1, 20, 3]);
    let mut model = model(9, OnPoison::Stop);
    for applied in [1, 0] {
        assert_eq!(model.catch_up(&log), applied);
        let stopped = Progress { checkpoint: Position(1), stopped_at: Some(poison(2, 20)), ..Progress::default() };
        assert_eq!(seen(&model), (&[1][..], &stopped));
    }
    assert_eq!(model.catch_up(&log[..1]), 0);
    assert_eq!(model.progress().stopped_at, Some(poison(2, 20)), "it is still stopped");
    model.set_on_poison(OnPoison::Skip);
    assert_eq!(model.catch_up(&log), 2);
    let continued = Progress { checkpoint: Position(3), skipped: 1, ..Progress::default() };
    assert_eq!(seen(&model), (&[1, 3][..], &continued));
}

#[test]
fn rebuild_with_a_corrected_projection_resolves_a_stop() {
    let log = log([1, 20, 3]);
    let mut model = model(9, OnPoison::Stop);
    model.catch_up(&log);
    model.start_rebuild(Amounts::up_to(99));
    model.rebuild(&log);
    assert_eq!(model.catch_up(&log), 2);
    assert_eq!(seen(&model), (&[1, 20, 3][..], &Progress { checkpoint: Position(3), ..Progress::default() }));
}

#[test]
fn rebuild_stopped_by_a_poison_event_keeps_the_old_value() {
    let log = log([1, 20, 3]);
    let mut model = model(99, OnPoison::Stop);
    model.catch_up(&log);
    model.start_rebuild(Amounts::up_to(9));
    model.rebuild(&log);
    assert_eq!(model.rebuild_progress().and_then(|progress| progress.stopped_at.clone()), Some(poison(2, 20)));
    assert_eq!((&*model.value().amounts, model.progress().checkpoint), (&[1, 20, 3][..], Position(3)));
}

#[test]
fn parked_event_is_listed_and_can_be_retried() {
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
    assert!(!model.retry(&log[0]), "it is still not accepted");
    assert_eq!((parked(&model).len(), model.value().amounts.len()), (2, 0));
    model.catch_up(&log);
    assert!(model.retry(&log[1]));
    assert!(!model.retry(&log[1]), "it is no longer parked");
    assert!(!model.retry(&log[3]), "it was never parked");
    assert_eq!((&*model.value().amounts, parked(&model)), (&[3, 2][..], vec![not_open(1)]));
}
