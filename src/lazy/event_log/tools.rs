use leptos::prelude::*;

use crate::browser;
use crate::components::{Icon, Show};
use crate::lazy::{DetailView, LazyView};
use crate::state::use_log_filter;
use lab::Families;

/// The search in the log, and the choice of types.
#[component]
pub fn Tools() -> impl IntoView {
    let filter = use_log_filter();
    let is_open = RwSignal::new(false);
    view! {
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
                    <span prop:textContent=move || families_shown(filter.families.get())></span>
                </button>
            </div>
            <Show when=move || is_open.get()>
                <LazyView kind=DetailView::Types on_failure=move || is_open.set(false) />
            </Show>
    }
}

/// The text that events are searched for. Escape empties it.
#[component]
fn Search() -> impl IntoView {
    let query = use_log_filter().query;
    let clear = move |event: web_sys::KeyboardEvent| {
        if browser::key_of(&event).as_deref() == Some("Escape") {
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
