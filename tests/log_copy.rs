//! A log is copied from one store to another.

use event_sourcing_lab::bank::{Amount, Bank, Command, Currency, Owner, indexes, processor};
use event_sourcing_lab::engine::{
    Aggregate, CopyError, EventStore, LogCopy, Lookup, NewEvent, Position, Recorded, SnapshotPolicy, StreamId,
    StreamRange, conformance, ready,
};
use event_sourcing_lab::lab::{AccountId, Lab, six_events};
use event_sourcing_lab::stores::MemoryStore;

use chrono::DateTime;

type Store = MemoryStore<Bank>;

fn bank<S: EventStore<Bank>>(store: S) -> Aggregate<Bank, S> {
    let bank = Aggregate::new(processor(), store).with_snapshots(SnapshotPolicy::Every(3));
    indexes().into_iter().fold(bank, Aggregate::with_index)
}

/// Ada's and Grace's seven events, each in a commit of its own.
fn source() -> Store {
    let lab = Lab::play(six_events(1, DateTime::UNIX_EPOCH));
    let store = Store::default();
    let source = bank(&store);
    for Recorded { stream, data, metadata, .. } in lab.with_log(|log| log.all(Position(0)).cloned().collect::<Vec<_>>())
    {
        ready(source.append(&stream, vec![NewEvent { data, metadata }])).unwrap();
    }
    let first: Vec<_> = ready(store.unsent(1)).unwrap().records.iter().map(|record| record.message_id()).collect();
    ready(store.mark_sent(&first)).unwrap();
    store
}

fn copy_all<S: EventStore<Bank>, T: EventStore<Bank>>(source: &S, target: &Aggregate<Bank, T>, step: usize) {
    let mut copy = ready(LogCopy::begin(source, target)).unwrap();
    while ready(copy.step(step)).unwrap() {}
}

fn assert_same(one: &Store, other: &Store) {
    let all = |store: &Store| ready(store.read_all(Position(0), usize::MAX)).unwrap();
    assert_eq!(all(one), all(other), "every event, with its metadata and its position");
    for account in [AccountId(0), AccountId(1)] {
        let stream = account.stream();
        assert_eq!(ready(one.outbox(&stream)), ready(other.outbox(&stream)), "the messages of {stream}");
        assert_eq!(ready(one.read(&stream, StreamRange::ALL)), ready(other.read(&stream, StreamRange::ALL)));
        let state = |store| ready(bank(store).get(&stream)).unwrap().unwrap().state;
        assert_eq!(state(one), state(other), "the state of {stream}");
    }
    assert_eq!(ready(one.unsent(99)), ready(other.unsent(99)), "what is still to be sent");
    let by_email = |store: &Store| ready(store.find("byEmail", Lookup::BeginsWith("")));
    assert_eq!(by_email(one), by_email(other), "the index");
}

#[test]
fn a_copy_has_everything_that_the_source_has() {
    let source = source();
    assert!(!ready(source.unsent(99)).unwrap().records.is_empty(), "some messages wait and some were sent");
    for step in [1, 2, 100] {
        let target = Store::default();
        copy_all(&source, &bank(&target), step);
        assert_same(&source, &target);
    }
}

#[test]
fn a_copy_that_was_stopped_goes_on_where_it_stopped() {
    let source = source();
    for stop_after in 0..8 {
        let target = Store::default();
        {
            let bank = bank(&target);
            let mut copy = ready(LogCopy::begin(&source, &bank)).unwrap();
            for _ in 0..stop_after {
                ready(copy.step(1)).unwrap();
            }
        }
        let bank = bank(&target);
        let copy = ready(LogCopy::begin(&source, &bank)).unwrap();
        assert_eq!(copy.position(), Position(stop_after.min(7)), "what is there is not copied again");
        copy_all(&source, &bank, 2);
        assert_same(&source, &target);
    }
}

#[test]
fn a_copy_takes_in_what_was_written_to_the_source_meanwhile() {
    let (source, target) = (source(), Store::default());
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    let ada = AccountId(0).stream();
    let deposit = Command::Deposit { amount: Amount::new(100, Currency::Usd).unwrap(), reason: None };
    execute(&bank(&source), &ada, &deposit);
    while ready(copy.step(4)).unwrap() {}
    assert_same(&source, &target);
}

#[test]
fn a_target_with_other_events_is_left_as_it_is() {
    let (source, target) = (source(), Store::default());
    let owner = Owner::parse("Somebody else").unwrap();
    let create = Command::CreateAccount { owner, email: None, opening_deposit: None };
    execute(&bank(&target), &AccountId(0).stream(), &create);
    let before = ready(target.read_all(Position(0), 99));
    let refused = ready(LogCopy::begin(&source, &bank(&target))).err();
    assert_eq!(refused, Some(CopyError::Differs { position: Position(1) }));
    assert_eq!(ready(target.read_all(Position(0), 99)), before);
}

#[test]
fn a_target_that_is_ahead_of_the_source_is_left_as_it_is() {
    let (source, target) = (source(), Store::default());
    copy_all(&source, &bank(&target), 100);
    let deposit = Command::Deposit { amount: Amount::new(100, Currency::Usd).unwrap(), reason: None };
    execute(&bank(&target), &AccountId(0).stream(), &deposit);
    let refused = ready(LogCopy::begin(&source, &bank(&target))).err();
    assert_eq!(refused, Some(CopyError::Differs { position: Position(8) }));
}

#[test]
fn another_writer_in_the_target_stops_the_copy() {
    let (source, target) = (source(), Store::default());
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    let deposit = Command::Deposit { amount: Amount::new(100, Currency::Usd).unwrap(), reason: None };
    execute(&bank(&target), &AccountId(0).stream(), &deposit);
    let stopped = ready(async {
        loop {
            match copy.step(1).await {
                Ok(true) => {}
                other => break other,
            }
        }
    });
    assert_eq!(stopped, Err(CopyError::Overtaken { position: Position(5) }), "it would be another log");
}

#[test]
fn another_account_that_is_opened_in_the_target_stops_the_copy() {
    let (source, target) = (source(), Store::default());
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    let owner = Owner::parse("Somebody else").unwrap();
    let create = Command::CreateAccount { owner, email: None, opening_deposit: None };
    execute(&bank(&target), &StreamId::from("ACCOUNT-1009"), &create);
    assert_eq!(ready(copy.step(1)), Err(CopyError::Overtaken { position: Position(5) }));
}

fn execute<S: EventStore<Bank>>(bank: &Aggregate<Bank, S>, stream: &StreamId, command: &Command) {
    let metadata = conformance::new_event(99, ()).metadata;
    let stamp = |data| NewEvent { data, metadata: metadata.clone() };
    ready(bank.execute(stream, command, Default::default(), stamp)).unwrap();
}
