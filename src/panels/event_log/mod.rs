use leptos::prelude::*;

use crate::components::Show;
use crate::lazy::LazyEvents;
use crate::state::persistence::Condition;
use crate::state::{use_cursor, use_layout, use_log_filter, use_persistence};
use engine::Version;

mod empty;

use empty::{FirstVisit, NotReady};

/// The event log: every event of the account, with the one at the cursor open.
#[component]
pub fn EventLog() -> impl IntoView {
    let (cursor, filter, persistence, layout) = (use_cursor(), use_log_filter(), use_persistence(), use_layout());
    let is_empty = Memo::new(move |_| cursor.head.get() == Version::EMPTY);
    let is_ready = Memo::new(move |_| persistence.condition.get() == Condition::Ready);
    view! {
        <section
            class="panel log"
            class:log--empty=move || is_empty.get()
            class:is-filtered=move || filter.is_on()
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
                <LazyEvents />
            </Show>
        </section>
    }
}
