//! What is done to a log as a whole: verify, repair, export, delete it, open it read-only, begin a new one beside it.

use std::collections::BTreeSet;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connection::{Connection, NAME, Open, chosen_name, close, current, log_name, unless_closed};
use super::reading::{PAGE, ReadError, cannot_go_on, described, stays_broken};
use crate::browser;
use crate::state::Intents;
use crate::state::persistence::{Condition, Verification, store_id};
use bank::Bank;
use engine::{EventStore, LogRange, StoreError};
use lab::{Lab, counted};
use stores::{AnyStore, StorageFault, StoreKind, Verified};

/// Asks the store what it holds, and which logs it keeps.
pub fn weigh(intents: Intents) {
    let kind = intents.persistence.kind.get_untracked();
    spawn_local(async move {
        if let Some(open) = current(intents)
            && let Ok(contents) = open.store.contents().await
        {
            intents.persistence.contents.set(contents);
        }
        let names = kind.names::<Bank>().await.unwrap_or_default();
        if intents.persistence.kind.get_untracked() == kind {
            // One that is open and empty may not be stored yet, and a browser may not list its logs.
            let open = intents.persistence.log.get_untracked();
            let numbers: BTreeSet<_> = names.iter().filter_map(|name| log_number(name)).chain([open]).collect();
            intents.persistence.logs.set(numbers.into_iter().collect());
        }
    });
}

/// The number of the log of this name, if it is one of this page.
fn log_number(name: &str) -> Option<u32> {
    match name.strip_prefix(NAME)? {
        "" => Some(1),
        rest => rest.strip_prefix('-')?.parse().ok().filter(|number| log_name(*number) == name),
    }
}

/// Checks the stored log against its hash chain. When it has a fault, the store is closed, and says what helps.
pub fn verify(intents: Intents) {
    let verification = intents.persistence.verification;
    let Some(open) = current(intents).filter(|_| verification.get_untracked() != Verification::Running) else { return };
    verification.set(Verification::Running);
    spawn_local(async move {
        // The words show before a long log takes its time.
        browser::next_task().await;
        let verified = open.kind.verify::<Bank>(&open.name).await;
        if open.is_closed() {
            return;
        }
        match verified {
            Ok(verified) => verification.set(Verification::Done(words_of(verified))),
            Err(fault) => {
                close(intents);
                stays_broken(intents, open.kind, described(fault, open.kind, &open.name).await);
            }
        }
    });
}

fn words_of(Verified { events, is_chained }: Verified) -> String {
    if events == 0 {
        return "There are no events to verify.".to_owned();
    }
    let events = counted(events, "event", "events");
    if is_chained {
        format!("Verified: {events}. Every entry matches the hash chain.")
    } else {
        format!(
            "Verified: {events} can be read. They are older than the hash chain, which starts with the next command."
        )
    }
}

/// Shows the events before the fault, and takes no commands.
pub fn open_read_only(intents: Intents) {
    close(intents);
    let (kind, name) = (intents.persistence.kind.get_untracked(), chosen_name(intents));
    intents.replace(Lab::mirroring(browser::seed(), browser::now()));
    intents.persistence.condition.set(Condition::Opening);
    spawn_local(async move {
        let store = match AnyStore::<Bank>::open_read_only(kind, &name).await {
            Ok(store) => store,
            Err(fault) => return stays_broken(intents, kind, fault.into()),
        };
        if intents.persistence.kind.get_untracked() != kind
            || chosen_name(intents) != name
            || current(intents).is_some()
        {
            return;
        }
        let fault = store.fault().cloned();
        let open = Open { kind, name, store: Rc::new(AnyStore::ReadOnly(store)), closing: Rc::default() };
        Connection::of(intents).open.set_value(Some(open.clone()));
        let not_foldable = match show_what_can_be_folded(intents, &open).await {
            Ok(fault) => fault,
            Err(error) => return cannot_go_on(intents, &open, ReadError::Store(error)).await,
        };
        if open.is_closed() {
            return;
        }
        // The first fault of the log is the one that stops a reader.
        let fault = not_foldable.or(fault).unwrap_or(StorageFault::ReadOnly);
        intents.persistence.condition.set(Condition::ReadOnly(fault.into()));
        intents.form.suggest_next();
        intents.go_to_address();
        weigh(intents);
    });
}

