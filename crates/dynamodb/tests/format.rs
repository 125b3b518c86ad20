//! The bodies that `dynamodb` makes, sent to a real engine: dynoxide, an embedded DynamoDB that is checked against AWS.
//!
//! It knows nothing of this crate: every request reaches it as the JSON that would go over the wire.

use dynamodb::{
    ErrorReply, EventItem, FormatError, IndexEntryItem, Item, OutboxItem, Query, QueryPage, ReadMode, ReservationItem,
    SnapshotItem, StoredEvent, TransactWriteItems, Transaction, create_table, item_bytes, read_partition, read_units,
};
use dynoxide::Database;
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

const TABLE: &str = "event-store";
const NOON: &str = "2026-11-21T12:00:00.000Z";

/// An engine with our table.
struct Engine(Database);

impl Engine {
    fn new() -> Self {
        let engine = Self(Database::memory().expect("an engine"));
        let body = wire(&create_table(TABLE).expect("a table name"));
        engine.0.create_table(body).expect("CreateTable is taken");
        engine
    }

    /// Sends a transaction: the reply, or the error as it is on the wire.
    fn send(&self, body: &TransactWriteItems) -> Result<Value, ErrorReply> {
        match self.0.transact_write_items(wire(body)) {
            Ok(reply) => Ok(serde_json::to_value(reply).expect("a reply")),
            Err(error) => Err(ErrorReply::parse(&error.to_json()).expect("an error body")),
        }
    }

    /// Builds a transaction and sends it.
    fn commit(&self, build: impl FnOnce(&mut Transaction) -> Result<(), FormatError>) -> Result<Value, ErrorReply> {
        self.send(&transaction(build))
    }

    fn query_reply(&self, query: &Query) -> Value {
        let reply = self.0.query(wire(query)).unwrap_or_else(|error| panic!("{}", error.to_json()));
        serde_json::to_value(reply).expect("a reply")
    }

    fn query(&self, query: Result<Query, FormatError>) -> QueryPage {
        let reply = self.query_reply(&query.expect("a query"));
        QueryPage::parse(&reply.to_string()).expect("a page")
    }

    fn versions(&self, query: Result<Query, FormatError>) -> Vec<u64> {
        self.query(query).items.iter().map(|item| StoredEvent::from_item(item).expect("an event").version).collect()
    }
}

/// What the engine reads from the text that would be sent.
fn wire<T: serde::de::DeserializeOwned>(body: &impl Serialize) -> T {
    let text = serde_json::to_string(body).expect("serialises");
    serde_json::from_str::<Value>(&text).and_then(serde_json::from_value).expect("the engine reads our body")
}

fn transaction(build: impl FnOnce(&mut Transaction) -> Result<(), FormatError>) -> TransactWriteItems {
    let mut transaction = Transaction::new(TABLE);
    build(&mut transaction).expect("actions");
    transaction.report_capacity();
    transaction.finish().expect("within the limits")
}

fn event(version: u64, payload: &Value) -> EventItem<'_> {
    EventItem {
        entity: "ACCOUNT",
        id: "ACCOUNT-1001",
        version,
        event_type: "MoneyDeposited",
        schema_version: 1,
        payload,
        event_id: "0195562e-8f1c-7d3a-9b42-5e0c7a1f6d03",
        command: "Deposit",
        correlation_id: "corr-1",
        causation_id: "cmd-1",
        recorded_at: NOON,
        idempotency_key: None,
    }
}

fn snapshot(version: u64, state: &Value) -> SnapshotItem<'_> {
    SnapshotItem { entity: "ACCOUNT", id: "ACCOUNT-1001", version, schema_version: 1, state, recorded_at: NOON }
}

