//! Event stores: every one of them keeps the contract of [`crate::engine::EventStore`].

mod memory;
#[cfg(feature = "web")]
mod tabs;
mod text;

pub use memory::{Log, MemoryStore};
#[cfg(feature = "web")]
pub use tabs::Tabs;
pub use text::AsText;
