//! The items of the table.

use super::*;

#[test]
fn items_are_sorted_by_partition_and_sort_key() {
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
fn partitions_count_items_and_bytes() {
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
fn each_item_names_the_event_of_its_commit() {
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
fn message_is_queued_until_the_relay_has_sent_it() {
    let mut lab = six();
    let newest = |lab: &Lab| {
        let mut messages = items(lab, &measured(lab), 0).into_iter().filter(|item| item.kind == ItemKind::Outbox);
        messages.next_back().expect("a message").holds
    };
    lab.append(at(1_000), ADA, deposit(5_00));
    assert_eq!(newest(&lab), "BalanceChanged, balance 105.00 USD, queued");
    lab.publish();
    assert_eq!(newest(&lab), "BalanceChanged, balance 105.00 USD, sent");
}

#[test]
fn snapshot_equals_that_of_the_store() {
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
fn table_is_measured_in_parts_and_follows_the_log() {
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
    assert!(table.catch_up(&lab, 2), "only new records are measured");
    assert_eq!(table.partitions(), measured(&lab).partitions());
}

#[test]
fn table_starts_over_with_another_log() {
    let mut lab = six();
    let mut table = measured(&lab);
    lab.undo();
    send(&mut lab, ADA, deposit(1_00));
    table.catch_up(&lab, usize::MAX);
    assert_eq!(table.partitions(), measured(&lab).partitions());
}
