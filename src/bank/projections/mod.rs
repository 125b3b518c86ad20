//! The answers that are built from the events of the bank, one file each.

mod account;

pub use account::AccountView;
