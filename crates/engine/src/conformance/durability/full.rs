//! A storage without free space.

use serde_json::{Map, json};

use super::{Durable, RECORDS, full_commit, opened, shown, written};
use crate::conformance::{TallyEvent, new_event};
use crate::{Commit, EventStore, StoreError};

/// A refused commit writes nothing, the log stays readable, and a smaller or later commit succeeds.
pub async fn full_storage_refuses_a_commit_and_takes_a_smaller_one<P: Durable>(place: &P) {
    written(place).await;
    let store = opened(place).await;
    let (before, exported) = (shown(&store).await, place.export().await);
    let note = Map::from_iter([("text".to_owned(), json!("x".repeat(20_000)))]);
    let large = |expected| Commit {
        events: vec![new_event(9, TallyEvent::Noted(note.clone()))],
        snapshot: None,
        index: None,
        outbox: Vec::new(),
        idempotency: None,
        ..full_commit(expected)
    };
    place.fill().await;
    let refused = store.commit(large(RECORDS)).await;
    let is_clear = matches!(&refused, Err(StoreError::Unavailable(failure)) if failure.problem.contains("full"));
    assert!(is_clear, "a commit without room is refused, and the words say that the storage is full: {refused:?}");
    assert_eq!(shown(&store).await, before, "a commit without room writes nothing");
    assert_eq!(place.export().await, exported, "a commit without room writes nothing");
    assert_eq!(place.verify().await, Ok(RECORDS), "a commit without room leaves a log without faults");
    store.commit(full_commit(RECORDS)).await.expect("a smaller commit succeeds");
    place.make_room().await;
    store.commit(large(RECORDS + 1)).await.expect("there is room again");
    drop(store);
    assert_eq!(place.verify().await, Ok(RECORDS + 2), "the log that was full has no fault");
}
