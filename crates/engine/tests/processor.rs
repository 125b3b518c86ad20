//! How a processor folds events: what a rule sees, what it publishes, and what its failure leads to.

use engine::conformance::{Below, Tally, TallyEvent, TallyState, new_event, recorded, tally};
use engine::{
    Aggregate, AggregateError, EventStore, NewEvent, Position, Processor, Published, RuleError, RuleFailed, StreamId,
    StreamRange, Version, ready,
};
use stores::MemoryStore;

fn added(amounts: impl IntoIterator<Item = i64>) -> Vec<NewEvent<TallyEvent>> {
    amounts.into_iter().map(|amount| new_event(1, TallyEvent::Added(amount))).collect()
}

fn past(amounts: impl IntoIterator<Item = i64>) -> Vec<engine::Recorded<TallyEvent>> {
    recorded::<Tally>(amounts.into_iter().map(TallyEvent::Added))
}

fn state(sum: i64, latest: &[i64]) -> TallyState {
    TallyState { sum, latest: latest.to_vec(), label: None }
}

#[test]
fn without_a_state_the_fold_starts_from_the_default() {
    let processed = tally().process(None, &[], &added([5])).unwrap();
    assert_eq!(processed.state, state(5, &[5]));
    assert_eq!(processed.version, Version(1));
}

#[test]
fn without_a_state_the_fold_starts_from_the_initial_one_that_was_set() {
    let processor = Processor::<Tally>::starting_from(state(100, &[]));
    assert_eq!(processor.process(None, &[], &added([5])).unwrap().state, state(100, &[]));
}

#[test]
fn a_given_state_wins_over_the_initial_one() {
    let start = Some((state(7, &[7]), Version(3)));
    let processed = tally().process(start, &[], &added([5])).unwrap();
    assert_eq!(processed.state, state(12, &[7, 5]));
    assert_eq!(processed.version, Version(4));
}

#[test]
fn no_event_leaves_state_and_version() {
    let processed = tally().process(Some((state(7, &[7]), Version(3))), &[], &[]).unwrap();
    assert_eq!((processed.state, processed.version), (state(7, &[7]), Version(3)));
}

#[test]
fn an_event_type_without_a_rule_is_skipped_and_stays_stored() {
    let aggregate = Aggregate::new(tally(), MemoryStore::<Tally>::default());
    let id = StreamId::from("tally-1");
    let noted = new_event(1, TallyEvent::Noted(serde_json::Map::new()));
    let appended = ready(aggregate.append(&id, vec![noted.clone()])).unwrap();
    assert_eq!((appended.state, appended.version), (TallyState::default(), Version(1)));
    let history = ready(aggregate.history(&id)).unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].data, noted.data);
}

#[test]
fn a_second_rule_for_a_type_takes_the_place_of_the_first() {
    let processor = tally().on("Added", |state, _| {
        state.sum = -1;
        Ok(())
    });
    assert_eq!(processor.process(None, &[], &added([5])).unwrap().state.sum, -1);
}

/// Everything a rule is shown, written down by the rule itself: `latest` holds the sums of a window of three.
#[test]
fn a_window_that_slides_over_past_and_new_events_sums_across_the_border() {
    let processor = Processor::<Tally>::new().on("Added", |state, scope| {
        let all: Vec<_> = scope.all().collect();
        let amount = |event: &TallyEvent| if let TallyEvent::Added(amount) = event { *amount } else { 0 };
        assert_eq!(all.len(), 5);
        assert_eq!(all[scope.index()], scope.event());
        assert_eq!((scope.past().len(), scope.new_events().len(), scope.first_new()), (3, 2, 3));
        assert_eq!(scope.is_past(), scope.index() < 3);
        assert_eq!(scope.version(), Version(scope.index() as u64 + 1));
        assert!((0..5).all(|index| scope.at(index) == all[index]));
        let window = scope.index().saturating_sub(2)..=scope.index();
        state.latest.push(window.map(|index| amount(scope.at(index))).sum());
        Ok(())
    });
    let processed = processor.process(None, &past([1, 2, 4]), &added([8, 16])).unwrap();
    assert_eq!(processed.state.latest, [1, 3, 7, 14, 28]);
    assert_eq!(processed.version, Version(5));
}

