use leptos::prelude::*;

use super::Found;
use crate::browser;
use crate::components::{Icon, Show};
use crate::lazy::{DetailView, LazyView};
use crate::state::{CursorContext, use_cursor, use_log_filter};
use engine::Version;
use lab::{Families, counted};

/// The title, the search and the filter, and how many events they find.
#[component]
pub fn Header(
    /// The versions that are shown.
    found: Found,
) -> impl IntoView {
    let (cursor, filter) = (use_cursor(), use_log_filter());
    let count = move || format!("{} \u{b7} {}", cursor.account.get(), counted(cursor.head.get().0, "event", "events"));
    let is_open = RwSignal::new(false);
    let show_all = move |_| {
        filter.clear();
        browser::focus_soon("events");
    };
    view! {
        <header class="panel__head">
            <h2 class="panel__title">"Event log"</h2>
            <span class="panel__sub" aria-live="off">
                {move || count()}
            </span>
            <div class="panel__end">
                <Search />
                <button
                    class="btn types"
                    type="button"
                    id="types"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|open| *open = !*open)
                >
                    <Icon name="filter" />
                    {move || families_shown(filter.families.get())}
                </button>
            </div>
            <Show when=move || is_open.get()>
                <LazyView kind=DetailView::Types on_failure=move || is_open.set(false) />
            </Show>
            <span class="found" role="status">
                {move || result(cursor, found)}
            </span>
            <Show when=move || found.with(Option::is_some)>
                <button class="link" type="button" on:click=show_all>
                    "Show all"
                </button>
            </Show>
        </header>
    }
}

/// The text that events are searched for. Escape empties it.
#[component]
fn Search() -> impl IntoView {
    let query = use_log_filter().query;
    let clear = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            query.update(String::clear);
            event.stop_propagation();
        }
    };
    view! {
        <label class="search">
            <span class="sr">"Search events"</span>
            <Icon name="search" />
            <input
                class="input"
                id="search"
                type="search"
                placeholder="Search events"
                prop:value=move || query.get()
                on:input=move |event| query.set(event_target_value(&event))
                on:keydown=clear
            />
            <kbd aria-hidden="true">"/"</kbd>
        </label>
    }
}

/// The families that the filter shows, e.g. `2 types`.
fn families_shown(families: Families) -> String {
    let mut chosen = Families::EACH.into_iter().filter(|family| families.has(*family));
    match (families.are_all(), chosen.next(), chosen.count()) {
        (false, Some(only), 0) => only.label().to_owned(),
        (false, Some(_), more) => format!("{} types", more + 1),
        _ => "All types".to_owned(),
    }
}

/// How many events were found, and whether the one at the cursor is among them.
fn result(cursor: CursorContext, found: Found) -> String {
    found.with(|found| {
        let Some(found) = found else { return String::new() };
        let (version, of) = (cursor.version.get(), counted(cursor.head.get().0, "event", "events"));
        let count = format!("{} of {of}", found.len());
        if version == Version::EMPTY || found.binary_search(&version).is_ok() {
            count
        } else {
            format!("{count}. You are looking at {version}, which is not among them.")
        }
    })
}
