use leptos::prelude::*;

use super::LoadedView;
use super::stored_lines::{CostRow, Meter, Stored, StoredLines, about};
use crate::components::{Show, percent};
use crate::state::{Intents, use_cursor, use_intents};
use lab::{StoredItem, StreamCost, counted, version_limit};

/// Draws [`Item`].
pub fn draw(loaded: LoadedView) {
    // It is gone when the page no longer shows the item.
    let _ = loaded.try_set(Some(|| view! { <Item /> }.into_any()));
}

/// The event at the cursor as an item of DynamoDB.
#[component]
fn Item() -> impl IntoView {
    let intents = use_intents();
    let item = Memo::new(move |_| at_cursor(intents));
    view! {
        <StoredLines name="DynamoDB item" stored=item lines_of=|item| &item.lines>
            <Cost item />
        </StoredLines>
    }
}

/// The item of the event at the cursor, or why DynamoDB can't store it; `None` before the first event.
pub fn at_cursor(intents: Intents) -> Option<Result<StoredItem, String>> {
    let (account, version) = (intents.cursor.account.get(), intents.cursor.followed.get());
    let event = intents.lab.read(|lab| lab.event(account, version));
    event.map(|event| StoredItem::of(&event).map_err(|error| error.to_string()))
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
    let limit = Memo::new(move |_| version_limit(cursor.head.get()));
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
                <b prop:textContent=move || units()></b>
                <small prop:textContent=move || reading()></small>
            </CostRow>
            <Show when=move || limit.with(Option::is_some)>
                <p class="cost__limit" prop:textContent=move || limit.get()></p>
            </Show>
        </div>
    }
}
