//! A lab that mirrors the log of a store. Two labs over one store act like two tabs of a browser.

use bank::{Bank, BankEvent, Command, Owner, ReasonCode};
use common::{ADA, amount, at, catch_up, create, deposit, tab, withdraw};
use engine::{EventStore, ExpectedVersion, Failure, LogRange, Position, StoreError, StreamRange, Version, ready};
use lab::{AccountId, Attempt, Lab, Outcome, six_events};
use stores::MemoryStore;

/// Sends a command as the page does.
fn send(tab: &mut Lab, store: &MemoryStore<Bank>, account: AccountId, command: Command) -> Attempt {
    match tab.decide_command(at(60), account, command) {
        Err(attempt) => attempt,
        Ok(pending_command) => {
            let answer = pending_command.commit().map(|commit| ready(store.commit(commit.clone()))).transpose();
            catch_up(tab, store);
            tab.conclude(pending_command, answer)
        }
    }
}

#[test]
fn command_is_written_to_the_store_and_mirrored() {
    let (store, mut lab) = (MemoryStore::default(), tab(1));
    let opened = send(&mut lab, &store, ADA, create("Ada"));
    assert_eq!(opened.outcome, Outcome::Accepted { first: Version(1), last: Version(1) });
    send(&mut lab, &store, ADA, deposit(70_00));
    let refused = send(&mut lab, &store, ADA, withdraw(500_00));
    let Outcome::Rejected { refusal, recorded } = refused.outcome else { panic!("there is too little money") };
    assert_eq!((refusal.reason_code, recorded), (ReasonCode::InsufficientFunds, Some(Version(3))));
    assert_eq!(lab.now(ADA).account.balance.figure(), "70.00");
    let stored = ready(store.read(&ADA.stream(), StreamRange::ALL)).unwrap();
    assert_eq!(lab.with_events(ADA, <[_]>::to_vec), stored, "the lab mirrors the store");
    assert!(lab.is_mirror() && !lab.can_undo() && !lab.undo(), "a stored log can't be undone");
}

#[test]
fn refusal_without_a_record_writes_nothing() {
    let (store, mut lab) = (MemoryStore::default(), tab(1));
    let refused = send(&mut lab, &store, ADA, deposit(1_00));
    assert!(matches!(refused.outcome, Outcome::Rejected { recorded: None, .. }), "{refused:?}");
    assert_eq!(ready(store.read_all(LogRange::ALL.limit(9))).unwrap(), []);
}

#[test]
fn conflicting_tab_sees_the_other_write_and_can_retry() {
    let (store, mut one, mut other) = (MemoryStore::default(), tab(1), tab(2));
    send(&mut one, &store, ADA, create("Ada"));
    catch_up(&mut other, &store);
    send(&mut other, &store, ADA, deposit(5_00));

    let late = send(&mut one, &store, ADA, deposit(7_00));
    let Outcome::Conflict(conflict) = late.outcome else { panic!("the other tab committed first: {late:?}") };
    assert_eq!((conflict.expected, conflict.actual), (Version(1), Version(2)));
    assert_eq!(one.now(ADA).account.balance.figure(), "5.00", "the other write is mirrored");
    let again = send(&mut one, &store, ADA, deposit(7_00));
    assert_eq!(again.outcome, Outcome::Accepted { first: Version(3), last: Version(3) });
    catch_up(&mut other, &store);
    assert_eq!((one.now(ADA), one.position()), (other.now(ADA), other.position()), "both tabs are equal");
}

