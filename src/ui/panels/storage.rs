use leptos::prelude::*;

use crate::engine::Version;
use crate::lab::{ItemLine, StoredItem, StreamCost};
use crate::ui::browser;
use crate::ui::components::{code, icon, percent, stamp};
use crate::ui::dom::{El, button, el};
use crate::ui::session::Session;

/// The item of the event that is looked at, or why there can't be one; `None` before the first event.
type Item = Memo<Option<Result<StoredItem, String>>>;

/// The item that the event would be in DynamoDB.
pub(in crate::ui) fn panel(session: Session) -> El {
    let item: Item =
        Memo::new(move |_| session.event().map(|event| StoredItem::of(&event).map_err(|error| error.to_string())));
    // Folded or opened by hand; otherwise as the room allows. A phone has a tab for it and never folds it.
    let has_room = browser::matches("(height >= 860px) and (width >= 1000px)");
    let by_hand = RwSignal::new(None::<bool>);
    let is_empty = Memo::new(move |_| session.head.get() == Version::EMPTY);
    let is_open = move || !is_empty.get() && by_hand.get().unwrap_or_else(|| has_room.get());
    let fold = move || {
        if !is_empty.get_untracked() {
            by_hand.set(Some(!untrack(is_open)));
        }
    };
    let copy = move || {
        if let Some(Ok(item)) = item.get_untracked() {
            browser::copy(&item.json(), move |copied| {
                let words = if copied {
                    "Copied the item."
                } else {
                    "The browser does not let this page use the clipboard. Select the text and copy it by hand."
                };
                session.toast.set(words.to_owned());
            });
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
    let fold_name = move || Some(if is_open() { "Fold storage" } else { "Open storage" }.to_owned());
    let tab = el("button", "tab").attr("type", "button").attr("role", "tab").attr("aria-selected", "true").text("Item");
    let end = el("div", "dock__end")
        .part_if(move || item.with(Option::is_none), move |part| part.child(el("span", "").text_with(none)))
        .part_if(is_stored, move |part| {
            let copy = button("tool tool--28", copy).child(icon("copy")).child(el("span", "").text("Copy"));
            part.child(el("code", "").text_with(of(item, |item| item.sort_key.clone()))).child(copy)
        })
        .child(
            button("iconbtn dock__fold", fold)
                .attr_with("aria-label", fold_name)
                .state("aria-expanded", is_open)
                .attr_with("aria-disabled", move || is_empty.get().then(|| "true".to_owned()))
                .child(icon("down")),
        );
    let head = el("header", "dock__head")
        .child(el("h2", "panel__title").text("Storage"))
        .part(move |part| part.children(item.with(Option::is_some).then(|| stamp(session.version.get()))))
        .child(el("div", "tabs").attr("role", "tablist").attr("aria-label", "Storage").child(tab))
        .child(end);
    let body = el("div", "dock__body")
        .attr("role", "tabpanel")
        .attr("aria-label", "Item")
        .part(move |part| {
            item.with(|item| match item {
                Some(Err(reason)) => part.child(el("p", "quiet dock__none").text(reason)),
                _ => part,
            })
        })
        .part_if(is_stored, move |part| {
            part.child(el("div", "dock__item").child(lines(item)).child(cost(session, item)))
        });
    el("section", "dock").class_if("is-shut", move || !is_open()).attr("aria-label", "Storage").child(head).child(body)
}

/// A text about the item; empty when there is none.
fn of(item: Item, words: fn(&StoredItem) -> String) -> impl Fn() -> String + 'static {
    move || item.with(|item| if let Some(Ok(item)) = item { words(item) } else { String::new() })
}

/// Appends what this makes of each line of the item, with the line's number, which counts from 0.
fn for_lines(into: El, item: Item, build: fn(El, usize, &ItemLine) -> El) -> El {
    item.with(|item| match item {
        Some(Ok(item)) => item.lines.iter().enumerate().fold(into, |into, (number, line)| build(into, number, line)),
        _ => into,
    })
}

fn lines(item: Item) -> El {
    el("div", "scroll item").child(
        el("div", "item__grid")
            .child(
                el("pre", "code")
                    .attr("role", "region")
                    .attr("aria-label", "DynamoDB item")
                    .attr("tabindex", "0")
                    .part(move |part| for_lines(part, item, code_line)),
            )
            .child(
                el("ul", "notes").attr("aria-label", "Notes on the item").part(move |part| for_lines(part, item, note)),
            ),
    )
}

fn code_line(into: El, number: usize, line: &ItemLine) -> El {
    let class = match (line.is_key, line.note.is_some()) {
        (false, false) => "code__line",
        (true, false) => "code__line is-key",
        (false, true) => "code__line has-note",
        (true, true) => "code__line is-key has-note",
    };
    let into = if number > 0 { into.text("\n") } else { into };
    into.child(el("span", class).child(code(el("code", ""), &line.code, line.is_key)))
}

fn note(into: El, number: usize, line: &ItemLine) -> El {
    let Some(note) = line.note else { return into };
    let row =
        el("li", if line.is_key { "note is-key" } else { "note" }).style("--line", move || (number + 1).to_string());
    let row = if note.title.is_empty() { row } else { row.child(el("b", "").text(note.title)).text(" ") };
    into.child(row.text(note.text))
}

fn cost(session: Session, item: Item) -> El {
    let stream = Memo::new(move |_| (session.head.get(), session.with_events(StreamCost::of)));
    let units = move || {
        let (_, cost) = stream.get();
        format!("{}{} RCU", if cost.is_exact { "" } else { "about " }, cost.units)
    };
    let reading = move || {
        let (head, cost) = stream.get();
        let noun = if head.0 == 1 { "event" } else { "events" };
        let price = "at half price when eventually consistent";
        match cost.units.halves {
            1 => format!("{} {noun} fit in one 4 KB read unit, {price}", head.0),
            blocks => format!("{} {noun} in {blocks} units of 4 KB, {price}", head.0),
        }
    };
    let left = |item: &StoredItem| {
        format!("{} bytes left before the next write unit at {} KB", item.bytes_left, item.next_unit_at)
    };
    let writing = |item: &StoredItem| {
        let (units, index_units) = (item.table_units / 2, item.index_units);
        format!("{units} for the size, doubled by the transaction, and {index_units} for the index")
    };
    let row = |name: &str| el("div", "cost__row").child(el("span", "").text(name));
    el("div", "cost")
        .attr("role", "group")
        .attr("aria-label", "Size and capacity")
        .child(
            row("Item size")
                .child(el("b", "").text_with(of(item, |item| format!("{} bytes", item.bytes))))
                .child(el("span", "meter").style("--at", of(item, |item| percent(item.unit_used))).child(el("i", "")))
                .child(el("small", "").text_with(of(item, left))),
        )
        .child(
            row("Write")
                .child(el("b", "").text_with(of(item, |item| format!("{} WCU", item.table_units + item.index_units))))
                .child(el("small", "").text_with(of(item, writing))),
        )
        .child(row("Read the stream").child(el("b", "").text_with(units)).child(el("small", "").text_with(reading)))
}
