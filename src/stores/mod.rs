//! Event stores: every one of them keeps the contract of [`crate::engine::EventStore`].

mod memory;
mod text;

pub use memory::{Log, MemoryStore};
pub use text::AsText;
