use leptos::prelude::*;

use crate::browser;
use crate::components::stored_lines::of;
use crate::components::{icon, rove, stamp, tab};
use crate::dom::{El, button, el, whether};
use crate::lazy::{self, Detail, Filling};
use crate::state::layout::StorageTab;
use crate::state::{event_name, use_cursor, use_intents, use_lab, use_layout};
use engine::Version;
use lab::StoredItem;

mod item;

/// How the log is stored in DynamoDB.
pub fn panel() -> El {
    let lab = use_lab();
    let cursor = use_cursor();
    let layout = use_layout();
    let intents = use_intents();
    let version = cursor.followed;
    let item: item::Item = Memo::new(move |_| {
        let (account, version) = (cursor.account.get(), version.get());
        let event = lab.read(|lab| lab.event(account, version));
        event.map(|event| StoredItem::of(&event).map_err(|error| error.to_string()))
    });
    let shown = layout.storage_tab;
    // Folded or opened by hand; otherwise as the room allows. A phone has a tab for it and never folds it.
    let has_room = browser::matches("(height >= 860px) and (width >= 1000px)");
    let by_hand = RwSignal::new(None::<bool>);
    let is_empty = whether(move || cursor.head.get() == Version::EMPTY);
    let is_open = move || !is_empty.get() && by_hand.get().unwrap_or_else(|| has_room.get());
    let fold = move |open: bool| {
        if !is_empty.get_untracked() {
            by_hand.set(Some(open));
        }
    };
    let is_stored = move || item.with(|item| matches!(item, Some(Ok(_))));
    let none = move || {
        let words = if is_empty.get() {
            "0 items. The first event becomes the first item."
        } else {
            "Before the first event there is no item."
        };
        words.to_owned()
    };
    let copy = move || match (shown.get_untracked(), item.get_untracked()) {
        (StorageTab::Item, Some(Ok(item))) => {
            lazy::detail(intents, Detail::Copy(item.json(), "Copied the item."), || {})
        }
        _ => lazy::detail(intents, Detail::CopyRequest, || {}),
    };
    let fold_name = move || Some(if is_open() { "Fold storage" } else { "Open storage" }.to_owned());
    let tabs = StorageTab::ALL.map(|one| {
        let choose = move || {
            shown.set(one);
            fold(true);
        };
        tab("tab", move || shown.get() == one, choose).text(one.name())
    });
    let end = el("div", "dock__end")
        .part_if(move || item.with(Option::is_none), move |part| part.child(el("span", "").text_with(none)))
        .part_if(is_stored, move |part| {
            let copy = button("tool tool--28", copy).child(icon("copy")).child(el("span", "").text("Copy"));
            part.child(el("code", "").text_with(of(item, |item| item.sort_key.clone())))
                .child(copy.flag("hidden", move || shown.get() == StorageTab::Table))
        })
        .child(
            button("iconbtn dock__fold", move || fold(!untrack(is_open)))
                .attr_with("aria-label", fold_name)
                .state("aria-expanded", is_open)
                .attr_with("aria-disabled", move || is_empty.get().then(|| "true".to_owned()))
                .child(icon("down")),
        );
    let head = el("header", "dock__head")
        .child(el("h2", "panel__title").text("Storage"))
        .part(move |part| part.children(item.with(Option::is_some).then(|| stamp(version.get()))))
        .child(
            el("div", "tabs").attr("role", "tablist").attr("aria-label", "Storage").on("keydown", rove).children(tabs),
        )
        .child(end);
    let body = el("div", "dock__body")
        .attr("role", "tabpanel")
        .attr_with("aria-label", move || Some(shown.get().name().to_owned()))
        .attr_with("data-event", move || {
            (shown.get() != StorageTab::Table).then(|| event_name(cursor.account.get(), version.get()))
        })
        .part(move |part| {
            let filling = match (is_empty.get(), shown.get()) {
                (true, _) => return part,
                (_, StorageTab::Item) => return item::fill(part, intents, item),
                (_, StorageTab::Request) => Filling::Request,
                (_, StorageTab::Table) => Filling::Table,
            };
            part.child(lazy::fill(intents, filling, "dock__fill", move || shown.set(StorageTab::Item)))
        });
    el("section", "dock").class_if("is-shut", move || !is_open()).attr("aria-label", "Storage").child(head).child(body)
}
