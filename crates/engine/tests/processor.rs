//! How a processor folds events: where it starts, what a rule sees, what is published, and what a failing rule leads to.

use engine::conformance::{Below, Tally, TallyEvent, TallyState, new_event, recorded, tally};
use engine::{
    Aggregate, AggregateError, Domain, EventContext, EventStore, LogRange, NewEvent, Processor, Published, Recorded,
    RuleError, RuleFailed, SnapshotPolicy, StreamId, StreamRange, Version, ready,
};
use stores::MemoryStore;

fn added(amounts: impl IntoIterator<Item = i64>) -> Vec<NewEvent<TallyEvent>> {
    (1..).zip(amounts).map(|(number, amount)| new_event(number, TallyEvent::Added(amount))).collect()
}

fn past(amounts: impl IntoIterator<Item = i64>) -> Vec<Recorded<TallyEvent>> {
    recorded::<Tally>(amounts.into_iter().map(TallyEvent::Added))
}

fn state(sum: i64, latest: &[i64]) -> TallyState {
    TallyState { sum, latest: latest.to_vec(), label: None }
}

fn id() -> StreamId {
    StreamId::from("tally-1")
}

mod the_start {
    use super::*;

    #[test]
    fn is_the_default_state() {
        let processed = tally().process(None, &[], &added([5])).unwrap();
        assert_eq!((processed.state, processed.version), (state(5, &[5]), Version(1)));
    }

    #[test]
    fn is_the_initial_state_that_was_set() {
        let processor = Processor::<Tally>::starting_from(state(100, &[]));
        assert_eq!(processor.process(None, &[], &added([5])).unwrap().state, state(105, &[5]));
    }

    #[test]
    fn is_the_state_that_is_passed_even_if_an_initial_one_was_set() {
        let start = Some((state(7, &[7]), Version(3)));
        let processed = Processor::<Tally>::starting_from(state(100, &[])).process(start, &[], &added([5])).unwrap();
        assert_eq!((processed.state, processed.version), (state(12, &[7, 5]), Version(4)));
    }

    #[test]
    fn stays_without_events() {
        let processed = tally().process(Some((state(7, &[7]), Version(3))), &[], &[]).unwrap();
        assert_eq!((processed.state, processed.version), (state(7, &[7]), Version(3)));
    }

    #[test]
    fn is_not_folded_twice_when_earlier_events_are_passed_too() {
        let processed = tally().process(Some((state(3, &[1, 2]), Version(2))), &past([1, 2, 4]), &added([8])).unwrap();
        assert_eq!((processed.state, processed.version), (state(15, &[1, 2, 4, 8]), Version(4)));
    }
}

mod an_event_type_that_changes_nothing {
    use super::*;

    #[test]
    fn is_skipped_by_the_fold_and_stays_stored() {
        let aggregate = Aggregate::new(tally(), MemoryStore::<Tally>::default());
        let noted = new_event(1, TallyEvent::Noted(serde_json::Map::new()));
        let appended = ready(aggregate.append(&id(), vec![noted.clone()])).unwrap();
        assert_eq!((appended.state, appended.version), (TallyState::default(), Version(1)));
        let history = ready(aggregate.history(&id())).unwrap();
        assert_eq!(history.iter().map(|event| &event.data).collect::<Vec<_>>(), [&noted.data]);
    }
}

/// The sum of the last three amounts, by a rule that asks for the two events before the one that it handles.
mod a_sliding_window {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct LastThree;

    impl Domain for LastThree {
        /// Per event: the sum of the window, and where the new events begin in it.
        type State = Vec<(i64, usize)>;
        type Event = TallyEvent;
        type Outbound = Below;

        fn evolve(sums: &mut Self::State, _: &TallyEvent, context: &EventContext<'_, Self>) -> Result<(), RuleError> {
            let amount = |event: &TallyEvent| if let TallyEvent::Added(amount) = event { *amount } else { 0 };
            sums.push((context.window().map(|(event, _)| amount(event)).sum(), context.first_new()));
            Ok(())
        }

        fn window(event: &TallyEvent) -> usize {
            if matches!(event, TallyEvent::Added(_)) { 2 } else { 0 }
        }
    }

