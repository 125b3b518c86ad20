use leptos::prelude::*;

use crate::bank::Family;
use crate::engine::Version;
use crate::lab::{Tick, ticks};
use crate::ui::components::{family_class, icon, percent};
use crate::ui::session::{Session, event_type};

/// How long one event is shown while playing at 1×, in milliseconds.
pub(in crate::ui) const BEAT_MS: u64 = 900;

/// How many times faster than [`BEAT_MS`] events can be played.
const SPEEDS: [u32; 5] = [1, 2, 4, 10, 50];

/// The most marks on the scale: closer than six pixels they could not be told apart.
const MOST_TICKS: usize = 80;

/// The control over the moment that is looked at.
pub(in crate::ui) fn group(session: Session) -> AnyView {
    view! {
        <Show when=move || session.head.get() != Version::EMPTY>
            <div class="time" role="group" aria-label="Time travel">
                <div class="scrub">
                    {buttons(session)}
                    <div class="scrub__mid">
                        <div class="scrub__label">
                            <span>{move || label(session)}</span>
                        </div>
                        {track(session)}
                    </div>
                    <div class="scrub__end">{go_to(session)} {speed(session)}</div>
                </div>
            </div>
        </Show>
    }
    .into_any()
}

fn buttons(session: Session) -> AnyView {
    let at_start = Memo::new(move |_| session.version.get() == Version::EMPTY);
    let at_end = Memo::new(move |_| session.version.get() == session.head.get());
    let button = move |name: &'static str, symbol: &'static str, dead: Memo<bool>, act: fn(Session)| {
        view! {
            <button
                class="iconbtn"
                type="button"
                aria-label=name
                title=name
                aria-disabled=move || dead.get().then_some("true")
                on:click=move |_| act(session)
            >
                {icon(symbol)}
            </button>
        }
    };
    let play = move || if session.playing.get() { "Pause" } else { "Play" };
    view! {
        <div class="scrub__btns">
            {button("First event", "first", at_start, |session| session.go_to(Version(1)))}
            {button("Previous event", "prev", at_start, |session| session.step(-1))}
            <button
                class="iconbtn iconbtn--fill"
                type="button"
                aria-label=play
                title=play
                on:click=move |_| session.play_or_pause()
            >
                {move || icon(if session.playing.get() { "pause" } else { "play" })}
            </button>
            {button("Next event", "next", at_end, |session| session.step(1))}
            {button("Last event", "last", at_end, |session| session.go_to(session.head.get_untracked()))}
        </div>
    }
    .into_any()
}

/// The moment in words, as the slider's value.
fn value_text(session: Session) -> String {
    let (version, head) = (session.version.get().0, session.head.get().0);
    match session.event() {
        None => format!("Before the first of {head} {}", if head == 1 { "event" } else { "events" }),
        Some(event) => {
            let amount = event.data.amount().map(|amount| format!(" {}", amount.figure())).unwrap_or_default();
            format!("Event {version} of {head}, {}{amount}", event_type(&event))
        }
    }
}

fn label(session: Session) -> AnyView {
    let (version, head) = (session.version.get().0, session.head.get().0);
    match session.event() {
        None => {
            view! { "Before the first of " <b>{head}</b> {if head == 1 { " event" } else { " events" }} }.into_any()
        }
        Some(event) => {
            let class = format!("fam {}", family_class(event.data.family()));
            let amount = event.data.amount().map(|amount| format!(" {}", amount.figure()));
            view! {
                "Event "
                <b>{version}</b>
                {format!(" of {head} \u{b7} ")}
                <span class=class>{event_type(&event).to_owned()}</span>
                {amount}
            }
            .into_any()
        }
    }
}

fn track(session: Session) -> AnyView {
    let at = move || percent(session.version.get().0 as f64 / session.head.get().0.max(1) as f64);
    let marks = Memo::new(move |_| session.with_events(|events| ticks(events, MOST_TICKS)));
    view! {
        <div class="track" style:--at=at>
            <span class="track__past"></span>
            {move || marks.get().into_iter().map(|tick| mark(session, tick)).collect_view()}
            <input
                class="track__range"
                type="range"
                min="0"
                max=move || session.head.get().0
                aria-label="Version"
                aria-valuetext=move || value_text(session)
                prop:value=move || {
                    session.head.track();
                    session.version.get().0.to_string()
                }
                on:input=move |event| {
                    session.playing.set(false);
                    session.go_to(Version(event_target_value(&event).parse().unwrap_or_default()));
                }
            />
            <span class="thumb" aria-hidden="true">
                {move || session.version.get().to_string()}
            </span>
        </div>
    }
    .into_any()
}

fn mark(session: Session, tick: Tick) -> AnyView {
    let shape = match tick.family {
        Some(Family::Opened) => "tick tick--start f-open",
        Some(Family::MoneyIn) => "tick tick--up f-in",
        Some(Family::MoneyOut) => "tick tick--down f-out",
        Some(Family::State) => "tick tick--state f-state",
        Some(Family::Rejected) => "tick tick--reject f-rejected",
        None => "tick f-state",
    };
    view! {
        <i
            class=shape
            class:is-future=move || session.version.get() < tick.version
            style:--x=percent(tick.at)
        ></i>
    }
    .into_any()
}

fn go_to(session: Session) -> AnyView {
    view! {
        <span class="goto">
            <span aria-hidden="true">"v"</span>
            <input
                class="input"
                type="number"
                min="0"
                max=move || session.head.get().0
                aria-label="Go to version"
                title="Go to version"
                prop:value=move || session.version.get().0.to_string()
                on:change=move |event| {
                    let field = event_target::<web_sys::HtmlInputElement>(&event);
                    // Not a number when it is empty or garbage; the field then shows again where we are.
                    let wanted = field.value_as_number();
                    if wanted.is_finite() {
                        session.playing.set(false);
                        session.go_to(Version(wanted.max(0.0) as u64));
                    }
                    field.set_value(&session.version.get_untracked().0.to_string());
                }
            />
        </span>
    }
    .into_any()
}

fn speed(session: Session) -> AnyView {
    view! {
        <span class="pick speed">
            <select
                aria-label="Speed"
                on:change=move |event| session.speed.set(event_target_value(&event).parse().unwrap_or(1))
            >
                {SPEEDS
                    .map(|speed| view! { <option value=speed>{format!("{speed}\u{d7}")}</option> })
                    .collect_view()}
            </select>
            {icon("down")}
        </span>
    }
    .into_any()
}
