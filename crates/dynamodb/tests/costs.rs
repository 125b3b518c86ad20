//! Costs as this crate computes them and as a real engine reports them.

mod common;

use common::{Engine, TABLE, event, snapshot, transaction};
use dynamodb::{Query, QueryPage, ReadMode, TransactWriteItems, WriteCost, item_bytes, read_units};
use serde_json::{Value, json};

/// Sends a transaction and checks its cost against the one that the engine reports.
#[track_caller]
fn write(engine: &Engine, body: &TransactWriteItems) -> WriteCost {
    let reply = engine.send(body).expect("written");
    let cost = body.cost();
    assert_eq!(consumed(&reply), (cost.table as f64, cost.index as f64), "{body:?}");
    cost
}

/// The consumed units of table and index in a reply.
fn consumed(reply: &Value) -> (f64, f64) {
    let capacity = match &reply["ConsumedCapacity"] {
        Value::Array(tables) => &tables[0],
        one => one,
    };
    let units = |detail: &Value| detail["CapacityUnits"].as_f64().unwrap_or(0.0);
    (units(&capacity["Table"]), units(&capacity["GlobalSecondaryIndexes"]["GSI1"]))
}

#[test]
fn event_with_snapshot_costs_five_units() {
    let engine = Engine::new();
    let (payload, state) = (json!({"amount": "30.00"}), json!({"balance": 70}));
    let first = transaction(|t| {
        t.put_event(&event(1, &payload))?;
        t.put_snapshot(&snapshot(1, &state), None)
    });
    assert_eq!(write(&engine, &first), WriteCost { table: 4, index: 1 });
    let second = transaction(|t| {
        t.require_event("ACCOUNT", "ACCOUNT-1001", 1)?;
        t.put_event(&event(2, &payload))?;
        t.put_snapshot(&snapshot(2, &state), Some(1))
    });
    assert_eq!(write(&engine, &second), WriteCost { table: 6, index: 1 });
}

#[test]
fn every_type_of_value_is_sized_to_the_byte() {
    let engine = Engine::new();
    let values = [json!(""), json!([]), json!({}), json!([1.5, -42, true, null, "é", 123456, 0])];
    for (number, value) in (1..).zip(values) {
        // One byte short of a unit, exactly a unit, and a byte over.
        for (offset, units) in [(0, 3), (1, 3), (2, 6)] {
            let version = number * 10 + offset as u64;
            let bytes = item_bytes(&event(version, &json!({"p": "", "v": value})).to_item().expect("an item"));
            let payload = json!({"p": "x".repeat(1023 - bytes + offset), "v": value});
            let cost = write(&engine, &transaction(|t| t.put_event(&event(version, &payload))));
            assert_eq!(cost.total(), units, "{value} {offset}");
        }
    }
}

#[test]
fn query_costs_the_sum_of_its_items_rounded_up_once() {
    let engine = Engine::new();
    for version in 1..=10 {
        let payload = json!("x".repeat(1_000));
        engine.commit(|t| t.put_event(&event(version, &payload))).expect("written");
    }
    for mode in [ReadMode::Strong, ReadMode::Eventual] {
        let query = Query::events(TABLE, "ACCOUNT", "ACCOUNT-1001").expect("a query").report_capacity();
        let query = if mode == ReadMode::Eventual { query.eventually_consistent() } else { query };
        let reply = engine.query_reply(&query);
        let page = QueryPage::parse(&reply.to_string()).expect("a page");
        let bytes: usize = page.items.iter().map(item_bytes).sum();
        assert_eq!(consumed(&reply).0, read_units(bytes, mode).halves as f64 / 2.0, "{bytes}");
    }
}
