//! What an index finds.

use super::tally::{added, by_label, labelled};
use super::wrappers::{commit_of, everything, side_by_side};
use super::{Tally, TallyState, tally};
use crate::{
    Aggregate, AggregateError, Commit, EventStore, ExpectedVersion, IndexDefinition, IndexEntry, Lookup, StoreError,
    StreamId,
};

fn over<S: EventStore<Tally>>(store: S) -> Aggregate<Tally, S> {
    Aggregate::new(tally(), store).with_index(by_label())
}

async fn label<S: EventStore<Tally>>(store: &S, stream: &str, label: Option<&str>) {
    over(store).append(&stream.into(), labelled(label)).await.expect("the aggregate takes an event");
}

async fn found<S: EventStore<Tally>>(store: &S, label: &str) -> Vec<String> {
    let found = over(store).query("byLabel", Lookup::Is(label)).await.expect("the index can be read");
    for (id, loaded) in &found {
        assert_eq!(loaded.state.label.as_deref(), Some(label), "{id} is found by the label it has");
    }
    found.into_iter().map(|(id, _)| id.to_string()).collect()
}

/// An index function that returns `None` keeps the aggregate out of the index, or removes it.
pub async fn state_without_an_index_value_has_no_entry<S: EventStore<Tally>>(store: &S) {
    over(store).append(&"tally-1".into(), added([1])).await.expect("a new aggregate takes an event");
    for value in ["", "None", "null", "red"] {
        assert!(found(store, value).await.is_empty(), "without a value there is no index entry ({value:?})");
    }
    label(store, "tally-1", Some("red")).await;
    assert_eq!(found(store, "red").await, ["tally-1"], "a value that is set later is found");
    label(store, "tally-1", None).await;
    assert!(found(store, "red").await.is_empty(), "a removed value is not found");
    let other = store.find("byColour", Lookup::Is("red")).await.expect("an unknown index can be read");
    assert!(other.is_empty(), "an unknown index finds nothing");
}

/// The same commit removes the stale entry: no aggregate is ever found by a value that it no longer has.
pub async fn changed_index_value_removes_the_stale_entry<S: EventStore<Tally>>(store: &S) {
    label(store, "tally-1", Some("red")).await;
    label(store, "tally-1", Some("blue")).await;
    assert!(found(store, "red").await.is_empty(), "the stale index entry is removed");
    assert_eq!(found(store, "blue").await, ["tally-1"], "the new index entry is found");
    label(store, "tally-1", Some("blue")).await;
    assert_eq!(found(store, "blue").await, ["tally-1"], "an unchanged index value is found once");
    label(store, "tally-1", Some("red")).await;
    assert_eq!(found(store, "red").await, ["tally-1"], "an index value that is set again is found");
}

/// The entry of one aggregate does not replace that of another.
pub async fn aggregates_that_share_an_index_value_are_all_found<S: EventStore<Tally>>(store: &S) {
    for stream in ["tally-2", "tally-10", "tally-1"] {
        label(store, stream, Some("red")).await;
    }
    let all = ["tally-1", "tally-10", "tally-2"];
    assert_eq!(found(store, "red").await, all, "all aggregates with one value are found, sorted by id");
    label(store, "tally-10", Some("blue")).await;
    assert_eq!(
        found(store, "red").await,
        ["tally-1", "tally-2"],
        "an aggregate that changes its value leaves the others in the index"
    );
}

