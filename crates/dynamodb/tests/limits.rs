//! Values at DynamoDB's limits: this crate accepts what a real engine accepts, and refuses the rest.

mod common;

use common::{Engine, TABLE, event, request, transaction};
use dynamodb::{FormatError, Item, Number, Transaction, item_bytes};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn hostile_field_names_round_trip() {
    let engine = Engine::new();
    let payload = json!({
        "PK": "ACCOUNT#other", "SK": "EVENT#000009", "GSI1PK": null, "GSI1SK": [], "Version": 9, "_pk": true,
        "__proto__": {"constructor": {"S": "x"}}, ":pk": "#pk", "#": ".", "a.b[0]": 1, "\u{0}": "\u{202e}",
        "n".repeat(10_000): -0.5, "numbers": [0, -1, u64::MAX, i64::MIN, 0.1, 1e20, 1.5e-7], "empty": ["", {}, []],
    });
    engine.commit(|t| t.put_event(&event(1, &payload))).expect("written");
    assert_eq!(engine.stream().events[0].as_event_item(), event(1, &payload));
}

#[test]
fn payloads_are_refused_where_the_engine_refuses_them() {
    let engine = Engine::new();
    // Parsed here, because serde_json may miss the last digit.
    let number = |text: &str| (json!({"x": text.parse::<f64>().expect(text)}), json!({"M": {"x": {"N": text}}}));
    let nested = |levels| {
        let json = (0..levels).fold(json!(true), |inner, _| json!([inner]));
        (json, (0..levels).fold(json!({"BOOL": true}), |inner, _| json!({"L": [inner]})))
    };
    for ((payload, dynamodb_json), is_accepted) in [
        ((json!({"": true}), json!({"M": {"": {"BOOL": true}}})), false),
        (number("1e126"), false),
        (number("9e125"), true),
        (number("-1e-130"), true),
        (number("1e-131"), false),
        (nested(31), true),
        (nested(32), false),
    ] {
        assert_eq!(event(1, &payload).to_item().is_ok(), is_accepted, "{payload}");
        let mut item: Value = request(&event(1, &json!({})).to_item().expect("an item"));
        item["Payload"] = dynamodb_json;
        assert_eq!(engine.accepts_item(&item), is_accepted, "{payload}");
    }
}

#[test]
fn item_has_at_most_400_kb() {
    let engine = Engine::new();
    let rest = item_bytes(&event(1, &json!("")).to_item().expect("an item"));
    let full = json!("x".repeat(409_600 - rest));
    engine.commit(|t| t.put_event(&event(1, &full))).expect("exactly 400 KB");
    let over = json!("x".repeat(409_601 - rest));
    assert!(matches!(event(2, &over).to_item(), Err(FormatError::ItemTooLarge { bytes: 409_601, .. })));
    let mut item: Item = event(2, &full).to_item().expect("an item");
    item.insert("Payload", over.as_str().expect("text"));
    assert!(!engine.accepts_item(&json!(item)));
}

#[test]
fn token_length_is_counted_in_bytes() {
    let payload = json!({});
    for (token, is_accepted) in
        [("x".repeat(36), true), ("x".repeat(37), false), ("é".repeat(18), true), ("é".repeat(36), false)]
    {
        let mut body: Value = request(&transaction(|t| t.put_event(&event(1, &payload))));
        body["ClientRequestToken"] = json!(token);
        assert_eq!(Engine::new().0.transact_write_items(request(&body)).is_ok(), is_accepted, "{token}");
        assert_eq!(Transaction::new(TABLE).token(&token).is_ok(), is_accepted, "{token}");
    }
}

#[test]
fn base64_is_accepted_where_the_engine_accepts_it() {
    let engine = Engine::new();
    for text in ["", "Zg==", "Zm8=", "Zm9v", "+/8=", "Zg", "Zg=", "Zm9v====", "Zh==", "Z===", "Zm 9", "Zm-_", "=Zm9"] {
        let item = json!({"PK": {"S": "a"}, "SK": {"S": "b"}, "x": {"B": text}});
        assert_eq!(serde_json::from_value::<Item>(item.clone()).is_ok(), engine.accepts_item(&item), "{text}");
    }
}

#[test]
fn attribute_values_are_accepted_where_the_engine_accepts_them() {
    let engine = Engine::new();
    for value in [
        json!({"S": ""}),
        json!({"B": ""}),
        json!({"NULL": true}),
        json!({"NULL": false}),
        json!({"L": []}),
        json!({"M": {}}),
        json!({"SS": []}),
        json!({"NS": []}),
        json!({"BS": []}),
        json!({"SS": [""]}),
        json!({"BS": [""]}),
        json!({"SS": ["a", "a"]}),
        json!({"NS": ["1", "1.0"]}),
        json!({"BS": ["Zg==", "Zg=="]}),
        json!({"L": [{"SS": []}]}),
        json!({"M": {"x": {"NS": ["1", "1e0"]}}}),
        json!({"S": "a", "N": "1"}),
        json!({"X": "a"}),
        json!({}),
    ] {
        let item = json!({"PK": {"S": "a"}, "SK": {"S": "b"}, "x": value});
        assert_eq!(serde_json::from_value::<Item>(item.clone()).is_ok(), engine.accepts_item(&item), "{value}");
    }
}

proptest! {
    #[test]
    fn numbers_are_accepted_and_sized_as_the_engine_does(
        text in "[+-]?(0{0,3}|[0-9]{0,41})\\.?(0{0,3}|[0-9]{0,3})([eE][+-]?(12[0-9]|13[0-9]|[0-9]{0,3}))?",
    ) {
        let item = json!({"PK": {"S": "a"}, "SK": {"S": "b"}, "n": {"N": text}});
        let number = Number::parse(&text);
        prop_assert_eq!(number.is_ok(), Engine::new().accepts_item(&item));
        if let Ok(number) = number {
            prop_assert_eq!(number.bytes(), dynoxide::AttributeValue::N(text).size());
        }
    }
}
