//! Forks in the store that is open.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connection::{Open, current, unless_closed};
use super::reading::{cannot_go_on, catch_up};
use super::sending;
use crate::browser;
use crate::state::Intents;
use bank::Command;
use engine::{EventStore, Failure, Retry, Version};
use lab::{AccountId, Attempt, Outcome, counted};

/// How often a fork is made again when another tab was faster.
const RETRIES: u32 = 3;

/// The result of a fork.
enum Forked {
    /// It is there, all of it.
    Whole(AccountId),
    /// It ends at an earlier version, because the store failed.
    Shorter(AccountId, Failure),
    /// Nothing of it was written.
    Not(Failure),
    /// The store was left.
    Left,
}

/// Makes a fork in the store, and sends a command to it.
pub fn fork(intents: Intents, account: AccountId, version: Version, command: Command) {
    let Some(open) = current(intents).filter(|_| !intents.persistence.is_sending.get_untracked()) else {
        return intents.notices.toast.set("The store is busy or can\u{2019}t be used. Nothing was forked.".to_owned());
    };
    intents.persistence.is_sending.set(true);
    spawn_local(async move {
        let forked = forked(intents, &open, account, version).await;
        intents.persistence.waiting.update(String::clear);
        intents.persistence.is_sending.set(false);
        match forked {
            Forked::Whole(fork) => {
                intents.open(fork);
                intents.send(command);
            }
            Forked::Shorter(fork, failure) => {
                intents.open(fork);
                let head = intents.lab.read_untracked(|lab| lab.head(fork));
                intents.notices.toast.set(format!(
                    "{fork} was forked at {head} instead of {version}, and the command was not sent. {failure}"
                ));
            }
            Forked::Not(failure) => intents.show(Attempt::not_decided(account, command, Outcome::Failed(failure))),
            Forked::Left => intents.notices.toast.set(format!(
                "You left the store while {account} was being forked: the fork there ends early, and the command was not sent."
            )),
        }
        sending::go_on(intents);
    });
}

/// Another tab may open an account meanwhile: then the fork is made as the next one, a few times.
async fn forked(intents: Intents, open: &Open, account: AccountId, version: Version) -> Forked {
    let mut retry = Retry::at_most(RETRIES);
    loop {
        let intended = intents.change(|lab| lab.intend_fork(browser::now(), account, version));
        let (fork, commits) = match intended {
            Some(Ok(intended)) => intended,
            Some(Err(failure)) => return Forked::Not(failure),
            None => return Forked::Left,
        };
        let mut answer = Ok(());
        let mut written = 0;
        for commit in commits {
            let copies = commit.events.len() as u64;
            match unless_closed(&open.closing, open.store.commit(commit)).await {
                Some(Ok(_)) => written += copies,
                Some(Err(error)) => {
                    answer = Err(error);
                    break;
                }
                None => return Forked::Left,
            }
            let of = counted(version.0, "event", "events");
            intents.persistence.waiting.set(format!("Forking {account}: {written} of {of}."));
        }
        let caught_up = catch_up(intents, open).await;
        if open.is_closed() {
            return Forked::Left;
        }
        if let Err(error) = caught_up {
            cannot_go_on(intents, open, error).await;
            return Forked::Left;
        }
        match answer {
            Ok(()) => return Forked::Whole(fork),
            Err(error) if written == 0 && retry.again(&error) => {}
            Err(error) if written == 0 => return Forked::Not(error.into()),
            Err(error) => return Forked::Shorter(fork, error.into()),
        }
    }
}
