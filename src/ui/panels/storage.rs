use leptos::prelude::*;

use crate::engine::Version;
use crate::lab::StoredItem;
use crate::ui::browser;
use crate::ui::components::{icon, stamp};
use crate::ui::dom::{El, button, el};
use crate::ui::parts::{self, Filling};
use crate::ui::session::Session;
use crate::ui::shortcuts;

mod item;

use item::{Item, of};
pub(in crate::ui) use item::{cost_row, lines};

/// What the panel shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    /// The item of the event that is looked at.
    Item,
    /// All items.
    Table,
    /// The request that wrote the event that is looked at.
    Request,
}

impl Tab {
    const ALL: [Self; 3] = [Self::Item, Self::Table, Self::Request];

    const fn name(self) -> &'static str {
        match self {
            Self::Item => "Item",
            Self::Table => "Table",
            Self::Request => "Request",
        }
    }
}

/// How the log is stored in DynamoDB.
pub(in crate::ui) fn panel(session: Session) -> El {
    let item: Item =
        Memo::new(move |_| session.event().map(|event| StoredItem::of(&event).map_err(|error| error.to_string())));
    let tab = RwSignal::new(Tab::Item);
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
    let copy = move || match (tab.get_untracked(), item.get_untracked()) {
        (Tab::Request, _) => parts::copy_request(session),
        (_, Some(Ok(item))) => copy_item(session, &item),
        _ => {}
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
    let fold_name = move || Some(if is_open() { "Fold storage" } else { "Open storage" }.to_owned());
    let tabs = Tab::ALL.map(|each| {
        let is_chosen = move || tab.get() == each;
        let choose = move || {
            tab.set(each);
            fold(true);
        };
        button("tab", choose)
            .attr("role", "tab")
            .state("aria-selected", is_chosen)
            .attr_with("tabindex", move || (!is_chosen()).then(|| "-1".to_owned()))
            .text(each.name())
    });
    let end = el("div", "dock__end")
        .part_if(move || item.with(Option::is_none), move |part| part.child(el("span", "").text_with(none)))
        .part_if(is_stored, move |part| {
            part.child(el("code", "").text_with(of(item, |item| item.sort_key.clone()))).part_if(
                move || tab.get() != Tab::Table,
                move |part| {
                    part.child(button("tool tool--28", copy).child(icon("copy")).child(el("span", "").text("Copy")))
                },
            )
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
        .part(move |part| part.children(item.with(Option::is_some).then(|| stamp(session.version.get()))))
        .child(
            el("div", "tabs")
                .attr("role", "tablist")
                .attr("aria-label", "Storage")
                .on("keydown", shortcuts::rove)
                .children(tabs),
        )
        .child(end);
    let is_shown = move |shown: Tab| tab.get() == shown && !is_empty.get();
    let of_part = move |filling| {
        move |part: El| part.child(parts::fill(session, filling, "dock__fill", move || tab.set(Tab::Item)))
    };
    let body = el("div", "dock__body")
        .attr("role", "tabpanel")
        .attr_with("aria-label", move || Some(tab.get().name().to_owned()))
        .part_if(move || is_shown(Tab::Item), move |part| item::fill(part, session, item))
        .part_if(move || is_shown(Tab::Table), of_part(Filling::Table))
        .part_if(move || is_shown(Tab::Request), of_part(Filling::Request));
    el("section", "dock").class_if("is-shut", move || !is_open()).attr("aria-label", "Storage").child(head).child(body)
}

fn copy_item(session: Session, item: &StoredItem) {
    browser::copy(&item.json(), move |copied| {
        let words = if copied {
            "Copied the item."
        } else {
            "The browser does not let this page use the clipboard. Select the text and copy it by hand."
        };
        session.toast.set(words.to_owned());
    });
}
