//! A rule that fails.

use super::*;

/// Fails for amounts above 100, after it has changed the state.
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
    let expected = Err(AggregateError::Rule(failed));
    assert_eq!(ready(aggregate.append(&id(), added([3, 101, 4]))).map(|appended| appended.version), expected);
    let recalculated = ready(aggregate.recalculate(&id(), added([3, 101])));
    assert_eq!(recalculated.map(|recalculated| recalculated.version), expected);
    assert_eq!(everything(), before);
}

#[test]
fn names_the_stored_event() {
    let stored = past([1, 500]);
    let failed = strict().fold(None, &stored).unwrap_err();
    assert_eq!(failed.to_string(), "the rule for Added failed at v2: 500 is above 100");
    assert_eq!(strict().process(None, &stored, &[]).unwrap_err(), failed);
}

#[test]
fn leaves_the_log_unchanged() {
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
