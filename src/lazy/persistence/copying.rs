//! Copying the log to another store.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connection::{NAME, current, log_name};
use super::reading::catch_up;
use super::{dialog, maintenance};
use crate::browser;
use crate::state::Intents;
use crate::state::persistence::{Copying, store_name};
use bank::Bank;
use engine::{CopyError, Failure, LogCopy};
use lab::{Lab, bank_over, counted};
use stores::{AnyStore, StorageFault, StoreKind};

/// How many events are copied between two looks at the progress.
const STEP: usize = 250;

/// Copies the log that is shown to another store. What was copied before is not copied again.
pub fn copy_to(intents: Intents, kind: StoreKind) {
    let source = match current(intents) {
        Some(open) => open.store,
        None => Rc::new(AnyStore::Memory(intents.lab.read_untracked(Lab::store))),
    };
    copy(intents, source, kind, None);
}

/// Copies a log of another store to the one that is shown.
pub fn copy_here(intents: Intents, from: StoreKind, log: u32) {
    let target = intents.persistence.kind.get_untracked();
    if from == StoreKind::Memory {
        if let Some(store) = intents.persistence.with_parked(Lab::store) {
            copy(intents, Rc::new(AnyStore::Memory(store)), target, None);
        }
        return;
    }
    spawn_local(async move {
        match AnyStore::open(from, &log_name(log)).await {
            Ok(source) => copy(intents, Rc::new(source), target, None),
            Err(fault) => intents.notices.toast.set(format!("Not copied: {fault}")),
        }
    });
}

/// Copies a log to a store, and then shows the result, or `said` if all of it was copied.
pub fn copy(intents: Intents, source: Rc<AnyStore<Bank>>, target: StoreKind, said: Option<&'static str>) {
    let copying = intents.persistence.copying;
    if copying.get_untracked().is_some() {
        return;
    }
    intents.persistence.copied.set(String::new());
    copying.set(Some(Copying { target, done: 0, of: 0, is_stopping: false }));
    spawn_local(async move {
        let name = store_name(target);
        let copied = copy_events(intents, &source, target).await;
        let (done, of) = copying.get_untracked().map_or((0, 0), |copying| (copying.done, copying.of));
        let is_example = said.is_some();
        let text = match copied {
            Ok(true) if let Some(said) = said => said.to_owned(),
            Ok(true) => format!("Copied the log to {name}: it has {}.", counted(done, "event", "events")),
            Ok(false) => format!("Stopped. {name} has {done} of {of} events. Copy again to resume."),
            // It did not begin.
            Err(reason) if of == 0 => format!("Not copied: {reason}"),
            Err(reason) => format!("{name} has {done} of {}. {reason}", counted(of, "event", "events")),
        };
        if target == intents.persistence.kind.get_untracked()
            && let Some(open) = current(intents)
        {
            // Errors show when the store is read the next time, which is at once.
            let _ = catch_up(intents, &open).await;
            intents.form.suggest_next();
        }
        copying.set(None);
        dialog::keep_focus(target);
        maintenance::weigh(intents);
        // An example that was loaded is no copy that the dialog offers.
        if !is_example {
            intents.persistence.copied.set(text.clone());
        }
        intents.notices.toast.set(text);
    });
}

/// Returns whether the log was copied to its end. It was not if the user stopped the copy.
async fn copy_events(intents: Intents, source: &Rc<AnyStore<Bank>>, kind: StoreKind) -> Result<bool, String> {
    let copying = intents.persistence.copying;
    let is_shown = kind == intents.persistence.kind.get_untracked();
    // The first log of the other store, which is the one that it shows when it is chosen.
    let target = match current(intents).filter(|_| is_shown) {
        Some(open) => open.store,
        None => Rc::new(AnyStore::open(kind, NAME).await.map_err(|fault: StorageFault| fault.to_string())?),
    };
    let bank = bank_over(target);
    let of = source.contents().await.map_err(|error| error.to_string())?.events;
    let mut copy = match LogCopy::begin(source, &bank).await {
        Ok(copy) => copy,
        Err(CopyError::Differs { .. }) => {
            let there = bank.store().contents().await.map_err(|error| error.to_string())?.events;
            return Err(format!(
                "{} already holds other events ({there}). To copy the log there, first choose that store and delete everything in it.",
                store_name(kind)
            ));
        }
        Err(error) => return Err(Failure::from(error).to_string()),
    };
    let mut step = Ok(true);
    loop {
        let done = copy.position().0;
        copying.update(|copying| *copying = copying.map(|copying| Copying { done, of, ..copying }));
        if !step? {
            return Ok(true);
        }
        if copying.get_untracked().is_none_or(|copying| copying.is_stopping) {
            return Ok(false);
        }
        browser::next_task().await;
        // What was copied of a step that failed counts too.
        step = copy.step(STEP).await.map_err(|error| Failure::from(error).to_string());
    }
}
