//! Repairs of a log in IndexedDB: which records are set aside with damaged events, and which stay.
#![cfg(target_arch = "wasm32")]

#[path = "common/browser.rs"]
mod browser;
#[path = "common/indexed_db.rs"]
mod indexed_db;
#[path = "common/tallies.rs"]
mod tallies;

use std::collections::HashMap;

use bank::{Amount, Bank, Command, Currency, Owner, processor};
use chrono::DateTime;
use engine::conformance::{TallyEvent, TallyState, new_event, tally};
use engine::{
    Aggregate, Commit, EventStore, Idempotency, IdempotencyKey, IndexDefinition, LogRange, Lookup, Position, Recorded,
    StoreError, StreamId, StreamRange, Version,
};
use lab::{AccountId, Lab};
use stores::indexed_db::{Durability, IndexedDbStore};
use stores::{JsonDomain, StorageFault};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::browser::{script, unique_name};
use crate::indexed_db::{ID, Store, count, delete_event, open};
use crate::tallies::{add, amounts, commit, reason};

wasm_bindgen_test_configure!(run_in_browser);

/// Reads the whole log, and asserts that positions and versions are contiguous.
async fn log_without_gaps<D: JsonDomain + 'static>(store: &IndexedDbStore<D>) -> Vec<Recorded<D::Event>> {
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    let mut versions = HashMap::<StreamId, Version>::new();
    for (event, place) in log.iter().zip(1..) {
        let newest = versions.entry(event.stream.clone()).or_default();
        assert_eq!((event.position, event.version), (Position(place), newest.next()), "{} is contiguous", event.stream);
        *newest = event.version;
    }
    log
}

#[wasm_bindgen_test]
async fn repaired_log_continues_before_the_damage() {
    let damages = [
        "events.put({ ...await done(events.get(3)), event: '{' })",
        "events.delete(3)",
        "events.put({ ...await done(events.get(3)), version: 9 })",
        "const { event, ...rest } = await done(events.get(3)); events.put({ ...rest, event: event.replace('-103', '-903') })",
    ];
    let by_label = || IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone());
    let name_tag = || IndexDefinition::reservation("nameTag", |state: &TallyState| state.label.clone());
    let label = |id, text: &str| vec![new_event(id, TallyEvent::Labelled(Some(text.into())))];
    let below = |id| vec![new_event(id, TallyEvent::Added(-100 - id as i64))];
    for damage in damages {
        let name = unique_name();
        let store = open(&name).await;
        let tallies = Aggregate::new(tally(), &store).with_index(by_label()).with_index(name_tag());
        let (one, two, three, whole) = (ID.into(), "tally-2".into(), "tally-3".into(), "tally-0".into());
        tallies.append(&whole, label(1, "grey")).await.expect("position 1");
        tallies.append(&one, below(2)).await.expect("position 2");
        tallies.append(&two, below(3)).await.expect("position 3, which will be damaged");
        tallies.append(&one, label(4, "red")).await.expect("position 4");
        tallies.append(&two, label(5, "blue")).await.expect("position 5");
        tallies.append(&one, below(6)).await.expect("position 6");
        let key = |key| Idempotency { key: IdempotencyKey(String::from(key).into()), content: String::new() };
        let keyed = Commit { idempotency: Some(key("lost")), ..commit("tally-3", &[7]) };
        store.commit(keyed).await.expect("position 7");
        let before = store.outbox(&one).await.expect("the outbox can be read");
        assert!(before.len() >= 2 && before.iter().any(|message| message.version > Version(1)), "{before:?}");
        script(&format!("await change(a, 'events', async (events) => {{ {damage} }})"), &[&name]).await.expect(damage);

        assert!(store.repair().await.expect("the log can be repaired") >= 5, "{damage}");
        assert_eq!(log_without_gaps(&store).await.len(), 2, "{damage}");
        let kept: Vec<_> = before.into_iter().filter(|message| message.version == Version(1)).collect();
        assert_eq!(store.outbox(&one).await, Ok(kept.clone()), "the messages of remaining events are kept");
        assert_eq!(store.unsent(9).await.expect("the messages can be read").records, kept);
        assert_eq!(
            store.answered(&"tally-3".into(), &key("lost")).await,
            Ok(None),
            "the answer to the key is set aside"
        );
        assert_eq!(store.find("byLabel", Lookup::BeginsWith("")).await, Ok(vec![whole.clone()]), "{damage}");

        let states = [(&whole, Some(0)), (&one, Some(-102)), (&two, None), (&three, None)];
        for (stream, sum) in states {
            let loaded = tallies.get(stream).await.expect("it loads");
            assert_eq!(loaded.map(|loaded| loaded.state.sum), sum, "{stream}");
        }
        tallies.append(&two, label(8, "red")).await.expect("the label of a lost event is free");
        tallies.append(&one, label(9, "blue")).await.expect("the stream accepts events");
        tallies.append(&whole, below(10)).await.expect("the stream accepts events");
        assert_eq!(log_without_gaps(&store).await.len(), 5);
        assert_eq!(store.find("byLabel", Lookup::BeginsWith("")).await, Ok(vec![one, whole, two]), "by their labels");
        let export = Store::export(&name).await.expect("the database can be exported");
        for place in ["events", "snapshots", "index", "entries", "outbox", "unsent", "answers"] {
            assert!(export.contains(&format!("\"from\":\"{place}\"")), "{damage}: a record of {place} is set aside");
        }
        assert_eq!(store.repair().await, Ok(0), "a second repair changes nothing");
    }
}

