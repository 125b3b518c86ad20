//! The panels, one file each: they read the session and send it intents.

pub(super) mod commands;
pub(super) mod flow;
pub(super) mod help;
pub(super) mod log;
pub(super) mod projection;
pub(super) mod storage;
pub(super) mod store;
pub(super) mod time_travel;
pub(super) mod topbar;
