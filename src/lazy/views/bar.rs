use std::time::Duration;

use leptos::prelude::*;

use super::desk::Desk;
use crate::browser;
use crate::components::{icon, stamp};
use crate::dom::{El, button, el};
use crate::state::views::CONTROLS;
use lab::views::{Rebuilt, ViewKind, Views};

/// What the view is, how far it has come, and the controls over that.
pub fn bar(desk: Desk, kind: ViewKind) -> El {
    let title = match kind {
        ViewKind::ByType => "Events by type",
        ViewKind::Audit => "Refused requests",
        other => other.label(),
    };
    let top = el("div", "proj__top").child(el("span", "").text(title));
    let top = match kind {
        // The account's own stands above this.
        ViewKind::Account => None,
        ViewKind::Statement => Some(top.child(as_of(desk))),
        _ => Some(top),
    };
    let standing = Memo::new(move |_| desk.standing());
    let warning = Memo::new(move |_| standing.with(|standing| standing.warning()));
    let badge = move |part: El| match warning.get() {
        Some(words) => part.child(el("span", "badge f-rejected").child(icon("clock")).text(words)),
        None => part,
    };
    let has_controls = desk.intents.views.has_controls;
    let toggle = button("tool tool--28", move || has_controls.update(|is| *is = !*is))
        .attr("id", CONTROLS)
        .state("aria-expanded", move || has_controls.get())
        .text("Controls")
        .child(icon("down"));
    // While it may fall behind it keeps the place of what says so.
    let at = el("div", "viewbar")
        .class_if("is-held", move || standing.with(|standing| standing.is_held()))
        .child(el("span", "viewbar__at").text_with(move || standing.with(|standing| standing.as_of())))
        .part(badge)
        .child(toggle);
    el("div", "view__bar")
        .children(top)
        .child(at)
        .part_if(move || has_controls.get(), move |part| part.child(controls(desk)))
        .part_if(
            move || {
                desk.is_reading.get() && standing.with(|standing| standing.rebuild.is_none() && standing.behind() > 0)
            },
            move |part| {
                let how_far = move || standing.with(|standing| (standing.checkpoint.0, standing.head.0));
                part.child(progress("Reading the log", how_far))
            },
        )
}

/// The version of the account that is shown, which is not the newest while the view is behind.
fn as_of(desk: Desk) -> El {
    el("span", "asof")
        .text("as of ")
        .part(move |part| part.child(stamp(desk.version())))
        .text(" of ")
        .text_with(move || desk.intents.cursor.head.get().to_string())
}

fn controls(desk: Desk) -> El {
    let standing = Memo::new(move |_| desk.standing());
    let seconds = move || standing.with(|standing| standing.lag.as_secs());
    let set_lag = move |event: web_sys::Event| {
        let lag = Duration::from_secs(event_target_value(&event).parse().unwrap_or_default());
        desk.set_shown(|views, kind| views.set_lag(kind, lag));
    };
    let range = el("input", "")
        .attr("type", "range")
        .attr("min", "0")
        .attr("step", "1")
        .attr("aria-label", "Lag")
        .attr_with("aria-valuetext", move || Some(format!("{} s", seconds())))
        .range(move || (Views::MAX_LAG.as_secs(), seconds()))
        .on("input", set_lag);
    let lag = el("label", "viewctl__lag")
        .child(el("span", "").text("Lag"))
        .child(range)
        .child(el("span", "viewctl__s").text_with(move || format!("{} s", seconds())));
    let is_paused = Memo::new(move |_| standing.with(|standing| standing.is_paused));
    let pause = button("btn", move || {
        let is_paused = is_paused.get_untracked();
        desk.set_shown(|views, kind| views.set_paused(kind, !is_paused));
    })
    .text_with(move || if is_paused.get() { "Go on" } else { "Pause" }.to_owned());
    let rebuild = button("btn", move || desk.set_shown(|views, kind| views.rebuild(kind, browser::since_start())))
        .text("Rebuild");
    let words = move || standing.with(|standing| standing.rebuilt.map(Rebuilt::words)).unwrap_or_default();
    el("div", "viewctl")
        .attr("role", "group")
        .attr("aria-label", "Controls of this view")
        .child(lag)
        .child(el("div", "viewctl__acts").child(pause).child(rebuild))
        .part_if(
            move || standing.with(|standing| standing.rebuild.is_some()),
            move |part| {
                let how_far =
                    move || standing.with(|standing| (standing.rebuild.unwrap_or_default().0, standing.checkpoint.0));
                part.child(progress("Rebuild", how_far))
            },
        )
        .child(el("p", "view__note").attr("role", "status").attr("aria-label", "Last rebuild").text_with(words))
}

/// How far something has come, and to where.
pub fn progress(name: &str, how_far: impl Fn() -> (u64, u64) + Copy + 'static) -> El {
    let bar = el("progress", "")
        .attr("aria-label", name)
        .attr_with("max", move || Some(how_far().1.max(1).to_string()))
        .attr_with("value", move || Some(how_far().0.to_string()));
    let words = move || {
        let (done, of) = how_far();
        format!("{done} of {of} events")
    };
    el("div", "view__progress").child(bar).child(el("span", "").text_with(words))
}