fn outbox<'a>(version: u64, payload: &'a Value) -> OutboxItem<'a> {
    OutboxItem {
        entity: "ACCOUNT",
        id: "ACCOUNT-1001",
        version,
        index: 0,
        message_type: "accountOverdrawn",
        schema_version: 1,
        payload,
        message_id: "m-1",
        correlation_id: "corr-1",
        causation_id: "e-1",
        recorded_at: NOON,
    }
}

fn stream(engine: &Engine) -> QueryPage {
    engine.query(Query::partition(TABLE, "ACCOUNT", "ACCOUNT-1001"))
}

/// Units of the table and of the index, as the reply says.
fn reported(reply: &Value) -> (f64, f64) {
    let capacity = match &reply["ConsumedCapacity"] {
        Value::Array(tables) => &tables[0],
        one => one,
    };
    let units = |detail: &Value| detail["CapacityUnits"].as_f64().unwrap_or(0.0);
    (units(&capacity["Table"]), units(&capacity["GlobalSecondaryIndexes"]["GSI1"]))
}

#[test]
fn a_commit_is_written_and_read_back_whole() {
    let engine = Engine::new();
    let (payload, state, message) = (json!({"amount": "30.00"}), json!({"balance": 70}), json!({"balance": -1}));
    let entry = IndexEntryItem { entity: "ACCOUNT", index: "byEmail", value: "a#b@example.com", id: "ACCOUNT-1001" };
    let claim = ReservationItem { entity: "ACCOUNT", name: "email", value: "a#b@example.com", held_by: "ACCOUNT-1001" };
    engine
        .commit(|t| {
            t.put_event(&event(1, &payload))?;
            t.put_snapshot(&snapshot(1, &state), None)?;
            t.put_outbox(&outbox(1, &message))?;
            t.put_index_entry(&entry)?;
            t.put_reservation(&claim)
        })
        .expect("written");

    let partition = read_partition(&stream(&engine).items).expect("a partition");
    assert_eq!(partition.events.len(), 1);
    assert_eq!(partition.events[0].as_event_item(), event(1, &payload));
    assert_eq!(partition.snapshot.map(|snapshot| (snapshot.version, snapshot.state)), Some((1, state)));
    assert_eq!(partition.outbox.len(), 1);
    assert_eq!((&partition.outbox[0].payload, partition.outbox[0].message_id.as_str()), (&message, "m-1"));
    assert_eq!(partition.ignored, 0);

    let found = engine.query(Query::index_entries(TABLE, "ACCOUNT", "byEmail", "a#b@example.com"));
    assert_eq!(found.items, [entry.to_item().expect("an item")]);
}

