//! Other writers in the target stop a copy.

use super::gaps::Gaps;
use super::*;

#[test]
fn other_writer_in_the_target_stops_the_copy() {
    let (source, target) = (source(), Store::default());
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    execute(&bank(&target), &AccountId(0).stream(), &deposit(1_00));
    let stopped = ready(async {
        loop {
            match copy.step(1).await {
                Ok(true) => {}
                other => break other,
            }
        }
    });
    assert_eq!(stopped, Err(CopyError::Overtaken { position: Position(5) }), "the logs would differ");
}

#[test]
fn new_account_in_the_target_stops_the_copy() {
    let (source, target) = (source(), Store::default());
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    execute(&bank(&target), &StreamId::from("ACCOUNT-1009"), &create("Eve"));
    assert_eq!(ready(copy.step(1)), Err(CopyError::Overtaken { position: Position(5) }));
}

#[test]
fn other_write_to_the_same_stream_stops_the_copy_before_its_commit() {
    let (source, target) = (source(), Store::default());
    let first = bank(&target);
    ready(ready(LogCopy::begin(&source, &first)).unwrap().step(2)).unwrap();
    // This copy continues, so it has not loaded the account yet.
    let mut copy = ready(LogCopy::begin(&source, &first)).unwrap();
    let next = &all(&source)[2];
    execute(&bank(&target), &next.stream, &deposit(1_00));
    let before = all(&target);
    assert_eq!(ready(copy.step(1)), Err(CopyError::Overtaken { position: Position(3) }));
    assert_eq!(all(&target), before, "the event would get another version");
}

#[test]
fn other_writer_is_detected_despite_gaps() {
    let (source, target) = (source(), Gaps(Store::default()));
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    execute(&bank(&target), &StreamId::from("ACCOUNT-1009"), &create("Eve"));
    assert_eq!(ready(copy.step(1)), Err(CopyError::Overtaken { position: Position(5) }));
    let refused = ready(LogCopy::begin(&source, &copy_target)).err();
    let other = all(&target)[4].position;
    assert_eq!(refused, Some(CopyError::Differs { position: other }), "the position is one of the target");
}
