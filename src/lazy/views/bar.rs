use std::time::Duration;

use leptos::prelude::*;

use super::desk::use_desk;
use super::progress::Progress;
use crate::browser;
use crate::components::{Icon, Show, Stamp};
use crate::state::use_cursor;
use crate::state::views::CONTROLS;
use lab::views::{Rebuilt, Standing, ViewKind, Views};

/// What the view is, how far it has come in the log, and the controls over that.
#[component]
pub fn Bar(
    /// Which view.
    kind: ViewKind,
) -> impl IntoView {
    let desk = use_desk();
    let title = match kind {
        ViewKind::ByType => "Events by type",
        ViewKind::Audit => "Refused requests",
        other => other.label(),
    };
    // The title of the account's view stands above the bar.
    let top = (kind != ViewKind::Account).then(|| {
        let as_of = (kind == ViewKind::Statement).then(|| view! { <AsOf /> });
        view! { <div class="proj__top"><span prop:textContent=title></span> {as_of}</div> }
    });
    let standing = Memo::new(move |_| desk.standing());
    let warning = Memo::new(move |_| standing.with(|standing| standing.warning()));
    let has_controls = desk.intents.views.has_controls;
    // How far a view has come is of interest while it is behind, and while it is being delayed.
    let shows_position =
        Memo::new(move |_| has_controls.get() || standing.with(|standing| standing.is_paused || standing.behind() > 0));
    let is_catching_up = Memo::new(move |_| {
        desk.is_reading.get() && standing.with(|standing| standing.rebuild.is_none() && standing.behind() > 0)
    });
    let how_far = Signal::derive(move || standing.with(|standing| (standing.checkpoint.0, standing.head.0)));
    // While the view may fall behind, the place of the warning is kept free.
    view! {
        <div class="view__bar">
            {top}
            <div class="viewbar" class:is-held=move || standing.with(|standing| standing.is_held())>
                {move || {
                    shows_position
                        .get()
                        .then(|| {
                            view! {
                                <span
                                    class="viewbar__at"
                                    prop:textContent=move || standing.with(|standing| standing.as_of())
                                ></span>
                            }
                        })
                }}
                {move || {
                    warning
                        .get()
                        .map(|words| view! { <span class="badge f-rejected"><Icon name="clock" /> <span prop:textContent=words></span></span> })
                }}
                <button
                    class="tool tool--28"
                    type="button"
                    hidden=desk.intents.is_read_only()
                    id=CONTROLS
                    aria-expanded=move || has_controls.get().to_string()
                    on:click=move |_| has_controls.update(|is_open| *is_open = !*is_open)
                >
                    "Delay or rebuild"
                    <Icon name="down" />
                </button>
            </div>
            <Show when=move || has_controls.get()>
                <Controls standing />
            </Show>
            <Show when=move || is_catching_up.get()>
                <Progress name="Reading the log" how_far />
            </Show>
        </div>
    }
}

/// The version of the account that is shown, which is not the newest while the view is behind.
#[component]
fn AsOf() -> impl IntoView {
    let (desk, cursor) = (use_desk(), use_cursor());
    view! {
        <span class="asof">
            "as of " <Stamp version=Signal::derive(move || desk.version()) />
            <span prop:textContent=move || format!(" of {}", cursor.head.get())></span>
        </span>
    }
}

/// How late the view reads events, and whether it does at all.
#[component]
fn Controls(
    /// How far the view is.
    standing: Memo<Standing>,
) -> impl IntoView {
    let desk = use_desk();
    let seconds = move || standing.with(|standing| standing.lag.as_secs());
    let set_lag = move |event| {
        let lag = Duration::from_secs(event_target_value(&event).parse().unwrap_or_default());
        desk.set_shown(|views, kind| views.set_lag(kind, lag));
    };
    let is_paused = Memo::new(move |_| standing.with(|standing| standing.is_paused));
    let pause = move |_| {
        let is_paused = is_paused.get_untracked();
        desk.set_shown(|views, kind| views.set_paused(kind, !is_paused));
    };
    let rebuild = move |_| desk.set_shown(|views, kind| views.rebuild(kind, browser::since_start()));
    let is_rebuilding = Memo::new(move |_| standing.with(|standing| standing.rebuild.is_some()));
    let how_far = Signal::derive(move || {
        standing.with(|standing| (standing.rebuild.unwrap_or_default().0, standing.checkpoint.0))
    });
    let rebuilt = move || standing.with(|standing| standing.rebuilt.map(Rebuilt::words)).unwrap_or_default();
    view! {
        <div class="viewctl" role="group" aria-label="Controls of this view">
            <label class="viewctl__lag">
                <span>"Lag"</span>
                <input
                    type="range"
                    min="0"
                    step="1"
                    max=Views::MAX_LAG.as_secs().to_string()
                    aria-label="Lag"
                    aria-valuetext=move || format!("{} s", seconds())
                    prop:value=move || seconds().to_string()
                    on:input=set_lag
                />
                <span class="viewctl__s" prop:textContent=move || format!("{} s", seconds())></span>
            </label>
            <div class="viewctl__acts">
                <button
                    class="btn"
                    type="button"
                    on:click=pause
                    prop:textContent=move || if is_paused.get() { "Resume" } else { "Pause" }
                ></button>
                <button class="btn" type="button" on:click=rebuild>
                    "Rebuild"
                </button>
            </div>
            <Show when=move || is_rebuilding.get()>
                <Progress name="Rebuild" how_far />
            </Show>
            <p class="view__note" role="status" aria-label="Last rebuild" prop:textContent=move || rebuilt()></p>
        </div>
    }
}
