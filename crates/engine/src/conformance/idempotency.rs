//! How a store answers repeats.

use super::Tally;
use super::wrappers::{commit_of, everything, side_by_side};
use crate::{
    Commit, Committed, EventStore, ExpectedVersion, Idempotency, IdempotencyKey, StoreError, StreamRange, Version,
};

const ID: &str = "tally-1";

fn key(content: &str) -> Idempotency {
    Idempotency { key: IdempotencyKey("transfer 1".into()), content: content.to_owned() }
}

fn under(key: Idempotency, expected: ExpectedVersion, amount: i64) -> Commit<Tally> {
    Commit { idempotency: Some(key), ..commit_of(ID, expected, [amount]) }
}

/// A repeat returns the first answer even after later commits to the stream, because the caller does not know that the
/// first attempt succeeded.
pub async fn repeat_returns_the_first_answer<S: EventStore<Tally>>(store: &S) {
    assert_eq!(store.answered(&ID.into(), &key("add 5")).await, Ok(None), "an unused key has no answer");
    let first = store.commit(under(key("add 5"), ExpectedVersion::NEW, 5)).await.expect("a new key is accepted");
    assert!(!first.repeated, "the first commit under a key is not a repeat");
    store.commit(commit_of(ID, ExpectedVersion::Any, [1, 1])).await.expect("the stream moves on");
    let before = everything(store, &[ID], &[]).await;

    let repeat = Committed { repeated: true, ..first };
    for expected in [ExpectedVersion::NEW, ExpectedVersion::Exactly(Version(3)), ExpectedVersion::Any] {
        let answer = store.commit(under(key("add 5"), expected, 5)).await;
        assert_eq!(answer, Ok(repeat), "the same key with the same content returns the first answer ({expected:?})");
        assert_eq!(everything(store, &[ID], &[]).await, before, "a repeat writes nothing ({expected:?})");
    }
    assert_eq!(store.answered(&ID.into(), &key("add 5")).await, Ok(Some(repeat)), "the first answer can be read");
}

/// The caller has mixed up its keys, so any answer would be wrong.
pub async fn key_with_other_content_is_refused<S: EventStore<Tally>>(store: &S) {
    store.commit(under(key("add 5"), ExpectedVersion::NEW, 5)).await.expect("a new key is accepted");
    let before = everything(store, &[ID], &[]).await;
    let refusal = StoreError::KeyReused { key: key("").key };
    let reused = store.commit(under(key("add 6"), ExpectedVersion::Exactly(Version(1)), 6)).await;
    assert_eq!(reused, Err(refusal.clone()), "the same key with other content is refused");
    assert_eq!(
        store.answered(&ID.into(), &key("add 6")).await,
        Err(refusal),
        "reading the answer with other content is refused as well"
    );
    assert_eq!(everything(store, &[ID], &[]).await, before, "a refused key writes nothing");
}

/// The answer about one stream is wrong for another.
pub async fn key_of_another_stream_is_refused<S: EventStore<Tally>>(store: &S) {
    store.commit(under(key("add 5"), ExpectedVersion::NEW, 5)).await.expect("a new key is accepted");
    let before = everything(store, &[ID, "tally-2"], &[]).await;
    let refusal = StoreError::KeyReused { key: key("").key };
    let reused = Commit { stream: "tally-2".into(), ..under(key("add 5"), ExpectedVersion::NEW, 5) };
    assert_eq!(store.commit(reused).await, Err(refusal.clone()), "a key that was used for another stream is refused");
    let asked = store.answered(&"tally-2".into(), &key("add 5")).await;
    assert_eq!(asked, Err(refusal), "reading the answer for another stream is refused as well");
    assert_eq!(everything(store, &[ID, "tally-2"], &[]).await, before, "a refused key writes nothing");
}

/// After a conflict, the caller loads again and retries with the same key.
pub async fn refused_commit_leaves_its_key_unused<S: EventStore<Tally>>(store: &S) {
    store.commit(commit_of(ID, ExpectedVersion::NEW, [1])).await.expect("a new stream takes a commit");
    let refused = store.commit(under(key("add 5"), ExpectedVersion::NEW, 5)).await;
    assert!(matches!(refused, Err(StoreError::Conflict { .. })), "the stream is not new: {refused:?}");
    let retried = store.commit(under(key("add 5"), ExpectedVersion::Exactly(Version(1)), 5)).await;
    let retried = retried.expect("the key of a refused commit is unused");
    assert!(!retried.repeated, "the retry is written");
    assert_eq!(retried.version, Version(2), "the retry is written at the version it expected");
}

/// A double click, or a message that is delivered several times at once, takes effect once.
pub async fn one_of_many_concurrent_repeats_takes_effect<S: EventStore<Tally>>(store: &S) {
    let race = (0..8).map(|_| store.commit(under(key("add 5"), ExpectedVersion::NEW, 5)));
    let answers = side_by_side(race).await;
    let answers: Result<Vec<_>, _> = answers.into_iter().collect();
    let answers = answers.expect("every repeat gets an answer, and no conflict");
    let written = answers.iter().filter(|answer| !answer.repeated).count();
    assert_eq!(written, 1, "one of many concurrent repeats is written: {answers:?}");
    assert!(answers.iter().all(|answer| answer.version == Version(1)), "all get the same answer: {answers:?}");
    let events = store.read(&ID.into(), StreamRange::ALL).await.expect("the stream can be read");
    assert_eq!(events.len(), 1, "the event is stored once");
}
