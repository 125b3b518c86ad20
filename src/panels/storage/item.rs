use leptos::prelude::*;

use crate::components::percent;
use crate::components::stored_lines::{CostRow, Meter, Stored, StoredLines, about};
use crate::state::use_cursor;
use lab::{StoredItem, StreamCost, counted};

/// The event at the cursor as an item of DynamoDB.
#[component]
pub fn Item(
    /// The item.
    item: Stored<StoredItem>,
) -> impl IntoView {
    view! {
        <StoredLines name="DynamoDB item" stored=item lines_of=|item| &item.lines>
            <Cost item />
        </StoredLines>
    }
}

/// The item's size, and what it costs to write it and to read its stream.
#[component]
fn Cost(
    /// The item.
    item: Stored<StoredItem>,
) -> impl IntoView {
    let cursor = use_cursor();
    let stream = Memo::new(move |_| (cursor.head.get(), cursor.with_events(StreamCost::of)));
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
    view! {
        <div class="cost" role="group" aria-label="Size and capacity">
            <CostRow name="Item size">
                <b>{about(item, |item| format!("{} bytes", item.bytes))}</b>
                <Meter share=about(item, |item| percent(item.unit_used)) />
                <small>{about(item, left)}</small>
            </CostRow>
            <CostRow name="Write">
                <b>{about(item, |item| format!("{} WCU", item.table_units + item.index_units))}</b>
                <small>{about(item, writing)}</small>
            </CostRow>
            <CostRow name="Read the stream">
                <b>{move || units()}</b>
                <small>{move || reading()}</small>
            </CostRow>
        </div>
    }
}
