//! Several tabs that share a log.

use std::collections::BTreeMap;

use engine::conformance::{Below, Tally, TallyEvent, TallyState, new_event};
use engine::{
    Commit, Committed, EventStore, ExpectedVersion, Idempotency, IdempotencyKey, IndexEntry, LogRange, MessageId,
    Notify, OutboxRecord, Snapshot, StoreError, StreamId, StreamRange, Version, ready,
};
use proptest::collection::vec;
use proptest::prelude::*;
use stores::web_storage::{Area, MemoryArea, Namespace, OneThread, Peers};
use stores::{MemoryStore, StorageFault};

use crate::common::contents;
use crate::late_tabs::Shared;
use crate::support::{area_with_a_log, full, key, namespace, open, shown};

/// One step of a tab.
#[derive(Clone, Debug)]
enum Step {
    Commit { stream: usize, expected: Option<u64>, events: usize, label: Option<(u8, bool)>, key: Option<(u8, u8)> },
    MarkSent { stream: usize, version: u64 },
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let commit = (
        0_usize..3,
        proptest::option::weighted(0.4, 0_u64..4),
        0_usize..4,
        proptest::option::of((0_u8..3, any::<bool>())),
        proptest::option::weighted(0.3, (0_u8..4, 0_u8..2)),
    );
    prop_oneof![
        8 => commit.prop_map(|(stream, expected, events, label, key)| Step::Commit { stream, expected, events, label, key }),
        2 => (0_usize..3, 0_u64..6).prop_map(|(stream, version)| Step::MarkSent { stream, version }),
        1 => Just(Step::Reopen),
    ]
}

/// The commit of a step, for a stream at this version.
fn commit_of(number: usize, actual: Version, step: &Step) -> Option<Commit<Tally>> {
    let Step::Commit { stream, expected, events, label, key } = step else { return None };
    let stream = StreamId::from(format!("tally-{stream}"));
    let after = actual.plus(*events);
    let new: Vec<_> = (0..*events).map(|event| new_event(number as u64, TallyEvent::Added(event as i64))).collect();
    let state = TallyState { sum: number as i64, ..TallyState::default() };
    let recorded_at = new_event(number as u64, ()).metadata.recorded_at;
    let outbox = (actual.0 + 1..=after.0).map(|version| OutboxRecord {
        stream: stream.clone(),
        version: Version(version),
        number: 0,
        message: Below { sum: number as i64 },
    });
    Some(Commit {
        outbox: outbox.collect(),
        expected: expected.map_or(ExpectedVersion::Any, |version| ExpectedVersion::Exactly(Version(version))),
        snapshot: number.is_multiple_of(3).then_some(Snapshot { shape: 1, version: after, recorded_at, state }),
        index: label.map(|(label, reserved)| {
            let index = if reserved { "byName" } else { "byLabel" };
            vec![IndexEntry { index: index.into(), value: label.to_string(), reserved }]
        }),
        idempotency: key.map(|(key, content)| Idempotency {
            key: IdempotencyKey(key.to_string().into()),
            content: content.to_string(),
        }),
        events: new,
        stream,
    })
}

fn version_of(store: &impl EventStore<Tally>, step: &Step) -> Version {
    let (Step::Commit { stream, .. } | Step::MarkSent { stream, .. }) = step else { return Version::EMPTY };
    let stream = StreamId::from(format!("tally-{stream}"));
    let newest = ready(store.read(&stream, StreamRange::ALL.backwards().limit(1))).unwrap();
    newest.first().map_or(Version::EMPTY, |event| event.version)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Every tab returns the same answers as one memory store, and all tabs end with the same log.
    #[test]
    fn two_tabs_behave_like_one_memory_store(steps in vec((0_usize..2, step()), 1..40)) {
        let model = MemoryStore::<Tally>::default();
        let area = MemoryArea::default();
        let mut tabs = [open(&area), open(&area)];
        for (number, (tab, step)) in steps.iter().enumerate() {
            match step {
                Step::Reopen => tabs[*tab] = open(&area),
                Step::MarkSent { stream, version } => {
                    let message =
                        MessageId { stream: format!("tally-{stream}").into(), version: Version(*version), number: 0 };
                    prop_assert_eq!(
                        ready(tabs[*tab].mark_sent(std::slice::from_ref(&message))),
                        ready(model.mark_sent(&[message]))
                    );
                }
                Step::Commit { .. } => {
                    let commit = commit_of(number, version_of(&model, step), step).unwrap();
                    prop_assert_eq!(ready(tabs[*tab].commit(commit.clone())), ready(model.commit(commit)));
                }
            }
        }
        let expected = shown(&model);
        prop_assert_eq!(&shown(&tabs[0]), &expected);
        prop_assert_eq!(&shown(&tabs[1]), &expected);
        prop_assert_eq!(&shown(&open(&area)), &expected);
    }

    /// Every successful commit is in the log once, at the position and version of its answer.
    #[test]
    fn tabs_with_late_writes_lose_nothing(
        steps in vec((0_usize..3, 0_usize..3, step()), 1..40),
    ) {
        let shared = Shared::default();
        let tabs = [shared.tab(true), shared.tab(true), shared.tab(true)];
        let mut written = BTreeMap::new();
        for (number, (tab, arrive, step)) in steps.iter().enumerate() {
            shared.deliver(*tab, *arrive);
            let Some(commit) = commit_of(number, version_of(&tabs[*tab], step), step) else { continue };
            match ready(tabs[*tab].commit(commit.clone())) {
                Ok(Committed { repeated: true, .. }) => {}
                Ok(committed) => {
                    for (place, event) in commit.events.into_iter().rev().enumerate() {
                        let position = committed.position.0 - place as u64;
                        let version = committed.version.0 - place as u64;
                        prop_assert_eq!(written.insert(position, (commit.stream.clone(), version, event.data)), None);
                    }
                }
                Err(StoreError::Unavailable(failure)) => prop_assert!(false, "{}", failure),
                Err(_) => {}
            }
        }
        let log = ready(shared.tab(true).read_all(LogRange::ALL)).unwrap();
        let log: BTreeMap<_, _> =
            log.into_iter().map(|event| (event.position.0, (event.stream, event.version.0, event.data))).collect();
        prop_assert_eq!(log, written);
    }
}

