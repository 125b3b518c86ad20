use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::browser;
use crate::components::Icon;
use crate::state::use_cursor;
use engine::Version;

/// How many times faster than [`BEAT_MS`](crate::state::cursor::BEAT_MS) events can be played.
const SPEEDS: [u32; 5] = [1, 2, 4, 10, 50];

/// The field that a version is typed into.
#[component]
pub fn GoToVersion() -> impl IntoView {
    let cursor = use_cursor();
    let go = move |event: Event| {
        let field = event_target::<HtmlInputElement>(&event);
        // NaN when it is empty or not a number; the field then shows the version at the cursor again.
        let wanted = field.value_as_number();
        if wanted.is_finite() {
            cursor.go_to(Version(wanted.max(0.0) as u64));
        }
        field.set_value(&cursor.version.get_untracked().0.to_string());
    };
    view! {
        <span class="goto">
            <span aria-hidden="true">"v"</span>
            <input
                class="input"
                type="number"
                min="0"
                max=move || cursor.head.get().0.to_string()
                aria-label="Go to version"
                title="Go to version"
                prop:value=move || cursor.version.get().0.to_string()
                on:change=go
                on:wheel=|event| browser::keep_number(&event)
            />
        </span>
    }
}

/// The choice of how fast events are played.
#[component]
pub fn Speed() -> impl IntoView {
    let cursor = use_cursor();
    let option = |speed: u32| view! { <option value=speed.to_string()>{format!("{speed}\u{d7}")}</option> };
    view! {
        <span class="pick speed">
            <select
                aria-label="Speed"
                on:change=move |event| cursor.speed.set(event_target_value(&event).parse().unwrap_or(1))
            >
                {SPEEDS.map(option).into_iter().collect_view()}
            </select>
            <Icon name="down" />
        </span>
    }
}
