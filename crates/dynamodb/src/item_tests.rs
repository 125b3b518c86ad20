//! Tests of records as items and back.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{OutboxItem, ReservationItem, SnapshotItem, item_bytes};

const NOON: &str = "2026-11-21T12:00:00.000Z";

fn event(version: u64, payload: &Value) -> EventItem<'_> {
    EventItem {
        entity: "ACCOUNT",
        id: "ACCOUNT-1001",
        version,
        event_type: "MoneyWithdrawn",
        schema_version: 1,
        payload,
        event_id: "e-3",
        command: "Withdraw",
        correlation_id: "corr-1",
        causation_id: "cmd-1",
        recorded_at: NOON,
        idempotency_key: Some("key-1"),
    }
}

fn snapshot(state: &Value) -> Item {
    let (entity, id) = ("ACCOUNT", "ACCOUNT-1001");
    SnapshotItem { entity, id, version: 3, schema_version: 2, state, recorded_at: NOON }.to_item().expect("an item")
}

fn outbox(version: u64, index: u8) -> Item {
    OutboxItem {
        entity: "ACCOUNT",
        id: "ACCOUNT-1001",
        version,
        index,
        message_type: "accountOverdrawn",
        schema_version: 1,
        payload: &json!({"balance": -1}),
        message_id: "m-1",
        correlation_id: "corr-1",
        causation_id: "e-3",
        recorded_at: NOON,
    }
    .to_item()
    .expect("an item")
}

#[test]
fn an_event_has_its_attributes_in_the_drawn_order() {
    let payload = json!({"amount": "30.00"});
    let text = serde_json::to_string(&event(3, &payload).to_item().expect("an item")).expect("serialises");
    assert_eq!(
        text,
        concat!(
            r#"{"PK":{"S":"ACCOUNT#ACCOUNT-1001"},"SK":{"S":"EVENT#000003"},"#,
            r#""GSI1PK":{"S":"EVENT#MoneyWithdrawn"},"#,
            r#""GSI1SK":{"S":"2026-11-21T12:00:00.000Z#ACCOUNT#ACCOUNT-1001#000003"},"#,
            r#""EventType":{"S":"MoneyWithdrawn"},"SchemaVersion":{"N":"1"},"Version":{"N":"3"},"#,
            r#""Payload":{"M":{"amount":{"S":"30.00"}}},"EventId":{"S":"e-3"},"Command":{"S":"Withdraw"},"#,
            r#""CorrelationId":{"S":"corr-1"},"CausationId":{"S":"cmd-1"},"#,
            r#""RecordedAt":{"S":"2026-11-21T12:00:00.000Z"},"IdempotencyKey":{"S":"key-1"}}"#
        )
    );
}

#[test]
fn a_payload_can_not_touch_a_key_or_metadata() {
    let payload = json!({"PK": "other", "SK": "EVENT#000009", "Version": 9, "EventId": "x", "Payload": {}, "_pk": 1});
    let item = event(3, &payload).to_item().expect("an item");
    assert_eq!(item.text(SK), Some("EVENT#000003"));
    assert_eq!(StoredEvent::from_item(&item).expect("an event").as_event_item(), event(3, &payload));
}

#[test]
fn an_event_that_can_not_be_stored_is_refused() {
    let payload = json!({});
    let good = event(1, &payload);
    for bad in [
        EventItem { version: 0, ..good },
        EventItem { version: 1_000_000, ..good },
        EventItem { id: "1001#EVENT", ..good },
        EventItem { entity: "", ..good },
        EventItem { event_type: "", ..good },
        EventItem { recorded_at: "2026-11-21", ..good },
        EventItem { payload: &json!({"": 1}), ..good },
        EventItem { payload: &json!({"x": 1e300}), ..good },
        EventItem { payload: &json!({"x": "y".repeat(409_600)}), ..good },
        EventItem { event_id: &"e".repeat(409_600), ..good },
    ] {
        assert!(bad.to_item().is_err(), "{}", bad.id);
    }
}

