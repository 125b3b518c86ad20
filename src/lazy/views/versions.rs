use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use super::progress::Progress;
use crate::components::Show;
use crate::state::use_lab;
use bank::Family;
use bank::projections::ByType;
use engine::Position;
use lab::Lab;
use lab::views::{Reader, View, Views};

/// What was spent, by each version of the view, and how to switch between them.
#[component]
pub fn Versions() -> impl IntoView {
    let desk = use_desk();
    let has_two = Memo::new(move |_| desk.look(|views| views.corrected.is_some()));
    let is_switched = Memo::new(move |_| desk.look(Views::is_switched));
    let why_not = Memo::new(move |_| desk.look(Views::why_no_switch));
    let said = move || why_not.get().unwrap_or_else(|| what_happened(has_two.get(), is_switched.get()));
    let switch = move |_| {
        desk.set(|views| {
            views.switch();
        });
    };
    view! {
        <section class="versions" aria-label="Versions of this view" data-then="versions-act">
            <dl class="facts facts--two">
                <Figures
                    name="Spent, old formula. Wrong on purpose: it counts refusals"
                    is_shown=Signal::derive(move || !is_switched.get())
                    of=|views: &Views| Some(&views.by_type)
                />
                <Show when=move || has_two.get()>
                    <Figures name="Spent, new formula. It leaves refusals out" is_shown=is_switched of=|views: &Views| views.corrected.as_ref() />
                </Show>
            </dl>
            <p class="view__note" prop:textContent=move || what_the_log_says(desk)></p>
            <div class="versions__acts" hidden=desk.intents.is_read_only()>
                <Show
                    when=move || has_two.get()
                    fallback=move || {
                        view! {
                            <button
                                class="btn"
                                type="button"
                                id="versions-act"
                                on:click=move |_| desk.set(Views::correct)
                            >
                                "Fix the view and replay"
                            </button>
                        }
                    }
                >
                    <button
                        class="btn"
                        type="button"
                        id="versions-act"
                        aria-disabled=move || why_not.get().map(|_| "true")
                        aria-describedby="versions-said"
                        on:click=switch
                        prop:textContent=move || {
                            if is_switched.get() { "Switch back to version 1" } else { "Switch to version 2" }
                        }
                    ></button>
                </Show>
            </div>
            <p class="view__note" role="status" aria-label="Versions">
                <span id="versions-said" prop:textContent=move || said()></span>
            </p>
        </section>
    }
}

/// What was spent by one version, and how far it has read the log.
#[component]
fn Figures(
    /// Its name.
    name: &'static str,
    /// Whether the page shows this version.
    #[prop(into)]
    is_shown: Signal<bool>,
    /// The version among the views.
    of: fn(&Views) -> Option<&View<ByType>>,
) -> impl IntoView {
    let (desk, lab) = (use_desk(), use_lab());
    let has_two = Memo::new(move |_| desk.look(|views| views.corrected.is_some()));
    let head = move || lab.read(Lab::position);
    let checkpoint = move || desk.look(|views| of(views).map_or_else(Position::default, Reader::checkpoint));
    let spent = move || desk.look(|views| of(views).map(|view| view.value().spent().figure())).unwrap_or_default();
    let is_behind = Memo::new(move |_| desk.is_reading.get() && checkpoint() < head());
    let how_far = Signal::derive(move || (checkpoint().0, head().0));
    // It says that two versions have read the same events, or that this one is behind.
    let shows_position = Memo::new(move |_| checkpoint() < head() || desk.look(|views| views.corrected.is_some()));
    view! {
        <div class:is-linked=move || is_shown.get()>
            <dt prop:textContent=move || {
                format!("{name}{}", if has_two.get() && is_shown.get() { " (shown)" } else { "" })
            }></dt>
            <dd translate="no" prop:textContent=move || spent()></dd>
            <Show when=move || shows_position.get()>
                <dd
                    class="facts__at"
                    prop:textContent=move || format!("as of position {} of {}", checkpoint().0, head().0)
                ></dd>
            </Show>
            <Show when=move || is_behind.get()>
                <dd>
                    <Progress name="Reading the log" how_far />
                </dd>
            </Show>
        </div>
    }
}

/// The figures that `spent` has to agree with.
fn what_the_log_says(desk: Desk) -> String {
    let standing = desk.standing();
    let log = match standing.behind() {
        0 => "The log says".to_owned(),
        _ => format!("Up to position {} the log says", standing.checkpoint.0),
    };
    desk.look(|views| {
        let (out, refused) = (views.by_type().sum(Family::MoneyOut), views.by_type().sum(Family::Rejected));
        let came_back = views.by_type().came_back();
        let out = match came_back.is_zero() {
            true => format!("{} went out", out.figure()),
            false => format!("{} went out, {} of it was reversed", out.figure(), came_back.figure()),
        };
        if refused.is_zero() {
            return format!("{log}: {out}, nothing was refused.");
        }
        format!("{log}: {out}, {} was refused and never moved.", refused.figure())
    })
}

const fn what_happened(has_two: bool, is_switched: bool) -> &'static str {
    match (has_two, is_switched) {
        (false, _) => "",
        (true, false) => {
            "The new formula was built beside the old formula from the same events. Switch when you are ready."
        }
        (true, true) => "The page shows the new formula now. Only the view is new: no event was changed.",
    }
}
