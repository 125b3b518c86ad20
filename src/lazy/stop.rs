//! What is true at a stop of a command's way, in full.

use leptos::prelude::*;

use super::LoadedView;
use super::views::desk::Desk;
use crate::components::{Icon, Redrawn, Show, TermLink};
use crate::state::{Intents, use_intents, use_stepper};
use lab::views::{Standing, ViewKind};
use lab::{Fact, Journey, Stepping, Stop, ViewChanges};

/// Hands the details of the stop in focus to the page.
pub fn draw(loaded: LoadedView) {
    // The signal is disposed when the page no longer shows them.
    let _ = loaded.try_set(Some(|| view! { <Details /> }.into_any()));
}

/// The details of the stop in focus.
#[component]
fn Details() -> impl IntoView {
    let (intents, stepper) = (use_intents(), use_stepper());
    let journey = Memo::new(move |_| journey(intents));
    let stop = Memo::new(move |_| stepper.stop_in_focus());
    let waits_at = Memo::new(move |_| stepper.waits_at());
    let has_journey = Memo::new(move |_| journey.with(Option::is_some));
    let is_ahead = Memo::new(move |_| waits_at.get().is_some_and(|waits_at| stop.get() > waits_at));
    view! {
        <Show
            when=move || has_journey.get()
            fallback=|| view! { <p class="quiet">"Nothing is written before the first event."</p> }
        >
            <Head journey stop waits_at />
            <Show
                when=move || is_ahead.get()
                fallback=move || {
                    // A fact with one line more would move, and count as a layout shift.
                    view! {
                        <dl class="stopfacts">
                            <Redrawn>{facts(intents, journey, stop.get())}</Redrawn>
                        </dl>
                    }
                }
            >
                <p class="quiet" prop:textContent=move || ahead(stop.get())></p>
            </Show>
        </Show>
    }
}

/// The way of the event that is looked at, or of the command that is gone through step by step.
fn journey(intents: Intents) -> Option<Journey> {
    match intents.stepper.stepping.get() {
        Some(stepping) if !stepping.is_written() => {
            intents.lab.read(|lab| Journey::planned(lab, stepping.account, &stepping.command))
        }
        Some(stepping) => intents.lab.read(|lab| Journey::of(lab, stepping.account, stepping.trace.last)),
        None => {
            let (account, version) = (intents.cursor.account.get(), intents.cursor.version.get());
            intents.lab.read(|lab| Journey::of(lab, account, version))
        }
    }
}

/// The stop in focus, and how far the command is.
#[component]
fn Head(
    /// The way of the command.
    journey: Memo<Option<Journey>>,
    /// The stop in focus.
    stop: Memo<Stop>,
    /// The stop that the command waits at.
    waits_at: Memo<Option<Stop>>,
) -> impl IntoView {
    let intents = use_intents();
    let of = move |read: fn(&Journey) -> bool| journey.with(|journey| journey.as_ref().is_some_and(read));
    let is_refused = move || of(|journey| !journey.trace.ruling.allowed) && stop.get() == Stop::Decide;
    let planned = move || intents.stepper.stepping.with(|stepping| Some(stepping.as_ref()?.trace.last));
    let version = move || {
        let of_journey = || journey.with(|journey| Some(journey.as_ref()?.trace.last));
        planned().or_else(of_journey).map(|version| version.to_string())
    };
    let stepper = intents.stepper;
    let is_written =
        Memo::new(move |_| stepper.stepping.with(|stepping| stepping.as_ref().is_none_or(Stepping::is_written)));
    let words = move || match waits_at.get() {
        Some(waits_at) if stepper.is_conflict() && stop.get() <= waits_at => "Nothing is written.",
        Some(waits_at) if stop.get() > waits_at => "Not reached yet.",
        Some(waits_at) if waits_at < Stop::Append => "Nothing is written yet.",
        Some(waits_at) if stop.get() < waits_at => "Looking back. What is written stays written.",
        Some(_) => "The event is written.",
        None => "How this event was written.",
    };
    view! {
        <div class="flow__what">
            <h2 class="flow__title">
                <Redrawn>
                    <TermLink label=stop.get().name() />
                </Redrawn>
                {move || is_refused().then(|| view! { <Icon name="reject" /> <span>"Rejected"</span> })}
            </h2>
            <p>
                <span class="stamp" class=("stamp--line", move || !is_written.get()) prop:textContent=move || version()></span>
                " "
                <span prop:textContent=move || words()></span>
                " "
                <Show when=move || !is_written.get()>
                    <button class="link" type="button" title="Esc" on:click=move |_| intents.stop_stepping()>
                        "Discard this command"
                    </button>
                </Show>
            </p>
        </div>
    }
}

/// What a stop will do with a command that has not come there yet.
const fn ahead(stop: Stop) -> &'static str {
    match stop {
        Stop::Command | Stop::Load => "It will read the newest snapshot and the events after it.",
        Stop::Decide => "It will check the command against the rules.",
        Stop::Append => "It will write the events, if the stream still ends where it was read.",
        Stop::Publish => "It will send the messages in the outbox.",
        Stop::Project => "It will update the views.",
    }
}

/// What is true at this stop; at Project, what changes in each view.
fn facts(intents: Intents, journey: Memo<Option<Journey>>, stop: Stop) -> AnyView {
    let fact = |fact: &Fact| {
        view! {
            <div>
                <dt>
                <TermLink label=fact.name.clone() />
            </dt>
                <dd dir="auto">{fact.value.clone()}</dd>
            </div>
        }
    };
    if let Some(stepping) = intents.stepper.stepping.get()
        && let Some(facts) = intents.lab.read(|lab| stepping.overtaken_facts(lab, stop))
    {
        return facts.iter().map(fact).collect_view().into_any();
    }
    journey.with(|journey| match journey {
        None => ().into_any(),
        Some(journey) if stop == Stop::Project => {
            journey.views.iter().map(|changes| changes_of(intents, journey, changes)).collect_view().into_any()
        }
        Some(journey) => journey.facts(stop).iter().map(fact).collect_view().into_any(),
    })
}

/// What changes in a view, field by field. A view that is behind has not changed yet, and says so.
fn changes_of(intents: Intents, journey: &Journey, changes: &ViewChanges) -> AnyView {
    let name = changes.view;
    if let Some(standing) = behind(intents, journey, changes) {
        let why = if standing.is_paused { "paused" } else { "delayed" };
        let words = format!("{why}, still {}", standing.as_of());
        return view! {
            <div>
                <dt>{name}</dt>
                <dd>{words}</dd>
            </div>
        }
        .into_any();
    }
    let changes = changes.changes.iter().map(|change| {
        // For a total of the whole log, only the difference is shown.
        let before = (!change.before.is_empty()).then(|| {
            view! {
                {change.before.clone()}
                <span class="becomes">
                    <span class="sr">" becomes "</span>
                </span>
            }
        });
        view! {
            <div>
                <dt>{name} ": " {change.field}</dt>
                <dd dir="auto">{before} <b>{change.after.clone()}</b></dd>
            </div>
        }
    });
    changes.collect_view().into_any()
}

/// How far a view is that lags or is paused, and has not come to this yet.
fn behind(intents: Intents, journey: &Journey, view: &ViewChanges) -> Option<Standing> {
    let kind = ViewKind::ALL.into_iter().find(|kind| kind.label() == view.view)?;
    let standing = Desk::running(intents)?.standing_of(kind);
    let position = intents.lab.read(|lab| lab.event(journey.account, journey.trace.last))?.position;
    (standing.is_held() && standing.checkpoint < position).then_some(standing)
}
