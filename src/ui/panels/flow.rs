use leptos::prelude::*;

use crate::engine::Version;
use crate::lab::Trace;
use crate::ui::components::{icon, stamp};
use crate::ui::session::{APPEND, PROJECT, Session, Stepping};

/// The stops on a command's way: name, icon, and what happens there before anything has happened.
const STOPS: [(&str, &str, &str); PROJECT + 1] = [
    ("Command", "command", "ask for something"),
    ("Load", "load", "read the past"),
    ("Decide", "decide", "check the rules"),
    ("Append", "append", "write one event"),
    ("Publish", "publish", "tell the others"),
    ("Project", "project", "add it up"),
];

/// The stop in focus when no command is stepped through: the one where the rules spoke.
const DECIDE: usize = 2;

/// What the strip shows.
#[derive(Clone, PartialEq)]
struct Shown {
    /// The command's way, unless nothing has happened yet.
    trace: Option<Trace>,
    /// The stop that a command waits at.
    waits_at: Option<usize>,
}

/// How the event that is looked at was written, or where a command stands that is stepped through.
pub(in crate::ui) fn strip(session: Session) -> AnyView {
    let shown = Memo::new(move |_| match session.stepping.get() {
        Some(Stepping { trace, stop, .. }) => Shown { trace: Some(trace), waits_at: Some(stop) },
        None => {
            let (account, version) = (session.account.get(), session.version.get());
            Shown { trace: session.read(|lab| Trace::of(lab, account, version)), waits_at: None }
        }
    });
    view! {
        <section
            class="flow"
            class:is-stepping=move || shown.with(|shown| shown.waits_at.is_some())
            aria-label="Command flow"
        >
            <div class="flow__row">
                <div class="flow__head">{move || head(session, &shown.get())}</div>
                <ol class="stops">
                    {(0..STOPS.len()).map(|number| stop(number, shown)).collect_view()}
                </ol>
                {controls(session)}
            </div>
            <p class="pflow__line" aria-hidden="true">
                {move || phone_line(session, &shown.get())}
            </p>
        </section>
    }
    .into_any()
}

fn head(session: Session, shown: &Shown) -> AnyView {
    match (&shown.trace, shown.waits_at) {
        (None, _) => view! {
            <span>"Every command" <br /> "takes these steps"</span>
        }
        .into_any(),
        (Some(_), None) => view! {
            {stamp(session.version.get())}
            <span>"How this event" <br /> "was written"</span>
        }
        .into_any(),
        (Some(trace), Some(stop)) => view! {
            <span class="stamp" class:stamp--line=stop < APPEND>
                {trace.last.to_string()}
            </span>
            <span>
                {if stop < APPEND { "Nothing is" } else { "Written," }} <br />
                {if stop < APPEND { "written yet" } else { "step by step" }}
            </span>
        }
        .into_any(),
    }
}

fn stop(number: usize, shown: Memo<Shown>) -> AnyView {
    let (name, symbol, hint) = STOPS[number];
    let in_focus = move || shown.with(|shown| shown.trace.is_some() && shown.waits_at.unwrap_or(DECIDE) == number);
    let is_lit = move || shown.with(|shown| shown.waits_at == Some(number));
    let is_next =
        move || shown.with(|shown| shown.trace.is_none() || shown.waits_at.is_some_and(|waits_at| number > waits_at));
    let is_rejected = move || {
        number == DECIDE
            && !is_next()
            && shown.with(|shown| shown.trace.as_ref().is_some_and(|trace| !trace.ruling.allowed))
    };
    view! {
        <li
            class="stop"
            class:is-here=in_focus
            class:is-lit=move || is_lit() && !is_rejected()
            class:is-next=is_next
            class:is-rejected=is_rejected
            aria-current=move || in_focus().then_some("step")
        >
            <div class="stop__top">
                <span class="stop__node">
                    {move || icon(if is_rejected() { "reject" } else { symbol })}
                </span>
                <span class="stop__name">{name}</span>
            </div>
            <div class="stop__value">
                {move || {
                    shown
                        .with(|shown| match &shown.trace {
                            None => hint.into_any(),
                            Some(trace) if is_next() => ahead(number, trace),
                            Some(trace) => value(number, trace),
                        })
                }}
            </div>
        </li>
    }
    .into_any()
}

