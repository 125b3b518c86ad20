//! What is found by an index.

use super::tally::{added, by_label, labelled};
use super::wrappers::commit_of;
use super::{Tally, tally};
use crate::engine::{Aggregate, EventStore, ExpectedVersion, StreamId};

fn over<S: EventStore<Tally>>(store: S) -> Aggregate<Tally, S> {
    Aggregate::new(tally(), store).with_index(by_label())
}

async fn label<S: EventStore<Tally>>(store: &S, stream: &str, label: Option<&str>) {
    over(store).append(&stream.into(), labelled(label)).await.expect("the aggregate takes an event");
}

async fn found<S: EventStore<Tally>>(store: &S, label: &str) -> Vec<String> {
    let found = over(store).query("byLabel", label).await.expect("the index can be asked");
    for (id, loaded) in &found {
        assert_eq!(loaded.state.label.as_deref(), Some(label), "{id} is found by the label it has");
    }
    found.into_iter().map(|(id, _)| id.to_string()).collect()
}

/// An index function that gives nothing keeps the aggregate out of the index, and takes it out of it.
pub async fn no_index_value_means_no_entry<S: EventStore<Tally>>(store: &S) {
    over(store).append(&"tally-1".into(), added([1])).await.expect("a new aggregate takes an event");
    for value in ["", "None", "null", "red"] {
        assert!(found(store, value).await.is_empty(), "without a value there is no index entry ({value:?})");
    }
    label(store, "tally-1", Some("red")).await;
    assert_eq!(found(store, "red").await, ["tally-1"], "a value that comes later is found");
    label(store, "tally-1", None).await;
    assert!(found(store, "red").await.is_empty(), "a value that is taken away is not found any more");
    let other = store.find("byColour", "red").await.expect("an unknown index can be asked");
    assert!(other.is_empty(), "an unknown index finds nothing");
}

/// In the same commit: nobody finds the aggregate by a value that it no longer has.
pub async fn a_changed_index_value_removes_the_stale_entry<S: EventStore<Tally>>(store: &S) {
    label(store, "tally-1", Some("red")).await;
    label(store, "tally-1", Some("blue")).await;
    assert!(found(store, "red").await.is_empty(), "the stale index entry is removed");
    assert_eq!(found(store, "blue").await, ["tally-1"], "the new index entry is found");
    label(store, "tally-1", Some("blue")).await;
    assert_eq!(found(store, "blue").await, ["tally-1"], "an index value that stays is found once");
    label(store, "tally-1", Some("red")).await;
    assert_eq!(found(store, "red").await, ["tally-1"], "an index value that comes back is found");
}

/// An index value belongs to nobody: one aggregate's entry does not replace another's.
pub async fn aggregates_with_one_index_value_are_all_found<S: EventStore<Tally>>(store: &S) {
    for stream in ["tally-2", "tally-10", "tally-1"] {
        label(store, stream, Some("red")).await;
    }
    let all = ["tally-1", "tally-10", "tally-2"];
    assert_eq!(found(store, "red").await, all, "all aggregates with one value are found, in the order of their ids");
    label(store, "tally-10", Some("blue")).await;
    assert_eq!(found(store, "red").await, ["tally-1", "tally-2"], "one that changes leaves the others in the index");
}

/// A writer that knows nothing of the index leaves it alone.
pub async fn a_commit_without_index_entries_keeps_them<S: EventStore<Tally>>(store: &S) {
    label(store, "tally-1", Some("red")).await;
    store.commit(commit_of("tally-1", ExpectedVersion::Any, [5])).await.expect("any version goes through");
    let kept = store.find("byLabel", "red").await.expect("the index can be asked");
    assert_eq!(kept, [StreamId::from("tally-1")], "a commit without index entries keeps the stored ones");
}

/// Values that a store's own keys could be mistaken for, or that begin alike.
pub async fn hostile_index_values_are_kept_apart<S: EventStore<Tally>>(store: &S) {
    let values = ["a", "a#tally-1", "a#", "A", " a", "ä", "a/b", "__proto__", "a@example.org", "a'b\"c", "a\u{0}b"];
    for (number, value) in values.into_iter().enumerate() {
        label(store, &format!("tally-{number}"), Some(value)).await;
    }
    for (number, value) in values.into_iter().enumerate() {
        let only = [format!("tally-{number}")];
        assert_eq!(found(store, value).await, only, "the index value {value:?} finds its own aggregate only");
    }
}
