//! The lab: records what a learner did, and answers every question of the page. It needs no browser.
//!
//! ```
//! use bank::{Amount, Command, Currency, Owner};
//! use engine::{Event, Version};
//! use lab::{Lab, Outcome};
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
//! assert_eq!(lab.at(account, Version(2)).account.balance.to_string(), "100.00 USD");
//! let types = lab.with_events(account, |events| {
//!     events.iter().map(|event| event.data.event_type().to_owned()).collect::<Vec<_>>()
//! });
//! assert_eq!(types, ["AccountCreated", "MoneyDeposited", "WithdrawalRejected"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - [`Lab`] runs commands and keeps the log.
//! - [`Scenario`] is the list of the learner's actions. The same scenario makes the same log, byte for byte. Undo, redo
//!   and links rely on this.
//! - [`Attempt`] is one command and its outcome; [`Trace`] is a summary of each stop of a command.
//! - [`Journey`] is the full account: what was loaded, decided, written, published and changed in the views.
//! - [`Form`] turns typed text into a command, or lists what is wrong with each field.
//! - [`Cursor`] is the version at which a stream is shown.
//! - [`embed`] has what an address says of the page in a frame, and the HTML for it.
//! - [`export`] has what a learner takes away: tests in Rust and TypeScript, a sequence diagram, a picture for a slide.
//! - [`views`] has the read models, each with its own checkpoint, lag and rebuilds.
//! - [`lessons`] has the lessons: set-up, goals, prediction, solution.
//! - [`links`] reads and writes what a learner hands on: links, scenario files, progress files.

#![deny(clippy::wildcard_enum_match_arm, reason = "a new event, command or view must be handled at each place")]

mod account_id;
mod attempt;
mod chain;
mod changes;
mod code;
mod compare;
mod cursor;
mod demo;
pub mod embed;
mod events_json;
pub mod export;
mod find_accounts;
#[cfg(test)]
mod fixtures;
mod form;
mod glossary;
mod ids;
mod item;
mod journey;
mod lab;
pub mod lessons;
pub mod links;
mod records;
mod request;
mod rows;
mod scenario;
mod script;
mod scroll_scale;
mod search;
mod sparkline;
mod table;
mod ticks;
mod version_limit;
pub mod views;
mod words;

pub use account_id::AccountId;
pub use attempt::{Attempt, Outcome};
pub use chain::{Chain, Link, LinkKind};
pub use changes::{Change, changes};
pub use code::{CodeLine, Token, TokenKind, code_lines};
pub use compare::{Compared, Difference, compare, types_between};
pub use cursor::Cursor;
pub use demo::{events_asked_for, filled, six_events};
pub use events_json::events_json;
pub use find_accounts::find_accounts;
pub use form::{Field, FieldError, Form};
pub use glossary::Term;
pub use item::{ItemLine, Note, StoredItem, StreamCost};
pub use journey::{Advance, Answered, Cause, Fact, Journey, Ruling, Stepping, Stop, Trace, ViewChanges, Writes};
pub use lab::{Lab, PendingCommand, ReplayProgress, Replaying, SNAPSHOT_EVERY, bank_over};
pub use request::Request;
pub use rows::Rows;
pub use scenario::{Act, Action, Scenario};
pub use script::{Step, script_text, steps};
pub use scroll_scale::{ScrollPosition, ScrollScale};
pub use search::{Families, search};
pub use sparkline::{Point, Sparkline};
pub use table::{ItemKind, Partition, Table, TableItem};
pub use ticks::{Tick, ticks};
pub use version_limit::version_limit;
pub use words::{ago, command_words, counted, grouped, moment, outcome_words, sentence, signed_amount, words_of_name};
