use leptos::prelude::*;

use crate::dynamodb::event_sort_key;
use crate::engine::Version;
use crate::ui::browser;
use crate::ui::components::{icon, stamp};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Filling, NotLoaded};
use crate::ui::session::{PhoneTab, Session};
use crate::ui::shortcuts;

/// The tabs: what they are called, and what they show.
const TABS: [(&str, Filling); 3] = [("Item", Filling::Item), ("Table", Filling::Table), ("Request", Filling::Request)];

/// How the log is stored in DynamoDB. What a tab shows is loaded once it is seen.
pub(in crate::ui) fn panel(session: Session) -> El {
    let tab = RwSignal::new(0);
    // Folded or opened by hand; otherwise as the room allows. A phone has a tab for it and never folds it.
    let has_room = browser::matches("(height >= 860px) and (width >= 1000px)");
    let by_hand = RwSignal::new(None::<bool>);
    let is_empty = Memo::new(move |_| session.head.get() == Version::EMPTY);
    let is_open = move || !is_empty.get() && by_hand.get().unwrap_or_else(|| has_room.get());
    let fold = move |open: bool| {
        if !is_empty.get_untracked() {
            by_hand.set(Some(open));
        }
    };
    let sort_key = move || event_sort_key(session.version.get().0).ok();
    let is_stored = move || sort_key().is_some();
    let none = move || {
        let words = if is_empty.get() {
            "0 items. The first event becomes the first item."
        } else {
            "Before the first event there is no item."
        };
        words.to_owned()
    };
    let copy = move || parts::copy_stored(session, TABS[tab.get_untracked()].1);
    let fold_name = move || Some(if is_open() { "Fold storage" } else { "Open storage" }.to_owned());
    let tabs = TABS.iter().enumerate().map(|(number, (name, _))| {
        let is_chosen = move || tab.get() == number;
        let choose = move || {
            tab.set(number);
            fold(true);
        };
        button("tab", choose)
            .attr("role", "tab")
            .state("aria-selected", is_chosen)
            .attr_with("tabindex", move || Some(if is_chosen() { "0" } else { "-1" }.to_owned()))
            .text(name)
    });
    let end = el("div", "dock__end")
        .part_if(
            move || session.version.get() == Version::EMPTY,
            move |part| part.child(el("span", "").text_with(none)),
        )
        .part_if(is_stored, move |part| part.child(el("code", "").text_with(move || sort_key().unwrap_or_default())))
        .part_if(
            move || is_stored() && TABS[tab.get()].1 != Filling::Table,
            move |part| {
                part.child(button("tool tool--28", copy).child(icon("copy")).child(el("span", "").text("Copy")))
            },
        )
        .child(
            button("iconbtn dock__fold", move || fold(!untrack(is_open)))
                .attr_with("aria-label", fold_name)
                .state("aria-expanded", is_open)
                .attr_with("aria-disabled", move || is_empty.get().then(|| "true".to_owned()))
                .child(icon("down")),
        );
    let is_looked_at = move || session.version.get() > Version::EMPTY;
    let head = el("header", "dock__head")
        .child(el("h2", "panel__title").text("Storage"))
        .part(move |part| part.children(is_looked_at().then(|| stamp(session.version.get()))))
        .child(
            el("div", "tabs")
                .attr("role", "tablist")
                .attr("aria-label", "Storage")
                .on("keydown", shortcuts::rove)
                .children(tabs),
        )
        .child(end);
    // What was seen once stays while it is folded.
    let is_seen = Memo::new(move |before: Option<&bool>| {
        !is_empty.get() && (before.is_some_and(|seen| *seen) || is_open() || session.tab.get() == PhoneTab::Storage)
    });
    let is_missing = RwSignal::new(false);
    let body = el("div", "dock__body")
        .attr("role", "tabpanel")
        .attr_with("aria-label", move || Some(TABS[tab.get()].0.to_owned()))
        .part(move |part| match (is_seen.get(), is_missing.get()) {
            (false, _) => part,
            (true, true) => part.child(
                el("p", "quiet dock__none")
                    .text(NotLoaded::WORDS)
                    .text(" ")
                    .child(button("link", move || is_missing.set(false)).text("Try again")),
            ),
            (true, false) => {
                part.child(parts::fill(session, TABS[tab.get()].1, "dock__fill", move || is_missing.set(true)))
            }
        });
    el("section", "dock").class_if("is-shut", move || !is_open()).attr("aria-label", "Storage").child(head).child(body)
}
