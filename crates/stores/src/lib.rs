//! Event stores: every one of them keeps the contract of [`engine::EventStore`].

#[cfg(feature = "web")]
mod any;
mod fault;
#[cfg(feature = "web")]
pub mod indexed_db;
mod memory;
#[cfg(feature = "web")]
mod tabs;
mod text;
pub mod web_storage;

#[cfg(feature = "web")]
pub use any::{AnyStore, Contents, StoreKind};
pub use fault::StorageFault;
#[cfg(feature = "web")]
pub use indexed_db::IndexedDbStore;
pub use memory::{Log, MemoryStore};
#[cfg(feature = "web")]
pub use tabs::Tabs;
pub use text::AsText;
