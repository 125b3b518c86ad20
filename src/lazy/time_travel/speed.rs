use leptos::prelude::*;

use crate::components::Icon;
use crate::state::use_cursor;

/// How many times faster than [`BEAT_MS`](crate::state::cursor::BEAT_MS) events can be played.
const SPEEDS: [u32; 5] = [1, 2, 4, 10, 50];

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
