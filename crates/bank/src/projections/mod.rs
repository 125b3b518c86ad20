//! Read models of the bank, one file each.

mod account;
mod all_accounts;
mod audit;
mod by_type;
mod largest;
mod statement;
mod sums;

pub use account::{AccountView, Value};
pub use all_accounts::AllAccounts;
pub use audit::{Audit, Refused};
pub use by_type::{ByType, OfType, Spending};
pub use largest::{LargestPayments, Payment};
pub use statement::{Entry, EntryKind, Statement, Statements};
pub use sums::Sums;
