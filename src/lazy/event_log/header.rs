use leptos::prelude::*;

use super::Found;
use super::tools::Tools;
use crate::browser;
use crate::components::{Show, TermLink};
use crate::state::{CursorContext, use_cursor, use_log_filter};
use engine::Version;
use lab::{Term, counted};

/// The title, the search and the choice of types, and how many events they find.
#[component]
pub fn Header(
    /// The versions that are shown.
    found: Found,
) -> impl IntoView {
    let (cursor, filter) = (use_cursor(), use_log_filter());
    let count = move || format!("{} \u{b7} {}", cursor.account.get(), counted(cursor.head.get().0, "event", "events"));
    let show_all = move |_| {
        filter.clear();
        browser::focus_soon("events");
    };
    view! {
        <header class="panel__head">
            <h2 class="panel__title">
                <TermLink label="Event log" term=Term::Event />
            </h2>
            <span class="panel__sub" aria-live="off" prop:textContent=move || count()></span>
            <Tools />
            <span class="found" role="status" prop:textContent=move || result(cursor, found)></span>
            <Show when=move || found.with(Option::is_some)>
                <button class="link" type="button" on:click=show_all>
                    "Show all"
                </button>
            </Show>
        </header>
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
