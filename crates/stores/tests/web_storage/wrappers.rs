//! Stores that delegate to others, so the suite runs in more ways.

use std::cell::Cell;

use engine::conformance::Tally;
use engine::{EventStore, delegate_store};
use stores::web_storage::{MemoryArea, Namespace, OneThread, WebStorageStore};

use crate::late_tabs::{Shared, Tab};

/// A store that is reopened for every call.
pub struct Reopening(pub Namespace<MemoryArea, OneThread>);

impl Reopening {
    fn open(&self) -> WebStorageStore<Tally, MemoryArea, OneThread> {
        self.0.open().expect("the log opens")
    }
}

impl EventStore<Tally> for Reopening {
    delegate_store!(Tally, |self| self.open(); commit, read, read_all, snapshot, find, outbox, unsent, mark_sent, changed);
    delegate_store!(Tally, |self| self.open(); answered);
}

/// Two tabs that see each other's writes late. Each reads what has arrived, and they commit in turn.
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
    delegate_store!(Tally, |self| self.next(); commit, mark_sent);
    delegate_store!(Tally, |self| self.arrived().next(); read, read_all, snapshot, find, outbox, unsent, changed, answered);
}
