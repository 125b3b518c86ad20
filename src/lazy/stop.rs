//! What is true at a stop of a command's way, in full.

use leptos::prelude::*;

use super::views::desk::Desk;
use crate::components::{icon, stamp};
use crate::dom::{El, button, el};
use crate::state::Intents;
use lab::views::{Standing, ViewKind};
use lab::{Change, Fact, Journey, Stop, ViewChanges};

/// Fills the place below the strip with the details of the stop in focus.
pub fn details(intents: Intents, into: El) {
    let journey = Memo::new(move |_| journey(intents));
    let _ = into.part(move |part| {
        let (stop, waits_at) = (intents.stepper.stop_in_focus(), intents.stepper.waits_at());
        journey.with(|journey| match journey {
            None => part.child(el("p", "quiet").text("Before the first event nothing was written.")),
            Some(journey) => {
                let part = part.child(head(intents, journey, stop, waits_at));
                if waits_at.is_some_and(|waits_at| stop > waits_at) {
                    return part.child(el("p", "quiet").text(ahead(stop)));
                }
                match stop {
                    Stop::Project => part.child(
                        el("dl", "stopfacts")
                            .children(journey.views.iter().flat_map(|changes| view(intents, journey, changes))),
                    ),
                    _ => part.child(journey.facts(stop).iter().map(fact).fold(el("dl", "stopfacts"), El::child)),
                }
            }
        })
    });
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

fn head(intents: Intents, journey: &Journey, stop: Stop, waits_at: Option<Stop>) -> El {
    let is_refused = !journey.trace.ruling.allowed && stop == Stop::Decide;
    let words = match waits_at {
        Some(waits_at) if stop > waits_at => "Not reached yet.",
        Some(waits_at) if waits_at < Stop::Append => "Nothing is written yet.",
        Some(waits_at) if stop < waits_at => "Looking back. What is written stays written.",
        Some(_) => "The event is written.",
        None => "How this event was written.",
    };
    let is_written = waits_at.is_none_or(|waits_at| waits_at >= Stop::Append);
    let mark = if is_written {
        stamp(journey.trace.last)
    } else {
        stamp(journey.trace.last).attr("class", "stamp stamp--line")
    };
    let title = el("h2", "flow__title").text(stop.name());
    let title = if is_refused { title.child(icon("reject")).text("Rejected") } else { title };
    let give_up =
        (!is_written).then(|| button("link", move || intents.stop_stepping()).attr("title", "Esc").text("Give up"));
    el("div", "flow__what")
        .child(title)
        .child(el("p", "").child(mark).text(" ").text(words).text(" ").children(give_up))
}

/// What a stop will do with a command that has not come there yet.
const fn ahead(stop: Stop) -> &'static str {
    match stop {
        Stop::Command | Stop::Load => "It will read the snapshot and the events after it.",
        Stop::Decide => "It will put the command to the rules.",
        Stop::Append => "It will write the events, if the stream is still where it was read.",
        Stop::Publish => "It will tell others what they need to know.",
        Stop::Project => "It will bring the views up to date.",
    }
}

fn fact(fact: &Fact) -> El {
    el("div", "").child(el("dt", "").text(&fact.name)).child(el("dd", "").attr("dir", "auto").text(&fact.value))
}

/// What changes in a view, field by field; a view that is behind has not changed yet, and says so.
fn view(intents: Intents, journey: &Journey, view: &ViewChanges) -> Vec<El> {
    if let Some(standing) = behind(intents, journey, view) {
        let why = if standing.is_paused { "paused" } else { "lags" };
        let words = format!("{why}, still {}", standing.as_of());
        return vec![el("div", "").child(el("dt", "").text(view.view)).child(el("dd", "").text(words))];
    }
    let changes = view.changes.iter().map(|change: &Change| {
        let value = el("dd", "").attr("dir", "auto");
        // For a total of the whole log, only the difference is shown.
        let value = match change.before.as_str() {
            "" => value,
            before => value.text(before).child(el("span", "sr").text(" becomes ")).child(icon("right")),
        };
        let value = value.child(el("b", "").text(&change.after));
        el("div", "").child(el("dt", "").text(view.view).text(": ").text(change.field)).child(value)
    });
    changes.collect()
}

/// How far a view is that lags or is paused, and has not come to this yet.
fn behind(intents: Intents, journey: &Journey, view: &ViewChanges) -> Option<Standing> {
    let kind = ViewKind::ALL.into_iter().find(|kind| kind.label() == view.view)?;
    let standing = Desk::running(intents)?.standing_of(kind);
    let position = intents.lab.read(|lab| lab.event(journey.account, journey.trace.last))?.position;
    (standing.is_held() && standing.checkpoint < position).then_some(standing)
}
