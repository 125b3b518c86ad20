//! Laws that hold for any events, any commits and any interleaving.

use std::collections::BTreeMap;

use engine::conformance::{Tally, TallyEvent, TallyState, new_event, recorded, tally};
use engine::{
    Aggregate, Commit, EventStore, ExpectedVersion, LogRange, NewEvent, Position, Projection, Recorded, Replayed,
    SnapshotPolicy, StoreError, StreamId, StreamRange, Version, ready,
};
use proptest::collection::vec;
use proptest::prelude::*;
use stores::MemoryStore;

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
    fn fold_can_continue_from_any_version(events in vec(event(), 0..30)) {
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
    fn snapshot_plus_tail_equals_full_fold(
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

    /// In each step, one of four writers either loads the stream or appends at the version it last loaded.
    #[test]
    fn interleaved_writers_leave_contiguous_versions_with_one_winner_each(
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
    fn commits_read_back_in_order(
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

    /// Streams that need several copies of the value, caught up in several steps.
    #[test]
    fn replayed_projection_equals_full_fold_at_every_version(
        amounts in vec(-50_i64..50, 0..2 * Replayed::<Digest>::STRIDE + 100),
        stops in vec(0.0_f64..1.0, 0..4),
    ) {
        let stream = recorded::<Tally>(amounts.into_iter().map(TallyEvent::Added));
        let mut replayed = Replayed::new(Digest(0));
        for stop in stops {
            let end = (stream.len() as f64 * stop) as usize;
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
