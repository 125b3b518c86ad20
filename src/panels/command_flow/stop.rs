use leptos::prelude::*;

use super::Shown;
use super::words::{Piece, Words, hint, said};
use crate::components::{Icon, Redrawn};
use crate::state::{use_stepper, use_views};
use lab::Stop;

/// A stop of the strip.
#[component]
pub fn StopItem(
    /// The stop.
    stop: Stop,
    /// What the strip shows.
    shown: Memo<Shown>,
    /// Whether its name opens its details.
    opens_details: bool,
) -> impl IntoView {
    let (stepper, views) = (use_stepper(), use_views());
    let is_in_focus = Memo::new(move |_| shown.with(|shown| shown.trace.is_some()) && stepper.stop_in_focus() == stop);
    let is_ahead = Memo::new(move |_| shown.with(|shown| shown.is_ahead(stop)));
    let is_rejected =
        Memo::new(move |_| stop == Stop::Decide && shown.with(|shown| !shown.is_ahead(stop) && shown.is_refused()));
    let is_conflict =
        Memo::new(move |_| stop == Stop::Append && shown.with(|shown| shown.is_conflict && !shown.is_ahead(stop)));
    let is_lit = move || !is_rejected.get() && !is_conflict.get() && shown.with(|shown| shown.waits_at == Some(stop));
    let words = Memo::new(move |_| {
        shown.with(|shown| match &shown.trace {
            None => vec![Piece::Text(hint(stop).into())],
            // The account's view may lag or be paused.
            Some(trace) if stop == Stop::Project && !shown.is_ahead(stop) => {
                match views.seen.get().filter(|seen| *seen < trace.last) {
                    Some(seen) => vec![Piece::Text("view is at ".into()), Piece::Bold(seen.to_string())],
                    None => said(stop, trace, shown),
                }
            }
            Some(trace) => said(stop, trace, shown),
        })
    });
    // A narrow strip cuts long words off: they are there as a whole when they are pointed at.
    let title = Memo::new(move |_| words.with(|words| words.iter().map(Piece::text).collect::<String>()));
    let is_expanded = move || stepper.shows_details() && stepper.stop_in_focus() == stop;
    let name = if opens_details {
        // Before the first command there is nothing to look at.
        view! {
            <button
                class="stop__name"
                type="button"
                disabled=move || !stepper.has_stops()
                aria-expanded=move || is_expanded().to_string()
                aria-controls="stop-details"
                on:click=move |_| stepper.choose_stop(stop)
            >
                {stop.name()}
            </button>
        }
        .into_any()
    } else {
        view! { <span class="stop__name">{stop.name()}</span> }.into_any()
    };
    view! {
        <li
            class="stop"
            class:is-here=move || is_in_focus.get()
            class:is-lit=move || is_lit()
            class:is-next=move || is_ahead.get()
            class:is-rejected=move || is_rejected.get()
            class:is-conflict=move || is_conflict.get()
            title=move || title.get()
            aria-current=move || is_in_focus.get().then_some("step")
        >
            <div class="stop__top">
                <span class="stop__node">
                    {move || {
                        let name = match (is_rejected.get(), is_conflict.get()) {
                            (true, _) => "reject",
                            (_, true) => "conflict",
                            _ => symbol(stop),
                        };
                        view! { <Icon name /> }
                    }}
                </span>
                {name}
            </div>
            <div class="stop__value">
                // New elements: a longer text in the same ones would move what follows it, which counts as a layout shift.
                <Redrawn>
                    <span>
                        <Words words=words.get() />
                    </span>
                </Redrawn>
            </div>
        </li>
    }
}

/// The icon of a stop.
const fn symbol(stop: Stop) -> &'static str {
    match stop {
        Stop::Command => "command",
        Stop::Load => "load",
        Stop::Decide => "decide",
        Stop::Append => "append",
        Stop::Publish => "publish",
        Stop::Project => "project",
    }
}
