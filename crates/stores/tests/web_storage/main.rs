//! The Web Storage store outside a browser: it keeps the contract, loses nothing when tabs race or are killed, and reports a storage
//! that is full, blocked or damaged.

#[path = "../common/web_storage.rs"]
mod common;
mod contract;
mod faults;
mod late_tabs;
mod names;
mod old_log_damage;
mod old_logs;
mod random_damage;
mod support;
mod tabs;
mod wrappers;
