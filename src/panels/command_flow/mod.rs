use leptos::prelude::*;

use crate::components::{icon, stamp};
use crate::dom::{El, button, el, whether};
use crate::lazy;
use crate::state::{Intents, event_name, use_cursor, use_intents, use_lab, use_stepper};
use bank::CommandKind;
use engine::Version;
use lab::{Cause, Ruling, Stepping, Stop, Trace};

/// A stop's icon, and what happens there before anything has happened.
const fn symbol_and_hint(stop: Stop) -> (&'static str, &'static str) {
    match stop {
        Stop::Command => ("command", "ask for something"),
        Stop::Load => ("load", "read the past"),
        Stop::Decide => ("decide", "check the rules"),
        Stop::Append => ("append", "write one event"),
        Stop::Publish => ("publish", "tell the others"),
        Stop::Project => ("project", "add it up"),
    }
}

/// How many characters of a comparison leave room for the word before it.
const SHORT_FIGURES: usize = 11;

/// How many characters of a balance leave room for the word before it.
const SHORT_BALANCE: usize = 6;

/// How many characters of two versions leave room for the word before them.
const SHORT_VERSIONS: usize = 6;

/// What the strip shows.
#[derive(Clone, PartialEq)]
struct Shown {
    /// The command's way, unless nothing has happened yet.
    trace: Option<Trace>,
    /// Whether its messages are queued in the outbox and not sent yet.
    is_queued: bool,
    /// The stop that a command waits at.
    waits_at: Option<Stop>,
}

/// How the event that is looked at was written, or where a command stands that is stepped through.
pub fn strip() -> El {
    let lab = use_lab();
    let cursor = use_cursor();
    let stepper = use_stepper();
    let intents = use_intents();
    let shown = Memo::new(move |_| match stepper.stepping.get() {
        Some(Stepping { account, trace, stop, .. }) => {
            let is_queued = lab.read(|lab| lab.queued(account, trace.first, trace.last)) > 0;
            Shown { trace: Some(trace), is_queued, waits_at: Some(stop) }
        }
        None => {
            let (account, version) = (cursor.account.get(), cursor.version.get());
            lab.read(|lab| {
                let trace = Trace::of(lab, account, version);
                let is_queued = |trace: &Trace| lab.queued(account, trace.first, trace.last) > 0;
                Shown { is_queued: trace.as_ref().is_some_and(is_queued), trace, waits_at: None }
            })
        }
    });
    let event = move || match stepper.stepping.get() {
        None => Some(cursor.event_name()),
        Some(stepping) => stepping.is_written().then(|| event_name(stepping.account, stepping.trace.last)),
    };
    el("section", "flow")
        .class_if("is-stepping", move || shown.with(|shown| shown.waits_at.is_some()))
        .attr("aria-label", "Command flow")
        .attr_with("data-event", event)
        .child(
            el("div", "flow__row")
                .child(el("div", "flow__head").part(move |part| shown.with(|shown| head(part, intents, shown))))
                .child(el("ol", "stops").children(Stop::ALL.into_iter().map(|this| stop(this, intents, shown))))
                .child(controls(intents)),
        )
        .child(
            el("p", "pflow__line")
                .attr("aria-hidden", "true")
                .part(move |part| shown.with(|shown| phone_line(part, intents, shown))),
        )
        .part_if(
            move || stepper.shows_details(),
            move |part| {
                let name = move || Some(format!("Details of {}", stepper.stop_in_focus().name()));
                let details = el("div", "flow__details scroll")
                    .attr("id", "stop-details")
                    .attr("role", "region")
                    .attr("tabindex", "0")
                    .attr_with("aria-label", name);
                lazy::draw_stop(intents, details.clone());
                part.child(details)
            },
        )
}

fn head(into: El, intents: Intents, shown: &Shown) -> El {
    let two_lines = |first: &str, second: &str| el("span", "").text(first).child(el("br", "")).text(second);
    match (&shown.trace, shown.waits_at) {
        (None, _) => into.child(two_lines("Every command", "takes these steps")),
        (Some(_), None) => {
            into.child(stamp(intents.cursor.version.get())).child(two_lines("How this event", "was written"))
        }
        (Some(trace), Some(stop)) if stop < Stop::Append => {
            // It may be another account than the one that is looked at.
            let account = intents.stepper.stepping.with(|stepping| stepping.as_ref().map(|stepping| stepping.account));
            let account =
                account.filter(|account| *account != intents.cursor.account.get()).map(|account| account.to_string());
            into.child(el("span", "stamp stamp--line").text(trace.last.to_string())).child(two_lines(
                account.as_deref().unwrap_or("Nothing is"),
                if account.is_some() { "not written yet" } else { "written yet" },
            ))
        }
        (Some(trace), Some(_)) => into.child(stamp(trace.last)).child(two_lines("Written,", "step by step")),
    }
}

