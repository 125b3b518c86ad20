//! The Event Sourcing Lab.

#![forbid(unsafe_code)]

pub mod bank;
pub mod dynamodb;
pub mod engine;
pub mod lab;
pub mod stores;
#[cfg(feature = "ui")]
pub mod ui;
