//! What a learner takes away: a test of the last decision in Rust and TypeScript, the run as a sequence diagram, and a
//! picture of the log for a slide. Each is text that stands alone, made from the log by a pure function.
//!
//! A new command or event has its fields in `literal.rs` and its rules in `decider.ts`. Then `UPDATE_EXPORTS=1 cargo test -p lab
//! --test export` writes the files that the tests compare.

mod literal;
mod picture;
mod rust;
mod sequence;
mod shortened;
mod specification;
mod typescript;

pub use picture::log_picture;
pub use rust::rust_tests;
pub use sequence::{MAX_COMMITS, sequence_diagram};
pub use specification::{MAX_GIVEN, Specification};
pub use typescript::typescript_tests;
