//! How a processor folds events: the initial state, what a rule sees, what is published, and how a rule fails.

mod failing_rule;
mod publishing;

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

mod initial_state {
    use super::*;

    #[test]
    fn is_the_default() {
        let processed = tally().process(None, &[], &added([5])).unwrap();
        assert_eq!((processed.state, processed.version), (state(5, &[5]), Version(1)));
    }

    #[test]
    fn is_the_state_set_with_starting_from() {
        let processor = Processor::<Tally>::starting_from(state(100, &[]));
        assert_eq!(processor.process(None, &[], &added([5])).unwrap().state, state(105, &[5]));
    }

    #[test]
    fn is_the_passed_state_if_there_is_one() {
        let start = Some((state(7, &[7]), Version(3)));
        let processed = Processor::<Tally>::starting_from(state(100, &[])).process(start, &[], &added([5])).unwrap();
        assert_eq!((processed.state, processed.version), (state(12, &[7, 5]), Version(4)));
    }

    #[test]
    fn is_unchanged_without_events() {
        let processed = tally().process(Some((state(7, &[7]), Version(3))), &[], &[]).unwrap();
        assert_eq!((processed.state, processed.version), (state(7, &[7]), Version(3)));
    }

    #[test]
    fn includes_earlier_events_only_once() {
        let processed = tally().process(Some((state(3, &[1, 2]), Version(2))), &past([1, 2, 4]), &added([8])).unwrap();
        assert_eq!((processed.state, processed.version), (state(15, &[1, 2, 4, 8]), Version(4)));
    }
}

mod event_type_without_a_change {
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

/// The sum of the last three amounts, by a rule that requests the two events before its own.
mod sliding_window {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct LastThree;

    impl Domain for LastThree {
        /// For each event: the sum of its window.
        type State = Vec<i64>;
        type Event = TallyEvent;
        type Outbound = Below;

        fn evolve(sums: &mut Self::State, _: &TallyEvent, context: &EventContext<'_, Self>) -> Result<(), RuleError> {
            let amount = |event: &TallyEvent| if let TallyEvent::Added(amount) = event { *amount } else { 0 };
            sums.push(context.window().map(|(event, _)| amount(event)).sum());
            Ok(())
        }

        fn window(event: &TallyEvent) -> usize {
            if matches!(event, TallyEvent::Added(_)) { 2 } else { 0 }
        }
    }

    fn over(store: &MemoryStore<LastThree>, policy: SnapshotPolicy) -> Aggregate<LastThree, &MemoryStore<LastThree>> {
        Aggregate::new(Processor::new(), store).with_snapshots(policy)
    }

    #[test]
    fn spans_past_and_new_events() {
        let processed = Processor::<LastThree>::new().process(None, &past([1, 2, 4]), &added([8, 16])).unwrap();
        assert_eq!(processed.state, [1, 3, 7, 14, 28]);
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
            assert_eq!(loaded.state, [1, 3, 7, 14, 28, 56], "{policy:?}");
            let recalculated = ready(aggregate.recalculate(&id(), Vec::new())).unwrap();
            assert_eq!(recalculated.state, [1, 3, 7, 14, 28, 56], "{policy:?}");
            assert_eq!(ready(aggregate.state_at(&id(), Version(4))).unwrap(), [1, 3, 7, 14], "{policy:?}");
        }
    }

    #[test]
    fn is_read_when_the_caller_passes_a_state() {
        let store = MemoryStore::default();
        let aggregate = over(&store, SnapshotPolicy::EveryCommit);
        let first = ready(aggregate.append(&id(), added([1, 2, 4]))).unwrap();
        let second = ready(aggregate.append_to(&id(), first.state, first.version, added([8]))).unwrap();
        assert_eq!(second.state, [1, 3, 7, 14]);
    }

    #[test]
    fn holds_only_the_event_if_the_rule_requests_none() {
        let noted = [new_event(9, TallyEvent::Noted(serde_json::Map::new()))];
        let processed = Processor::<LastThree>::new().process(None, &past([1, 2]), &noted).unwrap();
        assert_eq!(processed.state[2], 0);
    }
}

mod rule {
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