fn stop(this: Stop, intents: Intents, shown: Memo<Shown>) -> El {
    let (symbol, hint) = symbol_and_hint(this);
    let in_focus = move || shown.with(|shown| shown.trace.is_some()) && intents.stepper.stop_in_focus() == this;
    let is_lit = move || shown.with(|shown| shown.waits_at == Some(this));
    let is_next =
        move || shown.with(|shown| shown.trace.is_none() || shown.waits_at.is_some_and(|waits_at| this > waits_at));
    let is_rejected = whether(move || {
        let refused = |trace: &Trace| !trace.ruling.allowed;
        this == Stop::Decide && !is_next() && shown.with(|shown| shown.trace.as_ref().is_some_and(refused))
    });
    let value = el("div", "stop__value").part(move |part| {
        shown.with(|shown| match &shown.trace {
            None => part.text(hint),
            Some(trace) if is_next() => part.text(ahead(this, trace, shown)),
            // The account's view may lag or be paused.
            Some(trace) => match intents.views.seen.get().filter(|seen| this == Stop::Project && *seen < trace.last) {
                Some(seen) => part.text("view is at ").child(el("b", "").text(seen.to_string())),
                None => value(part, this, trace, shown.is_queued),
            },
        })
    });
    // A narrow strip cuts a long value off; it is there as a whole when it is pointed at.
    let whole = value.clone();
    let whole = move || {
        shown.track();
        whole.html().text_content()
    };
    // Before the first command there is nothing to look at.
    let name = button("stop__name", move || intents.stepper.choose_stop(this))
        .flag("disabled", move || !intents.stepper.has_stops())
        .state("aria-expanded", move || intents.stepper.shows_details() && intents.stepper.stop_in_focus() == this)
        .attr("aria-controls", "stop-details")
        .text(this.name());
    el("li", "stop")
        .attr_with("title", whole)
        .class_if("is-here", in_focus)
        .class_if("is-lit", move || is_lit() && !is_rejected.get())
        .class_if("is-next", is_next)
        .class_if("is-rejected", move || is_rejected.get())
        .attr_with("aria-current", move || in_focus().then(|| "step".to_owned()))
        .child(
            el("div", "stop__top")
                .child(
                    el("span", "stop__node")
                        .part(move |part| part.child(icon(if is_rejected.get() { "reject" } else { symbol }))),
                )
                .child(name),
        )
        .child(value)
}

/// What is true at a stop once a command has come there.
fn value(into: El, stop: Stop, trace: &Trace, is_queued: bool) -> El {
    let bold = |text: &str| el("b", "").text(text);
    match stop {
        Stop::Command => {
            let amount = trace.amount.map(|amount| amount.figure()).unwrap_or_default();
            // `Create account 250.00` is too long for its place.
            let word = match trace.cause {
                Cause::Command(CommandKind::CreateAccount) if !amount.is_empty() => "Create",
                Cause::Command(kind) => kind.label(),
                Cause::Fork => "Fork",
            };
            into.text(word).text(" ").child(bold(&amount))
        }
        Stop::Load => into.text(load(trace)),
        Stop::Decide => {
            let into = if trace.ruling.allowed {
                into.text("allowed: ")
            } else {
                into.child(el("span", "stop__word").text("Rejected:")).text(" ")
            };
            // The figures decide. Where there is no room for the word before them, it is only read aloud.
            let Ruling { allowed, about, figures } = &trace.ruling;
            let has_room = *allowed && figures.chars().count() <= SHORT_FIGURES;
            let into = if has_room { into.text(*about) } else { into.child(el("span", "sr").text(*about)) };
            into.text(" ").child(bold(figures))
        }
        Stop::Append if trace.ruling.allowed => {
            let (expected, wrote) = (trace.expected.to_string(), versions(trace.first, trace.last));
            // Long versions leave no room for the word.
            let into = if expected.len() + wrote.len() <= SHORT_VERSIONS { into.text("expected ") } else { into };
            into.text(expected).text(" ").child(icon("check")).text(" wrote ").child(bold(&wrote))
        }
        Stop::Append => into.text("recorded as ").child(bold(&trace.last.to_string())),
        Stop::Publish => into.text(messages(trace, is_queued)),
        Stop::Project => {
            let figure = trace.balance.figure();
            let into = if figure.len() <= SHORT_BALANCE { into.text("balance ") } else { into };
            into.child(bold(&figure))
        }
    }
}

