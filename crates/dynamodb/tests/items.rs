//! Records as items, and items as records.

mod common;

use common::{event, outbox, snapshot};
use dynamodb::keys::{PK, SK};
use dynamodb::{
    AttributeValue, EventItem, FormatError, Item, OutboxItem, ReservationItem, SnapshotItem, StoredEvent, StoredOutbox,
    StoredSnapshot, StoredStream, item_bytes, reservation_holder,
};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn event_item_has_keys_first_then_payload_and_metadata() {
    let payload = json!({"amount": "30.00"});
    let event = EventItem { idempotency_key: Some("key-1"), ..event(3, &payload) };
    assert_eq!(
        serde_json::to_string(&event.to_item().expect("an item")).expect("serialises"),
        concat!(
            r#"{"PK":{"S":"ACCOUNT#ACCOUNT-1001"},"SK":{"S":"EVENT#000003"},"#,
            r#""GSI1PK":{"S":"EVENT#MoneyDeposited"},"#,
            r#""GSI1SK":{"S":"2026-11-21T12:00:00.000Z#ACCOUNT#ACCOUNT-1001#000003"},"#,
            r#""EventType":{"S":"MoneyDeposited"},"SchemaVersion":{"N":"1"},"Version":{"N":"3"},"#,
            r#""Payload":{"M":{"amount":{"S":"30.00"}}},"EventId":{"S":"e-1"},"Command":{"S":"Deposit"},"#,
            r#""CorrelationId":{"S":"corr-1"},"CausationId":{"S":"cmd-1"},"#,
            r#""RecordedAt":{"S":"2026-11-21T12:00:00.000Z"},"IdempotencyKey":{"S":"key-1"}}"#
        )
    );
}

#[test]
fn payload_fields_do_not_overwrite_keys_or_metadata() {
    let payload = json!({"PK": "other", "SK": "EVENT#000009", "Version": 9, "EventId": "x", "Payload": {}, "_pk": 1});
    let item = event(3, &payload).to_item().expect("an item");
    assert_eq!(item.text(SK), Some("EVENT#000003"));
    assert_eq!(StoredEvent::from_item(&item).expect("an event").as_event_item(), event(3, &payload));
}

#[test]
fn invalid_records_are_refused() {
    let payload = json!({});
    let good = event(1, &payload);
    for (error, bad) in [
        ("Version 0", EventItem { version: 0, ..good }),
        ("Version 1000000", EventItem { version: 1_000_000, ..good }),
        ("The id \"1001#EVENT\"", EventItem { id: "1001#EVENT", ..good }),
        ("The entity is empty", EventItem { entity: "", ..good }),
        ("The event type is empty", EventItem { event_type: "", ..good }),
        ("The time \"2026-11-21\"", EventItem { recorded_at: "2026-11-21", ..good }),
        ("empty name", EventItem { payload: &json!({"": 1}), ..good }),
        ("outside DynamoDB's range", EventItem { payload: &json!({"x": 1e300}), ..good }),
        ("at most 409600", EventItem { payload: &json!({"x": "y".repeat(409_600)}), ..good }),
        ("at most 409600", EventItem { event_id: &"e".repeat(409_600), ..good }),
    ] {
        let text = bad.to_item().expect_err(error).to_string();
        assert!(text.contains(error), "{text}");
    }
    let snapshot = snapshot(1, &payload);
    assert!(SnapshotItem { version: 0, ..snapshot }.to_item().is_err());
    assert!(SnapshotItem { recorded_at: "", ..snapshot }.to_item().is_err());
    let message = outbox(1, 0, &payload);
    assert!(OutboxItem { index: 100, ..message }.to_item().is_err());
    assert!(OutboxItem { recorded_at: "", ..message }.to_item().is_err());
}

#[test]
fn only_events_have_index_keys() {
    let json = json!({});
    assert!(event(1, &json).to_item().expect("an item").get("GSI1PK").is_some());
    for item in [snapshot(1, &json).to_item(), outbox(1, 0, &json).to_item()] {
        assert_eq!(item.expect("an item").get("GSI1PK"), None);
    }
}

