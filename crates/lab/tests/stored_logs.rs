//! Whatever a store holds, every question of the lab about it is answered: with what is there, or with words. Nothing panics.

use std::time::Duration;

use bank::{Amount, BankEvent, Command, CommandKind, Currency, Email, Owner, Reason, ReasonCode, Rejection};
use chrono::{DateTime, Utc};
use common::{ADA, at, close, create_with, deposit, freeze, tab, unfreeze, withdraw};
use engine::{CopyOf, Metadata, Position, Recorded, StreamId, Version};
use lab::views::{ViewKind, Views, statement_csv};
use lab::{
    AccountId, Advance, Chain, Families, Journey, Lab, Request, Sparkline, Stepping, Stop, StoredItem, StreamCost,
    Table, Trace, changes, compare, events_json, search, sentence, signed_amount, ticks, types_between,
};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

/// Copies as earlier versions stored them: by their command "Fork" alone. Each has a cause of its own, which no fork of the lab
/// ever wrote.
mod copies_with_a_cause_each {
    use super::*;
    use engine::Event;

    const OPENED: &str = r#"{"stream":"ACCOUNT-1001","version":1,"position":1,
        "data":{"type":"AccountCreated","payload":{"owner":"Ada","email":"ada@example.com","currency":"USD"}},
        "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000001","command":"Fork",
        "causationId":"019cadd3-88b4-7000-8000-0000000000c1","correlationId":"019cadd3-88b4-7000-8000-0000000000d1",
        "recordedAt":"2026-03-02T09:14:07.412Z"}}"#;
    const PAID_IN: &str = r#"{"stream":"ACCOUNT-1001","version":2,"position":2,
        "data":{"type":"MoneyDeposited","payload":{"amount":"100.00 USD"}},
        "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000002","command":"Fork",
        "causationId":"019cadd3-88b4-7000-8000-0000000000c2","correlationId":"019cadd3-88b4-7000-8000-0000000000d2",
        "recordedAt":"2026-03-02T09:14:08.412Z"}}"#;
    const TAKEN_OUT: &str = r#"{"stream":"ACCOUNT-1001","version":3,"position":3,
        "data":{"type":"MoneyWithdrawn","payload":{"amount":"30.00 USD","reason":"rent"}},
        "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000003","command":"Fork",
        "causationId":"019cadd3-88b4-7000-8000-0000000000c3","correlationId":"019cadd3-88b4-7000-8000-0000000000d3",
        "recordedAt":"2026-03-02T09:14:09.412Z"}}"#;
    const FROZEN: &str = r#"{"stream":"ACCOUNT-1001","version":4,"position":4,
        "data":{"type":"AccountFrozen","payload":{}},
        "metadata":{"eventId":"019cadd3-88b4-7000-8000-000000000004","command":"Fork",
        "causationId":"019cadd3-88b4-7000-8000-0000000000c4","correlationId":"019cadd3-88b4-7000-8000-0000000000d4",
        "recordedAt":"2026-03-02T09:14:10.412Z"}}"#;

    fn lab_of(stored: &[&str]) -> Lab {
        let read = |text: &&str| {
            let event: Recorded<BankEvent> = serde_json::from_str(text).unwrap();
            let metadata = BankEvent::upcast_metadata(event.metadata, event.version);
            Recorded { metadata, ..event }
        };
        let mut lab = tab(1);
        lab.take_in(stored.iter().map(read).collect()).unwrap();
        lab
    }

    #[test]
    fn each_is_a_commit_of_its_own() {
        for stored in [&[OPENED, PAID_IN, TAKEN_OUT][..], &[OPENED, PAID_IN, TAKEN_OUT, FROZEN]] {
            let mut lab = lab_of(stored);
            for version in 1..=stored.len() as u64 {
                let trace = Trace::of(&lab, ADA, Version(version)).unwrap();
                assert_eq!((trace.first, trace.last), (Version(version), Version(version)));
                assert_eq!((trace.expected, trace.replayed), (Version(version - 1), version - 1));
            }
            assert_eq!(lab.forked_from(ADA), None, "the stream of the originals is not known");
            ask_everything(&mut lab);
        }
    }
}

