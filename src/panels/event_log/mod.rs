use leptos::prelude::*;

use crate::components::Show;
use crate::state::persistence::Condition;
use crate::state::{use_cursor, use_layout, use_log_filter, use_persistence};
use engine::Version;

mod details;
mod empty;
mod header;
mod keys;
mod list;
mod list_layout;
mod row;
mod row_content;
mod scrolling;

use empty::{FirstVisit, NotReady};
use header::Header;
use list::List;

/// The versions that are shown, or `None` for all.
type Found = Memo<Option<Vec<Version>>>;

/// The event log: every event of the account, with the one at the cursor open.
#[component]
pub fn EventLog() -> impl IntoView {
    let (cursor, filter, persistence, layout) = (use_cursor(), use_log_filter(), use_persistence(), use_layout());
    let is_empty = Memo::new(move |_| cursor.head.get() == Version::EMPTY);
    let is_ready = Memo::new(move |_| persistence.condition.get() == Condition::Ready);
    let found: Found = Memo::new(move |_| filter.found());
    view! {
        <section
            class="panel log"
            class:log--empty=move || is_empty.get()
            class:is-filtered=move || found.with(Option::is_some)
            aria-label="Event log"
            data-then="events next-step"
            inert=move || layout.sheet.get()
        >
            <Show when=move || is_empty.get() && is_ready.get()>
                <FirstVisit />
            </Show>
            <Show when=move || is_empty.get() && !is_ready.get()>
                <NotReady />
            </Show>
            <Show when=move || !is_empty.get()>
                <Header found />
                <List found />
            </Show>
        </section>
    }
}
