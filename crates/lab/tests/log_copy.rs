//! A log is copied from one store to another.

use bank::{Amount, Bank, Command, Currency, Owner, indexes, processor};
use engine::conformance::{Tally, TallyEvent, new_event, tally};
use engine::{
    Aggregate, AggregateError, Commit, CommitLimits, Committed, CopyError, Domain, Event, EventStore, Idempotency,
    LogCopy, LogRange, Lookup, MessageId, NewEvent, Position, Recorded, SnapshotPolicy, StoreError, StreamId,
    StreamRange, conformance, delegate_store, ready,
};
use lab::{AccountId, Lab, six_events};
use stores::MemoryStore;
use stores::web_storage::{Area, MemoryArea, Namespace, OneThread, WebStorageStore};

use chrono::{DateTime, TimeDelta};

type Store = MemoryStore<Bank>;

fn bank<S: EventStore<Bank>>(store: S) -> Aggregate<Bank, S> {
    let bank = Aggregate::new(processor(), store).with_snapshots(SnapshotPolicy::Every(3));
    indexes().into_iter().fold(bank, Aggregate::with_index)
}

/// Ada's and Grace's seven events, each in a commit of its own. Of each account the first message was sent.
fn source() -> Store {
    filled(Store::default())
}

fn filled<S: EventStore<Bank>>(store: S) -> S {
    let lab = Lab::play(six_events(1, DateTime::UNIX_EPOCH));
    let source = bank(&store);
    for Recorded { stream, data, metadata, .. } in lab.with_log(|log| log.all(Position(0)).cloned().collect::<Vec<_>>())
    {
        ready(source.append(&stream, vec![NewEvent { data, metadata }])).unwrap();
    }
    let first: Vec<_> = ready(store.unsent(1)).unwrap().records.iter().map(|record| record.message_id()).collect();
    ready(store.mark_sent(&first)).unwrap();
    store
}

fn copy_all<D: Domain, S: EventStore<D>, T: EventStore<D>>(source: &S, target: &Aggregate<D, T>, step: usize) {
    let mut copy = ready(LogCopy::begin(source, target)).unwrap();
    while ready(copy.step(step)).unwrap() {}
}

fn all<D: Domain>(store: &impl EventStore<D>) -> Vec<Recorded<D::Event>> {
    ready(store.read_all(LogRange::ALL)).unwrap()
}

