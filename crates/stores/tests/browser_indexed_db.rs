//! The IndexedDB store in a real browser: it keeps the contract and reads logs of any length.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/indexed_db.rs"]
mod indexed_db;
#[path = "common/tallies.rs"]
mod tallies;

use engine::conformance::{self, TallyEvent, TallyState, new_event, tally};
use engine::{
    Aggregate, Commit, CommitLimits, EventStore, Idempotency, IdempotencyKey, IndexDefinition, LogRange, Lookup,
    Position, StreamId, StreamRange, Version,
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{is_ready, script, unique_name, wait};
use crate::indexed_db::{ID, Store, count, open};
use crate::tallies::{add, amounts, commit};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn keeps_the_contract() {
    conformance::run(async || open(&unique_name()).await).await;
}

#[wasm_bindgen_test]
async fn keeps_the_contract_with_limits() {
    let limits = CommitLimits { events: 100, payload_bytes: 10_000, actions: 120 };
    conformance::run(async || open(&unique_name()).await.with_limits(limits)).await;
}

#[wasm_bindgen_test]
async fn unreadable_message_is_skipped() {
    let name = unique_name();
    let store = open(&name).await;
    conformance::unreadable_message_is_skipped(store, async |store, message| {
        drop(store);
        for records in ["outbox", "unsent"] {
            let body = format!(
                "await change(a, '{records}', (store) => store.put('{{}}', [b, {}, {}]))",
                message.version.0, message.number
            );
            script(&body, &[&name, message.stream.as_str()]).await.expect("the record can be changed");
        }
        open(&name).await
    })
    .await;
}

#[wasm_bindgen_test]
async fn keeps_the_contract_with_strict_durability() {
    let fresh = async || Store::open(&unique_name()).await.expect("the database opens");
    conformance::commit_writes_all_its_parts(&fresh().await).await;
    conformance::one_of_many_concurrent_writers_wins(&fresh().await).await;
}

#[wasm_bindgen_test]
async fn reopened_log_is_complete() {
    let name = unique_name();
    let by_label = || IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone());
    let events = || vec![new_event(1, TallyEvent::Added(-7)), new_event(2, TallyEvent::Labelled(Some("red".into())))];
    let key = || Idempotency { key: IdempotencyKey("key-1".into()), content: "seven".to_owned() };
    {
        let tallies = Aggregate::new(tally(), open(&name).await).with_index(by_label());
        tallies.append(&ID.into(), events()).await.expect("the aggregate takes events");
        let commit = Commit { idempotency: Some(key()), ..commit("tally-2", &[7]) };
        tallies.store().commit(commit).await.expect("the store takes a commit");
    }
    let store = open(&name).await;
    assert_eq!(count(&store).await, 3);
    assert_eq!(store.find("byLabel", Lookup::Is("red")).await, Ok(vec![ID.into()]));
    assert_eq!(store.unsent(9).await.expect("the outbox can be read").records.len(), 1);
    assert_eq!(store.snapshot(&ID.into()).await.unwrap().expect("there is a snapshot").version, Version(2));
    let answer =
        store.answered(&"tally-2".into(), &key()).await.expect("the answer can be read").expect("the key was used");
    assert_eq!((answer.version, answer.position, answer.repeated), (Version(1), Position(3), true));
    add(&store, ID, &[1]).await;
    let newest = store.read(&ID.into(), StreamRange::ALL.backwards().limit(1)).await.unwrap();
    assert_eq!((newest[0].version, newest[0].position), (Version(3), Position(4)), "versions and positions continue");
}

