//! Catching up with the log.

use super::*;

#[test]
fn each_event_is_applied_once_and_the_lag_is_known() {
    let log = log([1, 2, 3, 4, 5]);
    let mut model = model(9, OnPoison::Stop);
    assert_eq!((model.lag(Position(5)), model.lag(Position(0))), (5, 0));
    assert_eq!(model.catch_up(log.iter().take(2)), 2);
    assert_eq!((&*model.value().amounts, model.lag(Position(5))), (&[1, 2][..], 3));
    assert_eq!(model.catch_up(log.iter().take_while(|event| event.position <= Position(4))), 2);
    assert_eq!(model.catch_up(&log), 1, "applied events are skipped");
    assert_eq!(model.catch_up(&log), 0);
    assert_eq!((&*model.value().amounts, model.lag(Position(5))), (&[1, 2, 3, 4, 5][..], 0));
}

#[test]
fn paused_model_keeps_its_checkpoint_until_it_is_resumed() {
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
fn paused_model_does_not_read_the_store() {
    let store = Counting::new(store([1]));
    let mut model = model(9, OnPoison::Stop);
    model.pause();
    assert_eq!((ready(model.catch_up_from(&store, 9)), store.take()), (Ok(0), Calls::default()));
    model.resume();
    assert_eq!((ready(model.catch_up_from(&store, 9)), store.take().reads), (Ok(1), 1));
}
