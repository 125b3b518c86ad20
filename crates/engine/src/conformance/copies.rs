//! How a log is copied into a store.

use serde_json::{Map, json};

use super::wrappers::commit_of;
use super::{Tally, TallyEvent, new_event, tally};
use crate::{Aggregate, Commit, EventStore, ExpectedVersion, LogCopy, LogRange};

/// A second copy finds no difference and nothing to copy.
pub async fn copy_with_fractions_equals_its_source<S, T>(source: &S, target: T)
where
    S: EventStore<Tally>,
    T: EventStore<Tally>,
{
    let noted = |fraction: f64| TallyEvent::Noted(Map::from_iter([("n".to_owned(), json!(fraction))]));
    let fractions = [123_456_789.123_456_79, 0.1 + 0.2, 1.0 / 3.0, 1e23, 6.631_236_846_766_6e-8];
    let events = (1..).zip(fractions).map(|(number, fraction)| new_event(number, noted(fraction))).collect();
    let commit = Commit { events, ..commit_of("tally-1", ExpectedVersion::NEW, []) };
    let head = source.commit(commit).await.expect("a new stream takes a commit").position;
    let target = Aggregate::new(tally(), target);
    let mut copy = LogCopy::begin(source, &target).await.expect("an empty store takes a copy");
    while copy.step(2).await.expect("the copy continues") {}
    let again = LogCopy::begin(source, &target).await.expect("a copy holds the same events as its source");
    assert_eq!(again.position(), head, "a complete copy leaves nothing to copy");
    let events = target.store().read_all(LogRange::ALL).await.expect("the copy can be read");
    assert_eq!(events.len(), fractions.len(), "a copy holds each event once");
}
