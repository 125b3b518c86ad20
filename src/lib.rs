//! The Event Sourcing Lab.

pub mod bank;
pub mod dynamodb;
pub mod engine;
pub mod lab;
pub mod stores;
