//! Repairing a log, or leaving it unchanged.

use super::{Durable, RECORDS, amount, amounts, full_commit, opened, read, read_only, shown, stream, written};
use crate::{EventStore, StreamRange, Version};

/// The damage to the record in the middle of the log.
const HARMS: [&str; 4] = ["changed", "removed", "unreadable", "replaced"];

/// The damaged record.
const HARMED: u64 = 3;

async fn harmed<P: Durable>(place: &P, harm: &str) {
    written(place).await;
    match harm {
        "changed" => place.alter(HARMED, "30", "90").await,
        "removed" => place.remove(HARMED).await,
        "unreadable" => place.alter(HARMED, "{", "?").await,
        _ => place.replace(HARMED, 1).await,
    }
}

/// Verify, export, read-only opening and repair leave it unchanged.
pub async fn log_without_faults_is_left_alone<P: Durable>(place: &P) {
    assert_eq!(place.verify().await, Ok(0), "an empty log has no fault");
    written(place).await;
    let exported = place.export().await.expect("a log can be exported");
    assert_eq!(place.verify().await, Ok(RECORDS), "verify counts the events");
    assert_eq!(place.repair().await, Ok(0), "a repair of a log without faults moves nothing");
    assert_eq!(place.export().await, Ok(exported), "a log without faults is not changed");
}

/// The log continues after the last event before the damage, and every export includes the moved records.
pub async fn repair_keeps_the_events_before_the_damage<P: Durable>(fresh: &impl AsyncFn() -> P) {
    let kept: Vec<_> = (1..HARMED).map(amount).collect();
    for harm in HARMS {
        let place = fresh().await;
        harmed(&place, harm).await;
        let moved = place.repair().await.unwrap_or_else(|error| panic!("{harm}: it can be repaired: {error}"));
        assert!(moved > 0, "{harm}: a repair says how many records it moved");
        let exported = place.export().await.expect("a log can be exported");
        let last = amount(RECORDS).to_string();
        assert!(exported.contains(&last), "{harm}: an export includes the moved records");
        let store = opened(&place).await;
        assert_eq!(amounts(&store).await, kept, "{harm}: the events before the damage are kept");
        assert_eq!(place.verify().await, Ok(HARMED - 1), "{harm}: a repaired log has no fault");
        assert_eq!(place.repair().await, Ok(0), "{harm}: a repaired log needs no repair");
        store
            .commit(full_commit(HARMED - 1))
            .await
            .unwrap_or_else(|error| panic!("{harm}: the repaired log refuses a commit: {error}"));
        drop(store);
        let store = opened(&place).await;
        let events = store.read(&stream(), StreamRange::ALL).await.expect("the stream can be read");
        assert_eq!(
            events.last().map(|event| event.version),
            Some(Version(HARMED)),
            "{harm}: the repaired log accepts commits"
        );
    }
}

/// A kill at any write loses nothing, and the fault remains until the repair is done.
pub async fn repair_that_crashes_can_be_repeated<P: Durable>(fresh: &impl AsyncFn() -> P) {
    let kept: Vec<_> = (1..HARMED).map(amount).collect();
    for harm in HARMS {
        for write in 1.. {
            let place = fresh().await;
            harmed(&place, harm).await;
            place.kill_at(write).await;
            let done = place.repair().await.is_ok();
            place.revive().await;
            let exported = place.export().await.expect("a log can be exported");
            for record in [1, 2, RECORDS] {
                let is_there = exported.contains(&amount(record).to_string());
                assert!(is_there, "{harm}: a repair killed at write {write} loses record {record}");
            }
            match read(&place).await {
                Ok(log) => {
                    assert_eq!(log.len(), kept.len(), "{harm}: killed at write {write}, a harmed record is read")
                }
                Err(_) => assert!(!done, "{harm}: a repair that was done leaves no fault"),
            }
            place.repair().await.unwrap_or_else(|error| panic!("{harm}: it can be repeated: {error}"));
            assert_eq!(amounts(&opened(&place).await).await, kept, "{harm}: killed at write {write}, then repaired");
            if done {
                break;
            }
        }
    }
}

/// It shows every event, and writes neither commits nor marks.
pub async fn read_only_store_shows_the_events_and_refuses_commits<P: Durable>(place: &P) {
    written(place).await;
    let exported = place.export().await;
    let store = place.open_read_only().await.expect("a log can be opened read-only");
    assert!(store.mark_sent(&[super::message(1)]).await.is_err(), "a read-only store marks no message");
    let events = store.read(&stream(), StreamRange::ALL).await.expect("the stream can be read");
    assert_eq!(events, shown(&opened(place).await).await.events(), "a read-only store shows every event");
    let all: Vec<_> = (1..=RECORDS).map(amount).collect();
    assert_eq!(read_only(place).await, all, "a read-only store shows every event");
    assert_eq!(place.export().await, exported, "a read-only store writes nothing");
}
