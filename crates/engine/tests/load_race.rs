//! A writer commits between the two reads of a load.

use std::cell::RefCell;

use engine::conformance::{Below, TallyEvent, new_event, recorded};
use engine::{
    Aggregate, Commit, Domain, EventContext, EventStore, ExpectedVersion, Processor, Recorded, RuleError, Snapshot,
    SnapshotPolicy, StoreError, StreamId, StreamRange, Version, delegate_store, ready,
};
use stores::MemoryStore;

/// `Added(n)` asks for a window of `n` earlier events. The state lists the lengths of the windows.
#[derive(Clone, Debug, PartialEq)]
struct Windows;

impl Domain for Windows {
    type State = Vec<usize>;
    type Event = TallyEvent;
    type Outbound = Below;

    fn evolve(lengths: &mut Vec<usize>, _: &TallyEvent, context: &EventContext<'_, Self>) -> Result<(), RuleError> {
        lengths.push(context.window().len());
        Ok(())
    }

    fn window(event: &TallyEvent) -> usize {
        if let TallyEvent::Added(earlier) = event { *earlier as usize } else { 0 }
    }
}

/// Another writer's commit is written after the first read of a stream.
struct Overtaken {
    store: MemoryStore<Windows>,
    commit: RefCell<Option<Commit<Windows>>>,
}

impl EventStore<Windows> for Overtaken {
    async fn with_events<T>(
        &self,
        stream: &StreamId,
        range: StreamRange,
        look: impl FnOnce(&[Recorded<TallyEvent>]) -> T,
    ) -> Result<T, StoreError> {
        let looked = self.store.with_events(stream, range, look).await;
        let commit = self.commit.take();
        if let Some(commit) = commit {
            self.store.commit(commit).await?;
        }
        looked
    }

    delegate_store!(Windows, |self| self.store; commit, read, read_all, snapshot, find, outbox, unsent, mark_sent);
    delegate_store!(Windows, |self| self.store; changed, limits, answered);
}

#[test]
fn load_sees_one_moment_of_the_stream() {
    let id = StreamId::from("tally-1");
    let commit = |expected: u64, amounts: &[i64]| {
        let numbered = amounts.iter().zip(expected + 1..);
        let events = numbered.map(|(amount, number)| new_event(number, TallyEvent::Added(*amount))).collect();
        Commit {
            stream: id.clone(),
            expected: ExpectedVersion::Exactly(Version(expected)),
            events,
            snapshot: None,
            index: None,
            outbox: Vec::new(),
            idempotency: None,
        }
    };
    let store = MemoryStore::default();
    let past = recorded::<Windows>([0, 0, 0, 0].map(TallyEvent::Added));
    let snapshot = Snapshot {
        shape: Windows::STATE_SHAPE,
        version: Version(4),
        recorded_at: past[3].metadata.recorded_at,
        state: vec![1; 4],
    };
    ready(store.commit(Commit { snapshot: Some(snapshot), ..commit(0, &[0, 0, 0, 0]) })).unwrap();
    ready(store.commit(commit(4, &[1]))).unwrap();

    // The event at v5 looks back at one event. Another writer appends v6, which looks back at five.
    let store = Overtaken { store, commit: RefCell::new(Some(commit(5, &[5]))) };
    let aggregate = Aggregate::new(Processor::<Windows>::new(), &store).with_snapshots(SnapshotPolicy::Never);
    let loaded = ready(aggregate.load(&id)).unwrap();
    assert_eq!((loaded.version, loaded.state), (Version(5), vec![1, 1, 1, 1, 2]));
    let later = ready(aggregate.load(&id)).unwrap();
    assert_eq!((later.version, later.state), (Version(6), vec![1, 1, 1, 1, 2, 6]));
}