#[test]
fn stream_is_read_from_items_in_any_order_and_counts_unknown_ones() {
    let (payload, state) = (json!({}), json!({"balance": 70}));
    let mut items: Vec<Item> = [10, 2, 1].map(|version| event(version, &payload).to_item().expect("an item")).into();
    items.insert(1, outbox(10, 0, &payload).to_item().expect("an item"));
    items.insert(0, outbox(2, 1, &payload).to_item().expect("an item"));
    items.push(outbox(2, 0, &payload).to_item().expect("an item"));
    items.push(snapshot(3, &state).to_item().expect("an item"));
    for sk in ["STATE", "EVENT#3", "FUTURE#000001"] {
        let mut unknown = Item::new();
        unknown.insert(PK, "ACCOUNT#ACCOUNT-1001");
        unknown.insert(SK, sk);
        items.insert(2, unknown);
    }
    items.push(Item::new());

    let stream = StoredStream::from_items(&items).expect("a stream");
    assert_eq!(stream.events.iter().map(|event| event.version).collect::<Vec<_>>(), [1, 2, 10]);
    let outbox: Vec<_> = stream.outbox.iter().map(|message| (message.version, message.index)).collect();
    assert_eq!(outbox, [(2, 0), (2, 1), (10, 0)]);
    let snapshot = stream.snapshot.expect("a snapshot");
    assert_eq!((snapshot.version, snapshot.schema_version, snapshot.state), (3, 1, state));
    assert_eq!(stream.unknown_items, 4);
    assert_eq!(StoredStream::from_items([]), Ok(StoredStream::default()));
}

#[test]
fn items_of_two_streams_are_not_read_as_one() {
    let payload = json!({});
    let first = event(1, &payload).to_item().expect("an item");
    let second = EventItem { id: "ACCOUNT-1002", ..event(1, &payload) }.to_item().expect("an item");
    let error = FormatError::MixedStreams {
        first: "ACCOUNT#ACCOUNT-1001".to_owned(),
        second: "ACCOUNT#ACCOUNT-1002".to_owned(),
    };
    assert_eq!(StoredStream::from_items([&first, &second]), Err(error));
}

#[test]
fn error_names_the_damaged_attribute() {
    let payload = json!({});
    let good = event(3, &payload).to_item().expect("an item");
    let with = |name: &str, value: AttributeValue| {
        let mut item = good.clone();
        item.insert(name, value);
        StoredEvent::from_item(&item).expect_err("damaged").to_string()
    };
    assert!(with("Version", 4.into()).contains("Version is not the version in the sort key"));
    assert!(with("SchemaVersion", u64::MAX.into()).contains("SchemaVersion is not"));
    assert!(with("EventId", AttributeValue::Null).contains("EventId is not text"));
    assert!(with("IdempotencyKey", 1.into()).contains("IdempotencyKey is not text"));
    assert!(with("Payload", AttributeValue::B(vec![1])).contains("type B"));
    assert!(with(SK, "SNAPSHOT".into()).contains("is not an event"));
    for name in [
        "EventType",
        "SchemaVersion",
        "Version",
        "Payload",
        "EventId",
        "Command",
        "CorrelationId",
        "CausationId",
        "RecordedAt",
    ] {
        let mut item = Item::new();
        good.iter().filter(|(known, _)| *known != name).for_each(|(known, value)| item.insert(known, value.clone()));
        let text = StoredEvent::from_item(&item).expect_err(name).to_string();
        assert!(text.contains(&format!("no attribute {name}")), "{text}");
    }
    assert!(matches!(StoredSnapshot::from_item(&good), Err(FormatError::WrongKind { .. })));
    assert!(matches!(StoredOutbox::from_item(&good), Err(FormatError::WrongKind { .. })));
}

#[test]
fn reservation_names_its_holder() {
    let reservation = ReservationItem { entity: "ACCOUNT", name: "email", value: "ada@example.com", held_by: "1001" };
    let item = reservation.to_item().expect("an item");
    assert_eq!(reservation_holder(&item).as_deref(), Ok("1001"));
    let event = event(1, &json!({})).to_item().expect("an item");
    assert!(matches!(reservation_holder(&event), Err(FormatError::WrongKind { .. })));
}

proptest! {
    #[test]
    fn any_event_round_trips(
        version in 1u64..=999_999,
        names in prop::collection::vec("[^#]{1,20}", 3),
        texts in prop::collection::vec(".*", 5),
        idempotency_key in prop::option::of(".*"),
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
            idempotency_key: idempotency_key.as_deref(),
            ..event(1, &payload)
        };
        let item = event.to_item().expect("an item");
        let text = serde_json::to_string(&item).expect("serialises");
        let read: Item = serde_json::from_str(&text).expect("deserialises");
        prop_assert_eq!(item_bytes(&read), item_bytes(&item));
        let stored = StoredEvent::from_item(&read).expect("an event");
        prop_assert_eq!(stored.as_event_item(), event);
    }
}
