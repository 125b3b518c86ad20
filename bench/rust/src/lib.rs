//! The commands of the bench, and the memory store that they are sent to. `main.rs` measures it natively, `web.rs` lends it to a
//! page, which measures it beside others.

mod accounts;
#[cfg(target_arch = "wasm32")]
mod database;
#[cfg(target_arch = "wasm32")]
mod web;
mod work;

pub use accounts::{Accounts, Setup};
pub use work::{balance_after, command};
