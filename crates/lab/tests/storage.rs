//! What the lab says is stored in DynamoDB: its table, and the requests that wrote it.

use std::collections::{BTreeMap, BTreeSet};

use bank::Command;
use common::{ADA, GRACE, at, create_with, deposit, freeze, six, unfreeze};
use dynamodb::{Item, create_table, item_bytes};
use dynoxide::Database;
use engine::{EventStore, Version, ready};
use lab::{AccountId, Chain, ItemKind, Lab, LinkKind, Request, Table, TableItem, events_json, filled};
use serde_json::{Value, json};

mod the_table {
    use super::*;

    #[test]
    fn has_every_item_under_its_partition_in_the_order_of_the_sort_keys() {
        let lab = six();
        let table = measured(&lab);
        let keys: Vec<_> = table.partitions().iter().map(|partition| partition.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "ACCOUNT#ACCOUNT-1001",
                "ACCOUNT#ACCOUNT-1002",
                "ACCOUNT#INDEX#byEmail#ada@example.com",
                "ACCOUNT#INDEX#byEmail#grace@example.com",
                "ACCOUNT#INDEX#byOwner#Ada",
                "ACCOUNT#INDEX#byOwner#Grace",
                "ACCOUNT#INDEX#byStatus#Active",
            ]
        );
        let sort_keys: Vec<_> = items(&lab, &table, 0).into_iter().map(|item| item.sort_key).collect();
        assert_eq!(sort_keys[..2], ["EVENT#000001", "EVENT#000002"]);
        assert_eq!(sort_keys[6..8], ["OUTBOX#000002#00", "OUTBOX#000003#00"]);
        assert!(sort_keys.is_sorted());
        assert_eq!(items(&lab, &table, 6).len(), 2, "both accounts are active");
    }

    #[test]
    fn counts_the_items_and_the_bytes_of_every_partition() {
        let lab = Lab::play(filled(1, at(0), 250));
        let table = measured(&lab);
        for (number, partition) in table.partitions().iter().enumerate() {
            let items = items(&lab, &table, number);
            assert_eq!(items.len(), partition.items, "{}", partition.key);
            let bytes: usize = items.iter().map(|item| item.bytes).sum();
            assert_eq!(Some(bytes as u64), partition.bytes, "{}", partition.key);
            assert_eq!(table.item(&lab, number, partition.items), None);
        }
        assert_eq!(table.partitions()[0].items, 250 + 249 + 1, "events, messages and the snapshot");
    }

    #[test]
    fn links_every_item_to_the_event_that_it_came_with() {
        let mut lab = six();
        send(&mut lab, ADA, freeze());
        let table = measured(&lab);
        for (partition, place, item) in all(&lab, &table) {
            let event = lab.event(item.account, item.version).expect("an event");
            assert_eq!(item.written_at, event.metadata.recorded_at);
            match item.kind {
                ItemKind::Event(family) => {
                    assert_eq!(event.data.family(), family);
                    assert_eq!(table.place_of(item.account, item.version), Some((partition, place)));
                }
                ItemKind::Outbox => assert!(item.sort_key.contains(&format!("{:06}", item.version.0))),
                ItemKind::IndexEntry => {
                    let is_status = item.holds.contains("byStatus") && item.account == ADA;
                    assert_eq!(item.version, Version(if is_status { 7 } else { 1 }), "{item:?}");
                }
                other => panic!("no item of the kind {other:?} is expected"),
            }
        }
    }

    #[test]
    fn keeps_the_snapshot_that_the_store_has() {
        let lab = Lab::play(filled(1, at(0), 250));
        let snapshot = ready(lab.store().snapshot(&ADA.stream())).unwrap().expect("a snapshot");
        let item = items(&lab, &measured(&lab), 0).pop().unwrap();
        assert_eq!((item.sort_key.as_str(), item.version), ("SNAPSHOT", snapshot.version));
        assert_eq!(item.holds, format!("balance {} as of v200", snapshot.state.balance.figure()));
        let written = request(&lab, ADA, 200);
        let put = &written["TransactItems"][1]["Put"];
        assert_eq!(put["ExpressionAttributeValues"], json!({":expected": {"N": "100"}}));
        assert_eq!(put["Item"]["State"]["M"]["balance"]["S"], snapshot.state.balance.to_string());
        assert_eq!(put["Item"]["Version"]["N"], "200");
    }

    #[test]
    fn is_measured_a_part_at_a_time_and_goes_on_when_the_log_grows() {
        let mut lab = Lab::play(filled(1, at(0), 300));
        let mut table = Table::default();
        let mut turns = 1;
        while !table.catch_up(&lab, 50) {
            assert_eq!((table.partitions()[0].items, table.partitions()[0].bytes), (600, None));
            turns += 1;
        }
        assert_eq!(turns, 12, "599 events and messages");
        assert_eq!(table.partitions(), measured(&lab).partitions());
        send(&mut lab, ADA, freeze());
        assert!(table.catch_up(&lab, 2), "only what is new is measured");
        assert_eq!(table.partitions(), measured(&lab).partitions());
    }

    #[test]
    fn of_another_log_begins_anew() {
        let mut lab = six();
        let mut table = measured(&lab);
        lab.undo();
        send(&mut lab, ADA, deposit(1_00));
        table.catch_up(&lab, usize::MAX);
        assert_eq!(table.partitions(), measured(&lab).partitions());
    }
}

