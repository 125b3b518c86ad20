use leptos::html;
use leptos::prelude::*;

use super::label::value_text;
use crate::components::{decimal, percent};
use crate::state::{event_name, use_cursor};
use bank::Family;
use engine::Version;
use lab::{AccountId, Tick, ticks};

/// The maximum number of ticks: closer than six pixels they could not be told apart.
const MAX_TICKS: usize = 64;

/// The slider over the versions. Ticks and thumb are drawn; a native range input over them does the work.
#[component]
pub fn Track() -> impl IntoView {
    let cursor = use_cursor();
    // The thumb is moved by a transform, for which the page needs no new layout: in hundredths of the track.
    let at = move || decimal(100.0 * cursor.version.get().0 as f64 / cursor.head.get().0.max(1) as f64) + "cqw";
    let ticks = move || {
        let account = cursor.account.get();
        cursor.with_events(|events| ticks(events, MAX_TICKS)).into_iter().map(move |tick| (account, tick))
    };
    let range = NodeRef::<html::Input>::new();
    // In this order: a browser limits the value to the maximum that it knows.
    Effect::new(move |_| {
        let (head, version) = (cursor.head.get(), cursor.version.get());
        let Some(range) = range.get() else { return };
        range.set_max(&head.0.to_string());
        range.set_value(&version.0.to_string());
    });
    view! {
        <div class="track" style=("--at", move || at())>
            <span class="track__past"></span>
            <For each=move || ticks() key=|(account, tick)| (*account, tick.version, tick.family) let((account, tick))>
                <TickMark account tick />
            </For>
            <input
                class="track__range"
                node_ref=range
                type="range"
                min="0"
                aria-label="Version"
                aria-valuetext=move || value_text(cursor)
                on:input=move |event| cursor.go_to(Version(event_target_value(&event).parse().unwrap_or_default()))
            />
            <span class="thumb" aria-hidden="true" translate="no" prop:textContent=move || cursor.version.get().to_string()></span>
        </div>
    }
}

#[component]
fn TickMark(
    /// The account of its events.
    account: AccountId,
    /// The tick. Its place is derived from the newest version, which moves while the tick stays.
    tick: Tick,
) -> impl IntoView {
    let cursor = use_cursor();
    let Tick { version, family, .. } = tick;
    let class = match family {
        Some(Family::Opened) => "tick tick--start f-open",
        Some(Family::MoneyIn) => "tick tick--up f-in",
        Some(Family::MoneyOut) => "tick tick--down f-out",
        Some(Family::Reversed) => "tick tick--reversed f-reversed",
        Some(Family::State) => "tick tick--state f-state",
        Some(Family::Rejected) => "tick tick--reject f-rejected",
        None => "tick tick--many f-state",
    };
    let is_future = Memo::new(move |_| cursor.version.get() < version);
    view! {
        <i
            class=class
            class:is-future=move || is_future.get()
            data-event=event_name(account, version)
            style=("--x", move || percent(version.0 as f64 / cursor.head.get().0.max(1) as f64))
        ></i>
    }
}
