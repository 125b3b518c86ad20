//! Tests of transaction bodies and their limits.

use serde_json::{Value, json};

use super::*;

const NOON: &str = "2026-11-21T12:00:00.000Z";

fn event(version: u64, payload: &Value) -> EventItem<'_> {
    EventItem {
        entity: "ACCOUNT",
        id: "1001",
        version,
        event_type: "MoneyDeposited",
        schema_version: 1,
        payload,
        event_id: "e",
        command: "Deposit",
        correlation_id: "r",
        causation_id: "c",
        recorded_at: NOON,
        idempotency_key: None,
    }
}

fn snapshot(state: &Value) -> SnapshotItem<'_> {
    SnapshotItem { entity: "ACCOUNT", id: "1001", version: 3, schema_version: 1, state, recorded_at: NOON }
}

fn entry(value: &str) -> IndexEntryItem<'_> {
    IndexEntryItem { entity: "ACCOUNT", index: "byEmail", value, id: "1001" }
}

/// The one action of a transaction, as it is sent.
fn sent(add: impl FnOnce(&mut Transaction) -> Result<(), FormatError>) -> Value {
    let mut transaction = Transaction::new("t");
    add(&mut transaction).expect("an action");
    let body = serde_json::to_value(transaction.finish().expect("within the limits")).expect("serialises");
    body["TransactItems"][0].clone()
}