/// The streams are sorted by value, then by id. The prefix is text, not a pattern.
pub async fn index_values_are_found_by_prefix<S: EventStore<Tally>>(store: &S) {
    let labels = ["red", "re", "Red", "reddish", "rose", "r%", "blue", "", "ré", "re\u{10FFFF}"];
    for (number, value) in labels.into_iter().enumerate() {
        label(store, &format!("tally-{number}"), Some(value)).await;
    }
    label(store, "tally-99", Some("red")).await;
    let wanted = [
        ("re", vec!["tally-1", "tally-0", "tally-99", "tally-3", "tally-9"]),
        ("red", vec!["tally-0", "tally-99", "tally-3"]),
        ("r%", vec!["tally-5"]),
        ("reddish!", vec![]),
        ("ré", vec!["tally-8"]),
        (
            "",
            vec![
                "tally-7", "tally-2", "tally-6", "tally-5", "tally-1", "tally-0", "tally-99", "tally-3", "tally-9",
                "tally-4", "tally-8",
            ],
        ),
    ];
    for (prefix, ids) in wanted {
        let found = store.find("byLabel", Lookup::BeginsWith(prefix)).await.expect("the index can be read");
        let ids: Vec<_> = ids.into_iter().map(StreamId::from).collect();
        assert_eq!(found, ids, "the values with the prefix {prefix:?} are found, sorted by value");
    }
    label(store, "tally-3", Some("green")).await;
    let found = store.find("byLabel", Lookup::BeginsWith("redd")).await.expect("the index can be read");
    assert!(found.is_empty(), "a stale entry is not found by its prefix");
}

fn reserving<S: EventStore<Tally>>(store: S) -> Aggregate<Tally, S> {
    let label = IndexDefinition::reservation("uniqueLabel", |state: &TallyState| state.label.clone());
    Aggregate::new(tally(), store).with_index(label)
}

/// A reserved value belongs to one aggregate at a time. A second claim is refused with the id of the holder, and writes
/// nothing.
pub async fn reserved_value_belongs_to_one_aggregate<S: EventStore<Tally>>(store: &S) {
    let tallies = reserving(store);
    let is_held = |answer: Result<_, AggregateError>, value: &str, holder: &str| {
        let entry = IndexEntry { index: "uniqueLabel".into(), value: value.to_owned(), reserved: true };
        let refused = AggregateError::Store(StoreError::Reserved { entry, holder: holder.into() });
        assert_eq!(answer.map(|_| ()), Err(refused), "{value:?} is reserved for {holder}");
    };
    let append = async |stream: &str, label: Option<&str>| tallies.append(&stream.into(), labelled(label)).await;

    append("tally-1", Some("red")).await.expect("a free value can be claimed");
    let before = everything(store, &["tally-1", "tally-2"], &[]).await;
    is_held(append("tally-2", Some("red")).await, "red", "tally-1");
    let after = everything(store, &["tally-1", "tally-2"], &[]).await;
    assert_eq!(after, before, "a commit that claims a reserved value writes nothing");
    append("tally-1", Some("red")).await.expect("the holder keeps its value");

    append("tally-1", Some("blue")).await.expect("the holder changes its value");
    append("tally-2", Some("red")).await.expect("a released value is free");
    is_held(append("tally-1", Some("red")).await, "red", "tally-2");
    append("tally-2", None).await.expect("the holder releases its value");
    append("tally-1", Some("red")).await.expect("a released value is free");
    let found = store.find("uniqueLabel", Lookup::Is("red")).await;
    assert_eq!(found, Ok(vec!["tally-1".into()]), "a reserved value finds its holder");
}

/// After an index becomes a reservation, a value that several aggregates have can't be claimed by any of them.
pub async fn shared_value_cannot_be_reserved<S: EventStore<Tally>>(store: &S) {
    let plain = IndexDefinition::new("uniqueLabel", |state: &TallyState| state.label.clone());
    let before = Aggregate::new(tally(), store).with_index(plain);
    for stream in ["tally-1", "tally-2", "tally-3"] {
        before
            .append(&stream.into(), labelled(Some("red")))
            .await
            .expect("any number of aggregates may have one value");
    }
    for stream in ["tally-1", "tally-2", "tally-3"] {
        let claimed = reserving(store).append(&stream.into(), labelled(Some("red"))).await;
        assert!(
            matches!(claimed, Err(AggregateError::Store(StoreError::Reserved { .. }))),
            "{stream} can't reserve a value that others have: {claimed:?}"
        );
    }
}

