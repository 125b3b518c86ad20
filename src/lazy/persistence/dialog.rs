//! What is in the store, and what can be done with it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::copy_to;
use super::maintenance::{self, weigh};
use crate::browser;
use crate::components::{decimal, icon};
use crate::dom::{El, button, el};
use crate::state::Intents;
use crate::state::persistence::{Condition, Copying, Fault, Verification, store_name};
use lab::{Lab, Outcome, counted};
use stores::{Remedy, StoreKind};

/// How the dialog looks. It comes with the part that shows it.
const STYLE: &str = include_str!("../../../style/store.css");

/// Opens the dialog. It is built when it is asked for the first time.
pub fn show(intents: Intents) {
    browser::adopt_style("small-dialog", include_str!("../../../style/small-dialog.css"));
    browser::adopt_style("store", STYLE);
    weigh(intents);
    browser::open_dialog("store", || intents.in_scope(|| dialog(intents)).html());
}

fn dialog(intents: Intents) -> El {
    let asking = RwSignal::new(false);
    let kind = move || intents.persistence.kind.get();
    // While the dialog is open, its figures follow the store.
    Effect::new(move |_| {
        intents.lab.read(Lab::position);
        if intents.persistence.condition.get() == Condition::Ready && browser::is_dialog_open() {
            weigh(intents);
        }
    });
    let close = button("iconbtn", || browser::close_dialog("store"))
        .attr("aria-label", "Close store")
        .attr("id", "close-store")
        .child(icon("x"));
    el("dialog", "dialog dialog--small")
        .attr("id", "store")
        .attr("aria-labelledby", "store-title")
        .attr("data-then", "close-store")
        .on("close", move |_| asking.set(false))
        .on("keydown", move |event| {
            if asking.get_untracked() && event.unchecked_ref::<web_sys::KeyboardEvent>().key() == "Escape" {
                // It answers the question and leaves the dialog open.
                event.prevent_default();
                event.stop_propagation();
                keep(asking);
            }
        })
        .child(
            el("header", "dialog__head")
                .child(
                    el("h2", "dialog__title")
                        .attr("id", "store-title")
                        .text("Store: ")
                        .text_with(move || store_name(kind()).to_owned()),
                )
                .child(close),
        )
        .child(
            el("div", "dialog__body scroll")
                .attr("tabindex", "0")
                .part(move |part| fault(part, intents))
                .child(
                    el("section", "dialog__part is-wide")
                        .child(el("p", "").text_with(move || lasts(kind()).to_owned()))
                        .child(el("p", "store__holds").attr("role", "status").text_with(move || holds(intents))),
                )
                .part(move |part| failure(part, intents))
                .part_if(
                    move || kind() != StoreKind::Memory && intents.persistence.logs.with(|logs| logs.len() > 1),
                    move |part| part.child(logs(intents)),
                )
                .part_if(
                    move || !matches!(intents.persistence.condition.get(), Condition::Busy(_) | Condition::Broken(_)),
                    move |part| part.child(copying(intents)),
                )
                .part_if(
                    move || {
                        kind() != StoreKind::Memory
                            && !matches!(intents.persistence.condition.get(), Condition::Busy(_))
                    },
                    move |part| part.child(keeping(intents, asking)),
                ),
        )
}

/// How long the store keeps what is in it, and who else sees it.
const fn lasts(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "Events are in the memory of this page. A reload starts anew.",
        StoreKind::Tab => {
            "Events are in the session storage of this tab. They survive a reload; closing the tab deletes them."
        }
        StoreKind::Browser => {
            "Events are in the local storage of this browser. All tabs of this page share them. It holds a few megabytes."
        }
        StoreKind::IndexedDb => "Events are in a database of this browser. All tabs of this page share them.",
    }
}

fn holds(intents: Intents) -> String {
    match intents.persistence.condition.get() {
        Condition::Ready => {}
        Condition::Opening => {
            return format!("Reading: {} so far.", counted(intents.lab.read(Lab::position).0, "event", "events"));
        }
        Condition::Busy(doing) => return format!("{doing}\u{2026}"),
        Condition::Broken(_) => return "What is in it can\u{2019}t be shown.".to_owned(),
        Condition::ReadOnly(_) => {
            let events = intents.lab.read(Lab::position).0;
            return format!("{} of it can be read, and {} shown.", counted(events, "event", "events"), are(events));
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
        "It has {} of {}{set_aside}.{size}",
        counted(events, "event", "events"),
        counted(accounts as u64, "account", "accounts")
    )
}

const fn are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

const fn were_set_aside(records: u64) -> &'static str {
    if records == 1 { "that was set aside" } else { "that were set aside" }
}

