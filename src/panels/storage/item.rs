use std::rc::Rc;

use leptos::prelude::*;

use crate::components::{code, percent};
use crate::dom::{El, el};
use crate::session::Session;
use lab::{ItemLine, StoredItem, StreamCost, counted};

/// What is made of the event that is looked at, or why it can't be; `None` before the first event.
pub(crate) type Made<T> = Memo<Option<Result<T, String>>>;

/// The item of the event that is looked at.
pub(super) type Item = Made<StoredItem>;

/// Gives each line of code that is shown to a function, with its number, which counts from 0.
type EachLine = Rc<dyn Fn(&mut dyn FnMut(usize, &ItemLine))>;

/// The item that the event would be in DynamoDB.
pub(super) fn fill(part: El, session: Session, item: Item) -> El {
    made(part, "DynamoDB item", item, |item| &item.lines, move || cost(session, item))
}

/// The lines of what is made, in a region of this name, beside what it costs; or why there are none.
pub(crate) fn made<T: Send + Sync + 'static>(
    part: El,
    name: &'static str,
    made: Made<T>,
    lines_of: fn(&T) -> &[ItemLine],
    cost: impl Fn() -> El + 'static,
) -> El {
    part.part(move |part| {
        made.with(|made| match made {
            Some(Err(reason)) => part.child(el("p", "quiet dock__none").text(reason)),
            _ => part,
        })
    })
    .part_if(
        move || made.with(|made| matches!(made, Some(Ok(_)))),
        move |part| {
            let each = move |look: &mut dyn FnMut(usize, &ItemLine)| {
                made.with(|made| {
                    let lines = made.iter().flatten().flat_map(lines_of);
                    lines.enumerate().for_each(|(number, line)| look(number, line));
                });
            };
            let code = lines(name, Rc::new(each));
            part.child(el("div", "dock__item").child(code).child(cost()))
        },
    )
}

/// A text about what is made; empty when there is nothing.
pub(crate) fn of<T: Send + Sync + 'static>(made: Made<T>, words: fn(&T) -> String) -> impl Fn() -> String + 'static {
    move || made.with(|made| if let Some(Ok(made)) = made { words(made) } else { String::new() })
}

/// Lines of code and the notes on them; the region of the code has this name.
fn lines(name: &str, each: EachLine) -> El {
    let built = |build: fn(El, usize, &ItemLine) -> El| {
        let each = each.clone();
        move |part: El| {
            each(&mut |number, line| drop(build(part.clone(), number, line)));
            part
        }
    };
    el("div", "scroll item").child(
        el("div", "item__grid")
            .child(
                el("pre", "code")
                    .attr("role", "region")
                    .attr("aria-label", name)
                    .attr("tabindex", "0")
                    .part(built(code_line)),
            )
            .child(el("ul", "notes").attr("aria-label", "Notes on the item").part(built(note))),
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
        let events = counted(head.0, "event", "events");
        let price = "at half price when eventually consistent";
        match cost.units.halves {
            1 => format!("{events} fit in one 4 KB read unit, {price}"),
            blocks => format!("{events} in {blocks} units of 4 KB, {price}"),
        }
    };
    let left = |item: &StoredItem| {
        format!("{} bytes left before the next write unit at {} KB", item.bytes_left, item.next_unit_at)
    };
    let writing = |item: &StoredItem| {
        let (units, index_units) = (item.table_units / 2, item.index_units);
        format!("{units} for the size, doubled by the transaction, and {index_units} for the index")
    };
    el("div", "cost")
        .attr("role", "group")
        .attr("aria-label", "Size and capacity")
        .child(
            cost_row("Item size")
                .child(el("b", "").text_with(of(item, |item| format!("{} bytes", item.bytes))))
                .child(el("span", "meter").style("--at", of(item, |item| percent(item.unit_used))).child(el("i", "")))
                .child(el("small", "").text_with(of(item, left))),
        )
        .child(
            cost_row("Write")
                .child(el("b", "").text_with(of(item, |item| format!("{} WCU", item.table_units + item.index_units))))
                .child(el("small", "").text_with(of(item, writing))),
        )
        .child(
            cost_row("Read the stream").child(el("b", "").text_with(units)).child(el("small", "").text_with(reading)),
        )
}

/// A line of what something costs, that begins with its name.
pub(crate) fn cost_row(name: &str) -> El {
    el("div", "cost__row").child(el("span", "").text(name))
}
