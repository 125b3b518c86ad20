//! Forks: accounts that begin with copies of the events of another account.

use std::collections::HashSet;

use bank::Bank;
use common::{ADA, at, catch_up, freeze, six, tab, withdraw};
use engine::{Commit, CopyOf, EventStore, Lookup, Position, Version, ready};
use lab::{AccountId, Act, Cause, Lab, Scenario, Trace, filled};
use stores::MemoryStore;

const FORKED: AccountId = AccountId(2);

fn log(lab: &Lab) -> String {
    lab.with_log(|log| log.all(Position(0)).map(|event| serde_json::to_string(event).unwrap() + "\n").collect())
}

#[test]
fn fork_is_a_new_account_with_the_same_history() {
    let mut lab = six();
    let before = lab.with_events(ADA, <[_]>::to_vec);
    assert_eq!(lab.fork(at(60), ADA, Version(3)), Ok(FORKED));
    assert_eq!(lab.accounts().len(), 3);
    assert_eq!((lab.head(FORKED), lab.now(FORKED)), (Version(3), lab.at(ADA, Version(3))));
    assert_eq!(lab.forked_from(FORKED), Some((ADA, Version(3))));
    assert_eq!((lab.forked_from(ADA), lab.forked_from(AccountId(1))), (None, None));
    assert_eq!(lab.with_events(ADA, <[_]>::to_vec), before, "the original account is unchanged");
}

#[test]
fn fork_and_original_are_independent() {
    let mut lab = six();
    lab.fork(at(60), ADA, Version(3)).unwrap();
    assert_eq!(lab.send(at(61), FORKED, withdraw(70_00)).outcome.written(), Some(Version(4)));
    assert_eq!(
        (lab.now(FORKED).account.balance.figure(), lab.now(ADA).account.balance.figure()),
        ("0.00".into(), "100.00".into())
    );
    assert_eq!(lab.forked_from(FORKED), Some((ADA, Version(3))), "the fork point does not move");
}

#[test]
fn copy_keeps_the_facts_and_names_its_original() {
    let mut lab = six();
    lab.fork(at(60), ADA, Version(4)).unwrap();
    let (originals, copies) = (lab.with_events(ADA, <[_]>::to_vec), lab.with_events(FORKED, <[_]>::to_vec));
    assert_eq!(copies.len(), 4);
    let mut ids = HashSet::new();
    for (original, copy) in originals.iter().zip(&copies) {
        assert_eq!((&copy.data, copy.version), (&original.data, original.version));
        assert_eq!(copy.metadata.correlation_id, original.metadata.correlation_id, "the conversation is the same");
        assert_eq!(copy.metadata.causation_id, copies[0].metadata.causation_id, "all copies have the same cause");
        assert_ne!(copy.metadata.causation_id, original.metadata.causation_id);
        assert_eq!((&copy.metadata.command, copy.metadata.recorded_at), (&original.metadata.command, at(60)));
        let copy_of = CopyOf { stream: Some(ADA.stream()), version: original.version };
        assert_eq!(copy.metadata.copy_of.as_deref(), Some(&copy_of), "the copy names its original");
        assert!(ids.insert(copy.metadata.event_id) && copy.metadata.event_id != original.metadata.event_id);
    }
}

#[test]
fn copies_publish_no_messages() {
    let mut lab = six();
    lab.fork(at(60), ADA, Version(6)).unwrap();
    assert!(lab.with_log(|log| log.outbox(&FORKED.stream()).is_empty()));
    lab.send(at(61), FORKED, withdraw(1_00));
    assert_eq!(lab.with_log(|log| log.outbox(&FORKED.stream()).len()), 1, "a new event publishes");
}

#[test]
fn fork_keeps_email_without_breaking_uniqueness() {
    let mut lab = six();
    lab.fork(at(60), ADA, Version(2)).unwrap();
    assert!(lab.now(FORKED).account.email.is_some());
    let found = ready(lab.store().find("byEmail", Lookup::Is("ada@example.com"))).unwrap();
    assert_eq!(found, [ADA.stream(), FORKED.stream()]);
    assert!(lab.send(at(61), FORKED, withdraw(1_00)).outcome.written().is_some());
}

#[test]
fn fork_is_part_of_the_scenario() {
    let mut lab = six();
    let before = log(&lab);
    lab.fork(at(60), ADA, Version(3)).unwrap();
    lab.send(at(61), FORKED, withdraw(5_00));
    let after = log(&lab);
    let json = serde_json::to_string(lab.scenario()).unwrap();
    let scenario: Scenario = serde_json::from_str(&json).unwrap();
    assert_eq!(log(&Lab::play(scenario)), after, "a replay makes the same ids");
    assert!(lab.undo() && lab.undo());
    assert_eq!((log(&lab), lab.accounts().len()), (before, 2));
    assert!(lab.redo() && lab.redo());
    assert_eq!(log(&lab), after);
}

#[test]
fn fork_of_a_fork_comes_from_the_account_that_recorded_its_newest_event() {
    let mut lab = six();
    lab.fork(at(60), ADA, Version(3)).unwrap();
    lab.send(at(61), FORKED, withdraw(5_00));
    let (later, earlier) =
        (lab.fork(at(62), FORKED, Version(4)).unwrap(), lab.fork(at(63), FORKED, Version(2)).unwrap());
    assert_eq!(lab.forked_from(later), Some((FORKED, Version(4))));
    assert_eq!(lab.forked_from(earlier), Some((ADA, Version(2))));
}