/// What would be deleted, e.g. `all 5 events and the 3 records that were set aside`.
fn doomed(intents: Intents) -> String {
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
    if both.is_empty() { "whatever this store keeps (it has no events)".to_owned() } else { both.join(" and ") }
}

/// Why the last command was not written, and what to do. The page has room for the problem only.
fn failure(part: El, intents: Intents) -> El {
    match (intents.persistence.condition.get(), intents.form.outcome.get().map(|attempt| attempt.outcome)) {
        (Condition::Ready, Some(Outcome::Failed(failure))) => part.child(
            el("section", "dialog__part is-wide store__fault")
                .child(el("h3", "").child(icon("warn")).text("The last command was not written"))
                .child(el("p", "").text(failure.to_string())),
        ),
        _ => part,
    }
}

/// Why the store can't be used as usual, and what helps.
fn fault(part: El, intents: Intents) -> El {
    let (title, Fault { failure, remedies }, is_read_only) = match intents.persistence.condition.get() {
        Condition::Broken(fault) => ("This store can\u{2019}t be used", fault, false),
        Condition::ReadOnly(fault) => ("This log is open read-only", fault, true),
        _ => return part,
    };
    let helps = |remedy: &Remedy| !(is_read_only && matches!(remedy, Remedy::OpenReadOnly | Remedy::Reload));
    let remedies = remedies.iter().copied().filter(helps).enumerate();
    // What the words say to do first stands first, and stands out.
    let buttons = remedies.map(|(place, remedy)| {
        let class = if place == 0 { "btn btn--fill" } else { "btn" };
        button(class, move || apply(remedy, intents)).text(label(remedy, is_read_only))
    });
    let in_memory = move || {
        intents.choose_store(StoreKind::Memory);
        browser::close_dialog("store");
    };
    part.child(
        el("section", "dialog__part is-wide store__fault")
            .attr("role", "alert")
            .child(el("h3", "").child(icon("warn")).text(title))
            .child(el("p", "").text(failure.to_string()))
            .child(
                el("div", "store__acts")
                    .children(buttons)
                    .child(button("btn", in_memory).text("Use the store in memory")),
            ),
    )
}

const fn label(remedy: Remedy, is_read_only: bool) -> &'static str {
    match remedy {
        Remedy::Export => "Export what is there",
        Remedy::Repair => "Repair",
        Remedy::OpenReadOnly => "Open read-only",
        Remedy::NewLog => "Begin a new log beside it",
        Remedy::Retry if is_read_only => "Open it for writing",
        Remedy::Retry => "Try again",
        Remedy::Reload => "Reload the page",
    }
}

fn apply(remedy: Remedy, intents: Intents) {
    match remedy {
        Remedy::Export => maintenance::export(intents),
        Remedy::Repair => maintenance::repair(intents),
        Remedy::OpenReadOnly => maintenance::open_read_only(intents),
        Remedy::NewLog => maintenance::begin_new_log(intents),
        Remedy::Retry => intents.open_store(intents.persistence.kind.get_untracked()),
        Remedy::Reload => browser::reload(),
    }
}

/// The choice between the logs of the store.
fn logs(intents: Intents) -> El {
    let chosen = intents.persistence.log;
    let options = move |part: El| {
        intents.persistence.logs.get().into_iter().fold(part, |part, number| {
            part.child(el("option", "").attr("value", number.to_string()).text(format!("Log {number}")))
        })
    };
    let choose = move |event: web_sys::Event| {
        if let Ok(number) = event_target_value(&event).parse() {
            maintenance::choose_log(intents, number);
        }
    };
    let select = el("select", "")
        .attr("aria-label", "Log")
        .part(options)
        .on("change", choose)
        .value(move || (chosen.get(), intents.persistence.logs.with(Vec::len)).0.to_string());
    el("section", "dialog__part is-wide")
        .child(el("h3", "").text("Logs"))
        .child(el("p", "quiet").text("This store keeps more than one log. Each has accounts of its own."))
        .child(el("span", "pick").child(select).child(icon("down")))
}