/// Takes in the events up to the first that the rules can't fold.
async fn show_what_can_be_folded(intents: Intents, open: &Open) -> Result<Option<StorageFault>, StoreError> {
    loop {
        let position = intents.lab.read_untracked(Lab::position);
        let reading = open.store.read_all(LogRange::after(position).limit(PAGE));
        let Some(events) = unless_closed(&open.closing, reading).await.transpose()? else { return Ok(None) };
        if events.is_empty() {
            return Ok(None);
        }
        if let Some(Err(reason)) = intents.change(|lab| lab.mirror(events)) {
            return Ok(Some(StorageFault::NotFoldable { reason }));
        }
    }
}

/// Begins an empty log under a name that is free. The log that was open stays as it is.
pub fn begin_new_log(intents: Intents) {
    let kind = intents.persistence.kind.get_untracked();
    spawn_local(async move {
        let names = match kind.names::<Bank>().await {
            Ok(names) => names,
            Err(fault) => return intents.notices.toast.set(fault.to_string()),
        };
        let last = names.iter().filter_map(|name| log_number(name)).max().unwrap_or(0);
        let left = intents.persistence.log.get_untracked();
        let number = last.max(left) + 1;
        intents.persistence.logs.update(|logs| logs.push(number));
        choose_log(intents, number);
        browser::close_dialog("store");
        intents.notices.toast.set(format!("Log {number} is new and empty. Log {left} stays as it is."));
    });
}

/// Shows another log of the same store.
pub fn choose_log(intents: Intents, number: u32) {
    let kind = intents.persistence.kind.get_untracked();
    intents.persistence.log.set(number);
    intents.leave_for(Some(store_id(kind)), number);
    intents.open_store(kind);
}

pub fn delete_everything(intents: Intents) {
    close(intents);
    let (kind, name) = (intents.persistence.kind.get_untracked(), chosen_name(intents));
    intents.replace(Lab::mirroring(browser::seed(), browser::now()));
    intents.persistence.condition.set(Condition::Busy("Deleting everything"));
    spawn_local(async move {
        match kind.delete_everything::<Bank>(&name).await {
            Ok(()) => {
                reopen(intents, kind);
                intents.notices.toast.set("Everything in this log was deleted.".to_owned());
            }
            Err(fault) => stays_broken(intents, kind, fault.into()),
        }
    });
}

/// Opens a store again, unless another one was chosen meanwhile.
fn reopen(intents: Intents, kind: StoreKind) {
    if intents.persistence.kind.get_untracked() == kind {
        intents.open_store(kind);
    }
}

/// Moves what can't be read aside, and opens the store again.
pub fn repair(intents: Intents) {
    close(intents);
    let (kind, name) = (intents.persistence.kind.get_untracked(), chosen_name(intents));
    intents.persistence.condition.set(Condition::Busy("Repairing"));
    spawn_local(async move {
        match kind.repair::<Bank>(&name).await {
            Ok(moved) => {
                reopen(intents, kind);
                intents.notices.toast.set(match moved {
                    0 => "Repaired the log. Nothing had to be set aside.".to_owned(),
                    _ => {
                        format!("Set {} aside. Exports still include them.", counted(moved as u64, "record", "records"))
                    }
                });
            }
            Err(fault) => stays_broken(intents, kind, fault.into()),
        }
    });
}

/// Saves everything that is in the log as a file, readable or not.
pub fn export(intents: Intents) {
    let (kind, name) = (intents.persistence.kind.get_untracked(), chosen_name(intents));
    spawn_local(async move {
        match kind.export::<Bank>(&name).await {
            Ok(text) => browser::save(&format!("{name}.json"), &text),
            Err(fault) => intents.notices.toast.set(fault.to_string()),
        }
    });
}