#[test]
fn missing_version_can_not_be_forked() {
    let mut lab = six();
    for (account, version) in [(ADA, 0), (ADA, 7), (AccountId(9), 1), (ADA, u64::MAX)] {
        assert!(lab.why_no_fork(account, Version(version)).is_some());
        assert!(lab.fork(at(60), account, Version(version)).is_err());
        lab.act(at(60), Act::Fork { account, at: Version(version) });
    }
    assert_eq!(lab.accounts().len(), 2, "a scenario with such a fork makes no account either");
    assert_eq!(lab.why_no_fork(ADA, Version(6)), None);
}

/// The stream of the next account was already written to the store.
#[test]
fn fork_that_can_not_be_written_changes_nothing() {
    let mut lab = six();
    lab.send(at(59), ADA, withdraw(1_00));
    lab.undo();
    let (_, commits) = lab.intend_fork(at(60), ADA, Version(2)).unwrap();
    for commit in commits {
        ready(lab.store().commit(commit)).unwrap();
    }
    let (scenario, account) = (lab.scenario().clone(), lab.now(ADA));
    assert_eq!(lab.fork(at(61), ADA, Version(3)), Err("The fork could not be written. Nothing was changed."));
    assert_eq!((lab.scenario(), lab.now(ADA), lab.accounts().len()), (&scenario, account, 2));
    assert!(lab.redo(), "the undone command can still be redone");
    assert_eq!(lab.now(ADA).account.balance.figure(), "99.00");
}

#[test]
fn long_fork_is_written_in_commits_that_fit_dynamodb() {
    let mut lab = Lab::play(filled(1, at(0), 1_000));
    let fork = lab.fork(at(60), ADA, Version(750)).unwrap();
    assert_eq!(lab.now(fork), lab.at(ADA, Version(750)));
    lab.send(at(61), fork, freeze());
    for (version, before, last) in
        [(1, 0, 90), (90, 0, 90), (91, 90, 180), (400, 360, 450), (721, 720, 750), (750, 720, 750)]
    {
        let trace = Trace::of(&lab, fork, Version(version)).unwrap();
        assert_eq!((trace.cause, trace.amount, trace.messages), (Cause::Fork, None, 0));
        assert_eq!((trace.expected.0, trace.first.0, trace.last.0), (before, before + 1, last));
        assert!(trace.ruling.allowed);
    }
    let trace = Trace::of(&lab, fork, Version(751)).unwrap();
    assert_eq!(
        (trace.snapshot, trace.replayed),
        (Some(Version(720)), 30),
        "the snapshot of the commit that passed version 700"
    );
}

/// Two tabs on one store.
mod in_a_store {
    use super::*;

    fn write(store: &MemoryStore<Bank>, commits: Vec<Commit<Bank>>) {
        for commit in commits {
            ready(store.commit(commit)).unwrap();
        }
    }

    #[test]
    fn fork_without_its_last_commits_ends_at_an_earlier_version() {
        let (store, mut tab) = (Lab::play(filled(1, at(0), 300)).store(), tab(1));
        catch_up(&mut tab, &store);
        let (fork, mut commits) = tab.intend_fork(at(60), ADA, Version(300)).unwrap();
        assert_eq!(commits.len(), 4);
        commits.truncate(2);
        write(&store, commits);
        catch_up(&mut tab, &store);
        assert_eq!(tab.forked_from(fork), Some((ADA, Version(180))));
        assert_eq!(tab.now(fork), tab.at(ADA, Version(180)));
    }

    #[test]
    fn short_fork_is_one_commit_that_every_tab_recognises() {
        let (store, mut one, mut other) = (six().store(), tab(1), tab(2));
        catch_up(&mut one, &store);
        let (fork, commits) = one.intend_fork(at(60), ADA, Version(3)).unwrap();
        let sizes: Vec<_> = commits.iter().map(|commit| (commit.events.len(), commit.outbox.len())).collect();
        assert_eq!((fork, sizes), (FORKED, vec![(3, 0)]));
        write(&store, commits);
        for tab in [&mut one, &mut other] {
            catch_up(tab, &store);
            assert_eq!(tab.forked_from(FORKED), Some((ADA, Version(3))));
            assert_eq!(Trace::of(tab, FORKED, Version(2)).unwrap().messages, 0);
        }
        assert_eq!(other.now(FORKED).account.balance.figure(), "70.00");
    }

    #[test]
    fn commit_of_a_fork_that_is_sent_twice_takes_effect_once() {
        let (store, mut tab) = (Lab::play(filled(1, at(0), 300)).store(), tab(1));
        catch_up(&mut tab, &store);
        let (fork, commits) = tab.intend_fork(at(60), ADA, Version(300)).unwrap();
        write(&store, commits.clone());
        for commit in commits {
            let answer = ready(store.commit(commit)).unwrap();
            assert!(answer.repeated, "{answer:?}");
        }
        catch_up(&mut tab, &store);
        assert_eq!(tab.head(fork), Version(300));
    }

    #[test]
    fn concurrent_forks_get_different_accounts() {
        let (store, mut one, mut other) = (six().store(), tab(1), tab(2));
        catch_up(&mut one, &store);
        catch_up(&mut other, &store);
        let (_, first) = one.intend_fork(at(60), ADA, Version(3)).unwrap();
        let (_, second) = other.intend_fork(at(60), ADA, Version(2)).unwrap();
        write(&store, first);
        let second = second.into_iter().next().unwrap();
        assert!(ready(store.commit(second)).is_err(), "both tabs chose the same account");
        catch_up(&mut other, &store);
        let (fork, commits) = other.intend_fork(at(60), ADA, Version(2)).unwrap();
        write(&store, commits);
        catch_up(&mut other, &store);
        assert_eq!((fork, other.forked_from(fork)), (AccountId(3), Some((ADA, Version(2)))));
    }

    #[test]
    fn fork_of_a_missing_account_is_refused() {
        assert!(tab(1).intend_fork(at(60), ADA, Version(1)).is_err());
    }
}
