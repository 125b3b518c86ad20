//! A log that was changed from outside the store.

use super::{Durable, RECORDS, amount, full_commit, opened, read, read_only, shown, written};
use crate::{EventStore, StoreError};

/// Any record whose amount was changed, including the last.
pub async fn changed_record_is_noticed<P: Durable>(fresh: &impl AsyncFn() -> P) {
    for record in 1..=RECORDS {
        let place = fresh().await;
        written(&place).await;
        place.alter(record, "30", "90").await;
        is_noticed(&place, record, &format!("record {record} is changed")).await;
    }
}

/// Any record that was removed, including the last.
pub async fn removed_record_is_noticed<P: Durable>(fresh: &impl AsyncFn() -> P) {
    for record in 1..=RECORDS {
        let place = fresh().await;
        written(&place).await;
        place.remove(record).await;
        is_noticed(&place, record, &format!("record {record} is removed")).await;
        let before = (1..record).map(amount).collect::<Vec<_>>();
        assert_eq!(read_only(&place).await, before, "a read-only store has the events before a missing record");
    }
}

/// A record replaced by another record.
pub async fn replaced_record_is_noticed<P: Durable>(fresh: &impl AsyncFn() -> P) {
    for (to, from) in
        (1..=RECORDS).flat_map(|to| (1..=RECORDS).map(move |from| (to, from))).filter(|(to, from)| to != from)
    {
        let place = fresh().await;
        written(&place).await;
        place.replace(to, from).await;
        is_noticed(&place, to, &format!("record {to} is replaced with record {from}")).await;
    }
}

/// A record that is not even text of the right kind.
pub async fn unreadable_record_is_noticed<P: Durable>(fresh: &impl AsyncFn() -> P) {
    for record in 1..=RECORDS {
        let place = fresh().await;
        written(&place).await;
        place.alter(record, "{", "?").await;
        is_noticed(&place, record, &format!("record {record} is unreadable")).await;
        let before = (1..record).map(amount).collect::<Vec<_>>();
        assert_eq!(read_only(&place).await, before, "a read-only store has the events before an unreadable record");
    }
}

/// The damage is detected and the fault names the record. Nothing is written or deleted.
async fn is_noticed<P: Durable>(place: &P, record: u64, what: &str) {
    let name = place.name_of(record);
    let exported = place.export().await.expect("a faulty log can be exported");
    let fault = read(place).await.expect_err(&format!("{what}, and the log is read as if nothing had happened"));
    assert!(fault.contains(&name), "{what}: the fault names {name}: {fault}");
    let fault = place.verify().await.expect_err(&format!("{what}, and verify finds nothing"));
    assert!(fault.contains(&name), "{what}: verify names {name}: {fault}");
    let left = place.export().await.expect("a faulty log can be exported");
    assert_eq!(left, exported, "{what}: reading changes nothing");
}

/// A commit after a missing or changed record could not be read again. No message is marked as sent in such a log
/// either.
pub async fn open_store_refuses_to_commit_after_a_harmed_last_record<P: Durable>(fresh: &impl AsyncFn() -> P) {
    for is_removed in [true, false] {
        let place = fresh().await;
        written(&place).await;
        let store = opened(&place).await;
        shown(&store).await;
        match is_removed {
            true => place.remove(RECORDS).await,
            false => place.alter(RECORDS, "30", "90").await,
        }
        let exported = place.export().await;
        let refused = store.commit(full_commit(RECORDS)).await;
        let name = place.name_of(RECORDS);
        let is_clear = matches!(&refused, Err(StoreError::Unreadable(failure)) if failure.problem.contains(&name));
        assert!(is_clear, "a commit onto a harmed last record is refused and {name} is named: {refused:?}");
        assert_eq!(place.export().await, exported, "a commit onto a harmed last record writes nothing");
    }
}

/// A log in a newer format is not opened, and nothing is written to it. It can still be exported.
pub async fn newer_format_is_left_alone<P: Durable>(place: &P) {
    written(place).await;
    let open = opened(place).await;
    place.raise_format().await;
    let words = |error: String| assert!(error.contains("newer"), "a fault says that the format is newer: {error}");
    let refused = open.commit(full_commit(RECORDS)).await.expect_err("a log in a newer format takes no commit");
    words(refused.to_string());
    drop(open);
    let exported = place.export().await;
    words(read(place).await.expect_err("a log in a newer format is not read"));
    words(place.verify().await.expect_err("a log in a newer format is not verified"));
    words(place.repair().await.expect_err("a log in a newer format is not repaired"));
    words(place.open_read_only().await.err().expect("a log in a newer format is not read"));
    assert_eq!(place.export().await, exported, "a log in a newer format is not changed");
}
