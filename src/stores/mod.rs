//! Event stores: every one of them keeps the contract of [`crate::engine::EventStore`].

mod memory;

pub use memory::{Log, MemoryStore};
