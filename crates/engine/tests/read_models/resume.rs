//! Saving a read model and resuming it.

use serde_json::json;

use super::*;

#[test]
fn serialized_model_resumes_from_its_checkpoint() {
    let store = store([1, 20, 3, 30, 5]);
    for (on_poison, stops) in [(OnPoison::Stop, true), (OnPoison::Park, false), (OnPoison::Skip, false)] {
        for saved_at in 0..=5 {
            let mut before = model(9, on_poison);
            ready(before.catch_up_from(&store, saved_at)).unwrap();
            let text = json!({ "value": before.value(), "progress": before.progress() }).to_string();
            let mut saved: serde_json::Value = serde_json::from_str(&text).unwrap();
            let value: Amounts = serde_json::from_value(saved["value"].take()).unwrap();
            let progress: Progress = serde_json::from_value(saved["progress"].take()).unwrap();
            let mut after = ReadModel::resume_from(value, progress, on_poison);
            let at = format!("{on_poison:?}, saved after {saved_at}");
            assert_eq!(seen(&after), seen(&before), "the model is unchanged: {at}");
            assert!(!after.is_paused() && after.rebuild_progress().is_none(), "{at}");

            let left = if stops { 1_usize.saturating_sub(saved_at) } else { 5 - saved_at };
            assert_eq!(ready(after.catch_up_from(&store, 9)), Ok(left), "the remaining events are applied: {at}");
            assert_eq!(ready(after.catch_up_from(&store, 9)), Ok(0), "each is applied once: {at}");
            let mut never_saved = model(9, on_poison);
            ready(never_saved.catch_up_from(&store, 9)).unwrap();
            assert_eq!(seen(&after), seen(&never_saved), "saving makes no difference: {at}");
        }
    }
}

#[test]
fn progress_has_a_stable_json_form() {
    let progress =
        Progress { checkpoint: Position(3), stopped_at: Some(poison(4, 20)), parked: vec![poison(1, 30)], skipped: 2 };
    let of = |position, reason| json!({ "position": position, "eventType": "Added", "reason": reason });
    let text = json!({
        "checkpoint": 3, "stoppedAt": of(4, "20 is above 9"), "parked": [of(1, "30 is above 9")], "skipped": 2,
    });
    assert_eq!(serde_json::to_value(&progress).unwrap(), text);
    assert_eq!(serde_json::from_value::<Progress>(text).unwrap(), progress);
}
