//! What the tables of the views share.

use leptos::prelude::*;

use super::desk::{ROWS, use_desk};
use crate::components::Show;
use crate::state::use_cursor;
use engine::{StreamId, Version};

/// A button that leads to an event.
#[component]
pub fn EventButton(
    /// The stream of the event.
    stream: StreamId,
    /// Its version.
    version: Version,
) -> impl IntoView {
    let desk = use_desk();
    let (name, event) = (format!("Go to {version} of {stream}"), format!("{stream}/{}", version.0));
    view! {
        <button
            class="stamp stamp--line ledger__event"
            type="button"
            aria-label=name
            data-event=event
            on:click=move |_| desk.go_to(&stream, version)
        >
            {version.to_string()}
        </button>
    }
}

/// A button that shows more rows, while not all are shown.
#[component]
pub fn More(
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
) -> impl IntoView {
    let desk = use_desk();
    let is_more = Memo::new(move |_| count.get() > desk.rows.get());
    view! {
        <Show when=move || is_more.get()>
            <p class="view__more">
                <span prop:textContent=move || format!("{} of {} are shown.", desk.rows.get(), count.get())></span>
                <button class="btn" type="button" on:click=move |_| desk.rows.update(|rows| *rows += ROWS)>
                    "Show more"
                </button>
            </p>
        </Show>
    }
}

/// What a view says that does not follow the cursor, while the cursor is in the past.
#[component]
pub fn NotAtTheCursor() -> impl IntoView {
    let cursor = use_cursor();
    let is_past = Memo::new(move |_| !cursor.position.get().is_live());
    view! {
        <Show when=move || is_past.get()>
            <p class="view__note">
                "This view does not follow the cursor. It shows the log up to its checkpoint."
            </p>
        </Show>
    }
}