#[test]
fn attempt_has_the_checks_of_its_decision_whatever_its_outcome() {
    let (store, mut lab, mut late) = (MemoryStore::default(), tab(1), tab(2));
    send(&mut lab, &store, ADA, create("Ada"));
    catch_up(&mut late, &store);
    let shown = |attempt: &Attempt| attempt.checks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");

    let accepted = send(&mut lab, &store, ADA, deposit(70_00));
    assert_eq!(shown(&accepted), "status Active, currency USD, balance 0.00 + 70.00 \u{2264} 999,999,999,999.99");
    let conflict = send(&mut late, &store, ADA, withdraw(30_00));
    assert!(matches!(conflict.outcome, Outcome::Conflict(_)), "{conflict:?}");
    assert_eq!(shown(&conflict), "status Active, currency USD, balance 0.00 < 30.00");
    let rejected = send(&mut lab, &store, ADA, withdraw(500_00));
    assert_eq!(shown(&rejected), "status Active, currency USD, balance 70.00 < 500.00");
    let deciding = rejected.deciding_check().expect("it was decided");
    assert_eq!((deciding.to_string(), deciding.passed()), ("balance 70.00 < 500.00".to_owned(), false));
    assert_eq!(lab.checks(ADA, Version(3)), rejected.checks, "a stored rejection is decided again on the state before");
    let unknown = send(&mut lab, &store, AccountId(9), withdraw(1_00));
    assert_eq!(shown(&unknown), "status Not opened");
}

#[test]
fn conflicting_account_creation_succeeds_on_retry_as_the_next_account() {
    let (store, mut one, mut other) = (MemoryStore::default(), tab(1), tab(2));
    send(&mut one, &store, ADA, create("Ada"));
    let late = send(&mut other, &store, ADA, create("Grace"));
    assert!(matches!(late.outcome, Outcome::Conflict(_)), "{late:?}");
    let again = send(&mut other, &store, ADA, create("Grace"));
    assert_eq!((again.account, again.outcome.written()), (AccountId(1), Some(Version(1))));
    assert_eq!(other.now(ADA).account.owner, Some(Owner::parse("Ada").unwrap()));
}

#[test]
fn failed_store_is_reported_and_changes_nothing() {
    let (store, mut lab) = (MemoryStore::default(), tab(1));
    send(&mut lab, &store, ADA, create("Ada"));
    let pending_command = lab.decide_command(at(1), ADA, deposit(5_00)).unwrap();
    let failure = Failure::new("The browser has no room left.", "Nothing was written.");
    let failed = lab.conclude(pending_command, Err(StoreError::Unavailable(failure.clone())));
    assert_eq!(failed.outcome, Outcome::Failed(failure));
    assert_eq!(lab.head(ADA), Version(1));
}

#[test]
fn log_can_be_mirrored_in_pieces_of_any_size() {
    let lab = Lab::play(six_events(1, at(1_000)));
    let log = lab.with_log(|log| log.all(Position(0)).cloned().collect::<Vec<_>>());
    for size in 1..=8 {
        let mut copy = tab(1);
        for piece in log.chunks(size) {
            copy.mirror(piece.to_vec()).unwrap();
            // Known events are skipped.
            copy.mirror(piece.to_vec()).unwrap();
        }
        assert_eq!(copy.with_log(|log| log.all(Position(0)).cloned().collect::<Vec<_>>()), log);
        for account in lab.accounts() {
            assert_eq!(copy.now(account), lab.now(account));
        }
    }
}

#[test]
fn log_with_a_gap_or_a_foreign_stream_is_refused() {
    let lab = Lab::play(six_events(1, at(1_000)));
    let log = lab.with_log(|log| log.all(Position(0)).cloned().collect::<Vec<_>>());
    let mut gap = log.clone();
    gap.remove(1);
    let mut tab_with_a_gap = tab(1);
    let refused = tab_with_a_gap.mirror(gap).unwrap_err();
    assert_eq!(tab_with_a_gap.head(ADA), Version(1), "the events before the gap are mirrored");
    assert_eq!(refused, "ACCOUNT-1001 has v3 after v1: an event is missing or stored twice");

    for stream in ["ACCOUNT-1003", "ACCOUNT-01001", "ACCOUNT-", "elsewhere", "ACCOUNT-4294968297"] {
        let mut foreign = log.clone();
        foreign[0].stream = stream.into();
        assert_eq!(tab(1).mirror(foreign).unwrap_err(), format!("{stream} is not an account of this lab"));
    }
}

