use leptos::prelude::*;

use crate::components::decimal;
use crate::state::Intents;
use crate::state::persistence::Condition;
use lab::{Lab, counted};
use stores::StoreKind;

/// How long the store keeps what is in it, and who else sees it.
pub const fn lasts(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "Events are in the memory of this page. A reload loses them.",
        StoreKind::Tab => {
            "Events are in the session storage of this tab. They survive a reload; closing the tab deletes them."
        }
        StoreKind::Browser => {
            "Events are in the local storage of this browser. All tabs of this page share them. It holds a few megabytes."
        }
        StoreKind::IndexedDb => "Events are in a database of this browser. All tabs of this page share them.",
    }
}

/// What the store holds, or why that can't be shown.
pub fn holds(intents: Intents) -> String {
    match intents.persistence.condition.get() {
        Condition::Ready => {}
        Condition::Opening => {
            return format!("Reading: {} so far.", counted(intents.lab.read(Lab::position).0, "event", "events"));
        }
        Condition::Busy(doing) => return format!("{doing}\u{2026}"),
        Condition::Broken(_) => return "Its contents can\u{2019}t be shown.".to_owned(),
        Condition::ReadOnly(_) => {
            let events = intents.lab.read(Lab::position).0;
            return format!("{} can be read and {} shown.", counted(events, "event", "events"), are(events));
        }
    }
    let contents = intents.persistence.contents.get();
    let (events, accounts) = intents.lab.read(|lab| (lab.position().0, lab.accounts().len()));
    let size = |bytes: u64| match bytes {
        1_000_000.. => format!("{} MB", decimal(bytes as f64 / 1_000_000.0)),
        _ => format!("{} KB", decimal(bytes as f64 / 1_000.0)),
    };
    let size = match (intents.persistence.kind.get(), contents.bytes) {
        (StoreKind::Memory, _) | (_, None) => String::new(),
        (StoreKind::IndexedDb, Some(bytes)) => {
            format!(" The browser counts {} for all data of this page.", size(bytes))
        }
        (_, Some(bytes)) => format!(" They take {}.", size(bytes)),
    };
    let set_aside = match contents.set_aside {
        0 => String::new(),
        records => format!(", and {} {}", counted(records, "record", "records"), were_set_aside(records)),
    };
    format!(
        "{} in {}{set_aside}.{size}",
        counted(events, "event", "events"),
        counted(accounts as u64, "account", "accounts")
    )
}

/// What would be deleted, e.g. `all 5 events and the 3 records that were set aside`.
pub fn doomed(intents: Intents) -> String {
    if intents.persistence.condition.get() != Condition::Ready {
        // What is shown may be another log than the one that is there.
        return "everything in this log, readable or not,".to_owned();
    }
    let of_log = match intents.lab.read(Lab::position).0 {
        0 => None,
        1 => Some("the one event".to_owned()),
        events => Some(format!("all {events} events")),
    };
    let aside = match intents.persistence.contents.get().set_aside {
        0 => None,
        1 => Some(format!("the one record {}", were_set_aside(1))),
        records => Some(format!("the {records} records {}", were_set_aside(records))),
    };
    let both: Vec<_> = of_log.into_iter().chain(aside).collect();
    // What is set aside outlives the log.
    if both.is_empty() { "everything in this store (it has no events)".to_owned() } else { both.join(" and ") }
}

const fn are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

const fn were_set_aside(records: u64) -> &'static str {
    if records == 1 { "that was set aside" } else { "that were set aside" }
}