#[wasm_bindgen_test]
async fn log_of_several_pages_is_read_in_both_directions() {
    let store = open(&unique_name()).await;
    let all: Vec<_> = (1..=4500).collect();
    add(&store, ID, &all).await;
    assert_eq!(amounts(&store).await, all);
    let versions = async |range: StreamRange| {
        let events = store.read(&ID.into(), range).await.expect("the stream can be read");
        events.iter().map(|event| event.version.0 as i64).collect::<Vec<_>>()
    };
    assert_eq!(versions(StreamRange::ALL).await, all);
    assert_eq!(versions(StreamRange::ALL.limit(4001)).await, all[..4001]);
    let backwards: Vec<_> = all.iter().rev().copied().collect();
    assert_eq!(versions(StreamRange::ALL.backwards()).await, backwards);
    assert_eq!(versions(StreamRange::ALL.backwards().limit(2001)).await, backwards[..2001]);
    for to in [1999, 2000, 2001, 4000, 4500, 9999] {
        let range = StreamRange::up_to(Version(to));
        let there = to.min(4500) as usize;
        assert_eq!(versions(range).await, all[..there], "up to {to}");
        assert_eq!(versions(range.backwards()).await, backwards[4500 - there..], "up to {to}, backwards");
    }
    let positions = async |range: LogRange| {
        let events = store.read_all(range).await.expect("the log can be read");
        events.iter().map(|event| event.position.0 as i64).collect::<Vec<_>>()
    };
    assert_eq!(positions(LogRange::after(Position(100)).limit(4000)).await, all[100..4100]);
    assert_eq!(positions(LogRange::ALL.backwards()).await, backwards);
    assert_eq!(positions(LogRange::up_to(Position(4100)).backwards().limit(2500)).await, backwards[400..2900]);
    for range in [LogRange::after(Position(4500)), LogRange::after(Position(9999))] {
        assert_eq!(positions(range).await, [0; 0]);
        assert_eq!(positions(range.backwards()).await, [0; 0]);
    }
}

#[wasm_bindgen_test]
async fn dropped_commit_is_written_whole_or_not_at_all() {
    let name = unique_name();
    let store = open(&name).await;
    for turns in 0..12 {
        let mut commit = Box::pin(store.commit(commit(ID, &[1, 2, 3])));
        for _ in 0..turns {
            if is_ready(commit.as_mut()).await {
                break;
            }
            wait(0).await;
        }
    }
    wait(50).await;
    let log = amounts(&open(&name).await).await;
    assert!(!log.is_empty());
    assert_eq!(log, [1, 2, 3].repeat(log.len() / 3), "no commit is partial");
}

#[wasm_bindgen_test]
async fn foreign_records_are_ignored() {
    let name = unique_name();
    let store = open(&name).await;
    let foreign = "
        await change(a, 'events', (store) => { store.put({ position: 'zzz', mine: 1 }); store.put({ position: [9], mine: 2 }) });
        await change(a, 'unsent', (store) => store.put('x', 'foreign'));
    ";
    script(foreign, &[&name]).await.expect("another program writes");
    add(&store, ID, &[1]).await;
    assert_eq!((amounts(&store).await, count(&store).await), (vec![1], 1));
    assert_eq!(store.unsent(9).await.expect("the outbox can be read").records, []);
}

#[wasm_bindgen_test]
async fn size_includes_usage_and_quota() {
    let store = open(&unique_name()).await;
    add(&store, ID, &[1]).await;
    let size = store.size().await.expect("the size can be read");
    assert!(size.events == 1 && size.used > Some(0) && size.quota > size.used, "{size:?}");
}

#[wasm_bindgen_test]
async fn unreadable_snapshot_is_ignored() {
    let name = unique_name();
    let store = open(&name).await;
    let tallies = Aggregate::new(tally(), &store);
    tallies.append(&ID.into(), vec![new_event(1, TallyEvent::Added(5))]).await.expect("the aggregate takes an event");
    script("await change(a, 'snapshots', (store) => store.put('{', b))", &[&name, ID])
        .await
        .expect("the snapshot can be damaged");
    assert_eq!(store.snapshot(&ID.into()).await, Ok(None));
    let loaded = tallies.get(&StreamId::from(ID)).await.expect("it loads").expect("it exists");
    assert_eq!((loaded.state.sum, loaded.replayed), (5, 1));
}
