//! What a read returns.

use super::Tally;
use super::wrappers::commit_of;
use crate::{Direction, EventStore, ExpectedVersion, LogRange, Position, StreamRange, Version};

const ID: &str = "tally-1";
const MAX: u64 = u64::MAX;

async fn append<S: EventStore<Tally>>(store: &S, stream: &str, events: i64) {
    store.commit(commit_of(stream, ExpectedVersion::Any, 0..events)).await.expect("any version is accepted");
}

async fn versions<S: EventStore<Tally>>(store: &S, range: StreamRange) -> Vec<u64> {
    let events = store.read(&ID.into(), range).await.unwrap_or_else(|error| panic!("{range:?} can be read: {error}"));
    assert!(events.iter().all(|event| event.stream.as_str() == ID), "a read returns the events of its stream only");
    let lent = store.with_events(&ID.into(), range, <[_]>::to_vec).await;
    assert_eq!(lent.as_ref(), Ok(&events), "the lent events are those that a read returns, for {range:?}");
    events.iter().map(|event| event.version.0).collect()
}

fn range(from: u64, to: u64) -> StreamRange {
    StreamRange { from: Version(from), to: Version(to), ..StreamRange::ALL }
}

/// A stream is read from either end.
pub async fn stream_is_read_forwards_and_backwards<S: EventStore<Tally>>(store: &S) {
    append(store, "tally-0", 2).await;
    append(store, ID, 5).await;
    append(store, "tally-2", 2).await;
    assert_eq!(versions(store, StreamRange::ALL).await, [1, 2, 3, 4, 5], "a stream is read oldest event first");
    let backwards = StreamRange { direction: Direction::Backwards, ..StreamRange::ALL };
    assert_eq!(versions(store, backwards).await, [5, 4, 3, 2, 1], "a stream is read newest event first");
    let newest = backwards.limit(1);
    assert_eq!(versions(store, newest).await, [5], "the newest event is read on its own");
}

/// `from`, `to` and `limit` bound a read in both directions.
pub async fn range_bounds_the_read<S: EventStore<Tally>>(store: &S) {
    append(store, ID, 5).await;
    let cases: [(&str, StreamRange, &[u64]); 14] = [
        ("from a version", range(3, MAX), &[3, 4, 5]),
        ("to a version", range(1, 3), &[1, 2, 3]),
        ("from a version to a version", range(2, 4), &[2, 3, 4]),
        ("one version", range(4, 4), &[4]),
        ("from version 0", range(0, 2), &[1, 2]),
        ("to beyond the end", range(4, 99), &[4, 5]),
        ("after a version", StreamRange::after(Version(2)), &[3, 4, 5]),
        ("after nothing", StreamRange::after(Version::EMPTY), &[1, 2, 3, 4, 5]),
        ("up to a version", StreamRange::up_to(Version(2)), &[1, 2]),
        ("with a limit", StreamRange::ALL.limit(2), &[1, 2]),
        ("with a limit that is not reached", StreamRange::ALL.limit(9), &[1, 2, 3, 4, 5]),
        ("backwards with a limit", StreamRange::ALL.backwards().limit(2), &[5, 4]),
        ("backwards from a version to a version", range(2, 4).backwards(), &[4, 3, 2]),
        ("backwards from a version to a version with a limit", range(2, 4).backwards().limit(2), &[4, 3]),
    ];
    for (name, range, expected) in cases {
        assert_eq!(versions(store, range).await, expected, "a stream is read {name}");
    }
}

/// A range without a version of the stream is empty, not an error.
pub async fn range_outside_the_stream_is_empty<S: EventStore<Tally>>(store: &S) {
    append(store, ID, 5).await;
    let cases = [
        ("from beyond the end", range(6, MAX)),
        ("from far beyond the end", range(1_000_000, MAX)),
        ("from the highest version", range(MAX, MAX)),
        ("after the last version", StreamRange::after(Version(5))),
        ("after the highest version", StreamRange::after(Version(MAX))),
        ("up to version 0", StreamRange::up_to(Version::EMPTY)),
        ("from 0 to 0", range(0, 0)),
        ("to below from", range(4, 2)),
        ("to far below from", range(MAX, 0)),
        ("with a limit of 0", StreamRange::ALL.limit(0)),
    ];
    for (name, range) in cases {
        assert!(versions(store, range).await.is_empty(), "a range is empty {name}");
        assert!(versions(store, range.backwards()).await.is_empty(), "a range is empty {name}, backwards");
    }
}