/// Copying the log to another store.
fn copying(intents: Intents) -> El {
    let copying = intents.persistence.copying;
    let is_copying = Memo::new(move |_| copying.get().is_some());
    let buttons = move |part: El| {
        let here = intents.persistence.kind.get();
        let others =
            [StoreKind::Tab, StoreKind::Browser, StoreKind::IndexedDb].into_iter().filter(|kind| *kind != here);
        others.fold(part, |part, kind| {
            let copy = button("btn", move || copy_to(intents, kind))
                .attr("id", copy_id(kind))
                .text("Copy to ")
                .text(store_name(kind));
            part.child(copy.attr_with("aria-disabled", move || is_copying.get().then(|| "true".to_owned())))
        })
    };
    let stop = move || {
        copying.update(|copying| {
            if let Some(copying) = copying {
                copying.is_stopping = true;
            }
        });
    };
    let share = move |share: fn(Copying) -> u64| Some(copying.get().map_or(0, share).to_string());
    let words = move || {
        let Some(Copying { target, done, of, .. }) = copying.get() else { return String::new() };
        format!("{done} of {of} events are in {}", store_name(target))
    };
    let progress = move |part: El| {
        let bar = el("progress", "")
            .attr("aria-label", "Copying")
            .attr_with("max", move || share(|copying| copying.of.max(1)))
            .attr_with("value", move || share(|copying| copying.done));
        let stop = button("btn", stop).text("Stop");
        part.child(el("div", "store__progress").child(bar).child(el("span", "").text_with(words)).child(stop))
    };
    el("section", "dialog__part is-wide")
        .child(el("h3", "").text("Copy the log"))
        .child(
            el("p", "quiet")
                .text("Every event with its ids and times. A copy that was stopped goes on where it stopped."),
        )
        .child(el("div", "store__acts").part(buttons))
        .part_if(move || is_copying.get(), progress)
        .child(el("p", "").attr("role", "status").text_with(move || intents.persistence.copied.get()))
}

const fn copy_id(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "copy-to-memory",
        StoreKind::Tab => "copy-to-tab",
        StoreKind::Browser => "copy-to-browser",
        StoreKind::IndexedDb => "copy-to-indexeddb",
    }
}

/// The button that stops a copy goes away with it: the focus goes to the one that goes on with it.
pub fn keep_focus(target: StoreKind) {
    browser::focus_if_lost(copy_id(target));
}

/// Deletes nothing.
fn keep(asking: RwSignal<bool>) {
    asking.set(false);
    browser::focus_soon("delete-all");
}

/// Verifying, saving and deleting what is kept.
fn keeping(intents: Intents, asking: RwSignal<bool>) -> El {
    let delete = move || {
        asking.set(false);
        browser::close_dialog("store");
        intents.delete_everything();
    };
    let ask = move || {
        asking.set(true);
        browser::focus_soon("keep-all");
    };
    let question = move |part: El| {
        if !asking.get() {
            return part;
        }
        let words = move || {
            let tabs = if intents.persistence.kind.get() == StoreKind::Tab { "" } else { ", in all tabs" };
            format!("Delete {} for good{tabs}? There is no undo: export them first.", doomed(intents))
        };
        part.child(
            el("div", "store__question")
                .attr("role", "alertdialog")
                .attr("aria-label", "Delete everything?")
                .attr("aria-describedby", "delete-words")
                .child(el("p", "").attr("id", "delete-words").text_with(words))
                .child(
                    el("div", "store__acts")
                        .child(button("btn btn--fill", move || keep(asking)).attr("id", "keep-all").text("Keep them"))
                        .child(button("btn", delete).text("Delete for good")),
                ),
        )
    };
    let verification = intents.persistence.verification;
    let is_ready = move || intents.persistence.condition.get() == Condition::Ready;
    let has_fault =
        move || matches!(intents.persistence.condition.get(), Condition::Broken(_) | Condition::ReadOnly(_));
    let words = move || match verification.get() {
        Verification::None => String::new(),
        Verification::Running => "Verifying\u{2026}".to_owned(),
        Verification::Done(words) => words,
    };
    el("section", "dialog__part is-wide")
        .child(el("h3", "").text_with(move || if has_fault() { "Delete" } else { "Verify, keep or delete" }.to_owned()))
        .child(
            el("div", "store__acts")
                .part_if(is_ready, move |part| {
                    part.child(button("btn", move || maintenance::verify(intents)).attr("id", "verify").text("Verify"))
                })
                .part_if(
                    move || !has_fault(),
                    move |part| part.child(button("btn", move || maintenance::export(intents)).text("Export")),
                )
                .child(button("btn", ask).attr("id", "delete-all").text("Delete everything")),
        )
        .part_if(
            move || verification.get() == Verification::Running,
            |part| part.child(el("progress", "").attr("aria-label", "Verifying")),
        )
        .child(el("p", "").attr("role", "status").text_with(words))
        .part(question)
}