#[test]
fn a_rule_sees_the_metadata_of_the_event_that_it_handles() {
    let processor = Processor::<Tally>::new().on("Added", |state, scope| {
        state.sum += scope.metadata().recorded_at.timestamp_millis();
        Ok(())
    });
    let new = [new_event(1000, TallyEvent::Added(0))];
    assert_eq!(processor.process(None, &past([0, 0]), &new).unwrap().state.sum, 1 + 2 + 1000);
}

#[test]
fn one_past_and_one_new_event_that_each_publish_give_one_message_of_each_kind() {
    let processed = tally().process(None, &past([-20]), &added([-5])).unwrap();
    assert_eq!(processed.past_outbound, [Published { version: Version(1), message: Below { sum: -20 } }]);
    assert_eq!(processed.new_outbound, [Published { version: Version(2), message: Below { sum: -25 } }]);
}

#[test]
fn a_past_event_keeps_its_own_version_and_new_ones_follow_it() {
    let mut past = past([1, 2, 3]);
    for (event, version) in past.iter_mut().zip([4, 5, 6]) {
        event.version = Version(version);
    }
    let processed = tally().process(None, &past, &added([-99])).unwrap();
    assert_eq!(processed.version, Version(7));
    assert_eq!(processed.new_outbound[0].version, Version(7));
}

/// Refuses amounts above 100, after it has changed the state and published.
fn strict() -> Processor<Tally> {
    tally().on("Added", |state, scope| {
        let TallyEvent::Added(amount) = *scope.event() else { return Ok(()) };
        state.sum += amount;
        scope.publish(Below { sum: state.sum });
        if amount > 100 { Err(RuleError(format!("{amount} is above 100"))) } else { Ok(()) }
    })
}

#[test]
fn a_rule_that_fails_names_type_and_version_and_writes_nothing() {
    let aggregate = Aggregate::new(strict(), MemoryStore::<Tally>::default());
    let id = StreamId::from("tally-1");
    ready(aggregate.append(&id, added([1, 2]))).unwrap();
    let before = (
        ready(aggregate.store().read_all(Position(0), usize::MAX)).unwrap(),
        ready(aggregate.store().snapshot(&id)).unwrap(),
        ready(aggregate.store().outbox(&id)).unwrap(),
    );

    let failed = RuleFailed { event_type: "Added".into(), version: Version(4), reason: "101 is above 100".into() };
    assert_eq!(failed.to_string(), "the rule for Added failed at v4: 101 is above 100");
    let refused = Err(AggregateError::Rule(failed));
    assert_eq!(ready(aggregate.append(&id, added([3, 101, 4]))).map(|appended| appended.version), refused);
    assert_eq!(ready(aggregate.recalculate(&id, added([3, 101]))).map(|recalculated| recalculated.version), refused);

    let after = (
        ready(aggregate.store().read_all(Position(0), usize::MAX)).unwrap(),
        ready(aggregate.store().snapshot(&id)).unwrap(),
        ready(aggregate.store().outbox(&id)).unwrap(),
    );
    assert_eq!(after, before);
}

#[test]
fn a_rule_that_fails_on_a_stored_event_names_that_event() {
    let store = MemoryStore::<Tally>::default();
    let id = StreamId::from("tally-1");
    ready(Aggregate::new(tally(), &store).append(&id, added([1, 500]))).unwrap();
    let error = ready(Aggregate::new(strict(), &store).recalculate(&id, Vec::new())).unwrap_err();
    assert_eq!(error.to_string(), "the rule for Added failed at v2: 500 is above 100");
    assert_eq!(ready(store.read(&id, StreamRange::ALL)).unwrap().len(), 2);
}

#[test]
fn several_messages_of_one_event_are_numbered_and_each_has_its_own_id() {
    let twice = Processor::<Tally>::new().on("Added", |_, scope| {
        scope.publish(Below { sum: 1 });
        scope.publish(Below { sum: 2 });
        Ok(())
    });
    let aggregate = Aggregate::new(twice, MemoryStore::default());
    let id = StreamId::from("tally-1");
    ready(aggregate.append(&id, added([0, 0]))).unwrap();
    let outbox = ready(aggregate.store().outbox(&id)).unwrap();
    let places: Vec<_> = outbox.iter().map(|record| (record.version.0, record.number, record.message.sum)).collect();
    assert_eq!(places, [(1, 0, 1), (1, 1, 2), (2, 0, 1), (2, 1, 2)]);
    let ids: std::collections::BTreeSet<_> = outbox.iter().map(|record| record.message_id()).collect();
    assert_eq!(ids.len(), 4);
}
