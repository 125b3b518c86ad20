//! Stores that hand each call on to another one, to run the suite in more ways.

use std::cell::Cell;

use engine::conformance::{Below, Tally, TallyEvent, TallyState};
use engine::{
    Commit, Committed, EventStore, Idempotency, LogRange, Lookup, MessageId, OutboxRecord, Position, Recorded,
    Snapshot, StoreError, StreamId, StreamRange, Unsent,
};
use stores::web_storage::{MemoryArea, Namespace, OneThread, WebStorageStore};

use crate::late_tabs::{Shared, Tab};

/// Hands each call on.
macro_rules! hand_on {
    ($self:ident => $writer:expr, $store:expr) => {
        async fn commit(&$self, commit: Commit<Tally>) -> Result<Committed, StoreError> {
            $writer.commit(commit).await
        }

        async fn read(&$self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
            $store.read(stream, range).await
        }

        async fn read_all(&$self, range: LogRange) -> Result<Vec<Recorded<TallyEvent>>, StoreError> {
            $store.read_all(range).await
        }

        async fn snapshot(&$self, stream: &StreamId) -> Result<Option<Snapshot<TallyState>>, StoreError> {
            $store.snapshot(stream).await
        }

        async fn find(&$self, index: &str, lookup: Lookup<'_>) -> Result<Vec<StreamId>, StoreError> {
            $store.find(index, lookup).await
        }

        async fn outbox(&$self, stream: &StreamId) -> Result<Vec<OutboxRecord<Below>>, StoreError> {
            $store.outbox(stream).await
        }

        async fn unsent(&$self, of_each_stream: usize) -> Result<Unsent<Below>, StoreError> {
            $store.unsent(of_each_stream).await
        }

        async fn mark_sent(&$self, messages: &[MessageId]) -> Result<(), StoreError> {
            $writer.mark_sent(messages).await
        }

        async fn changed(&$self, after: Position) -> Result<(), StoreError> {
            $store.changed(after).await
        }

        async fn answered(&$self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
            $store.answered(stream, idempotency).await
        }
    };
}

/// A store that is opened anew for every call.
pub struct Reopening(pub Namespace<MemoryArea, OneThread>);

impl EventStore<Tally> for Reopening {
    hand_on!(self => self.0.open::<Tally>().expect("it opens"), self.0.open::<Tally>().expect("it opens"));
}

/// Two tabs that see each other's writes late; each reads what arrived, and commits are made by turns.
pub struct TwoTabs {
    pub tabs: [WebStorageStore<Tally, Tab, Tab>; 2],
    pub turn: Cell<usize>,
    pub shared: Shared,
}

impl TwoTabs {
    fn next(&self) -> &WebStorageStore<Tally, Tab, Tab> {
        self.turn.set(1 - self.turn.get());
        &self.tabs[self.turn.get()]
    }

    fn arrived(&self) -> &Self {
        (0..2).for_each(|tab| self.shared.deliver(tab, usize::MAX));
        self
    }
}

impl EventStore<Tally> for TwoTabs {
    hand_on!(self => self.next(), self.arrived().next());
}
