//! The Event Sourcing Lab.

pub mod engine;
pub mod stores;
