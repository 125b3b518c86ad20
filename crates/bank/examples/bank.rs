//! A bank in memory: commands, read models and messages, without the page.
//!
//! `cargo run -p bank --example bank`

mod bank_program;

use std::error::Error;

use stores::MemoryStore;

/// Exits with an error when a result is not as expected.
pub fn main() -> Result<(), Box<dyn Error>> {
    bank_program::run(MemoryStore::default())
}
