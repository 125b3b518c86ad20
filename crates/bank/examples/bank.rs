//! A bank in memory, without the page: commands, read models and messages, from the library alone.
//!
//! `cargo run --example bank --no-default-features`

mod bank_program;

use std::error::Error;

use stores::MemoryStore;

/// Fails, with a sentence and another exit code than zero, when anything is not as it should be.
pub fn main() -> Result<(), Box<dyn Error>> {
    bank_program::run(MemoryStore::default())
}