#[test]
fn a_partition_is_sorted_out_in_any_order_and_unknown_kinds_are_counted() {
    let (payload, state) = (json!({}), json!({"balance": 70}));
    let mut items: Vec<Item> = [10, 2, 1].map(|version| event(version, &payload).to_item().expect("an item")).into();
    items.insert(1, outbox(10, 0));
    items.insert(0, outbox(2, 1));
    items.push(outbox(2, 0));
    items.push(snapshot(&state));
    for sk in ["STATE", "EVENT#3", "FUTURE#000001"] {
        let mut unknown = Item::new();
        unknown.insert(PK, "ACCOUNT#ACCOUNT-1001");
        unknown.insert(SK, sk);
        items.insert(2, unknown);
    }
    items.push(Item::new());

    let partition = read_partition(&items).expect("a partition");
    assert_eq!(partition.events.iter().map(|event| event.version).collect::<Vec<_>>(), [1, 2, 10]);
    let places: Vec<_> = partition.outbox.iter().map(|message| (message.version, message.index)).collect();
    assert_eq!(places, [(2, 0), (2, 1), (10, 0)]);
    let snapshot = partition.snapshot.expect("a snapshot");
    assert_eq!((snapshot.version, snapshot.schema_version, snapshot.state), (3, 2, state));
    assert_eq!(partition.ignored, 4);
    assert_eq!(read_partition([]), Ok(Partition::default()));
}

#[test]
fn two_streams_are_not_read_as_one() {
    let payload = json!({});
    let other = EventItem { id: "ACCOUNT-1002", ..event(1, &payload) }.to_item().expect("an item");
    let mine = event(1, &payload).to_item().expect("an item");
    assert!(matches!(read_partition([&mine, &other]), Err(FormatError::MixedStreams { .. })));
}

#[test]
fn a_damaged_item_says_which_attribute_is_wrong() {
    let payload = json!({});
    let good = event(3, &payload).to_item().expect("an item");
    let with = |name: &str, value: AttributeValue| {
        let mut item = good.clone();
        item.insert(name, value);
        StoredEvent::from_item(&item).expect_err("damaged").to_string()
    };
    assert!(with("Version", 4.into()).contains("Version must be the version in the sort key"));
    assert!(with("SchemaVersion", u64::MAX.into()).contains("SchemaVersion must be"));
    assert!(with("EventId", AttributeValue::Null).contains("EventId must be text"));
    assert!(with("IdempotencyKey", 1.into()).contains("IdempotencyKey must be text"));
    assert!(with("Payload", AttributeValue::B(vec![1])).contains("type B"));
    assert!(with(SK, SNAPSHOT_KEY.into()).contains("is not an event"));
    for name in
        ["EventType", "SchemaVersion", "Version", "Payload", "EventId", "Command", "CorrelationId", "RecordedAt"]
    {
        let mut item = Item::new();
        good.iter().filter(|(known, _)| *known != name).for_each(|(known, value)| item.insert(known, value.clone()));
        let text = StoredEvent::from_item(&item).expect_err(name).to_string();
        assert!(text.contains(&format!("no attribute {name}")), "{text}");
    }
}

const SNAPSHOT_KEY: &str = "SNAPSHOT";

#[test]
fn only_events_are_in_the_index() {
    let state = json!({});
    assert_eq!(snapshot(&state).get("GSI1PK"), None);
    assert_eq!(outbox(1, 0).get("GSI1PK"), None);
}

#[test]
fn a_reservation_says_who_holds_it() {
    let reservation = ReservationItem { entity: "ACCOUNT", name: "email", value: "ada@example.com", held_by: "1001" };
    let item = reservation.to_item().expect("an item");
    assert_eq!(item.text(SK), Some("CLAIM"));
    assert_eq!(reservation_holder(&item).as_deref(), Ok("1001"));
    assert!(reservation_holder(&snapshot(&json!({}))).is_err());
}

proptest! {
    #[test]
    fn any_event_comes_back_as_it_was(
        version in 1u64..=999_999,
        names in prop::collection::vec("[^#]{1,20}", 3),
        texts in prop::collection::vec(".*", 5),
        schema_version: u32,
    ) {
        let payload = json!({"text": &texts[0], "PK": [null, true, 1.5]});
        let event = EventItem {
            entity: &names[0],
            id: &names[1],
            version,
            event_type: &names[2],
            schema_version,
            event_id: &texts[1],
            command: &texts[2],
            correlation_id: &texts[3],
            causation_id: &texts[4],
            idempotency_key: None,
            ..event(1, &payload)
        };
        let item = event.to_item().expect("an item");
        let text = serde_json::to_string(&item).expect("serialises");
        let back: Item = serde_json::from_str(&text).expect("deserialises");
        prop_assert_eq!(item_bytes(&back), item_bytes(&item));
        let stored = StoredEvent::from_item(&back).expect("an event");
        prop_assert_eq!(stored.as_event_item(), event);
    }
}