#[wasm_bindgen_test]
async fn log_with_a_gap_is_not_read_as_complete() {
    let name = unique_name();
    let store = open(&name).await;
    add(&store, ID, &[1, 2, 3]).await;
    add(&store, "tally-2", &[4]).await;
    delete_event(&name, 2).await;
    let all = StreamRange::ALL;
    for range in [all, all.backwards(), StreamRange::after(Version(1))] {
        let read = store.read(&ID.into(), range).await;
        assert!(matches!(read, Err(StoreError::Unreadable { .. })), "{range:?}: {read:?}");
    }
    for range in [LogRange::ALL, LogRange::ALL.backwards(), LogRange::after(Position(1)), LogRange::up_to(Position(3))]
    {
        let read = store.read_all(range).await;
        assert!(matches!(read, Err(StoreError::Unreadable { .. })), "{range:?}: {read:?}");
    }
    assert_eq!(
        store
            .read(&ID.into(), StreamRange::after(Version(2)))
            .await
            .expect("the events after the gap can be read")
            .len(),
        1
    );
    assert_eq!(store.read(&"tally-2".into(), all).await.expect("another stream can be read").len(), 1);
    assert_eq!(store.repair().await, Ok(2));
    assert_eq!(amounts(&store).await, [1]);
}

#[wasm_bindgen_test]
async fn repair_without_room_moves_nothing() {
    let name = unique_name();
    let store = open(&name).await;
    add(&store, ID, &[1, 2, 3, 4]).await;
    delete_event(&name, 2).await;
    let before = Store::export(&name).await.expect("the database can be exported");
    // The second set-aside record does not fit.
    let full = "
        const add = IDBObjectStore.prototype.add;
        IDBObjectStore.prototype.add = function (value) {
            if (value.key === 4) throw new DOMException('no room', 'QuotaExceededError');
            return add.apply(this, arguments);
        };
        globalThis.makeRoom = () => { IDBObjectStore.prototype.add = add };
    ";
    script(full, &[]).await.expect("writes without room can be simulated");
    let refused = store.repair().await;
    script("makeRoom()", &[]).await.expect("writes have room again");
    assert_eq!(refused, Err(StorageFault::Full));
    assert_eq!(Store::export(&name).await.expect("the database can be exported"), before, "nothing was moved");
    assert_eq!(store.repair().await, Ok(2), "it can be tried again");
}