#[test]
fn events_before_one_that_cannot_be_folded_are_taken_in() {
    let mut bank = Lab::new(1, at(0));
    for command in [create("Ada"), deposit(100_00), withdraw(30_00), deposit(5_00)] {
        bank.send(at(0), ADA, command);
    }
    let log = bank.with_log(|log| log.all(Position(0)).cloned().collect::<Vec<_>>());
    let overdraft = BankEvent::MoneyWithdrawn { amount: amount(900_00), reason: None };
    for (faulty, size) in (1..log.len()).flat_map(|faulty| (1..=log.len()).map(move |size| (faulty, size))) {
        let mut log = log.clone();
        log[faulty].data = overdraft.clone();
        let mut lab = tab(1);
        let refused = log.chunks(size).try_for_each(|piece| lab.mirror(piece.to_vec())).unwrap_err();
        let version = Version(faulty as u64 + 1);
        let named = format!("ACCOUNT-1001: the rule for MoneyWithdrawn failed at {version}: ");
        assert!(refused.starts_with(&named), "pieces of {size}: {refused}");
        assert_eq!(lab.head(ADA), Version(faulty as u64), "pieces of {size}: the events before {version} are kept");
        assert_eq!(lab.now(ADA), bank.at(ADA, Version(faulty as u64)));
    }
}

#[test]
fn commit_expects_the_version_of_its_decision() {
    let (store, mut lab) = (MemoryStore::default(), tab(1));
    send(&mut lab, &store, ADA, create("Ada"));
    let pending_command = lab.decide_command(at(1), ADA, deposit(5_00)).unwrap();
    let commit = pending_command.commit().unwrap();
    assert_eq!(commit.expected, ExpectedVersion::Exactly(Version(1)));
    assert_eq!(commit.outbox.len(), 1, "the commit contains its message");
    assert_eq!(commit.index.as_ref().map(Vec::len), Some(3), "the commit contains its index entries");
}

#[test]
fn retry_after_a_conflict_decides_again_with_the_same_key() {
    let (store, mut lab) = (MemoryStore::default(), tab(1));
    send(&mut lab, &store, ADA, create("Ada"));
    send(&mut lab, &store, ADA, deposit(70_00));
    let pending_command = lab.decide_command(at(1), ADA, withdraw(50_00)).unwrap();
    let key = pending_command.commit().unwrap().idempotency.clone();
    let mut other = tab(2);
    catch_up(&mut other, &store);
    send(&mut other, &store, ADA, withdraw(30_00));

    let answer = ready(store.commit(pending_command.commit().unwrap().clone()));
    assert!(matches!(answer, Err(StoreError::Conflict { .. })), "{answer:?}");
    catch_up(&mut lab, &store);
    let again = lab.decide_again(at(2), pending_command).unwrap();
    assert_eq!(again.commit().unwrap().idempotency, key);
    let answer = ready(store.commit(again.commit().unwrap().clone()));
    catch_up(&mut lab, &store);
    let attempt = lab.conclude(again, answer.map(Some));
    let Outcome::Rejected { refusal, recorded } = attempt.outcome else { panic!("40.00 is too little") };
    assert_eq!((refusal.reason_code, recorded), (ReasonCode::InsufficientFunds, Some(Version(4))));
}

#[test]
fn repeated_command_with_the_same_key_is_a_duplicate() {
    let (store, mut lab) = (MemoryStore::default(), tab(1));
    send(&mut lab, &store, ADA, create("Ada"));
    let pending_command = lab.decide_command(at(1), ADA, deposit(70_00)).unwrap();
    let commit = || ready(store.commit(pending_command.commit().unwrap().clone())).map(Some);
    commit().unwrap();
    let answer = commit();
    catch_up(&mut lab, &store);
    let attempt = lab.conclude(pending_command.clone(), answer);
    assert_eq!(attempt.outcome, Outcome::Duplicate { version: Version(2) });
    assert_eq!((lab.head(ADA), lab.now(ADA).account.balance.figure()), (Version(2), "70.00".to_owned()));
}