/// A log of the bank's events that `Lab::take_in` accepts. The ids, the commands' names and what is said of copies are anything.
#[derive(Clone, Debug)]
struct Stored {
    account: u32,
    event: BankEvent,
    /// Few ids for all of them, so that they are equal and lead to each other.
    ids: [u8; 3],
    command: &'static str,
    copy_of: Option<CopyOf>,
    second: i64,
    /// How often it is stored in a row.
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
    (0_u8..16, amount, proptest::option::of(Just(()))).prop_map(move |(kind, amount, has_reason)| {
        let reason = has_reason.and_then(|()| reason());
        let codes = [ReasonCode::InsufficientFunds, ReasonCode::AccountNotFound, ReasonCode::BalanceLimit];
        let balance = Amount::new(1, Currency::Gbp).unwrap().money();
        let rejection = |amount| Box::new(Rejection { amount, balance, reason_code: codes[usize::from(kind) % 3] });
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
            _ => BankEvent::ClosureRejected(rejection(None)),
        }
    })
}

fn amount() -> impl Strategy<Value = Amount> {
    let currency = prop_oneof![8 => Just(Currency::Usd), 1 => Just(Currency::Eur)];
    (prop_oneof![8 => 1_i64..10_000, 1 => Just(bank::MAX_AMOUNT)], currency)
        .prop_map(|(minor, currency)| Amount::new(minor, currency).unwrap())
}

/// Takes in what the lab accepts, one event after the other. It says why it does not accept the others.
fn taken_in(stored: Vec<Stored>) -> Lab {
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
            if let Err(reason) = lab.take_in(vec![recorded]) {
                assert!(reason.contains(' '), "{reason:?} is a sentence");
                break;
            }
        }
    }
    lab
}

/// The versions of an account at which something can be different: both ends, what is beyond them, and where commits end and
/// snapshots are written.
fn versions(lab: &Lab, account: AccountId) -> Vec<Version> {
    let head = lab.head(account).0;
    let near = |version: u64| version.saturating_sub(1)..=version.saturating_add(1);
    let borders = (0..=head).filter(|version| version.is_multiple_of(90) || version.is_multiple_of(100));
    let mut versions: Vec<_> = borders.chain([2, 4, head, u64::MAX]).flat_map(near).collect();
    versions.sort_unstable();
    versions.dedup();
    versions.into_iter().map(Version).collect()
}

/// Asks the lab every question of the page.
fn ask_everything(lab: &mut Lab) {
    let accounts: Vec<_> = lab.accounts().chain([lab.next_account(), AccountId(u32::MAX)]).collect();
    for &account in &accounts {
        for version in versions(lab, account) {
            ask_about(lab, account, version);
        }
        ask_about_commands(lab, account);
        ask_about_streams(lab, account);
        assert_eq!(lab.currency(account), lab.now(account).account.balance.currency);
        assert!(lab.forked_from(account).is_none_or(|(_, shared)| shared <= lab.head(account)));
    }
    ask_the_table(lab);
    ask_the_views(lab);
    for &account in &accounts {
        for version in
            [Version(0), Version(1), Version(91), lab.head(account), lab.head(account).next(), Version(u64::MAX)]
        {
            ask_for_forks(lab, account, version);
        }
    }
}

