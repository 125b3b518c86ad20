//! The messages that a processor publishes.

use super::*;

#[test]
fn separates_messages_of_past_and_new_events() {
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

/// Publishes two messages for each event.
#[derive(Clone, Debug, PartialEq)]
struct Twice;

impl Domain for Twice {
    type State = TallyState;
    type Event = TallyEvent;
    type Outbound = Below;

    fn evolve(_: &mut TallyState, _: &TallyEvent, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
        Ok(())
    }

    fn react(_: &TallyState, _: &TallyEvent) -> Vec<Below> {
        vec![Below { sum: 1 }, Below { sum: 2 }]
    }
}

#[test]
fn numbers_several_messages_of_one_event() {
    let aggregate = Aggregate::new(Processor::<Twice>::new(), MemoryStore::default());
    ready(aggregate.append(&id(), added([0, 0]))).unwrap();
    let outbox = ready(aggregate.store().outbox(&id())).unwrap();
    let places: Vec<_> = outbox.iter().map(|record| (record.version.0, record.number, record.message.sum)).collect();
    assert_eq!(places, [(1, 0, 1), (1, 1, 2), (2, 0, 1), (2, 1, 2)]);
    let ids: std::collections::BTreeSet<_> = outbox.iter().map(|record| record.message_id()).collect();
    assert_eq!(ids.len(), 4, "each message has a unique id");
}
