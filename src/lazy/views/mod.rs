//! The views beside the account's: what reads the log for them and draws them. Loaded when one of them is chosen.

pub mod desk;
pub mod panel;

mod all_accounts;
mod audit;
mod bar;
mod by_type;
mod largest;
mod statement;
