//! The bank: the domain that the lab shows.
//!
//! - [`Command`]: what can be asked for. Its parts ([`Owner`], [`Email`], [`Amount`], [`Reason`]) can't hold anything malformed.
//! - [`BankEvent`]: what happened. A command that a rule refuses is a fact too, e.g. [`BankEvent::WithdrawalRejected`].
//! - [`Account`]: what a decision needs to know; [`processor`] folds the events into it.
//! - [`Refusal`]: why a command is refused: a code and a plain sentence; [`Grounds`]: the comparison that decided.
//! - [`Money`]: minor units and a currency, checked.
//! - [`projections`]: the answers that are built from the events.

mod account;
mod command;
mod decide;
mod event;
mod fold;
mod grounds;
mod money;
pub mod projections;
mod refusal;
mod text;

pub use account::{Account, Outbound, Status, indexes, processor, unique_email};
pub use command::{Command, CommandKind};
pub use event::{BankEvent, FORK, Family, Rejection, is_copy};
pub use fold::fold_case;
pub use grounds::Grounds;
pub use money::{Amount, AmountError, Currency, MAX_AMOUNT, MAX_BALANCE, Money};
pub use refusal::{ReasonCode, Refusal};
pub use text::{Email, Owner, Reason, TextError};

use engine::Domain;

/// The domain: accounts of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bank;

impl Domain for Bank {
    type State = Account;
    type Event = BankEvent;
    type Outbound = Outbound;
}
