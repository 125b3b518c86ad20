//! Opening a store, reading it, and following what other tabs write.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connection::{Connection, NAME, Open, chosen_name, close, current, unless_closed};
use super::sending;
use crate::browser;
use crate::state::persistence::{Condition, Fault, Verification, store_name};
use crate::state::{Intents, event_type};
use bank::{Bank, Outbound};
use engine::{EventStore, LogRange, OutboxRecord, Position, Relay, StoreError};
use lab::{Lab, counted};
use stores::{AnyStore, Remedy, StorageFault, StoreKind};

/// How many events are read at a time.
pub const PAGE: usize = 2_000;

/// Opens the chosen store and follows it.
pub fn open(intents: Intents) {
    close(intents);
    let (kind, name) = (intents.persistence.kind.get_untracked(), chosen_name(intents));
    spawn_local(async move {
        let is_unknown = is_unknown_log(intents, kind, &name).await;
        let opened = AnyStore::open(kind, &name).await;
        // Meanwhile another store may have been chosen.
        if intents.persistence.kind.get_untracked() != kind
            || chosen_name(intents) != name
            || current(intents).is_some()
        {
            return;
        }
        match opened {
            Err(fault) => {
                let fault = described(fault, kind, &name).await;
                stays_broken(intents, kind, fault);
            }
            Ok(store) => {
                let open = Open { kind, name, store: Rc::new(store), closing: Rc::default() };
                Connection::of(intents).open.set_value(Some(open.clone()));
                if is_unknown {
                    let (store, number) = (store_name(kind), intents.persistence.log.get_untracked());
                    intents.notices.toast.set(format!("{store} has no log {number}. A new, empty one began."));
                }
                if let Err(error) = follow(intents, &open).await {
                    cannot_go_on(intents, &open, error).await;
                }
            }
        }
    });
}

/// Whether the address names a log that the store does not keep. The first log needs no name, so it is not meant.
async fn is_unknown_log(intents: Intents, kind: StoreKind, name: &str) -> bool {
    let is_known = name == NAME || {
        let number = intents.persistence.log.get_untracked();
        intents.persistence.logs.with_untracked(|logs| logs.contains(&number))
    };
    !is_known && kind.names::<Bank>().await.is_ok_and(|names| names.iter().all(|known| known != name))
}

/// Reads the store to its end, and then whatever is written to it, by whichever tab, until it is closed.
pub async fn follow(intents: Intents, open: &Open) -> Result<(), ReadError> {
    loop {
        let known = intents.lab.read_untracked(Lab::position);
        catch_up(intents, open).await?;
        if open.is_closed() {
            return Ok(());
        }
        if intents.persistence.condition.get_untracked() == Condition::Opening {
            intents.persistence.condition.set(Condition::Ready);
            // What a tab had queued when it was closed is sent by the next one.
            publish(intents, open).await;
            if intents.lab.read_untracked(Lab::accounts).len() > 0 {
                intents.form.suggest_payment();
            }
            intents.go_to_address();
            sending::go_on(intents);
        } else if !intents.persistence.is_sending.get_untracked()
            && intents.persistence.copying.get_untracked().is_none()
        {
            // The tab that has written an event sends its messages.
            intents.change(Lab::mark_all_sent);
            tell_what_others_wrote(intents, known);
        }
        let position = intents.lab.read_untracked(Lab::position);
        match unless_closed(&open.closing, open.store.changed(position)).await {
            Some(changed) => changed.map_err(ReadError::Store)?,
            None => return Ok(()),
        }
    }
}

/// Takes in what the store has written since.
pub async fn catch_up(intents: Intents, open: &Open) -> Result<(), ReadError> {
    loop {
        let position = intents.lab.read_untracked(Lab::position);
        let events = open.store.read_all(LogRange::after(position).limit(PAGE)).await.map_err(ReadError::Store)?;
        if events.is_empty() || open.is_closed() {
            return Ok(());
        }
        if let Verification::Done(_) = intents.persistence.verification.get_untracked() {
            // It did not count these events.
            intents.persistence.verification.set(Verification::None);
        }
        let mirrored = intents.change(|lab| lab.mirror(events)).unwrap_or(Ok(()));
        mirrored.map_err(|reason| ReadError::NotFoldable(StorageFault::NotFoldable { reason }))?;
    }
}

