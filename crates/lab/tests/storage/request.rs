//! The requests that write the table.

use super::*;

#[test]
fn request_has_the_items_of_its_commit() {
    let mut lab = Lab::new(1, at(0));
    send(&mut lab, ADA, create_with("Ada", 100_00));
    let body = request(&lab, ADA, 2);
    let mut written: Vec<_> = puts(&body).map(|item| (key(&item), item_bytes(&item))).collect();
    written.sort_unstable();
    assert_eq!(written, stored(&lab));
    assert_eq!(body, request(&lab, ADA, 1), "both events have the same request");
}

#[test]
fn requests_produce_the_table() {
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
            .unwrap_or_else(|error| panic!("the engine refuses the request: {}\n{body}", error.to_json()));
        for action in body["TransactItems"].as_array().unwrap() {
            if let Some(gone) = action.pointer("/Delete/Key") {
                assert!(table.remove(&key(&item(gone))).is_some(), "only existing items are deleted: {gone}");
            }
        }
        table.extend(puts(&body).map(|item| (key(&item), item_bytes(&item))));
    }
    assert_eq!(table.into_iter().collect::<Vec<_>>(), stored(&lab));
}

#[test]
fn request_has_its_size_and_cost() {
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
fn requests_of_a_long_fork_fit_and_have_different_tokens() {
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
fn request_has_notes() {
    let lab = six();
    let request = Request::of(&lab, ADA, Version(1)).unwrap().unwrap();
    let notes: Vec<_> = request.lines.iter().filter_map(|line| line.note).map(|note| note.title).collect();
    let entries = ["Index entry."; 3];
    assert_eq!(notes[..3], ["All or nothing.", "Event.", "The version check."]);
    assert_eq!(notes[3..6], entries);
    assert_eq!(notes[6..], ["Idempotency key."]);
    assert_eq!(request.lines.iter().filter(|line| line.is_key).count(), 2 * request.items);
}
