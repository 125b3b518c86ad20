//! Commands on their way to the store that is open, one after the other.
#![allow(clippy::result_large_err, reason = "a failed attempt is rare and is moved once")]

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connection::{Connection, Open, current, unless_closed};
use super::reading::{ReadError, cannot_go_on, catch_up, publish};
use crate::browser;
use crate::state::Intents;
use crate::state::persistence::{Condition, store_name};
use bank::Command;
use engine::{Backoff, EventStore, Failure, Retry, StoreError};
use lab::{AccountId, Attempt, Outcome, command_words};
use stores::{StorageFault, StoreKind};

/// How long a command is decided again after other tabs were faster. Most find a free moment in a few milliseconds.
const STUBBORN: Duration = Duration::from_secs(5);
/// The longest pauses before it is decided again. Tabs that met once would meet again without chance.
const PAUSES: Backoff = Backoff { first_ms: 10, longest_ms: 200 };
/// How long the store may take before that is said.
const PATIENCE: Duration = Duration::from_millis(300);
/// How many commands are named; the others are counted.
const NAMED: usize = 3;

/// Sends a command to the store, after those that were sent before; once the store is read, if it is not yet.
pub fn send(intents: Intents, account: AccountId, command: Command) {
    if matches!(intents.persistence.condition.get_untracked(), Condition::ReadOnly(_)) {
        let outcome = Outcome::Failed(StorageFault::ReadOnly.into());
        return intents.show(Attempt::not_decided(account, command, outcome));
    }
    Connection::of(intents).waiting.update_value(|waiting| waiting.push_back((account, command)));
    if intents.persistence.waiting.with_untracked(|words| !words.is_empty()) {
        intents.persistence.waiting.set(words_of_waiting(intents));
    }
    go_on(intents);
}

/// Sends what waits, if the store is ready and nothing is on its way.
pub fn go_on(intents: Intents) {
    let is_ready = intents.persistence.condition.get_untracked() == Condition::Ready;
    if !is_ready || intents.persistence.is_sending.get_untracked() {
        return;
    }
    intents.persistence.is_sending.set(true);
    let connection = Connection::of(intents);
    spawn_local(async move {
        while let Some(open) = current(intents)
            && let Some((account, command)) = connection.waiting.try_update_value(VecDeque::pop_front).flatten()
        {
            connection.sent.set_value(Some(command.clone()));
            let say = move || intents.persistence.waiting.set(words_of_waiting(intents));
            let timer = set_timeout_with_handle(say, PATIENCE).ok();
            let attempt = attempt(intents, &open, account, command).await;
            if let Some(timer) = timer {
                timer.clear();
            }
            intents.persistence.waiting.update(String::clear);
            // Without an answer the store was closed, and what waits now is for another one.
            let Some(attempt) = attempt else {
                intents.stepper.leave_unanswered();
                break;
            };
            connection.sent.set_value(None);
            let waits = intents.stepper.stepping.with_untracked(Option::is_some);
            intents.show(attempt);
            // A command that is gone through step by step publishes when it comes to Publish.
            if !waits {
                publish(intents, &open).await;
            }
        }
        intents.persistence.is_sending.set(false);
        go_on_if_any(intents);
    });
}

/// Another store may have become ready before the commands of the one before had ended.
fn go_on_if_any(intents: Intents) {
    if current(intents).is_some() && Connection::of(intents).waiting.with_value(|waiting| !waiting.is_empty()) {
        go_on(intents);
    }
}

/// The store is left: what was meant for it is not for the next one. Says which commands it has not written.
pub fn give_up(intents: Intents, kind: StoreKind) {
    intents.persistence.waiting.update(String::clear);
    let (connection, mut words) = (Connection::of(intents), Vec::new());
    if let Some(command) = connection.sent.try_update_value(Option::take).flatten() {
        words.push(format!("{} is still waiting for {}.", command_words(&command), store_name(kind)));
    }
    let unsent: Vec<_> = connection
        .waiting
        .try_update_value(std::mem::take)
        .unwrap_or_default()
        .into_iter()
        .map(|(_, command)| command)
        .collect();
    if !unsent.is_empty() {
        words.push(format!("Not written: {}.", names_of(&unsent)));
    }
    if !words.is_empty() {
        intents.notices.toast.set(words.join(" "));
    }
}

