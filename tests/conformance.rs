//! The memory store keeps the contract of every store, and the suite notices a store that does not.

use event_sourcing_lab::engine::{conformance, ready};
use event_sourcing_lab::stores::MemoryStore;

#[test]
fn the_memory_store_keeps_the_contract() {
    ready(conformance::run(async || MemoryStore::default()));
}