/// What a stop will do with a command that has not come there yet. Nothing of it is shown as done.
fn ahead(stop: Stop, trace: &Trace, shown: &Shown) -> String {
    match stop {
        Stop::Command | Stop::Load => "will read the stream".to_owned(),
        Stop::Decide => "will check the rules".to_owned(),
        Stop::Append => format!("will expect {}", trace.expected),
        Stop::Publish if shown.is_queued => messages(trace, true),
        // Whether there is anything to tell is not known before Decide.
        Stop::Publish => "will tell if needed".to_owned(),
        Stop::Project => format!("will replay to {}", trace.last),
    }
}

fn load(trace: &Trace) -> String {
    match (trace.snapshot, trace.replayed) {
        (Some(snapshot), replayed) => format!("snapshot {snapshot} + {replayed}"),
        (None, 0) => "v0 \u{b7} no events yet".to_owned(),
        (None, 1) => format!("{} \u{b7} 1 event replayed", trace.expected),
        (None, replayed @ 2..10) => format!("{} \u{b7} {replayed} events replayed", trace.expected),
        (None, replayed) => format!("{} \u{b7} {replayed} replayed", trace.expected),
    }
}

fn messages(trace: &Trace, is_queued: bool) -> String {
    let word = if is_queued { "queued" } else { "sent" };
    match trace.messages {
        0 => "no message".to_owned(),
        1 => format!("1 message {word}"),
        count => format!("{count} messages {word}"),
    }
}

fn versions(first: Version, last: Version) -> String {
    match last.0 - first.0 {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}\u{2013}{last}"),
    }
}

fn controls(intents: Intents) -> El {
    let at = move || intents.stepper.waits_at();
    let is_last = move || at() == Some(Stop::Project) && intents.stepper.stop_in_focus() == Stop::Project;
    let can_go_on = move || {
        intents
            .stepper
            .stepping
            .with(|stepping| stepping.as_ref().is_some_and(|stepping| !intents.has_to_wait(stepping)))
    };
    let can_go_back = move || at().is_some() && intents.stepper.stop_in_focus() > Stop::Command;
    let switch = el("input", "")
        .attr("type", "checkbox")
        .attr("role", "switch")
        .on("change", move |event| intents.set_step_through(event_target_checked(&event)));
    let next = el("span", "")
        .text_with(move || if is_last() { "Done" } else { "Next" }.to_owned())
        .child(el("span", "sr").text_with(move || if is_last() { "" } else { " step" }.to_owned()));
    el("div", "flow__ctl").child(el("label", "switch").child(switch).child(el("span", "").text("Step through"))).child(
        el("div", "flow__btns")
            .child(
                button("btn btn--plain", move || intents.previous_stop())
                    .attr("data-then", "next-step")
                    .flag("hidden", move || !can_go_back())
                    .child(icon("left"))
                    .text("Back"),
            )
            .child(
                button("btn", move || intents.next_stop())
                    .attr("id", "next-step")
                    .attr_with("aria-disabled", move || (!can_go_on()).then(|| "true".to_owned()))
                    .child(next)
                    .child(icon("right")),
            ),
    )
}

/// A phone has room for one line: what is true at the stop in focus.
fn phone_line(into: El, intents: Intents, shown: &Shown) -> El {
    let Some(trace) = &shown.trace else {
        return into.child(el("span", "").text("Every command takes these steps"));
    };
    let focus = intents.stepper.stop_in_focus();
    let version = if shown.waits_at.is_some() { trace.last } else { intents.cursor.version.get() };
    let line = el("span", "").text(focus.name()).text(": ");
    into.child(stamp(version)).child(match shown.waits_at {
        Some(waits_at) if focus > waits_at => line.text(ahead(focus, trace, shown)),
        _ => value(line, focus, trace, shown.is_queued),
    })
}
