use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

use super::contents::{Contents, Row};
use crate::components::{Icon, Show, Stamp, family_class};
use crate::state::{event_name, use_cursor, use_lab};
use lab::{ItemKind, TableItem, ago, moment};

/// The id of a row's element.
pub fn row_id(number: usize) -> String {
    format!("item-{number}")
}

/// A row of the table, which shows another partition or item when what is above it is folded or opened.
#[component]
pub fn TableRow(
    /// Its number, from 0.
    number: usize,
    /// The rows that are in the page, with their numbers.
    in_sight: Memo<Vec<(usize, Row)>>,
    /// What a click is about.
    contents: Contents,
    /// The number of the row that the keys act on.
    active: RwSignal<usize>,
    /// Where it stands, for the stylesheet.
    place: Signal<String>,
) -> impl IntoView {
    let cursor = use_cursor();
    let row = Memo::new(move |before: Option<&Option<Row>>| {
        let now = in_sight.with(|rows| rows.iter().find(|row| row.0 == number).map(|row| row.1.clone()));
        // A row that is scrolled away is about to be removed.
        now.or_else(|| before.cloned().flatten())
    });
    let event = Memo::new(move |_| {
        row.with(|row| match row {
            Some(Row::Item(item)) => Some((item.account, item.version)),
            _ => None,
        })
    });
    let is_linked = Memo::new(move |_| event.get() == Some((cursor.account.get(), cursor.version.get())));
    let is_head = move || event.get().is_none();
    let is_open = Memo::new(move |_| {
        row.with(|row| match row {
            Some(Row::Partition { is_folded, .. }) => Some(!is_folded),
            _ => None,
        })
    });
    let choose = move |_| {
        active.set(number);
        contents.choose(number);
    };
    let cells = move || match row.get() {
        Some(Row::Partition { key, items, bytes, .. }) => partition(key, items, bytes),
        Some(Row::Item(item)) => view! { <Cells item is_linked /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <div
            class="table__row"
            class:table__head=move || is_head()
            class:is-linked=move || is_linked.get()
            class:is-active=move || active.get() == number
            role="row"
            {..custom_attribute("aria-level", move || if is_head() { "1" } else { "2" })}
            id=row_id(number)
            aria-rowindex=(number + 2).to_string()
            aria-expanded=move || is_open.get().map(|is_open| is_open.to_string())
            aria-selected=move || (!is_head()).then(|| is_linked.get().to_string())
            data-event=move || event.get().map(|(account, version)| event_name(account, version))
            style:transform=move || place.get()
            on:click=choose
        >
            {move || cells()}
        </div>
    }
}

/// The cells of a partition's head: its key, and how much is in it.
fn partition(key: String, items: usize, bytes: Option<u64>) -> AnyView {
    let noun = if items == 1 { "item" } else { "items" };
    let bytes = bytes.map_or("measuring".to_owned(), |bytes| format!("{bytes} bytes"));
    view! {
        <span class="table__title" role="gridcell">
            <Icon name="down" />
            <code translate="no" prop:textContent=format!("PK {key}")></code>
            <span prop:textContent=format!("{items} {noun}")></span>
        </span>
        <span class="table__num" role="gridcell" prop:textContent=bytes></span>
    }
    .into_any()
}

/// The cells of an item.
#[component]
fn Cells(
    /// The item.
    item: TableItem,
    /// Whether it is of the event at the cursor.
    is_linked: Memo<bool>,
) -> impl IntoView {
    let lab = use_lab();
    let TableItem { sort_key, kind, holds, bytes, version, written_at, .. } = item;
    let (symbol, class) = match kind {
        ItemKind::Event(family) => ("append", family_class(family)),
        ItemKind::Outbox => ("publish", ""),
        ItemKind::Snapshot => ("load", ""),
        ItemKind::IndexEntry | ItemKind::Reservation => ("search", ""),
    };
    view! {
        <span class="table__key" role="gridcell">
            <code translate="no" prop:textContent=sort_key></code>
            <Show when=move || is_linked.get()>
                <Stamp version />
            </Show>
        </span>
        <span class=format!("table__kind {class}") role="gridcell">
            <Icon name=symbol />
            <span prop:textContent=kind.label()></span>
        </span>
        <span class="table__holds" role="gridcell" prop:textContent=holds></span>
        <span class="table__num" role="gridcell" prop:textContent=bytes.to_string()></span>
        <span class="table__num" role="gridcell" title=moment(written_at) prop:textContent=move || ago(written_at, lab.now.get())></span>
    }
}
