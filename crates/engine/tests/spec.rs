//! Given, when, then folds as production does: given events are stored, and a window spans both.

use chrono::{DateTime, TimeDelta, Utc};
use engine::conformance::{Below, TallyEvent};
use engine::{Decide, Decision, Domain, EventContext, Given, RuleError};

/// Sums the amounts of the last three events. A command less than a minute after the newest event is refused.
#[derive(Clone, Debug, PartialEq)]
struct LastThree;

#[derive(Clone, Debug, Default, PartialEq)]
struct Sums {
    sum: i64,
    newest: Option<DateTime<Utc>>,
    versions: Vec<u64>,
}

impl Domain for LastThree {
    type State = Sums;
    type Event = TallyEvent;
    type Outbound = Below;

    fn evolve(sums: &mut Sums, _: &TallyEvent, context: &EventContext<'_, Self>) -> Result<(), RuleError> {
        let amount = |event: &TallyEvent| if let TallyEvent::Added(amount) = event { *amount } else { 0 };
        sums.sum = context.window().map(|(event, _)| amount(event)).sum();
        sums.newest = Some(context.metadata().recorded_at);
        sums.versions.push(context.version().0);
        Ok(())
    }

    fn react(sums: &Sums, _: &TallyEvent) -> Vec<Below> {
        vec![Below { sum: sums.sum }]
    }

    fn window(_: &TallyEvent) -> usize {
        2
    }
}

/// Adds the amount at this time.
impl Decide for LastThree {
    type Command = (DateTime<Utc>, i64);
    type Check = ();
    type Refusal = TimeDelta;

    fn decide(sums: &Sums, (now, amount): &(DateTime<Utc>, i64)) -> Decision<Self> {
        match sums.newest.map(|newest| *now - newest).filter(|age| *age < TimeDelta::minutes(1)) {
            Some(age) => Decision::refuse(Vec::new(), age),
            None => Decision::accept(Vec::new(), vec![TallyEvent::Added(*amount)]),
        }
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
}

#[test]
fn window_of_a_new_event_spans_the_given_events() {
    Given::<LastThree>::events([1, 2, 4].map(TallyEvent::Added))
        .when(&(at(1_000), 8))
        .then([TallyEvent::Added(8)])
        .state(|sums| assert_eq!((sums.sum, &*sums.versions), (14, &[1, 2, 3, 4][..])))
        .publishing([Below { sum: 14 }]);
}

#[test]
fn given_events_have_the_times_that_a_test_sets() {
    let given = || Given::<LastThree>::events_at([(at(0), TallyEvent::Added(1)), (at(100), TallyEvent::Added(2))]);
    given().when(&(at(130), 4)).then_refused(&TimeDelta::seconds(30));
    given()
        .when(&(at(160), 4))
        .recorded_at(at(160))
        .then([TallyEvent::Added(4)])
        .state(|sums| assert_eq!(sums.newest, Some(at(160))));
}

#[test]
fn events_are_a_second_apart_by_default() {
    Given::<LastThree>::events([1, 2].map(TallyEvent::Added))
        .when(&(at(1_000), 4))
        .then([TallyEvent::Added(4)])
        .state(|sums| assert_eq!(sums.newest, Some(at(3))));
}