mod the_request {
    use super::*;

    #[test]
    fn of_the_only_commit_has_the_items_of_the_table() {
        let mut lab = Lab::new(1, at(0));
        send(&mut lab, ADA, create_with("Ada", 100_00));
        let body = request(&lab, ADA, 2);
        let mut written: Vec<_> = puts(&body).map(|item| (key(&item), item_bytes(&item))).collect();
        written.sort_unstable();
        assert_eq!(written, stored(&lab));
        assert_eq!(body, request(&lab, ADA, 1), "both events were written at once");
    }

    #[test]
    fn by_request_the_table_becomes_what_it_is() {
        let mut lab = Lab::play(filled(1, at(0), 230));
        for command in [create_with("Grace", 7_00), freeze(), deposit(1_00), unfreeze()] {
            send(&mut lab, GRACE, command);
        }
        let engine = Database::memory().unwrap();
        engine.create_table(wire(&create_table("event-lab").unwrap())).unwrap();
        let mut table = BTreeMap::new();
        for body in requests(&lab) {
            engine
                .transact_write_items(wire(&body))
                .unwrap_or_else(|error| panic!("a real engine refuses it: {}\n{body}", error.to_json()));
            for action in body["TransactItems"].as_array().unwrap() {
                if let Some(gone) = action.pointer("/Delete/Key") {
                    assert!(table.remove(&key(&item(gone))).is_some(), "nothing is deleted that is not there: {gone}");
                }
            }
            table.extend(puts(&body).map(|item| (key(&item), item_bytes(&item))));
        }
        assert_eq!(table.into_iter().collect::<Vec<_>>(), stored(&lab));
    }

    #[test]
    fn says_what_it_has_and_what_it_costs() {
        let lab = six();
        let request = Request::of(&lab, ADA, Version(3)).unwrap().unwrap();
        assert_eq!((request.items, request.first, request.last), (2, Version(3), Version(3)));
        let body: Value = serde_json::from_str(&request.json()).unwrap();
        assert_eq!(puts(&body).map(|item| item_bytes(&item)).sum::<usize>(), request.bytes);
        assert_eq!((request.cost.table, request.cost.index), (4, 1));
        let cause = lab.event(ADA, Version(3)).unwrap().metadata.causation_id.to_string();
        assert_eq!(body["ClientRequestToken"], cause);
        assert_eq!(body["TransactItems"][0]["Put"]["ConditionExpression"], "attribute_not_exists(PK)");
        assert_eq!(Request::of(&lab, ADA, Version(0)), None);
        assert_eq!(Request::of(&lab, ADA, Version(7)), None);
    }

