//! Queries against a real engine.

mod common;

use std::num::NonZeroU32;

use common::{Engine, TABLE, event, outbox, request, snapshot, versions};
use dynamodb::{EventItem, FormatError, Query, StoredEvent};
use serde_json::{Value, json};

#[test]
fn versions_are_in_order_in_pages_in_ranges_and_backwards() {
    let engine = Engine::new();
    let json = json!({});
    for version in [10, 2, 1, 11, 3, 4, 5, 6, 7, 8, 9] {
        engine.commit(|t| t.put_event(&event(version, &json))).expect("written");
    }
    engine.commit(|t| t.put_snapshot(&snapshot(11, &json), None)).expect("written");
    engine.commit(|t| t.put_outbox(&outbox(1, 0, &json))).expect("written");

    let limit = |items| NonZeroU32::new(items).expect("a limit");
    let events = || Query::events(TABLE, "ACCOUNT", "ACCOUNT-1001");
    assert_eq!(engine.versions(events()), (1..=11).collect::<Vec<_>>());
    assert_eq!(engine.versions(events().map(|query| query.backwards().limit(limit(2)))), [11, 10]);
    let between = |from, to| Query::events_between(TABLE, "ACCOUNT", "ACCOUNT-1001", from, to);
    assert_eq!(engine.versions(between(2, 10)), (2..=10).collect::<Vec<_>>());

    let mut read = Vec::new();
    let mut page = engine.query(events().map(|query| query.limit(limit(4))));
    loop {
        read.extend(versions(&page));
        let Some(last) = page.last_evaluated_key else { break };
        page = engine.query(events().map(|query| query.limit(limit(4)).start_after(last)));
    }
    assert_eq!(read, (1..=11).collect::<Vec<_>>());
}

#[test]
fn version_range_does_not_end_before_it_begins() {
    let engine = Engine::new();
    let between = |from, to| Query::events_between(TABLE, "ACCOUNT", "ACCOUNT-1001", from, to);
    assert_eq!(engine.versions(between(2, 2)), [0; 0]);
    let mut body: Value = request(&between(2, 3).expect("a query"));
    body["ExpressionAttributeValues"][":from"] = json!({"S": "EVENT#000004"});
    let error = engine.0.query(request(&body)).expect_err("4 to 3").to_json();
    assert!(error.contains("BETWEEN operator requires upper bound to be greater than or equal"), "{error}");
    assert_eq!(between(4, 3), Err(FormatError::VersionRange { from: 4, to: 3 }));
}

#[test]
fn events_are_found_by_type_in_order_of_time() {
    let engine = Engine::new();
    let payload = json!({});
    let put = |id, version, event_type, recorded_at| {
        let event = EventItem { id, version, event_type, recorded_at, ..event(1, &payload) };
        engine.commit(|t| t.put_event(&event)).expect("written");
    };
    put("ACCOUNT-1001", 1, "MoneyDeposited", "2026-11-21T10:00:00.002Z");
    put("ACCOUNT-1002", 1, "MoneyDeposited", "2026-11-21T10:00:00.001Z");
    put("ACCOUNT-1001", 2, "MoneyWithdrawn", "2026-11-21T10:00:00.003Z");
    put("ACCOUNT-1002", 10, "MoneyDeposited", "2026-11-21T10:00:00.003Z");
    put("ACCOUNT-1002", 2, "MoneyDeposited", "2026-11-21T10:00:00.003Z");
    engine.commit(|t| t.put_snapshot(&snapshot(2, &payload), None)).expect("written");

    let page = engine.query(Query::events_of_type(TABLE, "MoneyDeposited"));
    let found: Vec<_> = page
        .items
        .iter()
        .map(|item| StoredEvent::from_item(item).expect("an event"))
        .map(|event| (event.id, event.version))
        .collect();
    let expected = [("ACCOUNT-1002", 1), ("ACCOUNT-1001", 1), ("ACCOUNT-1002", 2), ("ACCOUNT-1002", 10)];
    assert_eq!(found, expected.map(|(id, version)| (id.to_owned(), version)));
}
