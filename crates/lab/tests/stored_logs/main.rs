//! Laws for stored logs: the lab answers every question about any log that a store may hold, and nothing panics.

mod old_forks;
mod questions;

use std::time::Duration;

use bank::{Amount, Bank, BankEvent, Command, CommandKind, Currency, Email, Owner, Reason, ReasonCode, Rejection};
use chrono::{DateTime, Utc};
use common::{ADA, at, close, create_with, deposit, freeze, reverse, tab, unfreeze, withdraw};
use engine::{CopyOf, Given, Metadata, Position, Recorded, StreamId, Version};
use lab::export::{MAX_COMMITS, MAX_GIVEN, Specification, log_picture, sequence_diagram};
use lab::views::{ViewKind, Views, statement_csv};
use lab::{
    AccountId, Advance, Chain, Families, Journey, Lab, Request, Sparkline, Stepping, Stop, StoredItem, StreamCost,
    Table, Trace, changes, compare, events_json, search, sentence, signed_amount, ticks, types_between,
};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

/// A random event of a log that `Lab::mirror` may accept. Ids, command names and `copy_of` are arbitrary.
#[derive(Clone, Debug)]
struct Stored {
    account: u32,
    event: BankEvent,
    /// From a small range, so ids repeat and refer to each other.
    ids: [u8; 3],
    command: &'static str,
    copy_of: Option<CopyOf>,
    second: i64,
    /// The number of consecutive copies.
    times: usize,
}

fn stored() -> impl Strategy<Value = Stored> {
    let command = proptest::sample::select(vec!["Withdraw", "CreateAccount", "Fork", "", "Überweisung \u{202e}"]);
    let stream = proptest::option::of((0_u32..4).prop_map(|account| AccountId(account).stream()));
    let version = prop_oneof![0_u64..6, Just(u64::MAX)].prop_map(Version);
    let copy_of = proptest::option::of((stream, version).prop_map(|(stream, version)| CopyOf { stream, version }));
    let second = prop_oneof![8 => 0_i64..100, 1 => Just(i64::MIN), 1 => Just(i64::MAX)];
    let times = prop_oneof![20 => Just(1_usize), 4 => 2_usize..6, 1 => 85_usize..215];
    (0_u32..4, event(), any::<[u8; 3]>(), command, copy_of, second, times).prop_map(
        |(account, event, ids, command, copy_of, second, times)| Stored {
            account,
            event,
            ids: ids.map(|id| id % 5),
            command,
            copy_of,
            second,
            times,
        },
    )
}

fn event() -> impl Strategy<Value = BankEvent> {
    let (amount, reason) = (amount(), || Reason::parse("rent").unwrap());
    let version = prop_oneof![8 => 0_u64..9, 1 => Just(u64::MAX)].prop_map(Version);
    (0_u8..19, amount, version, proptest::option::of(Just(()))).prop_map(move |(kind, amount, reverses, has_reason)| {
        let reason = has_reason.and_then(|()| reason());
        let codes = [ReasonCode::InsufficientFunds, ReasonCode::AccountNotFound, ReasonCode::BalanceLimit];
        let balance = Amount::new(1, Currency::Gbp).unwrap().money();
        let reason_code = codes[usize::from(kind) % 3];
        let rejection = |amount| Box::new(Rejection { reverses: None, amount, balance, reason_code });
        match kind {
            0 | 1 => BankEvent::AccountCreated {
                owner: Owner::parse("Ada").unwrap(),
                email: Email::parse("ada@example.com").unwrap().filter(|_| reason.is_some()),
                currency: amount.money().currency,
            },
            2..7 => BankEvent::MoneyDeposited { amount, reason },
            7 | 8 => BankEvent::MoneyWithdrawn { amount, reason },
            9 => BankEvent::AccountFrozen { reason },
            10 => BankEvent::AccountUnfrozen { reason },
            11 => BankEvent::AccountClosed { reason },
            12 => BankEvent::AccountCreationRejected(rejection(None)),
            13 => BankEvent::DepositRejected(rejection(Some(amount))),
            14 => BankEvent::WithdrawalRejected(rejection(reason.map(|_| amount))),
            15 => BankEvent::DepositReversed { reverses, amount, reason },
            16 => BankEvent::WithdrawalReversed { reverses, amount, reason },
            17 => BankEvent::ReversalRejected(Box::new(Rejection {
                reverses: reason.map(|_| reverses),
                ..*rejection(Some(amount))
            })),
            _ => BankEvent::ClosureRejected(rejection(None)),
        }
    })
}

fn amount() -> impl Strategy<Value = Amount> {
    let currency = prop_oneof![8 => Just(Currency::Usd), 1 => Just(Currency::Eur)];
    (prop_oneof![8 => 1_i64..10_000, 1 => Just(bank::MAX_AMOUNT)], currency)
        .prop_map(|(minor, currency)| Amount::new(minor, currency).unwrap())
}

/// Adds the events one by one. The lab must explain why it refuses an event.
fn lab_of(stored: Vec<Stored>) -> Lab {
    let mut lab = tab(1);
    for Stored { account, event, ids: [id, cause, conversation], command, copy_of, second, times } in stored {
        let account = AccountId(account);
        let uuid = |number: u8| Uuid::from_u128(number.into());
        let metadata = Metadata {
            copy_of: copy_of.map(Box::new),
            ..Metadata::new(uuid(id), DateTime::from_timestamp(second, 0).unwrap_or(DateTime::<Utc>::MAX_UTC))
                .caused_by(command, uuid(cause))
                .in_conversation(uuid(conversation))
        };
        for _ in 0..times {
            let recorded = Recorded {
                stream: account.stream(),
                version: lab.head(account).next(),
                position: lab.position().next(),
                data: event.clone(),
                metadata: metadata.clone(),
            };
            if let Err(reason) = lab.mirror(vec![recorded]) {
                assert!(reason.contains(' '), "{reason:?} is a sentence");
                break;
            }
        }
    }
    lab
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_stored_log_makes_a_question_panic(stored in vec(stored(), 0..24)) {
        questions::ask_everything(&mut lab_of(stored));
    }
}

#[test]
fn events_of_foreign_streams_are_refused_with_a_reason() {
    let mut lab = tab(1);
    for stream in
        ["", "ACCOUNT-", "ACCOUNT-0", "ACCOUNT-1000", "ACCOUNT-1002", "ACCOUNT-01001", "ACCOUNT-99999999999", "tally-1"]
    {
        let event = Recorded {
            stream: StreamId::from(stream),
            version: Version(1),
            position: Position(1),
            data: BankEvent::AccountFrozen { reason: None },
            metadata: Metadata::new(Uuid::nil(), at(0)),
        };
        let refused = lab.mirror(vec![event]).unwrap_err();
        assert!(refused.contains(stream) && refused.contains(' '), "{refused}");
    }
}
