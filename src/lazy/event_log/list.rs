use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::list_layout::{CURSOR_LINE, ListLayout};
use super::pool::use_pool;
use super::row::{Row, row_id};
use super::{Found, keys, scrolling};
use crate::components::{Icon, Show};
use crate::state::{use_cursor, use_intents, use_log_filter, use_stepper};
use lab::Rows;

/// The rows, of which only those in sight are in the page.
///
/// The elements of the rows are a pool: a jump changes what each of them shows.
#[component]
pub fn List(
    /// The versions that are shown.
    found: Found,
) -> impl IntoView {
    let (cursor, intents) = (use_cursor(), use_intents());
    let layout = ListLayout::new(cursor, found);
    let pool = use_pool(layout);
    let scroller = NodeRef::<Div>::new();
    let owner = Owner::current().unwrap_or_default();
    scroller.on_load(move |scroller| owner.with(|| scrolling::keep_in_sight(scroller.into(), cursor, layout)));
    let active_row = move || {
        let is_shown = layout.open_row().is_some_and(|row| layout.shown.with(|shown| shown.contains(&row)));
        is_shown.then(|| row_id(cursor.version.get()))
    };
    let finds_nothing = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(Vec::is_empty)));
    view! {
        <div
            class="scroll log__scroll"
            node_ref=scroller
            id="events"
            role="grid"
            aria-label="Events"
            aria-multiselectable="true"
            tabindex="0"
            aria-rowcount=move || (cursor.head.get().0 + 1).to_string()
            aria-activedescendant=active_row
            on:scroll=move |event| scrolling::follow(&event_target::<HtmlElement>(&event), layout)
            on:scrollend=move |event| scrolling::settle(event_target(&event), layout)
            on:keydown=move |event| keys::press(&event, intents, layout)
        >
            <div class="log__cols" role="row" aria-rowindex="1">
                <span role="columnheader">"No."</span>
                <span role="columnheader">"Event"</span>
                <span role="columnheader">"What happened"</span>
                <span role="columnheader">"Amount"</span>
                <span role="columnheader">"When"</span>
            </div>
            // A group of rows has at least one.
            <div class="log__page" role=move || if finds_nothing.get() { "presentation" } else { "rowgroup" }>
                <div
                    class="events"
                    role="presentation"
                    style:height=move || format!("{}px", layout.scale.get().boxed().round() as i64)
                >
                    <For each=move || pool.get() key=|slot| slot.number let:slot>
                        <Row in_slot=slot layout />
                    </For>
                    <LaterLine layout />
                    <Show when=move || found.with(Option::is_none)>
                        <NextEvent layout />
                    </Show>
                </div>
                <Show when=move || finds_nothing.get()>
                    <NothingFound />
                </Show>
            </div>
        </div>
    }
}

/// The line between the event at the cursor and the later ones.
#[component]
fn LaterLine(
    /// Where it stands.
    layout: ListLayout,
) -> impl IntoView {
    let cursor = use_cursor();
    let is_past = Memo::new(move |_| cursor.version.get() < cursor.head.get() && layout.open_row().is_some());
    let place = move || {
        let after = layout.open_row().map_or(0, |row| row + 1);
        let top = layout.rows.with(|rows| rows.top(after));
        layout.place(top - CURSOR_LINE - layout.measures.get().gap / 2.0)
    };
    view! {
        <Show when=move || is_past.get()>
            <div class="cursorline" style:transform=move || place()>
                <Icon name="clock" />
                <span>
                    <span class="wide">"You are looking at this moment. "</span>
                    "The rows below came later."
                </span>
            </div>
        </Show>
    }
}

/// The place under the last row, where the next event goes.
#[component]
fn NextEvent(
    /// Where it stands.
    layout: ListLayout,
) -> impl IntoView {
    let (cursor, stepper) = (use_cursor(), use_stepper());
    let words = move || if stepper.is_awaited() { "Waiting for Append" } else { "The next event goes here" };
    view! {
        <div class="slot" aria-hidden="true" style:transform=move || layout.place(layout.rows.with(Rows::total))>
            <span class="slot__v" translate="no" prop:textContent=move || cursor.head.get().next().0.to_string()></span>
            <span class="slot__text">
                <Icon name="append" />
                <span prop:textContent=move || words()></span>
            </span>
        </div>
    }
}

/// Why no row is shown.
#[component]
fn NothingFound() -> impl IntoView {
    let filter = use_log_filter();
    let words = move || match filter.query.with(|query| query.trim().is_empty()) {
        true => "No event has these types.",
        false => "No event has these words. Clear the search to see all.",
    };
    view! { <p class="log__none" prop:textContent=move || words()></p> }
}