/// Writes a command. When another tab was faster, it is decided again on what that tab has written, as long as the rules
/// allow it and for at most [`STUBBORN`]. `None` when the store was closed in the meantime.
async fn attempt(intents: Intents, open: &Open, account: AccountId, command: Command) -> Option<Attempt> {
    let (since, mut retry) = (browser::since_start(), Retry::within(STUBBORN).with_backoff(PAUSES));
    let mut pending_command =
        match intents.change(|lab| lab.decide_command(browser::now(), account, command.clone()))? {
            Ok(pending_command) => pending_command,
            Err(attempt) => {
                intents.stepper.sent_as(attempt.id);
                return Some(attempt);
            }
        };
    intents.stepper.sent_as(pending_command.id());
    loop {
        // The lab that is shown by then is another store's.
        if open.is_closed() {
            return None;
        }
        let Some(commit) = pending_command.commit().cloned() else {
            return intents.change(|lab| lab.conclude(pending_command, Ok(None)));
        };
        let store = open.store.clone();
        let mut committed = Box::pin(async move { store.commit(commit).await });
        let Some(answer) = unless_closed(&open.closing, committed.as_mut()).await else {
            let kind = open.kind;
            spawn_local(async move { tell_late(intents, kind, &command, committed.await.err().as_ref()) });
            return None;
        };
        // It waits no longer: whatever closes the store now has nothing to say about it.
        Connection::of(intents).sent.set_value(None);
        let caught_up = catch_up(intents, open).await;
        if open.is_closed() {
            tell_late(intents, open.kind, &command, answer.err().as_ref());
            return None;
        }
        // A command that is stepped through shows the conflict, and waits for the learner.
        let is_stepped = intents.stepper.steps_through(pending_command.id());
        let pause = answer.as_ref().err().filter(|_| caught_up.is_ok() && !is_stepped);
        let pause = pause.and_then(|error| retry.pause(error, browser::since_start() - since, browser::seed()));
        let Some(pause) = pause else {
            let unusable = match &answer {
                Err(error @ (StoreError::Unreadable(_) | StoreError::Unusable(_))) => {
                    Some(ReadError::Store(error.clone()))
                }
                _ => None,
            };
            let attempt = intents.change(|lab| lab.conclude(pending_command, answer.map(Some)));
            if let Some(error) = caught_up.err().or(unusable) {
                cannot_go_on(intents, open, error).await;
            }
            return attempt;
        };
        browser::sleep(pause).await;
        Connection::of(intents).sent.set_value(Some(command.clone()));
        pending_command = match intents.change(|lab| lab.decide_again(browser::now(), pending_command))? {
            Ok(pending_command) => pending_command,
            Err(attempt) => return Some(attempt),
        };
    }
}

/// Says what became of a command after its store was left.
fn tell_late(intents: Intents, kind: StoreKind, command: &Command, error: Option<&StoreError>) {
    let (name, store) = (command_words(command), store_name(kind));
    intents.notices.toast.set(match error {
        None => format!("{store} wrote {name} after you left it."),
        Some(error) => format!("{store} did not write {name}. {}", Failure::from(error.clone())),
    });
}

fn words_of_waiting(intents: Intents) -> String {
    let connection = Connection::of(intents);
    let sent = connection.sent.get_value();
    let waiting = connection.waiting.get_value().into_iter().map(|(_, command)| command);
    format!("Not written yet: {}.", names_of(&sent.into_iter().chain(waiting).collect::<Vec<_>>()))
}

/// E.g. `Deposit 11.00, Freeze and 2 more`.
fn names_of(commands: &[Command]) -> String {
    let names: Vec<_> = commands.iter().take(NAMED).map(command_words).collect();
    let more = commands.len() - names.len();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    names.join(", ") + &more
}