#[test]
fn the_loser_of_a_race_gets_its_reasons_in_order_and_writes_nothing() {
    let engine = Engine::new();
    let (first, second, state) = (json!({"by": "A"}), json!({"by": "B"}), json!({}));
    engine.commit(|t| t.put_event(&event(1, &first))).expect("teller A writes");

    let lost = engine
        .commit(|t| {
            t.put_snapshot(&snapshot(1, &state), None)?;
            t.put_event(&event(1, &second))?;
            t.put_outbox(&outbox(1, &state))
        })
        .expect_err("teller B is refused");
    assert_eq!(lost.name.as_deref(), Some("TransactionCanceledException"));
    let codes: Vec<_> = lost.reasons.iter().map(|reason| reason.code.as_str()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed", "None"]);
    assert_eq!(lost.failed_conditions().collect::<Vec<_>>(), [1]);
    // The reply shows who won.
    let winner = StoredEvent::from_item(lost.reasons[1].item.as_ref().expect("the stored item")).expect("an event");
    assert_eq!(winner.payload, first);
    assert_eq!(stream(&engine).items.len(), 1);
}

#[test]
fn a_gap_is_refused_when_the_event_before_is_required() {
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
    let refused = commit(6).expect_err("the stream does not exist");
    assert_eq!(refused.failed_conditions().collect::<Vec<_>>(), [0]);
    commit(1).expect("the first");
    commit(2).expect("the second");
    assert!(commit(4).is_err());
    assert_eq!(stream(&engine).items.len(), 2);
}

#[test]
fn a_later_snapshot_replaces_only_the_one_that_was_read() {
    let engine = Engine::new();
    let state = json!({"balance": 1});
    let put = |version, replaces| engine.commit(|t| t.put_snapshot(&snapshot(version, &state), replaces));
    assert!(put(2, Some(1)).is_err(), "there is none to replace");
    put(2, None).expect("the first");
    assert!(put(3, None).is_err(), "there is one already");
    assert!(put(3, Some(1)).is_err(), "another one is there");
    put(3, Some(2)).expect("the next");
    let stored = read_partition(&stream(&engine).items).expect("a partition").snapshot.expect("a snapshot");
    assert_eq!(stored.version, 3);
}

#[test]
fn stale_entries_claims_and_sent_messages_are_deleted() {
    let engine = Engine::new();
    let payload = json!({});
    let entry = |value| IndexEntryItem { entity: "ACCOUNT", index: "byEmail", value, id: "ACCOUNT-1001" };
    let claim = |held_by| ReservationItem { entity: "ACCOUNT", name: "email", value: "old@example.com", held_by };
    engine
        .commit(|t| {
            t.put_index_entry(&entry("old@example.com"))?;
            t.put_reservation(&claim("ACCOUNT-1001"))?;
            t.put_outbox(&outbox(1, &payload))
        })
        .expect("written");
    assert!(engine.commit(|t| t.put_reservation(&claim("ACCOUNT-1002"))).is_err(), "claimed already");
    assert!(engine.commit(|t| t.delete_reservation(&claim("ACCOUNT-1002"))).is_err(), "held by another");
    engine
        .commit(|t| {
            t.delete_index_entry(&entry("old@example.com"))?;
            t.put_index_entry(&entry("new@example.com"))?;
            t.delete_reservation(&claim("ACCOUNT-1001"))?;
            t.delete_outbox("ACCOUNT", "ACCOUNT-1001", 1, 0)
        })
        .expect("changed");
    let found = |value| engine.query(Query::index_entries(TABLE, "ACCOUNT", "byEmail", value)).items.len();
    assert_eq!((found("old@example.com"), found("new@example.com")), (0, 1));
    assert_eq!(stream(&engine).items.len(), 0);
    engine.commit(|t| t.put_reservation(&claim("ACCOUNT-1002"))).expect("free again");
}

#[test]
fn a_repeated_token_writes_once_and_another_content_is_refused() {
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
    assert_eq!(send(&other).expect_err("refused").name.as_deref(), Some("IdempotentParameterMismatchException"));
    assert_eq!(stream(&engine).items.len(), 1);
}

#[test]
fn version_10_comes_after_version_2_in_pages_ranges_and_backwards() {
    let engine = Engine::new();
    let (payload, state) = (json!({}), json!({}));
    for version in [10, 2, 1, 11, 3, 4, 5, 6, 7, 8, 9] {
        engine.commit(|t| t.put_event(&event(version, &payload))).expect("written");
    }
    engine.commit(|t| t.put_snapshot(&snapshot(11, &state), None)).expect("written");
    engine.commit(|t| t.put_outbox(&outbox(1, &payload))).expect("written");

    let events = || Query::events(TABLE, "ACCOUNT", "ACCOUNT-1001");
    assert_eq!(engine.versions(events()), (1..=11).collect::<Vec<_>>());
    assert_eq!(engine.versions(events().map(|query| query.backwards().limit(2))), [11, 10]);
    let between = Query::events_between(TABLE, "ACCOUNT", "ACCOUNT-1001", 2, 10);
    assert_eq!(engine.versions(between), (2..=10).collect::<Vec<_>>());

    let mut read = Vec::new();
    let mut page = engine.query(events().map(|query| query.limit(4)));
    loop {
        read.extend(page.items.iter().map(|item| StoredEvent::from_item(item).expect("an event").version));
        let Some(last) = page.last_evaluated_key else { break };
        page = engine.query(events().map(|query| query.limit(4).start_after(last)));
    }
    assert_eq!(read, (1..=11).collect::<Vec<_>>());
}

#[test]
fn hostile_payload_names_come_back_unharmed() {
    let engine = Engine::new();
    let payload = json!({
        "PK": "ACCOUNT#other", "SK": "EVENT#000009", "GSI1PK": null, "GSI1SK": [], "Version": 9, "_pk": true,
        "__proto__": {"constructor": {"S": "x"}}, ":pk": "#pk", "#": ".", "a.b[0]": 1, "\u{0}": "\u{202e}",
        "n".repeat(10_000): -0.5, "numbers": [0, -1, u64::MAX, i64::MIN, 0.1, 1e20, 1.5e-7], "empty": ["", {}, []],
    });
    engine.commit(|t| t.put_event(&event(1, &payload))).expect("written");
    let partition = read_partition(&stream(&engine).items).expect("a partition");
    assert_eq!(partition.events[0].as_event_item(), event(1, &payload));
}

#[test]
fn what_we_refuse_the_engine_refuses_too() {
    let engine = Engine::new();
    // Not parsed by serde_json, which may be off by the last digit.
    let number = |text: &str| (json!({"x": text.parse::<f64>().expect(text)}), json!({"M": {"x": {"N": text}}}));
    let nested = |levels| {
        let json = (0..levels).fold(json!(true), |inner, _| json!([inner]));
        (json, (0..levels).fold(json!({"BOOL": true}), |inner, _| json!({"L": [inner]})))
    };
    for ((payload, payload_on_the_wire), taken) in [
        ((json!({"": true}), json!({"M": {"": {"BOOL": true}}})), false),
        (number("1e126"), false),
        (number("9e125"), true),
        (number("-1e-130"), true),
        (number("1e-131"), false),
        (nested(31), true),
        (nested(32), false),
    ] {
        assert_eq!(event(1, &payload).to_item().is_ok(), taken, "{payload}");
        // The same value, past our checks.
        let mut item: Value = wire(&event(1, &json!({})).to_item().expect("an item"));
        item["Payload"] = payload_on_the_wire;
        let put = serde_json::from_value(json!({"TableName": TABLE, "Item": item}));
        let answer = put
            .map_err(|error| error.to_string())
            .and_then(|put| engine.0.put_item(put).map_err(|error| error.to_json()))
            .map(drop);
        assert_eq!(answer.is_ok(), taken, "{payload} {answer:?}");
    }
}

#[test]
fn events_are_found_by_type_in_order_of_time_in_any_stream() {
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
        .map(|e| (e.id, e.version))
        .collect();
    let expected = [("ACCOUNT-1002", 1), ("ACCOUNT-1001", 1), ("ACCOUNT-1002", 2), ("ACCOUNT-1002", 10)];
    assert_eq!(found, expected.map(|(id, version)| (id.to_owned(), version)));
}

#[test]
fn costs_are_those_that_the_engine_reports() {
    let engine = Engine::new();
    let agree = |body: &TransactWriteItems| {
        let reply = engine.send(body).expect("written");
        let cost = body.cost();
        assert_eq!(reported(&reply), (cost.table as f64, cost.index as f64), "{body:?}");
        cost.total()
    };
    let (small, state) = (json!({"amount": "30.00"}), json!({"balance": 70}));
    // The layout's own figure: an event and a snapshot cost 5 units.
    let five = transaction(|t| {
        t.put_event(&event(1, &small))?;
        t.put_snapshot(&snapshot(1, &state), None)
    });
    assert_eq!(agree(&five), 5);
    agree(&transaction(|t| {
        t.require_event("ACCOUNT", "ACCOUNT-1001", 1)?;
        t.put_event(&event(2, &small))?;
        t.put_snapshot(&snapshot(2, &state), Some(1))
    }));

    // Exactly one unit, and one byte over.
    let bare = item_bytes(&event(3, &json!("")).to_item().expect("an item"));
    let exact = json!("x".repeat(1024 - bare));
    assert_eq!(agree(&transaction(|t| t.put_event(&event(3, &exact)))), 3);
    let over = json!("x".repeat(1025 - bare));
    assert_eq!(agree(&transaction(|t| t.put_event(&event(4, &over)))), 6);
    // Every type of value counts, to the byte: one short of a unit, a whole one, and one over.
    for (version, more) in [(5, json!([])), (6, json!({})), (7, json!([1.5, -42, true, null, "é", 123456, 0]))] {
        for left in 0..3 {
            let version = version * 10 + left;
            let payload = json!({"p": "", "m": more});
            let bytes = item_bytes(&event(version, &payload).to_item().expect("an item"));
            let payload = json!({"p": "x".repeat(1023 - bytes + left as usize), "m": more});
            let units = agree(&transaction(|t| t.put_event(&event(version, &payload))));
            assert_eq!(units, if left < 2 { 3 } else { 6 });
        }
    }

    for mode in [ReadMode::Strong, ReadMode::Eventual] {
        let query = Query::events(TABLE, "ACCOUNT", "ACCOUNT-1001").expect("a query").report_capacity();
        let query = if mode == ReadMode::Eventual { query.eventually_consistent() } else { query };
        let reply = engine.query_reply(&query);
        let page = QueryPage::parse(&reply.to_string()).expect("a page");
        let bytes: usize = page.items.iter().map(item_bytes).sum();
        assert_eq!(reported(&reply).0, read_units(bytes, mode).halves as f64 / 2.0, "{bytes}");
    }
}

#[test]
fn a_full_item_is_taken_and_one_byte_more_is_not() {
    let engine = Engine::new();
    let bare = item_bytes(&event(1, &json!("")).to_item().expect("an item"));
    let full = json!("x".repeat(409_600 - bare));
    engine.commit(|t| t.put_event(&event(1, &full))).expect("exactly 400 KB");
    let over = json!("x".repeat(409_601 - bare));
    assert!(matches!(event(2, &over).to_item(), Err(FormatError::ItemTooLarge { bytes: 409_601, .. })));
    let mut item: Item = event(2, &full).to_item().expect("an item");
    item.insert("Payload", over.as_str().unwrap_or_default());
    let put = wire::<dynoxide::actions::put_item::PutItemRequest>(&json!({"TableName": TABLE, "Item": item}));
    assert!(engine.0.put_item(put).is_err());
}

#[test]
fn a_token_is_counted_in_bytes() {
    let payload = json!({});
    for (token, accepted) in
        [("x".repeat(36), true), ("x".repeat(37), false), ("é".repeat(18), true), ("é".repeat(36), false)]
    {
        let mut body: Value = wire(&transaction(|t| t.put_event(&event(1, &payload))));
        body["ClientRequestToken"] = json!(token);
        let engine = Engine::new();
        assert_eq!(engine.0.transact_write_items(wire(&body)).is_ok(), accepted, "{token}");
        assert_eq!(Transaction::new(TABLE).token(&token).is_ok(), accepted, "{token}");
    }
}

proptest! {
    #[test]
    fn numbers_are_accepted_as_the_engine_does(text in "[+-]?[0-9]{0,3}\\.?[0-9]{0,3}([eE][+-]?[0-9]{0,3})?") {
        let engine = Engine::new();
        let item = json!({"PK": {"S": "a"}, "SK": {"S": "b"}, "n": {"N": text}});
        let put = serde_json::from_value(json!({"TableName": TABLE, "Item": item}));
        let accepted = put.is_ok_and(|put| engine.0.put_item(put).is_ok());
        prop_assert_eq!(dynamodb::Number::parse(&text).is_ok(), accepted);
    }
}
