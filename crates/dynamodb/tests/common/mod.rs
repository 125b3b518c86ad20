//! Records to test with, and a real engine to send requests to.

#![allow(dead_code, reason = "each test file uses a part of it")]

use dynamodb::{
    ErrorReply, EventItem, FormatError, OutboxItem, Query, QueryPage, SnapshotItem, StoredEvent, StoredStream,
    TransactWriteItems, Transaction, create_table,
};
use dynoxide::Database;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub const TABLE: &str = "event-store";
pub const NOON: &str = "2026-11-21T12:00:00.000Z";

pub fn event(version: u64, payload: &Value) -> EventItem<'_> {
    EventItem {
        entity: "ACCOUNT",
        id: "ACCOUNT-1001",
        version,
        event_type: "MoneyDeposited",
        schema_version: 1,
        payload,
        event_id: "e-1",
        command: "Deposit",
        correlation_id: "corr-1",
        causation_id: "cmd-1",
        recorded_at: NOON,
        idempotency_key: None,
    }
}

pub fn snapshot(version: u64, state: &Value) -> SnapshotItem<'_> {
    SnapshotItem { entity: "ACCOUNT", id: "ACCOUNT-1001", version, schema_version: 1, state, recorded_at: NOON }
}

pub fn outbox(version: u64, index: u8, payload: &Value) -> OutboxItem<'_> {
    OutboxItem {
        entity: "ACCOUNT",
        id: "ACCOUNT-1001",
        version,
        index,
        message_type: "accountOverdrawn",
        schema_version: 1,
        payload,
        message_id: "m-1",
        correlation_id: "corr-1",
        causation_id: "e-1",
        recorded_at: NOON,
    }
}

/// A transaction of these actions, which reports its consumed capacity.
pub fn transaction(add: impl FnOnce(&mut Transaction) -> Result<(), FormatError>) -> TransactWriteItems {
    let mut transaction = Transaction::new(TABLE);
    add(&mut transaction).expect("valid actions");
    transaction.report_capacity();
    transaction.finish().expect("within the limits")
}

/// dynoxide: an embedded engine that behaves like DynamoDB as it was observed on AWS. It shares no code with this
/// crate, and every request reaches it as JSON.
pub struct Engine(pub Database);

impl Engine {
    /// An engine with the empty table of the layout.
    pub fn new() -> Self {
        let engine = Self(Database::memory().expect("an engine"));
        let body = request(&create_table(TABLE).expect("a table name"));
        engine.0.create_table(body).expect("the table");
        engine
    }

    /// Sends a transaction. Returns the reply, or the error as the API carries it.
    pub fn send(&self, body: &TransactWriteItems) -> Result<Value, ErrorReply> {
        match self.0.transact_write_items(request(body)) {
            Ok(reply) => Ok(serde_json::to_value(reply).expect("a reply")),
            Err(error) => Err(ErrorReply::parse(&error.to_json()).expect("an error body")),
        }
    }

    /// Sends a transaction of these actions.
    pub fn commit(&self, add: impl FnOnce(&mut Transaction) -> Result<(), FormatError>) -> Result<Value, ErrorReply> {
        self.send(&transaction(add))
    }

    /// Puts an item, given as DynamoDB JSON, without the checks of this crate. Returns whether the engine accepts it.
    pub fn accepts_item(&self, item: &Value) -> bool {
        serde_json::from_value(json!({"TableName": TABLE, "Item": item})).is_ok_and(|put| self.0.put_item(put).is_ok())
    }

    pub fn query_reply(&self, query: &Query) -> Value {
        let reply = self.0.query(request(query)).unwrap_or_else(|error| panic!("{}", error.to_json()));
        serde_json::to_value(reply).expect("a reply")
    }

    pub fn query(&self, query: Result<Query, FormatError>) -> QueryPage {
        let reply = self.query_reply(&query.expect("a query"));
        QueryPage::parse(&reply.to_string()).expect("a page")
    }

    /// All items of the stream that `event`, `snapshot` and `outbox` belong to.
    pub fn stream(&self) -> StoredStream {
        let page = self.query(Query::stream(TABLE, "ACCOUNT", "ACCOUNT-1001"));
        StoredStream::from_items(&page.items).expect("a stream")
    }

    /// The number of items of that stream.
    pub fn item_count(&self) -> usize {
        self.query(Query::stream(TABLE, "ACCOUNT", "ACCOUNT-1001")).items.len()
    }

    /// The versions of the events that a query finds.
    pub fn versions(&self, query: Result<Query, FormatError>) -> Vec<u64> {
        versions(&self.query(query))
    }
}

/// The versions of the events of a page.
pub fn versions(page: &QueryPage) -> Vec<u64> {
    page.items.iter().map(|item| StoredEvent::from_item(item).expect("an event").version).collect()
}

/// A request of the engine, read from the JSON of a body.
pub fn request<T: DeserializeOwned>(body: &impl Serialize) -> T {
    let text = serde_json::to_string(body).expect("serialises");
    serde_json::from_str::<Value>(&text).and_then(serde_json::from_value).expect("a body that the engine reads")
}
