//! A program killed at any write.

use super::{Durable, Everything, RECORDS, amount, amounts, full_commit, key, message, opened, shown, stream, written};
use crate::{EventStore, StoreError, Version};

/// Events, snapshot, index entries, messages, marks of sent messages and answers to idempotency keys survive.
pub async fn reopened_log_has_everything<P: Durable>(place: &P) {
    written(place).await;
    let store = opened(place).await;
    store.mark_sent(&[message(1)]).await.expect("a message is marked as sent");
    let before = shown(&store).await;
    drop(store);
    let store = opened(place).await;
    assert_eq!(shown(&store).await, before, "a log that is opened again has everything");
    let answer = store.answered(&stream(), &key(2)).await.expect("the answer can be read");
    let answer = answer.expect("the answer to the key is stored");
    assert_eq!((answer.version, answer.repeated), (Version(2), true), "a repeat gets the first answer");
    store.commit(full_commit(RECORDS)).await.expect("a reopened log accepts commits");
    let all: Vec<_> = (1..=RECORDS + 1).map(amount).collect();
    assert_eq!(amounts(&store).await, all, "a reopened log continues at its end");
}

/// Each step takes effect completely or not at all, and each acknowledged step takes effect.
pub async fn commits_are_whole_after_a_crash_at_any_write<P: Durable>(fresh: &impl AsyncFn() -> P) {
    let states = states_of_the_script(&fresh().await).await;
    for write in 1.. {
        let place = fresh().await;
        place.kill_at(write).await;
        let mut acknowledged = 0;
        let mut ended = false;
        // A store that writes when it opens may already fail here.
        if let Ok(store) = place.open().await {
            while !ended && acknowledged < STEPS && step(&store, acknowledged).await.is_ok() {
                acknowledged += 1;
            }
            ended = acknowledged == STEPS;
        }
        place.revive().await;
        let store = opened(&place).await;
        let found = shown(&store).await;
        let written = states.iter().position(|state| *state == found);
        let written = written.unwrap_or_else(|| panic!("killed at write {write}, half a step is there: {found:?}"));
        assert!(written >= acknowledged, "killed at write {write}, step {} is lost", written + 1);
        assert!(written <= acknowledged + 1, "killed at write {write}, there is more than was sent");
        for number in written..STEPS {
            step(&store, number).await.unwrap_or_else(|error| panic!("killed at write {write}, then: {error}"));
        }
        assert_eq!(
            shown(&opened(&place).await).await,
            states[STEPS],
            "killed at write {write}, the log accepts commits"
        );
        assert_eq!(place.verify().await, Ok(3), "killed at write {write}, the log that went on has no fault");
        if ended {
            return;
        }
    }
}

/// An interrupted deletion leaves whole commits, and can be repeated.
pub async fn deletion_that_crashes_leaves_a_log_that_opens<P: Durable>(fresh: &impl AsyncFn() -> P) {
    let all: Vec<_> = (1..=RECORDS).map(amount).collect();
    for write in 1.. {
        let place = fresh().await;
        written(&place).await;
        place.kill_at(write).await;
        let done = place.delete_everything().await.is_ok();
        place.revive().await;
        let left = amounts(&opened(&place).await).await;
        assert!(all.starts_with(&left), "a deletion killed at write {write} leaves the beginning: {left:?}");
        place.delete_everything().await.expect("a deletion can be done again");
        assert_eq!(amounts(&opened(&place).await).await, [0; 0], "the deleted log is empty");
        if done {
            return;
        }
    }
}

const STEPS: usize = 4;

/// Three commits, and a message marked as sent.
async fn step(store: &impl EventStore<super::Tally>, number: usize) -> Result<(), StoreError> {
    match number {
        0 | 1 => store.commit(full_commit(number as u64)).await.map(drop),
        2 => store.mark_sent(&[message(1)]).await,
        _ => store.commit(full_commit(2)).await.map(drop),
    }
}

/// The content of a store before the script and after each of its steps.
async fn states_of_the_script<P: Durable>(place: &P) -> Vec<Everything> {
    let store = opened(place).await;
    let mut states = vec![shown(&store).await];
    for number in 0..STEPS {
        step(&store, number).await.expect("nothing is in the way");
        states.push(shown(&store).await);
    }
    states
}