/// Version 10 comes after version 2, and 100 after 99.
pub async fn versions_sort_as_numbers<S: EventStore<Tally>>(store: &S) {
    for _ in 0..12 {
        append(store, ID, 1).await;
    }
    for _ in 0..4 {
        append(store, ID, 25).await;
    }
    let all: Vec<_> = (1..=112).collect();
    assert_eq!(versions(store, StreamRange::ALL).await, all, "version 10 comes after version 2");
    assert_eq!(versions(store, range(2, 11)).await, all[1..11], "a range compares versions as numbers");
    assert_eq!(versions(store, range(99, 101)).await, [99, 100, 101], "version 100 comes after version 99");
    let log = store.read_all(LogRange::ALL).await.expect("the log can be read");
    let in_log: Vec<_> = log.iter().map(|event| event.version.0).collect();
    assert_eq!(in_log, all, "positions sort as numbers");
}

/// The log is read in pages, so that a projection can continue from its checkpoint.
pub async fn log_is_read_from_a_position<S: EventStore<Tally>>(store: &S) {
    let nothing = store.read_all(LogRange::ALL.limit(10)).await.expect("an empty log can be read");
    assert!(nothing.is_empty(), "an empty log has no events");
    for stream in ["tally-1", "tally-2", "tally-1", "tally-3"] {
        append(store, stream, 3).await;
    }
    let all = store.read_all(LogRange::ALL).await.expect("the log can be read");
    assert_eq!(all.len(), 12, "the log holds the events of all streams");
    for limit in [1, 5, 12, 13] {
        let mut checkpoint = Position(0);
        let mut seen = Vec::new();
        loop {
            let page = store.read_all(LogRange::after(checkpoint).limit(limit)).await.expect("the log can be read");
            assert!(page.len() <= limit, "a page has at most {limit} events");
            let Some(last) = page.last() else { break };
            checkpoint = last.position;
            seen.extend(page);
            assert!(seen.len() <= all.len(), "pages of {limit} return no event twice");
        }
        assert_eq!(seen, all, "pages of {limit} return every event once");
    }
    let after_fifth = store.read_all(LogRange::after(all[4].position).limit(2)).await.expect("the log can be read");
    assert_eq!(after_fifth, all[5..7], "the log is read after a position, with a limit");
    for (name, after, limit) in [
        ("after its last position", all[11].position, 10),
        ("after the highest position", Position(MAX), 10),
        ("with a limit of 0", Position(0), 0),
    ] {
        let events = store.read_all(LogRange::after(after).limit(limit)).await.expect("the log can be read");
        assert!(events.is_empty(), "the log has no events {name}");
    }
}

/// The log is read backwards for the newest events, and up to a position to repeat an earlier read.
pub async fn log_is_read_backwards_and_up_to_a_position<S: EventStore<Tally>>(store: &S) {
    for stream in ["tally-1", "tally-2", "tally-1"] {
        append(store, stream, 3).await;
    }
    let all = store.read_all(LogRange::ALL).await.expect("the log can be read");
    let newest_first: Vec<_> = all.iter().rev().cloned().collect();
    let positions =
        |from: usize, to: usize| LogRange { from: all[from].position, to: all[to].position, ..LogRange::ALL };
    for (name, range, expected) in [
        ("backwards", LogRange::ALL.backwards(), &newest_first[..]),
        ("backwards with a limit", LogRange::ALL.backwards().limit(4), &newest_first[..4]),
        ("backwards from a position", LogRange::up_to(all[5].position).backwards().limit(2), &newest_first[3..5]),
        ("backwards down to a position", LogRange::after(all[6].position).backwards(), &newest_first[..2]),
        ("up to a position", LogRange::up_to(all[3].position), &all[..4]),
        ("between two positions", positions(2, 6), &all[2..7]),
        ("between two positions, backwards", positions(2, 6).backwards(), &newest_first[2..7]),
        ("in an empty range", positions(6, 2), &[]),
        ("up to position 0", LogRange::up_to(Position(0)), &[]),
        ("up to the highest position", LogRange::up_to(Position(MAX)).limit(2), &all[..2]),
    ] {
        let events = store.read_all(range).await.expect("the log can be read");
        assert_eq!(events, expected, "the log is read {name}");
    }
}
