//! What is in the store, and what can be done with it.

use leptos::prelude::*;

use super::{copy_to, export, repair, weigh};
use crate::lab::Lab;
use crate::stores::StoreKind;
use crate::ui::browser;
use crate::ui::components::{decimal, icon};
use crate::ui::dom::{El, button, el};
use crate::ui::session::Session;
use crate::ui::store::{Condition, store_name};

/// Opens the dialog. It is built when it is asked for the first time.
pub(super) fn show(session: Session) {
    weigh(session);
    browser::open_dialog("store", || session.store.owner.with_value(|owner| owner.with(|| dialog(session))).html());
}

fn dialog(session: Session) -> El {
    let asking = RwSignal::new(false);
    let kind = move || session.store.kind.get();
    let close = button("iconbtn", || browser::close_dialog("store")).attr("aria-label", "Close store").child(icon("x"));
    el("dialog", "dialog dialog--small")
        .attr("id", "store")
        .attr("aria-labelledby", "store-title")
        .on("close", move |_| asking.set(false))
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
                .part(move |part| fault(part, session))
                .child(
                    el("section", "dialog__part is-wide")
                        .child(el("p", "").text_with(move || lasts(kind()).to_owned()))
                        .child(el("p", "store__holds").attr("role", "status").text_with(move || holds(session))),
                )
                .child(copying(session))
                .part(
                    move |part| if kind() == StoreKind::Memory { part } else { part.child(keeping(session, asking)) },
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

fn holds(session: Session) -> String {
    if session.store.condition.get() == Condition::Opening {
        return format!("Reading: {} events so far.", session.read(Lab::position).0);
    }
    let (events, accounts) = session.read(|lab| (lab.position().0, lab.accounts().len()));
    let size = |bytes: u64| format!("{} KB", decimal(bytes as f64 / 1_000.0));
    let size = match (session.store.kind.get(), session.store.contents.get().bytes) {
        (StoreKind::Memory, _) | (_, None) => String::new(),
        (StoreKind::IndexedDb, Some(bytes)) => {
            format!(" The browser counts {} for all data of this page.", size(bytes))
        }
        (_, Some(bytes)) => format!(" They take {}.", size(bytes)),
    };
    format!("It has {events} events of {accounts} accounts.{size}")
}

/// Why the store can't be used, and the ways on.
fn fault(part: El, session: Session) -> El {
    let Condition::Broken(reason) = session.store.condition.get() else { return part };
    let in_memory = move || {
        session.choose_store(StoreKind::Memory);
        browser::close_dialog("store");
    };
    part.child(
        el("section", "dialog__part is-wide store__fault")
            .attr("role", "alert")
            .child(el("h3", "").child(icon("warn")).text("This store can\u{2019}t be used"))
            .child(el("p", "").text(reason))
            .child(
                el("div", "store__acts")
                    .child(button("btn btn--fill", in_memory).text("Use the store in memory"))
                    .child(
                        button("btn", move || session.open_store(session.store.kind.get_untracked())).text("Try again"),
                    )
                    .child(button("btn", move || export(session)).text("Export what is there"))
                    .child(button("btn", move || repair(session)).text("Repair")),
            ),
    )
}

/// Copying the log to another store.
fn copying(session: Session) -> El {
    let target = RwSignal::new(StoreKind::IndexedDb);
    let buttons = move |part: El| {
        let here = session.store.kind.get();
        let others =
            [StoreKind::Tab, StoreKind::Browser, StoreKind::IndexedDb].into_iter().filter(|kind| *kind != here);
        others.fold(part, |part, kind| {
            let copy = move || {
                target.set(kind);
                copy_to(session, kind);
            };
            part.child(button("btn", copy).text("Copy to ").text(store_name(kind)))
        })
    };
    let progress = move |part: El| {
        let Some((done, of)) = session.store.copying.get() else { return part };
        let words = format!("{done} of {of} events are in {}", store_name(target.get_untracked()));
        let bar = el("progress", "")
            .attr("aria-label", "Copying")
            .attr("max", of.max(1).to_string())
            .attr("value", done.to_string());
        let stop = button("btn", move || session.store.copying.set(None)).text("Stop");
        part.child(el("div", "store__progress").child(bar).child(el("span", "").text(words)).child(stop))
    };
    el("section", "dialog__part is-wide")
        .child(el("h3", "").text("Copy the log"))
        .child(
            el("p", "quiet")
                .text("Every event with its ids and times. A copy that was stopped goes on where it stopped."),
        )
        .child(el("div", "store__acts").part(buttons))
        .part(progress)
}

/// Saving what is kept, and deleting it.
fn keeping(session: Session, asking: RwSignal<bool>) -> El {
    let delete = move || {
        asking.set(false);
        browser::close_dialog("store");
        session.delete_everything();
    };
    let ask = move || {
        asking.set(true);
        browser::focus_soon("delete-now");
    };
    let question = move |part: El| {
        if !asking.get() {
            return part;
        }
        let events = session.read_untracked(Lab::position).0;
        part.child(
            el("div", "store__question")
                .attr("role", "alertdialog")
                .attr("aria-label", "Delete everything?")
                .attr("aria-describedby", "delete-words")
                .child(
                    el("p", "").attr("id", "delete-words").text(format!(
                        "Delete all {events} events of this store for good, in all tabs? There is no undo: export them first."
                    )),
                )
                .child(
                    el("div", "store__acts")
                        .child(button("btn", move || asking.set(false)).text("Keep them"))
                        .child(button("btn btn--fill", delete).attr("id", "delete-now").text("Delete for good")),
                ),
        )
    };
    el("section", "dialog__part is-wide")
        .child(el("h3", "").text("Keep or delete"))
        .child(
            el("div", "store__acts")
                .child(button("btn", move || export(session)).text("Export"))
                .child(button("btn", ask).text("Delete everything")),
        )
        .part(question)
}
