//! A bank account as an event-sourced domain: decide, evolve, react.
//!
//! ```
//! use bank::{Account, Amount, Bank, Check, Command, Currency, Owner, ReasonCode};
//! use engine::Decide;
//!
//! let mut account = Account::default();
//! let create = Command::CreateAccount { owner: Owner::parse("Ada")?, email: None, opening_deposit: None };
//! for event in Bank::decide(&account, &create).outcome.expect("a new account can be created") {
//!     account.evolve(&event)?;
//! }
//!
//! // A decision lists the checks that it made, with their figures.
//! let amount = Amount::parse("500", Currency::Usd)?;
//! let decision = Bank::decide(&account, &Command::Withdraw { amount, reason: None });
//! let checks: Vec<_> = decision.checks.iter().map(Check::to_string).collect();
//! assert_eq!(checks, ["status Active", "currency USD", "balance 0.00 < 500.00"]);
//!
//! let refusal = decision.outcome.unwrap_err();
//! assert_eq!(refusal.reason_code, ReasonCode::InsufficientFunds);
//! assert_eq!(refusal.sentence(account.owner.as_ref()), "Ada asked for 500.00 but had 0.00.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The same bank over a store: what a command writes, and what it publishes.
//!
//! ```
//! # use bank::{Amount, Bank, Command, Currency, Outbound, Owner, processor};
//! # use chrono::DateTime;
//! # use engine::{Aggregate, Event, EventStore, ExecuteOptions, NewEvent, OutboxRecord, Relay, StreamId, ready};
//! # use stores::MemoryStore;
//! # use uuid::Uuid;
//! let bank = Aggregate::new(processor(), MemoryStore::default());
//! let (id, now) = (StreamId::from("ACCOUNT-1001"), DateTime::UNIX_EPOCH);
//! let mut event_ids = 1..;
//! let opening_deposit = Some(Amount::parse("100", Currency::Usd)?);
//! let create = Command::CreateAccount { owner: Owner::parse("Ada")?, email: None, opening_deposit };
//!
//! // Load, decide, commit: the events and their messages are written together, or not at all.
//! ready(bank.execute(&id, &create, ExecuteOptions::default(), |event| {
//!     NewEvent::new(Uuid::from_u128(event_ids.next().unwrap_or_default()), now, event)
//! }))?;
//! let written = ready(bank.history(&id))?;
//! let types: Vec<_> = written.iter().map(|event| event.data.event_type()).collect();
//! assert_eq!(types, ["AccountCreated", "MoneyDeposited"]);
//!
//! // The outbox holds the messages until a relay has sent them.
//! assert_eq!(ready(bank.store().unsent(Relay::MAX_PER_STREAM))?.records.len(), 1);
//! let mut published = Vec::new();
//! let send = async |record: &OutboxRecord<Outbound>| {
//!     published.push(record.message);
//!     Ok(())
//! };
//! ready(Relay::default().pass(bank.store(), now, send))?;
//! assert_eq!(published, [Outbound::BalanceChanged { balance: opening_deposit.unwrap().money() }]);
//! assert!(ready(bank.store().unsent(Relay::MAX_PER_STREAM))?.records.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Map
//! - [`Command`]: a request. Its parts ([`Owner`], [`Email`], [`Amount`], [`Reason`]) are valid by construction.
//! - `decide.rs`: the [`Check`]s that a command must pass, and the events that follow; or a [`Refusal`].
//! - [`BankEvent`]: the facts. A refusal is recorded as an event too, e.g. [`BankEvent::WithdrawalRejected`].
//! - [`Command::Reverse`]: takes back a deposit or a withdrawal by a compensating event. The engine reads the named event
//!   ([`Target`]) from the log; the state keeps only the [`Reversed`] versions.
//! - `evolve.rs`: how each event changes an [`Account`].
//! - `react.rs`: the messages ([`Outbound`]) that an event publishes.
//! - `upcast.rs`: converts events that earlier versions stored.
//! - [`Money`]: minor units and a currency, with checked arithmetic.
//! - [`unicode`]: how texts are normalised, compared and counted.
//! - [`projections`]: read models that are built from the events.

#![deny(clippy::wildcard_enum_match_arm, reason = "each rule must handle a new event, command or check")]

mod account;
mod amount;
mod check;
mod command;
mod currency;
mod decide;
mod email;
mod event;
mod evolve;
mod family;
mod money;
mod owner;
pub mod projections;
mod react;
mod reason;
mod refusal;
mod reversal;
mod single_line;
pub mod unicode;
mod upcast;

pub use account::{Account, Status, indexes, unique_email};
pub use amount::{Amount, AmountError, MAX_AMOUNT};
pub use check::Check;
pub use command::{Command, CommandKind};
pub use currency::Currency;
pub use email::{Email, EmailError};
pub use event::{BankEvent, Rejection, is_copy};
pub use family::Family;
pub use money::{MAX_BALANCE, Money};
pub use owner::Owner;
pub use react::Outbound;
pub use reason::Reason;
pub use refusal::{ReasonCode, Refusal};
pub use reversal::{Reversed, Target};
pub use single_line::TextError;

use engine::{Domain, EventContext, Processor, RuleError};

/// The domain: bank accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bank;

impl Domain for Bank {
    type State = Account;
    type Event = BankEvent;
    type Outbound = Outbound;

    /// Shape 2 added [`Account::reversed`].
    const STATE_SHAPE: u32 = 2;

    fn evolve(account: &mut Account, event: &BankEvent, _: &EventContext<'_, Self>) -> Result<(), RuleError> {
        account.evolve(event)
    }

    fn react(account: &Account, event: &BankEvent) -> Vec<Outbound> {
        react::react(account, event)
    }
}

/// The processor that folds the events of an account, starting from [`Account::default`].
#[must_use]
pub fn processor() -> Processor<Bank> {
    Processor::new()
}
