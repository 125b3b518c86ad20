use leptos::prelude::*;

use crate::components::percent;
use crate::components::stored_lines::{Made, cost_row, made, of};
use crate::dom::{El, el};
use crate::state::Intents;
use lab::{StoredItem, StreamCost, counted};

/// The item of the event that is looked at.
pub type Item = Made<StoredItem>;

/// The item that the event would be in DynamoDB.
pub fn fill(part: El, intents: Intents, item: Item) -> El {
    made(part, "DynamoDB item", item, |item| &item.lines, move || cost(intents, item))
}

fn cost(intents: Intents, item: Item) -> El {
    let stream = Memo::new(move |_| (intents.cursor.head.get(), intents.cursor.with_events(StreamCost::of)));
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