    #[test]
    fn of_a_long_fork_fits_whichever_of_its_commits_it_is_and_no_two_have_one_token() {
        let mut lab = Lab::play(filled(1, at(0), 1_000));
        let fork = lab.fork(at(60), ADA, Version(1_000)).unwrap();
        let mut tokens = BTreeSet::new();
        for version in (1..=1_000).step_by(30) {
            let request = Request::of(&lab, fork, Version(version)).unwrap().unwrap();
            assert!(request.items <= 100, "{version}: {} items", request.items);
            let body: Value = serde_json::from_str(&request.json()).unwrap();
            tokens.insert(body["ClientRequestToken"].to_string());
        }
        assert_eq!(tokens.len(), 12, "1,000 copies in commits of 90");
    }

    #[test]
    fn has_notes_on_what_matters() {
        let lab = six();
        let request = Request::of(&lab, ADA, Version(1)).unwrap().unwrap();
        let notes: Vec<_> = request.lines.iter().filter_map(|line| line.note).map(|note| note.title).collect();
        let entries = ["Index entry."; 3];
        assert_eq!(notes[..3], ["All or nothing.", "Event.", "The version check."]);
        assert_eq!(notes[3..6], entries);
        assert_eq!(notes[6..], ["Idempotency key."]);
        assert_eq!(request.lines.iter().filter(|line| line.is_key).count(), 2 * request.items);
    }
}

mod the_chain {
    use super::*;

    #[test]
    fn leads_from_the_command_by_its_events_to_their_messages() {
        let mut lab = Lab::new(1, at(0));
        send(&mut lab, ADA, create_with("Ada", 100_00));
        let chain = Chain::of(&lab, ADA, Version(2)).unwrap();
        assert_eq!(Chain::of(&lab, ADA, Version(1)).unwrap(), chain, "it is that of both events");
        let [command] = chain.roots.as_slice() else { panic!("one command") };
        assert_eq!(
            (&command.kind, command.name.as_str(), command.version),
            (&LinkKind::Command, "CreateAccount", Version(1))
        );
        let names: Vec<_> = command.caused.iter().map(|event| (event.name.as_str(), event.version)).collect();
        assert_eq!(names, [("AccountCreated", Version(1)), ("MoneyDeposited", Version(2))]);
        assert_eq!(command.caused[0].caused, []);
        let [message] = command.caused[1].caused.as_slice() else { panic!("one message") };
        assert_eq!((&message.kind, message.name.as_str()), (&LinkKind::Message, "BalanceChanged"));
        assert_eq!(message.text, "balance 100.00 USD");
    }

    #[test]
    fn of_a_refusal_ends_with_it() {
        let chain = Chain::of(&six(), ADA, Version(4)).unwrap();
        assert_eq!(chain.roots[0].caused[0].name, "WithdrawalRejected");
        assert_eq!(chain.roots[0].caused[0].caused, []);
        assert_eq!(Chain::of(&six(), ADA, Version(7)), None);
    }
}

#[test]
fn a_copied_event_has_its_payload_beside_its_metadata() {
    let lab = six();
    let event = |version| lab.event(ADA, Version(version)).unwrap();
    let metadata = event(3).metadata;
    let one: Value = serde_json::from_str(&events_json(&[event(3)])).unwrap();
    assert_eq!(
        one,
        json!({
            "stream": "ACCOUNT-1001", "version": 3, "position": 3, "type": "MoneyWithdrawn", "schemaVersion": 1,
            "payload": {"amount": "30.00 USD", "reason": "rent"},
            "metadata": {
                "eventId": metadata.event_id, "command": "Withdraw", "causationId": metadata.causation_id,
                "correlationId": metadata.correlation_id, "recordedAt": metadata.recorded_at,
            },
        })
    );
    let two: Value = serde_json::from_str(&events_json(&[event(3), event(5)])).unwrap();
    assert_eq!((&two[0], &two[1]["version"]), (&one, &json!(5)));
}

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