fn assert_same(one: &Store, other: &Store) {
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
    let before = ready(target.read_all(LogRange::ALL.limit(99)));
    let refused = ready(LogCopy::begin(&source, &bank(&target))).err();
    assert_eq!(refused, Some(CopyError::Differs { position: Position(1) }));
    assert_eq!(ready(target.read_all(LogRange::ALL.limit(99))), before);
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

#[test]
fn an_event_that_another_writer_put_into_the_stream_stops_the_copy_before_it_writes_there() {
    let (source, target) = (source(), Store::default());
    let first = bank(&target);
    ready(ready(LogCopy::begin(&source, &first)).unwrap().step(2)).unwrap();
    // This one goes on, so it has not read the account yet.
    let mut copy = ready(LogCopy::begin(&source, &first)).unwrap();
    let deposit = Command::Deposit { amount: Amount::new(100, Currency::Usd).unwrap(), reason: None };
    let next = &all(&source)[2];
    execute(&bank(&target), &next.stream, &deposit);
    let before = all(&target);
    assert_eq!(ready(copy.step(1)), Err(CopyError::Overtaken { position: Position(3) }));
    assert_eq!(all(&target), before, "what would stand at another version is not written");
}

/// The messages that were not sent, by their ids.
fn waiting(store: &impl EventStore<Bank>) -> Vec<MessageId> {
    let unsent = ready(store.unsent(99)).unwrap().records;
    let mut ids: Vec<_> = unsent.iter().map(|record| record.message_id()).collect();
    ids.sort();
    ids
}

/// Makes a log one of older code: there a message can change without a hash that shows it.
fn without_hashes(area: &MemoryArea) {
    for key in area.keys().unwrap().into_iter().filter(|key| key.contains("/commit/")) {
        let text = area.get(&key).unwrap().unwrap();
        let (_, fields) = text.split_once("\"after\":\"").unwrap();
        area.set(&key, &format!("{{{}", &fields[18..])).unwrap();
    }
    area.set("lab/format", r#"{"format":1,"log":"8c1f4d20a97be365"}"#).unwrap();
}

#[test]
fn a_message_that_the_source_cannot_read_is_not_marked_as_sent() {
    type Kept = WebStorageStore<Bank, MemoryArea, OneThread>;
    let area = MemoryArea::default();
    let open = || -> Kept { Namespace::new(area.clone(), OneThread::default(), "lab").open().unwrap() };
    let whole = filled(open());
    let damaged = waiting(&whole).pop().expect("one waits");
    let published =
        all(&whole).into_iter().find(|event| (&event.stream, event.version) == (&damaged.stream, damaged.version));
    let key = format!("lab/commit/{:010}", published.expect("an event published it").position.0);
    without_hashes(&area);
    let readable = area.get(&key).unwrap().unwrap();
    area.set(&key, &readable.replace("\"number\":0", "\"number\":true")).unwrap();
    let source = open();
    assert_eq!(ready(source.unsent(99)).unwrap().unreadable, 1, "the source can't read {damaged}");

    let target = Store::default();
    copy_all(&source, &bank(&target), 100);
    assert!(waiting(&target).contains(&damaged), "{damaged} was never sent, so it waits");

    area.set(&key, &readable).unwrap();
    let mended = open();
    copy_all(&mended, &bank(&target), 100);
    assert_eq!(waiting(&target), waiting(&mended), "once all can be read, what was sent is marked");
}

/// A tally of so many amounts, each in a commit of its own.
fn tally_of<S: EventStore<Tally>>(store: S, amounts: std::ops::RangeInclusive<u64>) -> S {
    for number in amounts {
        let event = new_event(number, TallyEvent::Added(number as i64));
        ready(Aggregate::new(tally(), &store).append(&"tally-1".into(), vec![event])).unwrap();
    }
    store
}

#[test]
fn a_copy_keeps_to_the_limits_of_the_target() {
    let source = tally_of(MemoryStore::default(), 1..=25);
    let bytes = |events: &[Recorded<TallyEvent>]| -> usize {
        events.iter().map(|event| event.data.payload().to_string().len()).sum()
    };
    let largest = all(&source).iter().map(|event| bytes(std::slice::from_ref(event))).max().unwrap();
    let none = CommitLimits::NONE;
    for limits in [
        CommitLimits { events: 10, ..none },
        CommitLimits { events: 1, ..none },
        CommitLimits { payload_bytes: largest, ..none },
        CommitLimits { payload_bytes: 3 * largest + 1, ..none },
        CommitLimits { events: 4, payload_bytes: 3 * largest, ..none },
        CommitLimits { actions: 9, ..none },
    ] {
        let target = MemoryStore::default().with_limits(limits);
        copy_all(&source, &Aggregate::new(tally(), &target), 100);
        assert_eq!(all(&target), all(&source), "with {limits:?}");
    }
}

#[test]
fn an_event_that_is_too_large_for_the_target_is_said_to_be() {
    let source = tally_of(MemoryStore::default(), 1..=3);
    let limits = CommitLimits { payload_bytes: 1, ..CommitLimits::NONE };
    let target = Aggregate::new(tally(), MemoryStore::default().with_limits(limits));
    let refused = ready(ready(LogCopy::begin(&source, &target)).unwrap().step(100));
    let is_too_large =
        matches!(refused, Err(CopyError::Failed(AggregateError::Store(StoreError::TooLarge { most: 1, .. }))));
    assert!(is_too_large, "{refused:?}");
}

#[test]
fn a_store_whose_positions_have_gaps_keeps_the_contract() {
    ready(conformance::run(async || Gaps(MemoryStore::default())));
}

#[test]
fn positions_may_have_gaps_in_the_source_in_the_target_or_in_both() {
    for step in [1, 2, 100] {
        for stop_after in [0, 1, 3] {
            copied_with_gaps(Gaps, |store| store, step, stop_after);
            copied_with_gaps(|store| store, Gaps, step, stop_after);
            copied_with_gaps(Gaps, Gaps, step, stop_after);
        }
    }
}

/// The copy is stopped after so many steps of one event, and another one goes on.
fn copied_with_gaps<S: EventStore<Bank>, T: EventStore<Bank>>(
    source: impl FnOnce(Store) -> S,
    target: impl FnOnce(Store) -> T,
    step: usize,
    stop_after: usize,
) {
    let (source, target) = (filled(source(Store::default())), target(Store::default()));
    let bank = bank(&target);
    let mut stopped = ready(LogCopy::begin(&source, &bank)).unwrap();
    for _ in 0..stop_after {
        assert_eq!(ready(stopped.step(1)), Ok(true));
    }
    let copied_to = all(&source)[..stop_after].last().map_or(Position(0), |event| event.position);
    assert_eq!(stopped.position(), copied_to, "it is a position of the source");
    let goes_on = ready(LogCopy::begin(&source, &bank)).unwrap();
    assert_eq!(goes_on.position(), copied_to, "what is there is not copied again");
    copy_all(&source, &bank, step);
    let without_positions = |events: Vec<Recorded<_>>| -> Vec<_> {
        events.into_iter().map(|event| Recorded { position: Position(0), ..event }).collect()
    };
    assert_eq!(without_positions(all(&source)), without_positions(all(&target)));
    assert_eq!(ready(source.unsent(99)), ready(target.unsent(99)), "what is still to be sent");
}

#[test]
fn another_writer_is_noticed_among_gaps_too() {
    let (source, target) = (source(), Gaps(Store::default()));
    let copy_target = bank(&target);
    let mut copy = ready(LogCopy::begin(&source, &copy_target)).unwrap();
    ready(copy.step(4)).unwrap();
    let owner = Owner::parse("Somebody else").unwrap();
    let create = Command::CreateAccount { owner, email: None, opening_deposit: None };
    execute(&bank(&target), &StreamId::from("ACCOUNT-1009"), &create);
    assert_eq!(ready(copy.step(1)), Err(CopyError::Overtaken { position: Position(5) }));
    let refused = ready(LogCopy::begin(&source, &copy_target)).err();
    let other = all(&target)[4].position;
    assert_eq!(refused, Some(CopyError::Differs { position: other }), "it is the target's position");
}

#[test]
fn a_target_that_keeps_times_to_the_millisecond_is_no_other_log() {
    let source = MemoryStore::default();
    for number in 1..=3 {
        let mut event = new_event(number, TallyEvent::Added(-1));
        event.metadata.recorded_at += TimeDelta::microseconds(999);
        ready(Aggregate::new(tally(), &source).append(&"tally-1".into(), vec![event])).unwrap();
    }
    let namespace = Namespace::new(MemoryArea::default(), OneThread::default(), "lab");
    let open = || Aggregate::new(tally(), namespace.open::<Tally>().unwrap());
    ready(ready(LogCopy::begin(&source, &open())).unwrap().step(2)).unwrap();
    // What the area holds is read anew.
    let target = open();
    copy_all(&source, &target, 1);
    assert_eq!(all(target.store()).len(), 3);
}

#[test]
fn an_event_of_another_millisecond_is_another_event() {
    let tally_at = |milliseconds| {
        let mut event = new_event(1, TallyEvent::Added(1));
        event.metadata.recorded_at += TimeDelta::milliseconds(milliseconds);
        let bank = Aggregate::new(tally(), MemoryStore::default());
        ready(bank.append(&"tally-1".into(), vec![event])).unwrap();
        bank
    };
    let (source, target) = (tally_at(0), tally_at(1));
    let refused = ready(LogCopy::begin(source.store(), &target)).err();
    assert_eq!(refused, Some(CopyError::Differs { position: Position(1) }));
}

/// A store that uses every third position: 3, 6, 9 ...
struct Gaps<S>(S);

impl<S> Gaps<S> {
    fn out(Position(position): Position) -> Position {
        Position(3 * position)
    }

    fn back(Position(position): Position) -> Position {
        Position(position / 3)
    }

    fn events<E>(events: Vec<Recorded<E>>) -> Vec<Recorded<E>> {
        events.into_iter().map(|event| Recorded { position: Self::out(event.position), ..event }).collect()
    }

    fn answer(answer: Committed) -> Committed {
        Committed { position: Self::out(answer.position), ..answer }
    }
}

impl<D: Domain, S: EventStore<D>> EventStore<D> for Gaps<S> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        self.0.commit(commit).await.map(Self::answer)
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        self.0.read(stream, range).await.map(Self::events)
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let (from, to) = (Position(Self::back(Position(range.from.0.saturating_sub(1))).0 + 1), Self::back(range.to));
        self.0.read_all(LogRange { from, to, ..range }).await.map(Self::events)
    }

    delegate_store!(D, |self| self.0; snapshot, find, outbox, unsent, mark_sent, limits);

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        self.0.changed(Self::back(after)).await
    }

    async fn answered(&self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        Ok(self.0.answered(stream, idempotency).await?.map(Self::answer))
    }
}

fn execute<S: EventStore<Bank>>(bank: &Aggregate<Bank, S>, stream: &StreamId, command: &Command) {
    let metadata = conformance::new_event(99, ()).metadata;
    let stamp = |data| NewEvent { data, metadata: metadata.clone() };
    ready(bank.execute(stream, command, Default::default(), stamp)).unwrap();
}
