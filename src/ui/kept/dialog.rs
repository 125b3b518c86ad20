//! What is in the store, and what can be done with it.

use leptos::prelude::*;

use super::{copy_to, counted, export, repair, weigh};
use crate::lab::Lab;
use crate::stores::StoreKind;
use crate::ui::browser;
use crate::ui::components::{decimal, icon};
use crate::ui::dom::{El, button, el};
use crate::ui::session::Session;
use crate::ui::store::{Condition, Copying, store_name};

/// Opens the dialog. It is built when it is asked for the first time.
pub(super) fn show(session: Session) {
    weigh(session);
    browser::open_dialog("store", || session.store.owner.with_value(|owner| owner.with(|| dialog(session))).html());
}

fn dialog(session: Session) -> El {
    let asking = RwSignal::new(false);
    let kind = move || session.store.kind.get();
    let close = button("iconbtn", || browser::close_dialog("store"))
        .attr("aria-label", "Close store")
        .attr("id", "close-store")
        .child(icon("x"));
    el("dialog", "dialog dialog--small")
        .attr("id", "store")
        .attr("aria-labelledby", "store-title")
        .attr("data-then", "close-store")
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
                .part_if(
                    move || !matches!(session.store.condition.get(), Condition::Broken { .. }),
                    move |part| part.child(copying(session)),
                )
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
    match session.store.condition.get() {
        Condition::Ready => {}
        Condition::Opening => return format!("Reading: {} so far.", counted(session.read(Lab::position).0, "event")),
        Condition::Broken { .. } => return "What is in it can\u{2019}t be shown.".to_owned(),
    }
    let (events, accounts) = session.read(|lab| (lab.position().0, lab.accounts().len()));
    let size = |bytes: u64| match bytes {
        1_000_000.. => format!("{} MB", decimal(bytes as f64 / 1_000_000.0)),
        _ => format!("{} KB", decimal(bytes as f64 / 1_000.0)),
    };
    let size = match (session.store.kind.get(), session.store.contents.get().bytes) {
        (StoreKind::Memory, _) | (_, None) => String::new(),
        (StoreKind::IndexedDb, Some(bytes)) => {
            format!(" The browser counts {} for all data of this page.", size(bytes))
        }
        (_, Some(bytes)) => format!(" They take {}.", size(bytes)),
    };
    format!("It has {} of {}.{size}", counted(events, "event"), counted(accounts as u64, "account"))
}

/// Why the store can't be used, and the ways on.
fn fault(part: El, session: Session) -> El {
    let Condition::Broken { reason, can_repair } = session.store.condition.get() else { return part };
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
                    .children(can_repair.then(|| button("btn", move || repair(session)).text("Repair")))
                    .child(
                        button("btn", move || session.open_store(session.store.kind.get_untracked())).text("Try again"),
                    )
                    .child(button("btn", move || export(session)).text("Export what is there"))
                    .child(button("btn btn--fill", in_memory).text("Use the store in memory")),
            ),
    )
}

/// Copying the log to another store.
fn copying(session: Session) -> El {
    let copying = session.store.copying;
    let is_copying = Memo::new(move |_| copying.get().is_some());
    let buttons = move |part: El| {
        let here = session.store.kind.get();
        let others =
            [StoreKind::Tab, StoreKind::Browser, StoreKind::IndexedDb].into_iter().filter(|kind| *kind != here);
        others.fold(part, |part, kind| {
            let copy = button("btn", move || copy_to(session, kind)).text("Copy to ").text(store_name(kind));
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
        .child(el("p", "").attr("role", "status").text_with(move || session.store.copied.get()))
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
        browser::focus_soon("keep-all");
    };
    let question = move |part: El| {
        if !asking.get() {
            return part;
        }
        let what = match session.store.condition.get_untracked() {
            Condition::Ready => {
                format!("all {} of this store", counted(session.read_untracked(Lab::position).0, "event"))
            }
            // What is shown may be another log than the one that is there.
            _ => "everything that this store keeps, whatever it is,".to_owned(),
        };
        let keep = move || {
            asking.set(false);
            browser::focus_soon("delete-all");
        };
        part.child(
            el("div", "store__question")
                .attr("role", "alertdialog")
                .attr("aria-label", "Delete everything?")
                .attr("aria-describedby", "delete-words")
                .child(
                    el("p", "")
                        .attr("id", "delete-words")
                        .text(format!("Delete {what} for good, in all tabs? There is no undo: export them first.")),
                )
                .child(
                    el("div", "store__acts")
                        .child(button("btn btn--fill", keep).attr("id", "keep-all").text("Keep them"))
                        .child(button("btn", delete).text("Delete for good")),
                ),
        )
    };
    el("section", "dialog__part is-wide")
        .child(el("h3", "").text("Keep or delete"))
        .child(
            el("div", "store__acts")
                .part_if(
                    move || !matches!(session.store.condition.get(), Condition::Broken { .. }),
                    move |part| part.child(button("btn", move || export(session)).text("Export")),
                )
                .child(button("btn", ask).attr("id", "delete-all").text("Delete everything")),
        )
        .part(question)
}
