//! Bodies of `TransactWriteItems` requests, and their limits.

mod common;

use common::{event, outbox, snapshot};
use dynamodb::{FormatError, IndexEntryItem, ReservationItem, Transaction, WriteCost, item_bytes};
use serde_json::{Value, json};

const ADA: ReservationItem<'_> =
    ReservationItem { entity: "ACCOUNT", name: "email", value: "ada@example.com", held_by: "ACCOUNT-1001" };
const BY_EMAIL: IndexEntryItem<'_> =
    IndexEntryItem { entity: "ACCOUNT", index: "byEmail", value: "ada@example.com", id: "ACCOUNT-1001" };

/// The one action of a transaction, as JSON.
fn action(add: impl FnOnce(&mut Transaction) -> Result<(), FormatError>) -> Value {
    let mut transaction = Transaction::new("t");
    add(&mut transaction).expect("a valid action");
    let body = serde_json::to_value(transaction.finish().expect("within the limits")).expect("serialises");
    body["TransactItems"][0].clone()
}

#[test]
fn event_is_put_if_its_version_is_free() {
    let put = action(|t| t.put_event(&event(3, &json!({}))));
    assert_eq!(put["Put"]["TableName"], "t");
    assert_eq!(put["Put"]["Item"]["SK"], json!({"S": "EVENT#000003"}));
    assert_eq!(put["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
    assert_eq!(put["Put"]["ReturnValuesOnConditionCheckFailure"], "ALL_OLD");
    assert_eq!(put["Put"].get("ExpressionAttributeValues"), None);

    let check = action(|t| t.require_event("ACCOUNT", "ACCOUNT-1001", 2));
    assert_eq!(check["ConditionCheck"]["Key"]["SK"], json!({"S": "EVENT#000002"}));
    assert_eq!(check["ConditionCheck"]["ConditionExpression"], "attribute_exists(PK)");
}

#[test]
fn later_snapshot_replaces_only_the_version_that_was_read() {
    let state = json!({});
    let first = action(|t| t.put_snapshot(&snapshot(3, &state), None));
    assert_eq!(first["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
    let later = action(|t| t.put_snapshot(&snapshot(3, &state), Some(2)));
    assert_eq!(later["Put"]["Item"]["Version"], json!({"N": "3"}));
    assert_eq!(later["Put"]["ConditionExpression"], "Version = :expected");
    assert_eq!(later["Put"]["ExpressionAttributeValues"], json!({":expected": {"N": "2"}}));
}

#[test]
fn index_entry_and_sent_message_are_deleted_without_a_condition() {
    let key = json!({"PK": {"S": "ACCOUNT#INDEX#byEmail#ada@example.com"}, "SK": {"S": "ACCOUNT-1001"}});
    assert_eq!(action(|t| t.put_index_entry(&BY_EMAIL)), json!({"Put": {"TableName": "t", "Item": key}}));
    assert_eq!(action(|t| t.delete_index_entry(&BY_EMAIL)), json!({"Delete": {"TableName": "t", "Key": key}}));

    let put = action(|t| t.put_outbox(&outbox(2, 0, &json!({}))));
    assert_eq!(put["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
    assert_eq!(
        action(|t| t.delete_outbox("ACCOUNT", "ACCOUNT-1001", 2, 0)),
        json!({"Delete": {"TableName": "t", "Key": {
            "PK": {"S": "ACCOUNT#ACCOUNT-1001"}, "SK": {"S": "OUTBOX#000002#00"},
        }}})
    );
}

#[test]
fn reservation_is_released_by_its_holder_alone() {
    let reserve = action(|t| t.put_reservation(&ADA));
    assert_eq!(reserve["Put"]["Item"]["HeldBy"], json!({"S": "ACCOUNT-1001"}));
    assert_eq!(reserve["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
    let release = action(|t| t.delete_reservation(&ADA));
    assert_eq!(release["Delete"]["ConditionExpression"], "HeldBy = :holder");
    assert_eq!(release["Delete"]["ExpressionAttributeValues"], json!({":holder": {"S": "ACCOUNT-1001"}}));
}

#[test]
fn members_of_the_body_are_in_the_documented_order() {
    let empty = json!({});
    let mut transaction = Transaction::new("t");
    transaction.put_event(&event(1, &empty)).expect("a valid action");
    transaction.token("token-1").expect("a token");
    transaction.report_capacity();
    let body = serde_json::to_string(&transaction.finish().expect("within the limits")).expect("serialises");
    assert!(
        body.starts_with(
            r#"{"TransactItems":[{"Put":{"TableName":"t","Item":{"PK":{"S":"ACCOUNT#ACCOUNT-1001"},"SK":"#
        ),
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
fn event_with_snapshot_costs_five_units() {
    let empty = json!({});
    let mut transaction = Transaction::new("t");
    transaction.put_event(&event(3, &empty)).expect("a valid action");
    transaction.put_snapshot(&snapshot(3, &empty), Some(2)).expect("a valid action");
    let body = transaction.finish().expect("within the limits");
    assert_eq!(body.cost(), WriteCost { table: 4, index: 1 });
    let actions: Vec<_> = body.actions().iter().map(|action| (action.key().1, action.condition())).collect();
    let conditions = [Some("attribute_not_exists(PK)"), Some("Version = :expected")];
    assert_eq!(actions, [("EVENT#000003", conditions[0]), ("SNAPSHOT", conditions[1])]);
}

#[test]
fn transaction_has_at_most_100_actions() {
    let empty = json!({});
    let of = |count: u64| {
        let mut transaction = Transaction::new("t");
        (1..=count).for_each(|version| transaction.put_event(&event(version, &empty)).expect("a valid action"));
        transaction.finish()
    };
    assert!(of(100).is_ok());
    assert_eq!(of(101), Err(FormatError::TooManyActions { count: 101 }));
    assert_eq!(of(0), Err(FormatError::EmptyTransaction));
}

#[test]
fn transaction_has_at_most_4_mb() {
    // Ten items just under 400 KB, and one that fills up the rest.
    let of = |last: usize| {
        let mut transaction = Transaction::new("t");
        for version in 1..=10 {
            transaction.put_event(&event(version, &json!("x".repeat(409_000))))?;
        }
        transaction.put_event(&event(11, &json!("x".repeat(last))))?;
        transaction.finish()
    };
    let rest = 4_194_304 - of(0).expect("within the limits").bytes();
    assert_eq!(of(rest).map(|body| body.bytes()), Ok(4_194_304));
    assert_eq!(of(rest + 1), Err(FormatError::TransactionTooLarge { bytes: 4_194_305 }));
}

#[test]
fn two_actions_on_one_item_are_refused() {
    let mut transaction = Transaction::new("t");
    transaction.put_index_entry(&BY_EMAIL).expect("a valid action");
    transaction.delete_index_entry(&BY_EMAIL).expect("a valid action");
    let error = FormatError::SameItemTwice {
        pk: "ACCOUNT#INDEX#byEmail#ada@example.com".to_owned(),
        sk: "ACCOUNT-1001".to_owned(),
    };
    assert_eq!(transaction.finish(), Err(error));
}

#[test]
fn refused_item_leaves_the_transaction_unchanged() {
    let mut transaction = Transaction::new("t");
    let large = json!("x".repeat(409_600));
    let rest = item_bytes(&event(1, &json!("")).to_item().expect("an item"));
    let error = FormatError::ItemTooLarge { sk: "EVENT#000001".to_owned(), bytes: 409_600 + rest };
    assert_eq!(transaction.put_event(&event(1, &large)), Err(error));
    assert_eq!(transaction.finish(), Err(FormatError::EmptyTransaction));
}

#[test]
fn token_has_1_to_36_bytes() {
    let mut transaction = Transaction::new("t");
    assert_eq!(transaction.token(""), Err(FormatError::Token { bytes: 0 }));
    assert_eq!(transaction.token(&"x".repeat(37)), Err(FormatError::Token { bytes: 37 }));
    assert_eq!(transaction.token(&"é".repeat(36)), Err(FormatError::Token { bytes: 72 }));
    assert_eq!(transaction.token(&"x".repeat(36)), Ok(()));
    assert_eq!(transaction.token(&"é".repeat(18)), Ok(()));
}
