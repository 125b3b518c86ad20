//! The DynamoDB table of a lab, and the requests that write it.

mod chain;
mod request;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use bank::Command;
use common::{ADA, GRACE, at, create_with, deposit, freeze, six, unfreeze};
use dynamodb::{Item, create_table, item_bytes};
use dynoxide::Database;
use engine::{EventStore, Version, ready};
use lab::{AccountId, Chain, ItemKind, Lab, LinkKind, Request, Table, TableItem, events_json, filled};
use serde_json::{Value, json};

fn send(lab: &mut Lab, account: AccountId, command: Command) {
    lab.send(at(1_000), account, command);
}

fn measured(lab: &Lab) -> Table {
    let mut table = Table::default();
    assert!(table.catch_up(lab, usize::MAX));
    table
}

fn items(lab: &Lab, table: &Table, partition: usize) -> Vec<TableItem> {
    (0..table.partitions()[partition].items).map(|place| table.item(lab, partition, place).expect("an item")).collect()
}

fn all(lab: &Lab, table: &Table) -> Vec<(usize, usize, TableItem)> {
    let items = |partition| items(lab, table, partition).into_iter().enumerate();
    let all = (0..table.partitions().len()).flat_map(|partition| items(partition).map(move |(p, i)| (partition, p, i)));
    all.collect()
}

/// The keys and the size of every item of the table.
fn stored(lab: &Lab) -> Vec<((String, String), usize)> {
    let table = measured(lab);
    let all = all(lab, &table).into_iter();
    let mut stored: Vec<_> = all
        .map(|(partition, _, item)| ((table.partitions()[partition].key.clone(), item.sort_key), item.bytes))
        .collect();
    stored.sort_unstable();
    stored
}

fn request(lab: &Lab, account: AccountId, version: u64) -> Value {
    serde_json::from_str(&Request::of(lab, account, Version(version)).unwrap().unwrap().json()).unwrap()
}

/// The bodies that wrote the log, each once.
fn requests(lab: &Lab) -> Vec<Value> {
    let mut bodies = Vec::new();
    for account in lab.accounts() {
        let mut version = Version::EMPTY;
        while version < lab.head(account) {
            let written = Request::of(lab, account, version.next()).unwrap().unwrap();
            version = written.last;
            bodies.push(serde_json::from_str(&written.json()).unwrap());
        }
    }
    bodies
}

fn puts(body: &Value) -> impl Iterator<Item = Item> {
    let actions = body["TransactItems"].as_array().unwrap().iter();
    actions.filter_map(|action| action.pointer("/Put/Item").map(item))
}

fn item(json: &Value) -> Item {
    serde_json::from_value(json.clone()).unwrap()
}

fn key(item: &Item) -> (String, String) {
    (item.text("PK").unwrap().to_owned(), item.text("SK").unwrap().to_owned())
}

fn wire<T: serde::de::DeserializeOwned>(body: &impl serde::Serialize) -> T {
    serde_json::from_value(serde_json::to_value(body).unwrap()).unwrap()
}