    fn sums(state: &[(i64, usize)]) -> Vec<i64> {
        state.iter().map(|(sum, _)| *sum).collect()
    }

    fn over(store: &MemoryStore<LastThree>, policy: SnapshotPolicy) -> Aggregate<LastThree, &MemoryStore<LastThree>> {
        Aggregate::new(Processor::new(), store).with_snapshots(policy)
    }

    #[test]
    fn reaches_over_the_border_between_past_and_new_events() {
        let processed = Processor::<LastThree>::new().process(None, &past([1, 2, 4]), &added([8, 16])).unwrap();
        assert_eq!(processed.state, [(1, 1), (3, 2), (7, 3), (14, 2), (28, 1)]);
    }

    #[test]
    fn is_the_same_in_an_append_and_in_a_recalculation() {
        for policy in [SnapshotPolicy::EveryCommit, SnapshotPolicy::Every(2), SnapshotPolicy::Never] {
            let store = MemoryStore::default();
            let aggregate = over(&store, policy);
            for amounts in [&[1, 2][..], &[4], &[8, 16], &[32]] {
                ready(aggregate.append(&id(), added(amounts.iter().copied()))).unwrap();
            }
            let loaded = ready(aggregate.load(&id())).unwrap();
            assert_eq!(sums(&loaded.state), [1, 3, 7, 14, 28, 56], "{policy:?}");
            let recalculated = ready(aggregate.recalculate(&id(), Vec::new())).unwrap();
            assert_eq!(sums(&recalculated.state), [1, 3, 7, 14, 28, 56], "{policy:?}");
            assert_eq!(sums(&ready(aggregate.state_at(&id(), Version(4))).unwrap()), [1, 3, 7, 14], "{policy:?}");
        }
    }

    #[test]
    fn is_read_when_the_caller_appends_to_a_state_of_its_own() {
        let store = MemoryStore::default();
        let aggregate = over(&store, SnapshotPolicy::EveryCommit);
        let first = ready(aggregate.append(&id(), added([1, 2, 4]))).unwrap();
        let second = ready(aggregate.append_to(&id(), first.state, first.version, added([8]))).unwrap();
        assert_eq!(sums(&second.state), [1, 3, 7, 14]);
    }

    #[test]
    fn has_the_event_alone_for_a_rule_that_asks_for_none() {
        let noted = [new_event(9, TallyEvent::Noted(serde_json::Map::new()))];
        let processed = Processor::<LastThree>::new().process(None, &past([1, 2]), &noted).unwrap();
        assert_eq!(processed.state[2], (0, 0));
    }
}

mod a_rule {
    use super::*;

    /// Sums the times of the events, and the versions.
    #[derive(Clone, Debug, PartialEq)]
    struct Times;

    impl Domain for Times {
        type State = (i64, u64);
        type Event = TallyEvent;
        type Outbound = Below;

        fn evolve(
            (times, versions): &mut (i64, u64),
            _: &TallyEvent,
            context: &EventContext<'_, Self>,
        ) -> Result<(), RuleError> {
            *times += context.metadata().recorded_at.timestamp_millis();
            *versions += context.version().0;
            Ok(())
        }
    }

    #[test]
    fn sees_the_metadata_and_the_version_of_the_event() {
        let new = [new_event(1000, TallyEvent::Added(0))];
        let processed = Processor::<Times>::new().process(None, &past([0, 0]), &new).unwrap();
        assert_eq!(processed.state, (1 + 2 + 1000, 1 + 2 + 3));
    }
}

mod publishing {
    use super::*;

    #[test]
    fn keeps_messages_of_past_and_new_events_apart() {
        let processed = tally().process(None, &past([-20]), &added([-5])).unwrap();
        assert_eq!(processed.past_outbound, [Published { version: Version(1), message: Below { sum: -20 } }]);
        assert_eq!(processed.new_outbound, [Published { version: Version(2), message: Below { sum: -25 } }]);
    }

    #[test]
    fn numbers_versions_after_the_last_past_event() {
        let mut past = past([1, 2, 3]);
        for (event, version) in past.iter_mut().zip([4, 5, 6]) {
            event.version = Version(version);
        }
        let processed = tally().process(None, &past, &added([-99])).unwrap();
        assert_eq!(processed.version, Version(7));
        assert_eq!(processed.new_outbound[0].version, Version(7));
    }

