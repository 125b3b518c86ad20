use leptos::prelude::*;

use crate::components::{decimal, family_class, icon, icon_button, percent};
use crate::dom::{El, button, el, whether};
use crate::state::{Intents, event_name, event_type, use_cursor, use_intents, use_layout};
use bank::Family;
use engine::Version;
use lab::{Tick, ticks};

/// How long one event is shown while playing at 1×, in milliseconds.
pub const BEAT_MS: u64 = 900;

/// How many times faster than [`BEAT_MS`] events can be played.
const SPEEDS: [u32; 5] = [1, 2, 4, 10, 50];

/// The most marks on the scale: closer than six pixels they could not be told apart.
const MOST_TICKS: usize = 64;

/// The control over the moment that is looked at.
pub fn group(into: El) -> El {
    let cursor = use_cursor();
    let layout = use_layout();
    let intents = use_intents();
    into.part_if(
        move || cursor.head.get() != Version::EMPTY,
        move |part| {
            let words = move |part: El| part.child(label(intents, el("span", "")));
            let mid = el("div", "scrub__mid").child(el("div", "scrub__label").part(words)).child(track(intents));
            let end = el("div", "scrub__end").child(go_to(intents)).child(speed(intents));
            part.child(
                el("div", "time")
                    .flag("inert", move || layout.sheet.get())
                    .attr("role", "group")
                    .attr("aria-label", "Time travel")
                    .child(el("div", "scrub").child(buttons(intents)).child(mid).child(end)),
            )
        },
    )
}

fn buttons(intents: Intents) -> El {
    let at_start = whether(move || intents.cursor.version.get() == Version::EMPTY);
    let at_end = whether(move || intents.cursor.version.get() == intents.cursor.head.get());
    let jump = move |name: &'static str, symbol: &'static str, dead: Memo<bool>, act: fn(Intents)| {
        icon_button(name, symbol, move || act(intents))
            .attr_with("aria-disabled", move || dead.get().then(|| "true".to_owned()))
    };
    let play = move || Some(if intents.cursor.playing.get() { "Pause" } else { "Play" }.to_owned());
    el("div", "scrub__btns")
        .child(jump("First event", "first", at_start, |intents| intents.cursor.go_to(Version(1))))
        .child(jump("Previous event", "prev", at_start, |intents| intents.cursor.step(-1)))
        .child(
            button("iconbtn iconbtn--fill", move || intents.cursor.play_or_pause())
                .attr_with("aria-label", play)
                .attr_with("title", play)
                .part(move |part| part.child(icon(if intents.cursor.playing.get() { "pause" } else { "play" }))),
        )
        .child(jump("Next event", "next", at_end, |intents| intents.cursor.step(1)))
        .child(jump("Last event", "last", at_end, |intents| intents.cursor.go_to(intents.cursor.head.get_untracked())))
}

/// The moment in words, as the slider's value.
fn value_text(intents: Intents) -> String {
    let (version, head) = (intents.cursor.version.get().0, intents.cursor.head.get().0);
    match intents.cursor.event() {
        None => format!("Before the first of {head} {}", if head == 1 { "event" } else { "events" }),
        Some(event) => {
            let amount = event.data.amount().map(|amount| format!(" {}", amount.figure())).unwrap_or_default();
            format!("Event {version} of {head}, {}{amount}", event_type(&event))
        }
    }
}

fn label(intents: Intents, into: El) -> El {
    let (version, head) = (intents.cursor.version.get().0, intents.cursor.head.get().0);
    match intents.cursor.event() {
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

fn track(intents: Intents) -> El {
    // The thumb is moved by a transform, of which the page is not laid out again: in hundredths of the track.
    let at = move || {
        decimal(100.0 * intents.cursor.version.get().0 as f64 / intents.cursor.head.get().0.max(1) as f64) + "cqw"
    };
    let marks = Memo::new(move |_| intents.cursor.with_events(|events| ticks(events, MOST_TICKS)));
    let range = el("input", "track__range")
        .attr("type", "range")
        .attr("min", "0")
        .attr("aria-label", "Version")
        .attr_with("aria-valuetext", move || Some(value_text(intents)))
        .range(move || (intents.cursor.head.get().0, intents.cursor.version.get().0))
        .on("input", move |event| {
            intents.cursor.go_to(Version(event_target_value(&event).parse().unwrap_or_default()));
        });
    let thumb =
        el("span", "thumb").attr("aria-hidden", "true").text_with(move || intents.cursor.version.get().to_string());
    el("div", "track")
        .style("--at", at)
        .child(el("span", "track__past"))
        .part(move |part| part.children(marks.get().into_iter().map(|tick| mark(intents, tick))))
        .child(range)
        .child(thumb)
}

fn mark(intents: Intents, tick: Tick) -> El {
    let shape = match tick.family {
        Some(Family::Opened) => "tick tick--start f-open",
        Some(Family::MoneyIn) => "tick tick--up f-in",
        Some(Family::MoneyOut) => "tick tick--down f-out",
        Some(Family::State) => "tick tick--state f-state",
        Some(Family::Rejected) => "tick tick--reject f-rejected",
        None => "tick tick--many f-state",
    };
    el("i", shape)
        .attr("data-event", event_name(intents.cursor.account.get_untracked(), tick.version))
        .class_if("is-future", move || intents.cursor.version.get() < tick.version)
        .style("--x", move || percent(tick.at))
}

fn go_to(intents: Intents) -> El {
    let field = el("input", "input")
        .attr("type", "number")
        .attr("min", "0")
        .attr_with("max", move || Some(intents.cursor.head.get().0.to_string()))
        .attr("aria-label", "Go to version")
        .attr("title", "Go to version")
        .value(move || intents.cursor.version.get().0.to_string())
        .on("change", move |event| {
            let field = event_target::<web_sys::HtmlInputElement>(&event);
            // Not a number when it is empty or garbage; the field then shows again where we are.
            let wanted = field.value_as_number();
            if wanted.is_finite() {
                intents.cursor.go_to(Version(wanted.max(0.0) as u64));
            }
            field.set_value(&intents.cursor.version.get_untracked().0.to_string());
        });
    el("span", "goto").child(el("span", "").attr("aria-hidden", "true").text("v")).child(field)
}

fn speed(intents: Intents) -> El {
    let option = |speed: u32| el("option", "").attr("value", speed.to_string()).text(format!("{speed}\u{d7}"));
    let select = el("select", "")
        .attr("aria-label", "Speed")
        .on("change", move |event| intents.cursor.speed.set(event_target_value(&event).parse().unwrap_or(1)))
        .children(SPEEDS.into_iter().map(option));
    el("span", "pick speed").child(select).child(icon("down"))
}