#[test]
fn every_record_has_the_condition_of_the_table() {
    let empty = json!({});
    let put = sent(|t| t.put_event(&event(3, &empty)));
    assert_eq!(put["Put"]["TableName"], "t");
    assert_eq!(put["Put"]["Item"]["SK"], json!({"S": "EVENT#000003"}));
    assert_eq!(put["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
    assert_eq!(put["Put"]["ReturnValuesOnConditionCheckFailure"], "ALL_OLD");
    assert_eq!(put["Put"].get("ExpressionAttributeValues"), None);

    let first = sent(|t| t.put_snapshot(&snapshot(&empty), None));
    assert_eq!(first["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
    let later = sent(|t| t.put_snapshot(&snapshot(&empty), Some(2)));
    assert_eq!(later["Put"]["ConditionExpression"], "Version = :expected");
    assert_eq!(later["Put"]["ExpressionAttributeValues"], json!({":expected": {"N": "2"}}));

    let index = sent(|t| t.put_index_entry(&entry("ada@example.com")));
    assert_eq!(
        index,
        json!({"Put": {"TableName": "t", "Item": {
            "PK": {"S": "ACCOUNT#INDEX#byEmail#ada@example.com"}, "SK": {"S": "1001"},
        }}})
    );
    let stale = sent(|t| t.delete_index_entry(&entry("ada@example.com")));
    assert_eq!(stale["Delete"]["Key"], index["Put"]["Item"]);

    let claim = ReservationItem { entity: "ACCOUNT", name: "email", value: "ada@example.com", held_by: "1001" };
    assert_eq!(sent(|t| t.put_reservation(&claim))["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
    let release = sent(|t| t.delete_reservation(&claim));
    assert_eq!(release["Delete"]["ConditionExpression"], "HeldBy = :holder");
    assert_eq!(release["Delete"]["ExpressionAttributeValues"], json!({":holder": {"S": "1001"}}));

    let check = sent(|t| t.require_event("ACCOUNT", "1001", 2));
    assert_eq!(check["ConditionCheck"]["ConditionExpression"], "attribute_exists(PK)");
    assert_eq!(
        sent(|t| t.delete_outbox("ACCOUNT", "1001", 2, 0)),
        json!({"Delete": {"TableName": "t", "Key": {"PK": {"S": "ACCOUNT#1001"}, "SK": {"S": "OUTBOX#000002#00"}}}})
    );
}

#[test]
fn the_conditions_name_attributes_that_items_have() {
    let state = json!({});
    let snapshot = snapshot(&state).to_item().expect("an item");
    let claim = ReservationItem { entity: "A", name: "n", value: "v", held_by: "h" }.to_item().expect("an item");
    for (item, condition) in [(snapshot, VERSION_IS), (claim, HELD_BY_IS)] {
        let name = condition.split(' ').next().unwrap_or_default();
        assert!(item.get(name).is_some(), "{condition}");
    }
}

#[test]
fn the_members_come_in_the_order_that_is_shown() {
    let empty = json!({});
    let mut transaction = Transaction::new("t");
    transaction.put_event(&event(1, &empty)).expect("an action");
    transaction.token("token-1").expect("a token");
    transaction.report_capacity();
    let body = serde_json::to_string(&transaction.finish().expect("within the limits")).expect("serialises");
    assert!(
        body.starts_with(r#"{"TransactItems":[{"Put":{"TableName":"t","Item":{"PK":{"S":"ACCOUNT#1001"},"SK":"#),
        "{body}"
    );
    assert!(
        body.ends_with(concat!(
            r#""ConditionExpression":"attribute_not_exists(PK)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}],"#,
            r#""ClientRequestToken":"token-1","ReturnConsumedCapacity":"INDEXES"}"#
        )),
        "{body}"
    );
}

#[test]
fn an_event_and_its_snapshot_cost_five_units() {
    let empty = json!({});
    let mut transaction = Transaction::new("t");
    transaction.put_event(&event(3, &empty)).expect("an action");
    transaction.put_snapshot(&snapshot(&empty), Some(2)).expect("an action");
    let body = transaction.finish().expect("within the limits");
    assert_eq!(body.cost(), WriteCost { table: 4, index: 1 });
    let keys: Vec<_> = body.actions().iter().map(|action| (action.key().1, action.condition())).collect();
    assert_eq!(keys, [("EVENT#000003", Some(NOT_EXISTS)), ("SNAPSHOT", Some(VERSION_IS))]);
}

#[test]
fn a_hundred_actions_pass_and_one_more_does_not() {
    let empty = json!({});
    let of = |count: u64| {
        let mut transaction = Transaction::new("t");
        (1..=count).for_each(|version| transaction.put_event(&event(version, &empty)).expect("an action"));
        transaction.finish()
    };
    assert!(of(100).is_ok());
    assert_eq!(of(101), Err(FormatError::TooManyActions { count: 101 }));
    assert_eq!(of(0), Err(FormatError::EmptyTransaction));
}

#[test]
fn four_megabytes_pass_and_one_byte_more_does_not() {
    // Ten items just under 400 KB, and one that fills up the rest.
    let of = |last: usize| {
        let mut transaction = Transaction::new("t");
        for version in 1..=10 {
            transaction.put_event(&event(version, &json!("x".repeat(409_000)))).expect("an action");
        }
        let rest = MAX_TRANSACTION_BYTES - transaction.bytes;
        let bare = item_bytes(&event(11, &json!("")).to_item().expect("an item"));
        transaction.put_event(&event(11, &json!("x".repeat(rest - bare + last)))).expect("an action");
        transaction.finish()
    };
    assert_eq!(of(0).map(|body| body.bytes()), Ok(4_194_304));
    assert_eq!(of(1), Err(FormatError::TransactionTooLarge { bytes: 4_194_305 }));
}

#[test]
fn no_item_is_there_twice() {
    let mut transaction = Transaction::new("t");
    transaction.put_index_entry(&entry("ada")).expect("an action");
    transaction.delete_index_entry(&entry("ada")).expect("an action");
    let error = transaction.finish().expect_err("twice");
    assert!(matches!(error, FormatError::SameItemTwice { .. }), "{error}");
}

#[test]
fn an_item_too_large_is_refused_when_it_is_added() {
    let mut transaction = Transaction::new("t");
    let error = transaction.put_event(&event(1, &json!("x".repeat(409_600)))).expect_err("too large");
    assert!(error.to_string().contains("409600"), "{error}");
    assert_eq!(transaction.finish(), Err(FormatError::EmptyTransaction));
}

#[test]
fn token_has_1_to_36_bytes() {
    let mut transaction = Transaction::new("t");
    assert_eq!(transaction.token(""), Err(FormatError::Token { bytes: 0 }));
    assert_eq!(transaction.token(&"x".repeat(37)), Err(FormatError::Token { bytes: 37 }));
    assert_eq!(transaction.token(&"é".repeat(36)), Err(FormatError::Token { bytes: 72 }));
    assert_eq!(transaction.token(&"é".repeat(18)), Ok(()));
    assert_eq!(transaction.token(&"x".repeat(36)), Ok(()));
}