    /// Two messages for each event.
    #[derive(Clone, Debug, PartialEq)]
    struct Twice;

    impl Domain for Twice {
        type State = TallyState;
        type Event = TallyEvent;
        type Outbound = Below;

        fn evolve(_: &mut TallyState, _: &TallyEvent, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
            Ok(())
        }

        fn react(_: &TallyState, _: &TallyEvent, _: &TallyState) -> Vec<Below> {
            vec![Below { sum: 1 }, Below { sum: 2 }]
        }
    }

    #[test]
    fn numbers_several_messages_of_one_event() {
        let aggregate = Aggregate::new(Processor::<Twice>::new(), MemoryStore::default());
        ready(aggregate.append(&id(), added([0, 0]))).unwrap();
        let outbox = ready(aggregate.store().outbox(&id())).unwrap();
        let places: Vec<_> =
            outbox.iter().map(|record| (record.version.0, record.number, record.message.sum)).collect();
        assert_eq!(places, [(1, 0, 1), (1, 1, 2), (2, 0, 1), (2, 1, 2)]);
        let ids: std::collections::BTreeSet<_> = outbox.iter().map(|record| record.message_id()).collect();
        assert_eq!(ids.len(), 4, "each message has an id of its own");
    }
}

mod a_rule_that_fails {
    use super::*;

    /// Refuses amounts above 100, after it has changed the state.
    #[derive(Clone, Debug, PartialEq)]
    struct Strict;

    impl Domain for Strict {
        type State = TallyState;
        type Event = TallyEvent;
        type Outbound = Below;

        fn evolve(state: &mut TallyState, event: &TallyEvent, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
            match event {
                TallyEvent::Added(amount) => {
                    state.sum += amount;
                    if *amount > 100 { Err(RuleError(format!("{amount} is above 100"))) } else { Ok(()) }
                }
                TallyEvent::Labelled(_) | TallyEvent::Noted(_) => Ok(()),
            }
        }
    }

    fn strict() -> Processor<Strict> {
        Processor::new()
    }

    #[test]
    fn names_type_and_version_and_writes_nothing() {
        let aggregate = Aggregate::new(strict(), MemoryStore::<Strict>::default());
        ready(aggregate.append(&id(), added([1, 2]))).unwrap();
        let everything = || {
            let store = aggregate.store();
            (
                ready(store.read_all(LogRange::ALL)).unwrap(),
                ready(store.snapshot(&id())).unwrap(),
                ready(store.outbox(&id())).unwrap(),
            )
        };
        let before = everything();

        let failed = RuleFailed { event_type: "Added".into(), version: Version(4), reason: "101 is above 100".into() };
        assert_eq!(failed.to_string(), "the rule for Added failed at v4: 101 is above 100");
        let refused = Err(AggregateError::Rule(failed));
        assert_eq!(ready(aggregate.append(&id(), added([3, 101, 4]))).map(|appended| appended.version), refused);
        let recalculated = ready(aggregate.recalculate(&id(), added([3, 101])));
        assert_eq!(recalculated.map(|recalculated| recalculated.version), refused);
        assert_eq!(everything(), before);
    }

    #[test]
    fn on_a_stored_event_names_that_event() {
        let stored = past([1, 500]);
        let failed = strict().fold(None, &stored).unwrap_err();
        assert_eq!(failed.to_string(), "the rule for Added failed at v2: 500 is above 100");
        assert_eq!(strict().process(None, &stored, &[]).unwrap_err(), failed);
    }

    #[test]
    fn on_a_stored_event_leaves_the_log_as_it_is() {
        let store = MemoryStore::<Strict>::default();
        let commit = engine::Commit {
            stream: id(),
            expected: engine::ExpectedVersion::NEW,
            events: added([1, 500]),
            snapshot: None,
            index: None,
            outbox: Vec::new(),
            idempotency: None,
        };
        ready(store.commit(commit)).unwrap();
        let error = ready(Aggregate::new(strict(), &store).recalculate(&id(), Vec::new())).unwrap_err();
        assert_eq!(error.to_string(), "the rule for Added failed at v2: 500 is above 100");
        assert_eq!(ready(store.read(&id(), StreamRange::ALL)).unwrap().len(), 2);
    }
}