/// Sends what the store has queued. A store that can't be asked just now keeps it queued; the next pass sends it.
pub async fn publish(intents: Intents, open: &Open) {
    let send = async |record: &OutboxRecord<Outbound>| {
        intents.change(|lab| lab.receive(record)).unwrap_or_else(|| Err("the page is closed".to_owned())).map(drop)
    };
    if Relay::default().pass(&*open.store, browser::now(), send).await.is_ok() && !open.is_closed() {
        intents.change(Lab::mark_all_sent);
    }
}

/// Announces the events after this position, which came from another tab.
fn tell_what_others_wrote(intents: Intents, known: Position) {
    let words = intents.lab.read_untracked(|lab| {
        lab.with_log(|log| match (log.head().0 - known.0, log.all(known).next()) {
            (1, Some(event)) => format!("Another tab has written {} to {}.", event_type(event), event.stream),
            (0, _) => String::new(),
            (events, _) => format!("Another tab has written {events} events."),
        })
    });
    if !words.is_empty() {
        intents.lab.now.set(browser::now());
        intents.notices.announcement.set(words.clone());
        intents.notices.toast.set(words);
    }
}

impl From<StorageFault> for Fault {
    fn from(fault: StorageFault) -> Self {
        Self { remedies: fault.remedies(), failure: fault.into() }
    }
}

/// What to tell the user about a fault of this log. Before a repair it says which events that would keep.
pub async fn described(fault: StorageFault, kind: StoreKind, name: &str) -> Fault {
    // Without hashes it does not show where an old log was changed, and a repair sets aside all of it.
    let is_countable =
        fault.is_repairable() && !matches!(fault, StorageFault::AlteredUpTo { .. } | StorageFault::Older { .. });
    let keeps_all = matches!(fault, StorageFault::HeadMissing { .. } | StorageFault::Foreign { .. });
    let mut fault = Fault::from(fault);
    if is_countable && let Ok(readable) = AnyStore::<Bank>::open_read_only(kind, name).await {
        fault.failure.help.push_str(&kept_by_repair(readable.log().head().0, keeps_all));
    }
    fault
}

/// Which events a repair keeps. They are a log again, so what came after the fault goes with it, of every account.
fn kept_by_repair(events: u64, keeps_all: bool) -> String {
    match (events, keeps_all) {
        (0, _) => " A repair keeps no events.".to_owned(),
        (_, true) => format!(" A repair keeps {}.", counted(events, "event", "events")),
        (1, false) => {
            " A repair keeps the first event of the log and sets the later ones of every account aside.".to_owned()
        }
        (_, false) => {
            format!(
                " A repair keeps the first {events} events of the log and sets the later ones of every account aside."
            )
        }
    }
}

/// Why the page can't show what a store has.
#[derive(Debug)]
pub enum ReadError {
    /// The store can't be read.
    Store(StoreError),
    /// It can be read, but the rules can't fold this event.
    NotFoldable(StorageFault),
}

impl ReadError {
    /// The fault and its remedies.
    async fn fault(self, kind: StoreKind, name: &str) -> Fault {
        match self {
            Self::NotFoldable(fault) => fault.into(),
            Self::Store(error) => match StorageFault::of(&error) {
                Some(fault) => described(fault.clone(), kind, name).await,
                None => Fault { failure: error.into(), remedies: &[Remedy::Retry, Remedy::Reload, Remedy::Export] },
            },
        }
    }
}

/// Closes the store that is open, which can't be read any more, and says why.
pub async fn cannot_go_on(intents: Intents, open: &Open, error: ReadError) {
    if open.is_closed() {
        return;
    }
    // Other tabs need not wait for what this one has announced.
    close(intents);
    let fault = error.fault(open.kind, &open.name).await;
    stays_broken(intents, open.kind, fault);
}

/// The store can't be used, unless another one was chosen meanwhile.
pub fn stays_broken(intents: Intents, kind: StoreKind, fault: Fault) {
    if intents.persistence.kind.get_untracked() == kind {
        intents.store_is_broken(fault);
    }
}
