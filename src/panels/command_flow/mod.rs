use leptos::prelude::*;

use crate::components::{Redrawn, Show, Stamp};
use crate::lazy;
use crate::state::{event_name, use_cursor, use_intents, use_lab, use_layout, use_stepper};
use engine::Version;
use lab::{Stepping, Stop, Trace};

mod controls;
mod guide;
mod stop;
mod words;

pub use guide::Guide;

use controls::Controls;
use stop::StopItem;
use words::{Piece, Words, said};

/// What the strip shows.
#[derive(Clone, PartialEq)]
pub struct Shown {
    /// The command's way; `None` before the first command.
    trace: Option<Trace>,
    /// Whether its messages are queued in the outbox and not sent yet.
    is_queued: bool,
    /// The stop at which a command waits that is stepped through.
    waits_at: Option<Stop>,
    /// Whether it has failed there, because another writer was first.
    is_conflict: bool,
}

impl Shown {
    /// Whether a command has still to come to this stop.
    fn is_ahead(&self, stop: Stop) -> bool {
        self.trace.is_none() || self.waits_at.is_some_and(|waits_at| stop > waits_at)
    }

    /// Whether the rules refused the command.
    fn is_refused(&self) -> bool {
        self.trace.as_ref().is_some_and(|trace| !trace.ruling.allowed)
    }
}

/// How the event at the cursor was written, or how far a command is that is stepped through.
#[component]
pub fn CommandFlow() -> impl IntoView {
    let (cursor, stepper, layout, shown) = (use_cursor(), use_stepper(), use_layout(), use_shown());
    let has_controls = !use_intents().is_read_only();
    let is_stepping = move || shown.with(|shown| shown.waits_at.is_some());
    let event = Memo::new(move |_| match stepper.stepping.get() {
        None => Some(cursor.event_name()),
        Some(stepping) => stepping.is_written().then(|| event_name(stepping.account, stepping.trace.last)),
    });
    view! {
        <section
            class="flow"
            class:is-stepping=move || is_stepping()
            aria-label="Command flow"
            data-event=move || event.get()
            inert=move || layout.sheet.get()
        >
            <div class="flow__row">
                <div class="flow__head">
                    <Head shown />
                </div>
                <Stops shown opens_details=true />
                {has_controls.then(|| view! { <Controls /> })}
            </div>
            <p class="pflow__line" aria-hidden="true">
                <PhoneLine shown />
            </p>
            <Show when=move || stepper.is_on.get() || stepper.is_stepping()>
                <Guide />
            </Show>
            <Show when=move || stepper.shows_details()>
                <Details />
            </Show>
        </section>
    }
}

/// The six stops with what is true at each.
#[component]
pub fn Stops(
    /// What the strip shows, from [`use_shown`].
    shown: Memo<Shown>,
    /// Whether the name of a stop opens its details.
    opens_details: bool,
) -> impl IntoView {
    let item = |stop| view! { <StopItem stop shown opens_details /> };
    view! { <ol class="stops">{Stop::ALL.map(item).into_iter().collect_view()}</ol> }
}

/// What the strip shows now.
pub fn use_shown() -> Memo<Shown> {
    let (lab, cursor, stepper) = (use_lab(), use_cursor(), use_stepper());
    Memo::new(move |_| {
        let is_conflict = stepper.is_conflict();
        let (account, trace, waits_at) = match stepper.stepping.get() {
            Some(Stepping { account, trace, stop, .. }) => (account, Some(trace), Some(stop)),
            None => {
                let (account, version) = (cursor.account.get(), cursor.version.get());
                (account, lab.read(|lab| Trace::of(lab, account, version)), None)
            }
        };
        let queued = |trace: &Trace| lab.read(|lab| lab.queued(account, trace.first, trace.last));
        let is_queued = !is_conflict && trace.as_ref().is_some_and(|trace| queued(trace) > 0);
        Shown { is_queued, trace, waits_at, is_conflict }
    })
}

/// The version that the strip is about, and two lines that say what it shows.
#[component]
fn Head(
    /// What the strip shows.
    shown: Memo<Shown>,
) -> impl IntoView {
    let (cursor, stepper) = (use_cursor(), use_stepper());
    // It may be another account than the open one.
    let other_account = Memo::new(move |_| {
        let account = stepper.stepping.with(|stepping| stepping.as_ref().map(|stepping| stepping.account));
        account.filter(|account| *account != cursor.account.get())
    });
    let version = Memo::new(move |_| shown.with(|shown| version_of(shown, cursor.version.get())));
    let is_written =
        move || shown.with(|shown| shown.waits_at.is_none_or(|stop| stop >= Stop::Append && !shown.is_conflict));
    let lines = Memo::new(move |_| {
        let (has_trace, waits_at) = shown.with(|shown| (shown.trace.is_some(), shown.waits_at));
        match (has_trace, waits_at) {
            _ if shown.with(|shown| shown.is_conflict) => ("Not written:".to_owned(), "version taken"),
            (false, _) => ("Every command".to_owned(), "takes these steps"),
            (true, None) => ("How this event".to_owned(), "was written"),
            (true, Some(Stop::Append | Stop::Publish | Stop::Project)) => ("Written,".to_owned(), "step by step"),
            (true, Some(_)) => match other_account.get() {
                Some(account) => (account.to_string(), "not written yet"),
                None => ("Nothing is".to_owned(), "written yet"),
            },
        }
    });
    view! {
        {move || {
            version
                .get()
                .map(|version| {
                    let class = if is_written() { "stamp" } else { "stamp stamp--line" };
                    view! { <span class=class prop:textContent=version.to_string()></span> }
                })
        }}
        // A new element: the first stamp would move it, which counts as a layout shift.
        <Redrawn>
            <span>{lines.get().0} <br /> {lines.get().1}</span>
        </Redrawn>
    }
}

/// The version that the strip is about: the one at the cursor, or the one that a command that is stepped through writes.
fn version_of(shown: &Shown, at_cursor: Version) -> Option<Version> {
    let trace = shown.trace.as_ref()?;
    Some(if shown.waits_at.is_some() { trace.last } else { at_cursor })
}

/// A phone has room for one line: what is true at the stop in focus.
#[component]
fn PhoneLine(
    /// What the strip shows.
    shown: Memo<Shown>,
) -> impl IntoView {
    let (cursor, stepper) = (use_cursor(), use_stepper());
    let version = move || shown.with(|shown| version_of(shown, cursor.version.get()));
    let words = move || {
        let stop = stepper.stop_in_focus();
        shown.with(|shown| match &shown.trace {
            None => vec![Piece::Text("Every command takes these steps".into())],
            Some(trace) => [Piece::Text(stop.name().into()), Piece::Text(": ".into())]
                .into_iter()
                .chain(said(stop, trace, shown))
                .collect(),
        })
    };
    let line = Memo::new(move |_| (version(), words()));
    let draw = move || {
        let (version, words) = line.get();
        view! {
            {version.map(|version| view! { <Stamp version /> })}
            <span>
                <Words words />
            </span>
        }
    };
    // The line is centred. New elements: a text of another length would move all of it, which counts as a layout shift.
    view! { <Redrawn>{draw()}</Redrawn> }
}

/// The details of the stop in focus, which are loaded when they are shown for the first time.
#[component]
fn Details() -> impl IntoView {
    let stepper = use_stepper();
    view! {
        <div
            class="flow__details scroll"
            id="stop-details"
            role="region"
            tabindex="0"
            aria-label=move || format!("Details of {}", stepper.stop_in_focus().name())
        >
            <lazy::StopDetails />
        </div>
    }
}
