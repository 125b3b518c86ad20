//! A decision on a command that refers to an earlier event: the engine reads that event, so the state need not keep it.

use chrono::DateTime;
use engine::conformance::{Below, TallyEvent};
use engine::{
    Aggregate, Decide, Decision, Domain, EventContext, ExecuteOptions, Executed, Given, Loaded, NewEvent, Processor,
    RuleError, StreamId, Version, ready,
};
use stores::MemoryStore;
use uuid::Uuid;

/// A sum whose state does not keep its summands.
#[derive(Clone, Debug, PartialEq)]
struct Sum;

impl Domain for Sum {
    type State = i64;
    type Event = TallyEvent;
    type Outbound = Below;

    fn evolve(sum: &mut i64, event: &TallyEvent, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
        if let TallyEvent::Added(amount) = event {
            *sum += amount;
        }
        Ok(())
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Change {
    Add(i64),
    /// Subtract again what the event at this version added.
    TakeBack {
        version: Version,
        added: Option<i64>,
    },
}

fn take_back(version: u64) -> Change {
    Change::TakeBack { version: Version(version), added: None }
}

impl Decide for Sum {
    type Command = Change;
    type Check = ();
    type Refusal = &'static str;

    fn decide(_: &i64, change: &Change) -> Decision<Self> {
        match change {
            Change::Add(amount) => Decision::accept(Vec::new(), vec![TallyEvent::Added(*amount)]),
            Change::TakeBack { added: Some(added), .. } => {
                Decision::accept(Vec::new(), vec![TallyEvent::Added(-added)])
            }
            Change::TakeBack { added: None, .. } => Decision::refuse(Vec::new(), "there is nothing to take back"),
        }
    }

    fn refers_to(change: &Change) -> Option<Version> {
        match change {
            Change::Add(_) => None,
            Change::TakeBack { version, .. } => Some(*version),
        }
    }

    fn resolve(change: &Change, event: Option<&TallyEvent>) -> Change {
        match (change, event) {
            (Change::TakeBack { version, .. }, Some(TallyEvent::Added(amount))) => {
                Change::TakeBack { version: *version, added: Some(*amount) }
            }
            (Change::TakeBack { version, .. }, _) => Change::TakeBack { version: *version, added: None },
            (Change::Add(_), _) => change.clone(),
        }
    }
}

#[test]
fn given_events_include_the_one_that_a_command_refers_to() {
    let given = || Given::<Sum>::events([3, 5].map(TallyEvent::Added));
    given().when(&take_back(1)).then([TallyEvent::Added(-3)]);
    for version in [0, 3, u64::MAX] {
        given().when(&take_back(version)).then_refused(&"there is nothing to take back");
    }
}

fn sums() -> Aggregate<Sum, MemoryStore<Sum>> {
    Aggregate::new(Processor::new(), MemoryStore::default())
}

fn stamp(event: TallyEvent) -> NewEvent<TallyEvent> {
    NewEvent::new(Uuid::nil(), DateTime::UNIX_EPOCH, event)
}

#[test]
fn aggregate_reads_the_event_that_a_command_refers_to() {
    let (sums, id) = (sums(), StreamId::from("sum-1"));
    let execute = |change: Change| ready(sums.execute(&id, &change, ExecuteOptions::default(), stamp)).unwrap();
    for change in [Change::Add(3), Change::Add(5), take_back(1)] {
        assert!(matches!(execute(change), Executed::Accepted { .. }));
    }
    assert_eq!(ready(sums.load(&id)).unwrap().state, 5);
    for version in [0, 4, u64::MAX] {
        assert!(matches!(execute(take_back(version)), Executed::Refused { .. }), "v{version} is not in the stream");
    }
}

#[test]
fn command_can_not_bring_the_event_along() {
    let (sums, id) = (sums(), StreamId::from("sum-1"));
    let forged = Change::TakeBack { version: Version(1), added: Some(9) };
    let executed = ready(sums.execute(&id, &forged, ExecuteOptions::default(), stamp)).unwrap();
    assert!(matches!(executed, Executed::Refused { .. }));
}

/// Another writer appends between the load and the decision.
#[test]
fn event_after_the_loaded_version_is_not_seen() {
    let (sums, id) = (sums(), StreamId::from("sum-1"));
    ready(sums.append(&id, vec![stamp(TallyEvent::Added(3)), stamp(TallyEvent::Added(5))])).unwrap();
    let decide = |version| {
        let pending = ready(sums.decide(&id, Loaded::new(3, Version(1)), &take_back(version), stamp)).unwrap();
        pending.decision.outcome
    };
    assert_eq!(decide(1), Ok(vec![TallyEvent::Added(-3)]));
    assert_eq!(decide(2), Err("there is nothing to take back"));
}
