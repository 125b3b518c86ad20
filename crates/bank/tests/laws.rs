//! What holds for any events, any commits and any interleaving, not just for the ones somebody thought of.

use std::collections::BTreeMap;

use bank::{
    self, Amount, Bank, BankEvent, CommandKind, Currency, Email, MAX_AMOUNT, MAX_BALANCE, Money, Owner, Reason,
    ReasonCode, Rejection,
};
use chrono::DateTime;
use engine::conformance::{Tally, TallyEvent, TallyState, new_event, recorded, tally};
use engine::{
    Aggregate, Commit, Event, EventStore, ExpectedVersion, LogRange, Metadata, NewEvent, Position, Projection,
    Recorded, Replayed, SnapshotPolicy, StoreError, StreamId, StreamRange, Version, ready,
};
use proptest::collection::vec;
use proptest::prelude::*;
use stores::MemoryStore;
use uuid::Uuid;

fn event() -> impl Strategy<Value = TallyEvent> {
    prop_oneof![
        4 => (-50_i64..50).prop_map(TallyEvent::Added),
        2 => proptest::option::of("[ab]").prop_map(TallyEvent::Labelled),
        1 => Just(TallyEvent::Noted(serde_json::Map::new())),
    ]
}

fn new(events: &[TallyEvent]) -> Vec<NewEvent<TallyEvent>> {
    events.iter().cloned().map(|event| new_event(1, event)).collect()
}

fn fold(events: &[Recorded<TallyEvent>]) -> TallyState {
    tally().process(None, events, &[]).unwrap().state
}

fn commit(stream: usize, expected: ExpectedVersion, events: &[TallyEvent]) -> Commit<Tally> {
    Commit {
        stream: StreamId::from(format!("tally-{stream}")),
        expected,
        events: new(events),
        snapshot: None,
        index: None,
        outbox: Vec::new(),
        idempotency: None,
    }
}

/// Text that a person could have typed, and that could break out of what it is stored in.
fn typed<T: std::fmt::Debug>(parse: impl Fn(&str) -> Option<T>) -> impl Strategy<Value = T> {
    let text = prop_oneof![any::<String>(), "[\"\\\\{}\\[\\]:,#/<a]{1,12}"];
    text.prop_filter_map("nobody can type it", move |text| parse(&text))
}

fn currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(vec![Currency::Usd, Currency::Eur, Currency::Gbp])
}

prop_compose! {
    fn amount()(minor in 1..=MAX_AMOUNT, currency in currency()) -> Amount {
        Amount::new(minor, currency).unwrap()
    }
}

fn reason() -> impl Strategy<Value = Option<Reason>> {
    proptest::option::of(typed(|text| Reason::parse(text).ok()?))
}

prop_compose! {
    fn rejection()(
        amount in proptest::option::of(amount()),
        minor in 0..=MAX_BALANCE,
        currency in currency(),
        reason_code in proptest::sample::select(vec![
            ReasonCode::AccountNotFound, ReasonCode::AccountExists, ReasonCode::AccountFrozen,
            ReasonCode::AccountNotFrozen, ReasonCode::AccountClosed, ReasonCode::InsufficientFunds,
            ReasonCode::BalanceLimit, ReasonCode::BalanceNotZero, ReasonCode::CurrencyMismatch,
        ]),
    ) -> Rejection {
        Rejection { amount, balance: Money { minor, currency }, reason_code }
    }
}

fn bank_event() -> impl Strategy<Value = BankEvent> {
    let owner = typed(|text| Owner::parse(text).ok());
    let email = proptest::option::of(
        "[a-z]{1,9}@[a-z]{1,9}\\.[a-z]{1,9}".prop_map(|text| Email::parse(&text).unwrap().unwrap()),
    );
    prop_oneof![
        (owner, email, currency()).prop_map(|(owner, email, currency)| BankEvent::AccountCreated {
            owner,
            email,
            currency
        }),
        (amount(), reason()).prop_map(|(amount, reason)| BankEvent::MoneyDeposited { amount, reason }),
        (amount(), reason()).prop_map(|(amount, reason)| BankEvent::MoneyWithdrawn { amount, reason }),
        reason().prop_map(|reason| BankEvent::AccountFrozen { reason }),
        reason().prop_map(|reason| BankEvent::AccountUnfrozen { reason }),
        reason().prop_map(|reason| BankEvent::AccountClosed { reason }),
        (proptest::sample::select(CommandKind::ALL.to_vec()), rejection())
            .prop_map(|(kind, rejection)| BankEvent::rejected(kind, rejection)),
    ]
}

prop_compose! {
    fn metadata()(ids in any::<[u128; 3]>(), command in any::<String>(), ms in 0_i64..4_000_000_000_000) -> Metadata {
        let [event_id, causation_id, correlation_id] = ids.map(Uuid::from_u128);
        let recorded_at = DateTime::from_timestamp_millis(ms).unwrap();
        Metadata { event_id, command: command.into(), causation_id, correlation_id, recorded_at, copy_of: None }
    }
}

