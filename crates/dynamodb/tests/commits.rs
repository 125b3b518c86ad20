//! Transactions against a real engine: what they write, and what makes them fail.

mod common;

use common::{Engine, TABLE, event, outbox, snapshot};
use dynamodb::{IndexEntryItem, Query, ReservationItem, StoredEvent};
use serde_json::json;

#[test]
fn commit_is_read_back_whole() {
    let engine = Engine::new();
    let (payload, state, message) = (json!({"amount": "30.00"}), json!({"balance": 70}), json!({"balance": -1}));
    let entry = IndexEntryItem { entity: "ACCOUNT", index: "byEmail", value: "a#b@example.com", id: "ACCOUNT-1001" };
    let claim = ReservationItem { entity: "ACCOUNT", name: "email", value: "a#b@example.com", held_by: "ACCOUNT-1001" };
    engine
        .commit(|t| {
            t.put_event(&event(1, &payload))?;
            t.put_snapshot(&snapshot(1, &state), None)?;
            t.put_outbox(&outbox(1, 0, &message))?;
            t.put_index_entry(&entry)?;
            t.put_reservation(&claim)
        })
        .expect("written");

    let stream = engine.stream();
    assert_eq!(stream.events.len(), 1);
    assert_eq!(stream.events[0].as_event_item(), event(1, &payload));
    assert_eq!(stream.snapshot.map(|snapshot| (snapshot.version, snapshot.state)), Some((1, state)));
    assert_eq!(stream.outbox.len(), 1);
    assert_eq!((&stream.outbox[0].payload, stream.outbox[0].message_id.as_str()), (&message, "m-1"));
    assert_eq!(stream.unknown_items, 0);

    let found = engine.query(Query::index_entries(TABLE, "ACCOUNT", "byEmail", "a#b@example.com"));
    assert_eq!(found.items, [entry.to_item().expect("an item")]);
}

#[test]
fn loser_of_a_race_gets_the_winning_event_and_writes_nothing() {
    let engine = Engine::new();
    let (first, second, state) = (json!({"by": "A"}), json!({"by": "B"}), json!({}));
    engine.commit(|t| t.put_event(&event(1, &first))).expect("written");

    let error = engine
        .commit(|t| {
            t.put_snapshot(&snapshot(1, &state), None)?;
            t.put_event(&event(1, &second))?;
            t.put_outbox(&outbox(1, 0, &state))
        })
        .expect_err("the version is taken");
    assert_eq!(error.name.as_deref(), Some("TransactionCanceledException"));
    let codes: Vec<_> = error.reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed", "None"]);
    assert_eq!(error.failed_conditions().collect::<Vec<_>>(), [1]);
    let winner = StoredEvent::from_item(error.reasons[1].item.as_ref().expect("the stored item")).expect("an event");
    assert_eq!(winner.payload, first);
    assert_eq!(engine.item_count(), 1);
}

#[test]
fn required_event_prevents_a_gap() {
    let engine = Engine::new();
    let payload = json!({});
    let commit = |version: u64| {
        engine.commit(|t| {
            if version > 1 {
                t.require_event("ACCOUNT", "ACCOUNT-1001", version - 1)?;
            }
            t.put_event(&event(version, &payload))
        })
    };
    let error = commit(6).expect_err("the stream does not exist");
    assert_eq!(error.failed_conditions().collect::<Vec<_>>(), [0]);
    commit(1).expect("written");
    commit(2).expect("written");
    assert!(commit(4).is_err());
    assert_eq!(engine.item_count(), 2);
}

#[test]
fn snapshot_replaces_only_the_version_that_was_read() {
    let engine = Engine::new();
    let state = json!({"balance": 1});
    let put = |version, replaces| engine.commit(|t| t.put_snapshot(&snapshot(version, &state), replaces));
    assert!(put(2, Some(1)).is_err(), "there is none to replace");
    put(2, None).expect("written");
    assert!(put(3, None).is_err(), "there is one already");
    assert!(put(3, Some(1)).is_err(), "the stored one has version 2");
    put(3, Some(2)).expect("written");
    assert_eq!(engine.stream().snapshot.expect("a snapshot").version, 3);
}

#[test]
fn stale_entries_reservations_and_sent_messages_are_deleted() {
    let engine = Engine::new();
    let payload = json!({});
    let entry = |value| IndexEntryItem { entity: "ACCOUNT", index: "byEmail", value, id: "ACCOUNT-1001" };
    let claim = |held_by| ReservationItem { entity: "ACCOUNT", name: "email", value: "old@example.com", held_by };
    engine
        .commit(|t| {
            t.put_index_entry(&entry("old@example.com"))?;
            t.put_reservation(&claim("ACCOUNT-1001"))?;
            t.put_outbox(&outbox(1, 0, &payload))
        })
        .expect("written");
    assert!(engine.commit(|t| t.put_reservation(&claim("ACCOUNT-1002"))).is_err(), "reserved already");
    assert!(engine.commit(|t| t.delete_reservation(&claim("ACCOUNT-1002"))).is_err(), "another aggregate holds it");
    engine
        .commit(|t| {
            t.delete_index_entry(&entry("old@example.com"))?;
            t.put_index_entry(&entry("new@example.com"))?;
            t.delete_reservation(&claim("ACCOUNT-1001"))?;
            t.delete_outbox("ACCOUNT", "ACCOUNT-1001", 1, 0)
        })
        .expect("written");
    let found = |value| engine.query(Query::index_entries(TABLE, "ACCOUNT", "byEmail", value)).items.len();
    assert_eq!((found("old@example.com"), found("new@example.com")), (0, 1));
    assert_eq!(engine.item_count(), 0);
    engine.commit(|t| t.put_reservation(&claim("ACCOUNT-1002"))).expect("free again");
}

#[test]
fn repeated_token_writes_once_and_refuses_other_content() {
    let engine = Engine::new();
    let (one, other) = (json!({"amount": 1}), json!({"amount": 2}));
    let send = |payload| {
        engine.commit(|t| {
            t.token("0195562e-8f1c-7d3a-9b42-5e0c7a1f6d03")?;
            t.put_event(&event(1, payload))
        })
    };
    send(&one).expect("written");
    send(&one).expect("the first answer again");
    let error = send(&other).expect_err("other content");
    assert_eq!(error.name.as_deref(), Some("IdempotentParameterMismatchException"));
    assert_eq!(engine.item_count(), 1);
}