#[wasm_bindgen_test]
async fn repaired_bank_can_be_replayed() {
    let name = unique_name();
    let store = IndexedDbStore::<Bank>::open_with(&name, Durability::Relaxed).await.expect("the database opens");
    // Each page needs its own seed, because the ids of its commands are their idempotency keys.
    let lab = |seed| Lab::mirroring(seed, DateTime::UNIX_EPOCH);
    let mut first = lab(1);
    let send = async |lab: &mut Lab, account, command| {
        let pending_command = lab
            .decide_command(DateTime::UNIX_EPOCH, AccountId(account), command)
            .expect("the command has events to write");
        let commit = pending_command.commit().expect("it has an event").clone();
        store.commit(commit).await.expect("the store takes a commit");
        lab.mirror(store.read_all(LogRange::after(lab.position()).limit(9)).await.expect("the log can be read"))
            .expect("the lab accepts the events");
    };
    let create = |owner| Command::CreateAccount {
        owner: Owner::parse(owner).expect("a name"),
        email: None,
        opening_deposit: None,
    };
    let deposit = || {
        let amount = Amount::new(500, Currency::Usd).expect("an amount");
        Command::Deposit { amount, reason: None }
    };
    for (account, command) in
        [(0, create("Ada")), (1, create("Ben")), (0, deposit()), (1, deposit()), (0, deposit()), (1, deposit())]
    {
        send(&mut first, account, command).await;
    }
    delete_event(&name, 4).await;
    let torn = store.read_all(LogRange::ALL.limit(9)).await;
    assert!(matches!(torn, Err(StoreError::Unreadable { .. })), "an event is missing: {torn:?}");

    store.repair().await.expect("the log can be repaired");
    let mut again = lab(2);
    again.mirror(log_without_gaps(&store).await).expect("the remaining events are a log of the bank");
    assert_eq!(again.position(), Position(3));
    send(&mut again, 1, deposit()).await;
    send(&mut again, 2, create("Cleo")).await;
    assert_eq!(log_without_gaps(&store).await.len(), 5);
    let bank = Aggregate::new(processor(), &store);
    for account in 0..2 {
        let loaded = bank.get(&AccountId(account).stream()).await.expect("it loads").expect("it is there");
        assert_eq!((loaded.version, loaded.state.balance.minor), (Version(2), 500));
    }
}

#[wasm_bindgen_test]
async fn damaged_messages_answers_and_entries_are_set_aside() {
    let name = unique_name();
    let store = open(&name).await;
    let by_label = IndexDefinition::new("byLabel", |state: &TallyState| state.label.clone());
    let tallies = Aggregate::new(tally(), &store).with_index(by_label);
    let events = vec![new_event(1, TallyEvent::Added(-7)), new_event(2, TallyEvent::Labelled(Some("red".into())))];
    tallies.append(&ID.into(), events).await.expect("the aggregate takes events");
    let idempotency = Idempotency { key: IdempotencyKey("key-1".into()), content: String::new() };
    let keyed = || Commit { idempotency: Some(idempotency.clone()), ..commit("tally-2", &[7]) };
    store.commit(keyed()).await.expect("the store takes a commit");
    for (place, id) in [("outbox", "[a, 1, 0]"), ("unsent", "[a, 1, 0]"), ("entries", "a"), ("answers", "'key-1'")] {
        let damage = format!("await change(b, '{place}', (store) => store.put('{{', {id}))");
        script(&damage, &[ID, &name]).await.expect("the record can be damaged");
    }
    let unsent = store.unsent(9).await.expect("the outbox can be read");
    assert_eq!((unsent.records.len(), unsent.unreadable), (0, 1), "a damaged message is skipped and counted");
    assert!(reason(store.outbox(&ID.into()).await).contains("outbox/tally-1/1"));
    assert!(reason(store.answered(&ID.into(), &idempotency).await).contains("answers/key-1"));
    assert!(reason(store.commit(keyed()).await).contains("answers/key-1"));
    let relabelled = tallies.append(&ID.into(), vec![new_event(3, TallyEvent::Labelled(None))]).await;
    assert!(relabelled.unwrap_err().to_string().contains("entries/tally-1"));
    assert_eq!(count(&store).await, 3, "a commit that can't be checked is refused");

    assert_eq!(store.repair().await, Ok(5), "the index entry goes with its damaged list");
    let aside = Store::export(&name).await.expect("the database can be exported");
    for place in ["outbox", "unsent", "entries", "index", "answers"] {
        assert!(aside.contains(&format!("\"from\":\"{place}\"")), "the damaged record of {place} is set aside");
    }
    assert_eq!(store.outbox(&ID.into()).await, Ok(vec![]));
    assert_eq!(amounts(&store).await, [-7, 0, 7], "no event was moved");
}