fn ask_about(lab: &Lab, account: AccountId, version: Version) {
    let is_there = version > Version::EMPTY && version <= lab.head(account);
    let trace = Trace::of(lab, account, version);
    assert_eq!(trace.is_some(), is_there);
    if let Some(trace) = &trace {
        assert!(trace.first <= version && version <= trace.last && trace.expected.next() == trace.first);
        assert!(trace.snapshot.unwrap_or_default() <= trace.expected);
        let rest = Version(trace.snapshot.unwrap_or_default().0 + trace.replayed);
        assert_eq!(rest, trace.expected, "a load reads the snapshot and all that follows");
        assert_eq!(Trace::of(lab, account, trace.first), Trace::of(lab, account, trace.last), "one commit, one trace");
    }
    let journey = Journey::of(lab, account, version);
    assert_eq!(journey.is_some(), is_there);
    for stop in Stop::ALL {
        journey.iter().for_each(|journey| drop(journey.facts(stop)));
    }
    assert_eq!(Chain::of(lab, account, version).is_some(), is_there);
    // The versions of one commit share one request, which takes long to lay out.
    if trace.is_none_or(|trace| trace.first == version) {
        match Request::of(lab, account, version) {
            Some(Ok(request)) => assert!(!request.json().is_empty()),
            Some(Err(error)) => assert!(error.to_string().contains(' ')),
            None => assert!(!is_there),
        }
    }
    let event = lab.event(account, version);
    assert_eq!(event.is_some(), is_there);
    let (view, now) = (lab.at(account, version), lab.now(account));
    if let Some(event) = event {
        match StoredItem::of(&event) {
            Ok(item) => assert!(!item.json().is_empty()),
            Err(error) => assert!(error.to_string().contains(' ')),
        }
        assert!(!sentence(&event.data, now.account.owner.as_ref()).is_empty());
        assert_eq!(signed_amount(&event.data).is_some(), event.data.amount().is_some());
    }
    assert_eq!(view.version, version.min(lab.head(account)));
    let (there, back) = (compare(&view, &now), compare(&now, &view));
    assert!(there.iter().zip(&back).all(|(one, other)| one.change.before == other.change.after));
    assert_eq!(changes(&view, &now).is_empty(), view == now);
    let between = lab.with_events(account, |events| types_between(events, version, Version(u64::MAX)));
    let count: usize = between.iter().map(|(_, count)| count).sum();
    assert_eq!(count as u64, lab.head(account).0.saturating_sub(version.0));
    assert!(lab.version_at(account, Position(version.0)) <= version.min(lab.head(account)));
    let messages = lab.with_log(|log| log.outbox(&account.stream()).len());
    assert!(lab.queued(account, Version(1), version) <= messages);
    assert_eq!(lab.queued(account, version, Version(0)), 0);
}

fn ask_about_streams(lab: &Lab, account: AccountId) {
    let owner = lab.now(account).account.owner;
    lab.with_events(account, |events| {
        for text in ["", "rent", "ada 30", "00000000-0000", "\u{2212}1"] {
            let found = search(events, owner.as_ref(), text, Families::default());
            assert!(found.is_none_or(|found| found.len() <= events.len()), "{text:?}");
        }
        assert_eq!(ticks(events, 0).len(), events.len().min(1));
        assert_eq!(ticks(events, usize::MAX).len(), events.len());
        assert!(StreamCost::of(events).units.halves > 0, "a read of nothing costs half a unit");
        assert!(events_json(&events[..events.len().min(3)]).starts_with(['[', '{']));
    });
    let line = Sparkline::of(lab, account);
    for version in versions(lab, account) {
        assert!(line.x(version).is_finite());
    }
    for point in &line.points {
        assert!(line.y(point.balance).is_finite());
        assert_eq!(lab.at(account, point.version).account.balance.minor, point.balance);
    }
}

/// One command of each kind.
fn commands() -> [Command; 6] {
    CommandKind::ALL.map(|kind| match kind {
        CommandKind::Deposit => deposit(70_00),
        CommandKind::Withdraw => withdraw(70_00),
        CommandKind::CreateAccount => create_with("Grace", 70_00),
        CommandKind::Freeze => freeze(),
        CommandKind::Unfreeze => unfreeze(),
        CommandKind::CloseAccount => close(),
    })
}

