//! What a learner takes away. The files in `generated/` are what the lab makes today of the runs in `runs.rs`; cargo
//! compiles and runs them with this test, and the files for TypeScript and Mermaid run in `examples/typescript`.

mod files;
#[rustfmt::skip]
mod generated;
mod picture;
mod refused;
mod runs;
mod sequence;
