//! Event stores that keep the contract of [`engine::EventStore`].

#[cfg(feature = "web")]
mod any_store;
mod chain;
mod fault;
#[cfg(feature = "web")]
pub mod indexed_db;
mod json_codec;
mod log;
mod memory;
mod read_only;
mod seal;
#[cfg(feature = "web")]
mod tabs;
pub mod web_storage;

#[cfg(feature = "web")]
pub use any_store::{AnyStore, Contents, StoreKind};
pub use chain::Verified;
pub use fault::{Remedy, StorageFault};
#[cfg(feature = "web")]
pub use indexed_db::IndexedDbStore;
pub use json_codec::JsonDomain;
pub use log::Log;
pub use memory::MemoryStore;
pub use read_only::ReadOnlyStore;
#[cfg(feature = "web")]
pub use tabs::Tabs;