/// Conversely, a reserved value is refused to an index entry that is not a reservation.
pub async fn reserved_value_is_refused_to_an_ordinary_entry<S: EventStore<Tally>>(store: &S) {
    reserving(store).append(&"tally-1".into(), labelled(Some("red"))).await.expect("a free value can be claimed");
    let plain = IndexDefinition::new("uniqueLabel", |state: &TallyState| state.label.clone());
    let plain = Aggregate::new(tally(), store).with_index(plain);
    let before = everything(store, &["tally-1", "tally-2"], &[]).await;
    let answer = plain.append(&"tally-2".into(), labelled(Some("red"))).await.map(|_| ());
    let entry = IndexEntry { index: "uniqueLabel".into(), value: "red".to_owned(), reserved: false };
    let refused = AggregateError::Store(StoreError::Reserved { entry, holder: "tally-1".into() });
    assert_eq!(answer, Err(refused), "a reserved value is refused to another stream");
    let after = everything(store, &["tally-1", "tally-2"], &[]).await;
    assert_eq!(after, before, "a refused index entry writes nothing");
    plain.append(&"tally-2".into(), labelled(Some("blue"))).await.expect("another value is free");
}

/// An index entry must lead to an event.
pub async fn stream_without_events_takes_no_index_entries<S: EventStore<Tally>>(store: &S) {
    let entry = IndexEntry { index: "byLabel".into(), value: "red".to_owned(), reserved: false };
    for expected in [ExpectedVersion::Any, ExpectedVersion::NEW] {
        let commit = Commit { index: Some(vec![entry.clone()]), ..commit_of("tally-1", expected, []) };
        let answer = store.commit(commit).await;
        assert!(matches!(answer, Err(StoreError::Invalid { .. })), "index entries need an event: {answer:?}");
    }
    assert_eq!(found(store, "red").await, [""; 0], "a refused commit leaves no index entry");
}

/// The commits run concurrently where the store allows it.
pub async fn one_of_many_concurrent_claims_gets_the_value<S: EventStore<Tally>>(store: &S) {
    let tallies = reserving(store);
    let streams: Vec<_> = (0..8).map(|number| StreamId::from(format!("tally-{number}"))).collect();
    let answers = side_by_side(streams.iter().map(|stream| tallies.append(stream, labelled(Some("red"))))).await;
    let got = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(got, 1, "one of many concurrent claims gets the value: {answers:?}");
    for answer in answers.iter().filter_map(|answer| answer.as_ref().err()) {
        let is_reserved = matches!(answer, AggregateError::Store(StoreError::Reserved { .. }));
        assert!(is_reserved, "every other claim is refused with the holder: {answer:?}");
    }
}

/// A writer without an index leaves the entries unchanged.
pub async fn commit_without_index_entries_keeps_the_stored_ones<S: EventStore<Tally>>(store: &S) {
    label(store, "tally-1", Some("red")).await;
    store.commit(commit_of("tally-1", ExpectedVersion::Any, [5])).await.expect("any version is accepted");
    let kept = store.find("byLabel", Lookup::Is("red")).await.expect("the index can be read");
    assert_eq!(kept, [StreamId::from("tally-1")], "a commit without index entries keeps the stored ones");
}

/// Values that look like a store's keys, or that share a prefix.
pub async fn hostile_index_values_do_not_collide<S: EventStore<Tally>>(store: &S) {
    let values = ["a", "a#tally-1", "a#", "A", " a", "ä", "a/b", "__proto__", "a@example.org", "a'b\"c", "a\u{0}b"];
    for (number, value) in values.into_iter().enumerate() {
        label(store, &format!("tally-{number}"), Some(value)).await;
    }
    for (number, value) in values.into_iter().enumerate() {
        let only = [format!("tally-{number}")];
        assert_eq!(found(store, value).await, only, "the index value {value:?} finds its own aggregate only");
    }
}