/// A projection whose value depends on every event and on their order.
#[derive(Clone, Debug, PartialEq)]
struct Digest(u64);

impl Projection<TallyEvent> for Digest {
    fn apply(&mut self, event: &Recorded<TallyEvent>) {
        let amount = if let TallyEvent::Added(amount) = event.data { amount as u64 } else { 1 };
        self.0 = self.0.wrapping_mul(31).wrapping_add(amount).wrapping_add(event.version.0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_fold_can_be_cut_anywhere(events in vec(event(), 0..30)) {
        let events = recorded::<Tally>(events);
        let whole = tally().process(None, &events, &[]).unwrap();
        for cut in 0..=events.len() {
            let start = tally().process(None, &events[..cut], &[]).unwrap();
            let rest = tally().process(Some((start.state, start.version)), &events[cut..], &[]).unwrap();
            prop_assert_eq!((&rest.state, rest.version), (&whole.state, whole.version));
            let outbound: Vec<_> = start.past_outbound.into_iter().chain(rest.past_outbound).collect();
            prop_assert_eq!(&outbound, &whole.past_outbound);
        }
    }

    #[test]
    fn snapshot_and_tail_are_the_full_fold_at_every_version(
        batches in vec(vec(event(), 1..5), 1..8),
        every in 1_u64..7,
    ) {
        let id = StreamId::from("tally-1");
        for policy in [SnapshotPolicy::EveryCommit, SnapshotPolicy::Every(every), SnapshotPolicy::Never] {
            let aggregate = Aggregate::new(tally(), MemoryStore::default()).with_snapshots(policy);
            for batch in &batches {
                ready(aggregate.append(&id, new(batch))).unwrap();
                let history = ready(aggregate.history(&id)).unwrap();
                let loaded = ready(aggregate.get(&id)).unwrap().unwrap();
                prop_assert_eq!(&loaded.state, &fold(&history));
                prop_assert_eq!(loaded.version, Version(history.len() as u64));
                if let SnapshotPolicy::Every(every) = policy {
                    prop_assert!((loaded.replayed as u64) < every + 4, "{} events replayed", loaded.replayed);
                }
            }
            let history = ready(aggregate.history(&id)).unwrap();
            for version in 0..=history.len() {
                let state = ready(aggregate.state_at(&id, Version(version as u64))).unwrap();
                prop_assert_eq!(state, fold(&history[..version]));
            }
            let loaded = ready(aggregate.get(&id)).unwrap().unwrap().state;
            prop_assert_eq!(ready(aggregate.recalculate(&id, Vec::new())).unwrap().state, loaded);
        }
    }

    /// By its payload, as stores do, and as a whole with its metadata.
    #[test]
    fn every_event_of_the_bank_is_read_as_it_was_written(
        data in bank_event(),
        metadata in metadata(),
        stream in any::<String>(),
        version in any::<u64>(),
    ) {
        let payload = serde_json::from_str(&data.payload().to_string()).unwrap();
        let read = BankEvent::from_payload(data.event_type(), data.schema_version(), payload);
        prop_assert_eq!(read.as_ref(), Ok(&data));
        let recorded = Recorded {
            stream: stream.into(), version: Version(version), position: Position(version), data, metadata,
        };
        let written = serde_json::to_string(&recorded).unwrap();
        prop_assert_eq!(serde_json::from_str::<Recorded<BankEvent>>(&written).unwrap(), recorded);
    }

    /// Each step, one writer either loads the stream or appends at the version that it loaded last.
    #[test]
    fn any_interleaving_leaves_contiguous_versions_and_one_winner_a_version(
        steps in vec((0_usize..4, any::<bool>(), 1_usize..4), 1..60),
    ) {
        let store = MemoryStore::<Tally>::default();
        let id = StreamId::from("tally-0");
        let mut loaded = [Version::EMPTY; 4];
        let mut winners = BTreeMap::new();
        for (number, (writer, appends, events)) in steps.into_iter().enumerate() {
            let actual = Version(ready(store.read(&id, StreamRange::ALL)).unwrap().len() as u64);
            if !appends {
                loaded[writer] = actual;
                continue;
            }
            let expected = loaded[writer];
            let events = vec![TallyEvent::Added(number as i64); events];
            match ready(store.commit(commit(0, ExpectedVersion::Exactly(expected), &events))) {
                Ok(committed) => {
                    prop_assert_eq!(expected, actual);
                    prop_assert_eq!(committed.version, actual.plus(events.len()));
                    for version in actual.0 + 1..=committed.version.0 {
                        prop_assert_eq!(winners.insert(version, number as i64), None);
                    }
                    loaded[writer] = committed.version;
                }
                Err(StoreError::Conflict { conflict, .. }) => {
                    prop_assert_ne!(expected, actual);
                    prop_assert_eq!((conflict.expected, conflict.actual), (expected, actual));
                }
                Err(error) => prop_assert!(false, "{}", error),
            }
        }
        let events = ready(store.read(&id, StreamRange::ALL)).unwrap();
        prop_assert_eq!(events.len(), winners.len());
        for (event, (version, winner)) in events.iter().zip(winners) {
            prop_assert_eq!((event.version.0, &event.data), (version, &TallyEvent::Added(winner)));
        }
    }

    #[test]
    fn any_sequence_of_commits_reads_back_as_committed(
        commits in vec((0_usize..3, vec(event(), 0..4), 0_u64..3), 0..30),
        limit in 1_usize..9,
    ) {
        let store = MemoryStore::<Tally>::default();
        let mut model = [const { Vec::<TallyEvent>::new() }; 3];
        let mut order = Vec::new();
        for (stream, events, off_by) in commits {
            let expected = ExpectedVersion::Exactly(Version(model[stream].len() as u64 + off_by));
            let answer = ready(store.commit(commit(stream, expected, &events)));
            prop_assert_eq!(answer.is_ok(), off_by == 0);
            if off_by == 0 {
                order.extend(events.iter().map(|event| (stream, event.clone())));
                model[stream].extend(events);
            }
        }
        for (stream, events) in model.iter().enumerate() {
            let read = ready(store.read(&StreamId::from(format!("tally-{stream}")), StreamRange::ALL)).unwrap();
            let data: Vec<_> = read.iter().map(|event| &event.data).collect();
            prop_assert_eq!(data, events.iter().collect::<Vec<_>>());
        }
        let mut log = Vec::new();
        loop {
            let after = log.last().map_or(Position(0), |event: &Recorded<_>| event.position);
            let page = ready(store.read_all(LogRange::after(after).limit(limit))).unwrap();
            if page.is_empty() {
                break;
            }
            log.extend(page);
        }
        let log: Vec<_> = log.into_iter().map(|event| (event.stream.to_string(), event.data)).collect();
        let order: Vec<_> = order.into_iter().map(|(stream, event)| (format!("tally-{stream}"), event)).collect();
        prop_assert_eq!(log, order);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Streams long enough to have several copies, caught up with in several goes.
    #[test]
    fn a_replayed_projection_is_the_full_fold_at_every_version(
        amounts in vec(-50_i64..50, 0..2 * Replayed::<Digest>::STRIDE + 100),
        goes in vec(0.0_f64..1.0, 0..4),
    ) {
        let stream = recorded::<Tally>(amounts.into_iter().map(TallyEvent::Added));
        let mut replayed = Replayed::new(Digest(0));
        for go in goes {
            let end = (stream.len() as f64 * go) as usize;
            replayed.catch_up(&stream[..end]);
        }
        replayed.catch_up(&stream);
        prop_assert_eq!(replayed.version(), Version(stream.len() as u64));
        let mut fold = Digest(0);
        prop_assert_eq!(replayed.at(Version::EMPTY, &stream), fold.clone());
        for event in &stream {
            fold.apply(event);
            prop_assert_eq!(replayed.at(event.version, &stream), fold.clone());
        }
        prop_assert_eq!(replayed.head(), &fold);
        prop_assert_eq!(replayed.at(Version(u64::MAX), &stream), fold);
    }
}

/// What is only read from then on is read at once: the commit that closes an account carries its only snapshot.
#[test]
fn a_snapshot_on_close_spares_the_replay_of_what_is_closed() {
    let id = StreamId::from("ACCOUNT-1001");
    let accounts = Aggregate::new(bank::processor(), MemoryStore::<Bank>::default());
    let accounts = accounts.with_snapshots(SnapshotPolicy::OnClose);
    let append = |events: &[BankEvent]| {
        let events = events.iter().cloned().map(|event| new_event(1, event)).collect();
        ready(accounts.append(&id, events)).unwrap();
        let loaded = ready(accounts.get(&id)).unwrap().unwrap();
        assert_eq!(loaded.state, ready(accounts.state_at(&id, loaded.version)).unwrap());
        (ready(accounts.store().snapshot(&id)).unwrap().map(|snapshot| snapshot.version), loaded.replayed)
    };
    let (owner, amount) = (Owner::parse("Ada").unwrap(), Amount::new(100, Currency::Usd).unwrap());
    let created = BankEvent::AccountCreated { owner, email: None, currency: Currency::Usd };
    assert_eq!(append(&[created, BankEvent::MoneyDeposited { amount, reason: None }]), (None, 2));
    assert_eq!(append(&[BankEvent::MoneyWithdrawn { amount, reason: None }]), (None, 3));
    assert_eq!(append(&[BankEvent::AccountClosed { reason: None }]), (Some(Version(4)), 0));
    let rejection =
        Rejection { amount: Some(amount), balance: Money::zero(Currency::Usd), reason_code: ReasonCode::AccountClosed };
    let refused = BankEvent::rejected(CommandKind::Deposit, rejection);
    assert_eq!(append(&[refused]), (Some(Version(4)), 1), "a refusal after that is read on top of it");
}