/// Shows that the law above depends on the announcements: without them, a late tab overwrites another tab's commit.
#[test]
fn lock_without_announcements_loses_commits() {
    let shared = Shared::default();
    let tabs = [shared.tab(false), shared.tab(false)];
    for (tab, amount) in tabs.iter().zip(1..) {
        ready(tab.commit(full("tally-1", 0, amount))).expect("each tab sees an empty log");
    }

    let shared = Shared::default();
    let tabs = [shared.tab(true), shared.tab(true)];
    ready(tabs[0].commit(full("tally-1", 0, 1))).unwrap();
    let late = ready(tabs[1].commit(full("tally-1", 0, 2)));
    assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
}

#[test]
fn commit_waits_once_for_the_announcement_of_a_deleted_log() {
    let shared = Shared::default();
    let stale = shared.tab(true);
    ready(stale.commit(full("tally-1", 0, 1))).unwrap();
    // The log is deleted while another tab still has it open, and announces it.
    ready(shared.namespace(true).delete_everything()).unwrap();
    let store = shared.tab(true);
    ready(store.commit(full("tally-1", 0, 2))).expect("a new log begins");
    let waited = shared.pauses.get();
    assert!(waited > 0, "the commit waits");
    ready(store.commit(full("tally-1", 1, 3))).unwrap();
    assert_eq!(shared.pauses.get(), waited, "later commits do not wait");
    let refused = ready(stale.commit(full("tally-1", 1, 3)));
    assert_eq!(refused, Err(StorageFault::Replaced.into()));
}

/// In a busy browser, a write may take seconds to arrive.
#[test]
fn late_write_to_the_same_log_is_never_overwritten() {
    for (delay, arrives) in [(0, true), (12, true), (25, true), (1_000, false)] {
        let shared = Shared::default();
        let tabs = [shared.tab(true), shared.tab(true)];
        ready(tabs[0].commit(full("tally-1", 0, 1))).unwrap();
        ready(tabs[1].commit(full("tally-2", 0, 2))).unwrap();
        ready(tabs[0].commit(full("tally-1", 1, 3))).unwrap();
        shared.delay.set(delay);
        let late = ready(tabs[1].commit(full("tally-2", 1, 4)));
        let log = ready(shared.tab(true).read_all(LogRange::ALL)).unwrap();
        if arrives {
            assert!(late.is_ok(), "after {delay} pauses: {late:?}");
            assert_eq!(log.len(), 4, "after {delay} pauses");
        } else {
            assert!(
                matches!(&late, Err(StoreError::Unavailable(failure)) if failure.problem.contains("has not arrived yet")),
                "{late:?}"
            );
            assert_eq!(log.len(), 3, "the other tab's commit is not overwritten");
        }
    }
}

/// A closed tab announces nothing, but its last write may not have arrived yet.
#[test]
fn last_write_of_a_closed_tab_is_not_overwritten() {
    let shared = Shared::default();
    let (tab, closed) = (shared.tab(true), shared.tab(true));
    ready(closed.commit(full("tally-1", 0, 1))).unwrap();
    ready(tab.commit(full("tally-2", 0, 2))).unwrap();
    ready(closed.commit(full("tally-1", 1, 3))).unwrap();
    // The closed tab is the second one.
    shared.announcements.borrow_mut().remove(&1);
    ready(tab.commit(full("tally-2", 1, 4))).unwrap();
    let amounts: Vec<_> = shown(&shared.tab(true)).log.into_iter().map(|event| event.data).collect();
    assert_eq!(amounts, [1, 2, 3, 4].map(TallyEvent::Added));
    let waited = shared.pauses.get();
    ready(tab.commit(full("tally-2", 2, 5))).unwrap();
    assert_eq!(shared.pauses.get(), waited, "later commits do not wait");
}

#[test]
fn tab_must_reopen_a_log_that_was_repaired_elsewhere() {
    let area = area_with_a_log();
    let store = open(&area);
    area.set(&key(2), "?").unwrap();
    ready(namespace(&area).repair::<Tally>()).unwrap();
    assert_eq!(ready(store.commit(full("tally-1", 3, 7))), Err(StorageFault::Replaced.into()));
    assert_eq!(shown(&open(&area)).log.len(), 1);
}

#[test]
fn refused_lock_is_an_error_and_writes_nothing() {
    struct NoTurns(OneThread);
    impl Peers for NoTurns {
        async fn exclusive<T: 'static>(
            &self,
            _: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
        ) -> Result<T, StorageFault> {
            Err(StorageFault::NoTurn { reason: "the page is going away".to_owned() })
        }
        async fn pause(&self, _: u32) {}
        fn unique(&self) -> String {
            self.0.unique()
        }
        fn notify(&self) {}
        fn changes(&self) -> &Notify {
            self.0.changes()
        }
    }
    let area = MemoryArea::default();
    let store = Namespace::new(area.clone(), NoTurns(OneThread::default()), "lab").open().unwrap();
    let refused = ready(store.commit(full("tally-1", 0, 7)));
    assert!(
        matches!(&refused, Err(StoreError::Unavailable(failure)) if failure.problem.contains("going away")),
        "{refused:?}"
    );
    assert_eq!(contents(&area), BTreeMap::new());
}