/// What is true at a stop once a command has come there.
fn value(number: usize, trace: &Trace) -> AnyView {
    match number {
        0 => {
            let amount = trace.amount.map(|amount| amount.figure());
            view! { {words(&trace.command)} " " <b>{amount}</b> }.into_any()
        }
        1 => load(trace).into_any(),
        DECIDE => {
            let ruling = trace.ruling.clone();
            let word = if ruling.allowed { "allowed:".into_any() } else { rejected_word() };
            view! { {word} " " {(!ruling.about.is_empty()).then(|| format!("{} ", ruling.about))} <b>{ruling.figures}</b> }
                .into_any()
        }
        APPEND if trace.ruling.allowed => {
            let wrote = versions(trace.first, trace.last);
            let expected = if trace.expected.0 < 10_000 { "expected " } else { "" };
            view! { {expected} {trace.expected.to_string()} " " {icon("check")} " wrote " <b>{wrote}</b> }.into_any()
        }
        APPEND => view! { "recorded as " <b>{trace.last.to_string()}</b> }.into_any(),
        4 => messages(trace).into_any(),
        _ => view! { "balance " <b>{trace.balance.figure()}</b> }.into_any(),
    }
}

/// What a stop will do with a command that has not come there yet. Nothing of it is shown as done.
fn ahead(number: usize, trace: &Trace) -> AnyView {
    match number {
        1 => "will read the stream".into_any(),
        DECIDE => "will check the rules".into_any(),
        APPEND => format!("will expect {}", trace.expected).into_any(),
        4 => "will tell the others".into_any(),
        _ => format!("will replay to {}", trace.last).into_any(),
    }
}

fn load(trace: &Trace) -> String {
    let events = |count: u64| if count == 1 { "1 event".to_owned() } else { format!("{count} events") };
    match trace.snapshot {
        None if trace.expected == Version::EMPTY => "v0 \u{b7} no events yet".to_owned(),
        None => format!("{} \u{b7} {} replayed", trace.expected, events(trace.replayed)),
        Some(snapshot) => format!("snapshot {snapshot} + {}", trace.replayed),
    }
}

fn messages(trace: &Trace) -> String {
    match trace.messages {
        0 => "not needed".to_owned(),
        1 => "1 outbox message".to_owned(),
        count => format!("{count} outbox messages"),
    }
}

fn versions(first: Version, last: Version) -> String {
    if first == last { first.to_string() } else { format!("{first}, {last}") }
}

fn rejected_word() -> AnyView {
    view! { <span class="stop__word">"Rejected:"</span> }.into_any()
}

/// A command's name in words: `CreateAccount` as `Create account`.
fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 1);
    for (place, letter) in name.char_indices() {
        if place > 0 && letter.is_ascii_uppercase() {
            words.push(' ');
            words.push(letter.to_ascii_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

fn controls(session: Session) -> AnyView {
    let at = move || session.stepping.with(|stepping| stepping.as_ref().map(|stepping| stepping.stop));
    view! {
        <div class="flow__ctl">
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || session.step_through.get()
                    on:change=move |event| {
                        session.step_through.set(event_target_checked(&event));
                        if !event_target_checked(&event) {
                            session.stop_stepping();
                        }
                    }
                />
                <span>"Step through"</span>
            </label>
            <div class="flow__btns">
                <button
                    class="btn btn--plain"
                    type="button"
                    hidden=move || !at().is_some_and(|stop| (1..APPEND).contains(&stop))
                    on:click=move |_| session.previous_stop()
                >
                    {icon("left")}
                    "Back"
                </button>
                <button
                    class="btn"
                    type="button"
                    disabled=move || at().is_none()
                    on:click=move |_| session.next_stop()
                >
                    <span>
                        {move || if at() == Some(PROJECT) { "Done" } else { "Next" }}
                        <span class="sr">{move || if at() == Some(PROJECT) { "" } else { " step" }}</span>
                    </span>
                    {icon("right")}
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// A phone has room for one line: what is true at the stop in focus.
fn phone_line(session: Session, shown: &Shown) -> AnyView {
    let Some(trace) = &shown.trace else {
        return view! { <span>"Every command takes these steps"</span> }.into_any();
    };
    let focus = shown.waits_at.unwrap_or(DECIDE);
    let version = if shown.waits_at.is_some() { trace.last } else { session.version.get() };
    view! {
        {stamp(version)}
        <span>{STOPS[focus].0} ": " {value(focus, trace)}</span>
    }
    .into_any()
}