fn ask_about_commands(lab: &Lab, account: AccountId) {
    for command in commands() {
        let journey = Journey::planned(lab, account, &command);
        assert_eq!(journey.is_some(), lab.plan(account, &command).is_some());
        for stop in Stop::ALL {
            journey.iter().for_each(|journey| drop(journey.facts(stop)));
        }
        if let Some(mut stepping) = Stepping::begin(lab, account, command) {
            assert_eq!(stepping.advance(), Advance::Moved);
            assert!(!stepping.plan_again(lab), "nothing has changed");
            assert!(stepping.projected(account, Version(u64::MAX)) >= lab.head(account));
        }
    }
}

fn ask_the_table(lab: &Lab) {
    let mut table = Table::default();
    while !table.catch_up(lab, 70) {}
    assert!(table.catch_up(lab, usize::MAX), "everything was measured");
    for (number, partition) in table.partitions().iter().enumerate() {
        for place in 0..partition.items {
            let is_shown = table.item(lab, number, place).is_some();
            assert!(is_shown || is_too_much_for_dynamodb(lab), "{} {place}", partition.key);
        }
        assert_eq!(table.item(lab, number, partition.items), None);
        assert_eq!(table.item(lab, number, usize::MAX), None);
    }
    assert_eq!(table.item(lab, usize::MAX, 0), None);
    for account in lab.accounts().chain([AccountId(u32::MAX)]) {
        for version in versions(lab, account) {
            let partition = table.place_of(account, version).map(|(partition, _)| partition);
            assert_eq!(partition.is_some(), version > Version::EMPTY && lab.head(account) > Version::EMPTY);
        }
    }
}

/// Whether an event can't be an item of DynamoDB, such as one of a year with six digits.
fn is_too_much_for_dynamodb(lab: &Lab) -> bool {
    lab.with_log(|log| log.all(Position(0)).any(|event| StoredItem::of(event).is_err()))
}

fn ask_the_views(lab: &Lab) {
    let mut views = Views::default();
    views.note(lab.position(), Duration::ZERO);
    ViewKind::ALL.into_iter().for_each(|kind| views.ask_for(kind));
    views.correct();
    while views.step(lab, Position(u64::MAX), Duration::ZERO, 64) {}
    for kind in ViewKind::ALL {
        let standing = views.standing(kind, lab.position());
        assert_eq!(standing.behind(), 0, "{kind:?}");
        assert!(views.about_copies(kind).is_none_or(|words| words.ends_with('.')));
        views.rebuild(kind, Duration::ZERO);
    }
    while views.step(lab, Position(u64::MAX), Duration::MAX, usize::MAX) {}
    assert_eq!(views.next_due(Duration::MAX), None);
    assert!(views.switch());
    for account in lab.accounts() {
        if let Some(statement) = views.statement.value().of(&account.stream()) {
            assert!(!statement_csv(statement, statement.up_to(Version(u64::MAX))).is_empty());
        }
    }
}

fn ask_for_forks(lab: &mut Lab, account: AccountId, version: Version) {
    let why = lab.why_no_fork(account, version);
    match lab.intend_fork(at(1), account, version) {
        Ok((_, commits)) => assert!(why.is_none() && !commits.is_empty()),
        Err(reason) => assert!(reason.contains(' ')),
    }
    match lab.fork(at(2), account, version) {
        Ok(fork) => {
            assert_eq!(lab.head(fork), version);
            assert_eq!(Trace::of(lab, fork, version).unwrap().messages, 0);
            assert!(Journey::of(lab, fork, version).is_some() && Request::of(lab, fork, version).is_some());
            assert!(lab.forked_from(fork).is_none_or(|(_, shared)| shared <= version));
        }
        Err(reason) => assert!(reason.contains(' ')),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_question_about_any_log_is_answered(stored in vec(stored(), 0..24)) {
        ask_everything(&mut taken_in(stored));
    }
}

#[test]
fn events_of_no_account_of_the_lab_are_refused_with_words() {
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
        let refused = lab.take_in(vec![event]).unwrap_err();
        assert!(refused.contains(stream) && refused.contains(' '), "{refused}");
    }
}
