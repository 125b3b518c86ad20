//! The contract of every store, and the durability contract of a store that outlives the page.

use std::cell::Cell;

use engine::conformance::{self, durability};
use engine::{CommitLimits, ready};
use stores::MemoryStore;
use stores::web_storage::{MemoryArea, OneThread};

use crate::common::Place;
use crate::late_tabs::Shared;
use crate::support::{namespace, open};
use crate::wrappers::{Reopening, TwoTabs};

#[test]
fn keeps_the_contract() {
    ready(conformance::run(async || open(&MemoryArea::default())));
}

#[test]
fn keeps_the_contract_with_limits() {
    let limits = CommitLimits { events: 100, payload_bytes: 10_000, actions: 120 };
    ready(conformance::run(async || open(&MemoryArea::default()).with_limits(limits)));
}

#[test]
fn keeps_the_contract_when_the_log_is_reopened_for_every_call() {
    ready(conformance::run(async || Reopening(namespace(&MemoryArea::default()))));
}

#[test]
fn keeps_the_contract_when_writes_of_other_tabs_arrive_late() {
    ready(conformance::run(async || {
        let shared = Shared::default();
        TwoTabs { tabs: [shared.tab(true), shared.tab(true)], turn: Cell::new(0), shared }
    }));
}

#[test]
fn keeps_the_durability_contract() {
    let fresh = async || Place::new(MemoryArea::with_room(200_000), OneThread::default, "lab");
    ready(durability::run(fresh));
}

#[test]
fn copy_of_fractions_from_memory_equals_its_source() {
    let memory = MemoryStore::default();
    ready(conformance::copy_with_fractions_equals_its_source(&memory, open(&MemoryArea::default())));
}
