//! Written by the lab: see `files.rs`.

mod every_command;
mod fork;
mod huge_amounts;
mod long;
mod names;
mod refusals;
