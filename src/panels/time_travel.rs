use leptos::prelude::*;

use crate::components::{decimal, family_class, icon, icon_button, percent};
use crate::dom::{El, button, el, whether};
use crate::session::{Session, event_name, event_type};
use bank::Family;
use engine::Version;
use lab::{Tick, ticks};

/// How long one event is shown while playing at 1×, in milliseconds.
pub(crate) const BEAT_MS: u64 = 900;

/// How many times faster than [`BEAT_MS`] events can be played.
const SPEEDS: [u32; 5] = [1, 2, 4, 10, 50];

/// The most marks on the scale: closer than six pixels they could not be told apart.
const MOST_TICKS: usize = 64;

/// The control over the moment that is looked at.
pub(crate) fn group(session: Session, into: El) -> El {
    into.part_if(
        move || session.head.get() != Version::EMPTY,
        move |part| {
            let words = move |part: El| part.child(label(session, el("span", "")));
            let mid = el("div", "scrub__mid").child(el("div", "scrub__label").part(words)).child(track(session));
            let end = el("div", "scrub__end").child(go_to(session)).child(speed(session));
            part.child(
                el("div", "time")
                    .flag("inert", move || session.sheet.get())
                    .attr("role", "group")
                    .attr("aria-label", "Time travel")
                    .child(el("div", "scrub").child(buttons(session)).child(mid).child(end)),
            )
        },
    )
}

fn buttons(session: Session) -> El {
    let at_start = whether(move || session.version.get() == Version::EMPTY);
    let at_end = whether(move || session.version.get() == session.head.get());
    let jump = move |name: &'static str, symbol: &'static str, dead: Memo<bool>, act: fn(Session)| {
        icon_button(name, symbol, move || act(session))
            .attr_with("aria-disabled", move || dead.get().then(|| "true".to_owned()))
    };
    let play = move || Some(if session.playing.get() { "Pause" } else { "Play" }.to_owned());
    el("div", "scrub__btns")
        .child(jump("First event", "first", at_start, |session| session.go_to(Version(1))))
        .child(jump("Previous event", "prev", at_start, |session| session.step(-1)))
        .child(
            button("iconbtn iconbtn--fill", move || session.play_or_pause())
                .attr_with("aria-label", play)
                .attr_with("title", play)
                .part(move |part| part.child(icon(if session.playing.get() { "pause" } else { "play" }))),
        )
        .child(jump("Next event", "next", at_end, |session| session.step(1)))
        .child(jump("Last event", "last", at_end, |session| session.go_to(session.head.get_untracked())))
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

fn label(session: Session, into: El) -> El {
    let (version, head) = (session.version.get().0, session.head.get().0);
    match session.event() {
        None => into.text("Before the first of ").child(el("b", "").text(head.to_string())).text(if head == 1 {
            " event"
        } else {
            " events"
        }),
        Some(event) => {
            let class = format!("fam {}", family_class(event.data.family()));
            let into = into
                .text("Event ")
                .child(el("b", "").text(version.to_string()))
                .text(format!(" of {head} \u{b7} "))
                .child(el("span", &class).text(event_type(&event)));
            match event.data.amount() {
                Some(amount) => into.text(format!(" {}", amount.figure())),
                None => into,
            }
        }
    }
}

fn track(session: Session) -> El {
    // The thumb is moved by a transform, of which the page is not laid out again: in hundredths of the track.
    let at = move || decimal(100.0 * session.version.get().0 as f64 / session.head.get().0.max(1) as f64) + "cqw";
    let marks = Memo::new(move |_| session.with_events(|events| ticks(events, MOST_TICKS)));
    let range = el("input", "track__range")
        .attr("type", "range")
        .attr("min", "0")
        .attr("aria-label", "Version")
        .attr_with("aria-valuetext", move || Some(value_text(session)))
        .range(move || (session.head.get().0, session.version.get().0))
        .on("input", move |event| {
            session.go_to(Version(event_target_value(&event).parse().unwrap_or_default()));
        });
    let thumb = el("span", "thumb").attr("aria-hidden", "true").text_with(move || session.version.get().to_string());
    el("div", "track")
        .style("--at", at)
        .child(el("span", "track__past"))
        .part(move |part| part.children(marks.get().into_iter().map(|tick| mark(session, tick))))
        .child(range)
        .child(thumb)
}

fn mark(session: Session, tick: Tick) -> El {
    let shape = match tick.family {
        Some(Family::Opened) => "tick tick--start f-open",
        Some(Family::MoneyIn) => "tick tick--up f-in",
        Some(Family::MoneyOut) => "tick tick--down f-out",
        Some(Family::State) => "tick tick--state f-state",
        Some(Family::Rejected) => "tick tick--reject f-rejected",
        None => "tick tick--many f-state",
    };
    el("i", shape)
        .attr("data-event", event_name(session.account.get_untracked(), tick.version))
        .class_if("is-future", move || session.version.get() < tick.version)
        .style("--x", move || percent(tick.at))
}

fn go_to(session: Session) -> El {
    let field = el("input", "input")
        .attr("type", "number")
        .attr("min", "0")
        .attr_with("max", move || Some(session.head.get().0.to_string()))
        .attr("aria-label", "Go to version")
        .attr("title", "Go to version")
        .value(move || session.version.get().0.to_string())
        .on("change", move |event| {
            let field = event_target::<web_sys::HtmlInputElement>(&event);
            // Not a number when it is empty or garbage; the field then shows again where we are.
            let wanted = field.value_as_number();
            if wanted.is_finite() {
                session.go_to(Version(wanted.max(0.0) as u64));
            }
            field.set_value(&session.version.get_untracked().0.to_string());
        });
    el("span", "goto").child(el("span", "").attr("aria-hidden", "true").text("v")).child(field)
}

fn speed(session: Session) -> El {
    let option = |speed: u32| el("option", "").attr("value", speed.to_string()).text(format!("{speed}\u{d7}"));
    let select = el("select", "")
        .attr("aria-label", "Speed")
        .on("change", move |event| session.speed.set(event_target_value(&event).parse().unwrap_or(1)))
        .children(SPEEDS.into_iter().map(option));
    el("span", "pick speed").child(select).child(icon("down"))
}
