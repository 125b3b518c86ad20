//! The Event Sourcing Lab: an event-sourced bank in the browser, and the rules engine under it as a library.
//!
//! ```
//! use event_sourcing_lab::bank::{Amount, Command, Currency, Owner};
//! use event_sourcing_lab::engine::{Event, Version};
//! use event_sourcing_lab::lab::{Lab, Outcome};
//!
//! let now = chrono::DateTime::UNIX_EPOCH;
//! let mut lab = Lab::new(42, now);
//! let account = lab.next_account();
//! lab.send(now, account, Command::CreateAccount { owner: Owner::parse("Ada")?, email: None, opening_deposit: None });
//! lab.send(now, account, Command::Deposit { amount: Amount::parse("100", Currency::Usd)?, reason: None });
//!
//! // A command that a rule refuses is recorded too.
//! let attempt = lab.send(now, account, Command::Withdraw { amount: Amount::parse("500", Currency::Usd)?, reason: None });
//! assert!(matches!(attempt.outcome, Outcome::Rejected { recorded: Some(Version(3)), .. }));
//!
//! // The state at any version is a fold over the events up to it.
//! assert_eq!(lab.at(account, Version(2)).balance.to_string(), "100.00 USD");
//! let types = lab.with_events(account, |events| {
//!     events.iter().map(|event| event.data.event_type().to_owned()).collect::<Vec<_>>()
//! });
//! assert_eq!(types, ["AccountCreated", "MoneyDeposited", "WithdrawalRejected"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Map
//! - [`engine`]: events, versions, rules, aggregates, and the contract of an event store. It knows nothing of the rest.
//! - [`bank`]: the domain: accounts, money, commands, events, refusals.
//! - [`dynamodb`]: how events are stored in DynamoDB: items, keys, sizes, requests. Plain data; it sends nothing.
//! - [`stores`]: event stores that keep the engine's contract.
//! - [`lab`]: what a learner did, and every question that the page asks about it.
//! - `ui` (feature `ui`, on by default): the page. Without the feature there is neither Leptos nor web-sys.
#![deny(unsafe_code)]

pub mod bank;
pub mod dynamodb;
pub mod engine;
pub mod lab;
pub mod stores;
#[cfg(feature = "ui")]
pub mod ui;
