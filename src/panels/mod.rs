//! The panels, one folder each: they read the state and send intents.

pub mod command_flow;
pub mod commands;
pub mod event_log;
pub mod projection;
pub mod storage;
pub mod time_travel;
pub mod top_bar;
