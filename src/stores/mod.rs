//! Event stores: every one of them keeps the contract of [`crate::engine::EventStore`].

#[cfg(feature = "web")]
mod any;
#[cfg(feature = "web")]
mod fault;
#[cfg(feature = "web")]
mod indexed_db;
mod memory;
#[cfg(feature = "web")]
mod tabs;
mod text;
pub mod web_storage;

#[cfg(feature = "web")]
pub use any::{AnyStore, Contents, StoreKind};
#[cfg(feature = "web")]
pub use fault::{StorageFault, Unreadable};
#[cfg(feature = "web")]
pub use indexed_db::{Durability, IndexedDbStore, Readable, Size};
pub use memory::{Log, MemoryStore};
#[cfg(feature = "web")]
pub use tabs::Tabs;
pub use text::AsText;
