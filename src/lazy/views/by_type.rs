use leptos::prelude::*;

use super::bar::progress;
use super::desk::Desk;
use super::panel::{heading, not_at_the_cursor};
use crate::components::{decimal, family_class, family_icon, icon};
use crate::dom::{El, button, el, svg};
use crate::state::event_type;
use bank::Family;
use bank::projections::{ByType, OfType};
use engine::Position;
use lab::Lab;
use lab::views::{Reader, View, Views};

/// How often which event happened, and what was spent: by version 1, which is wrong about it, and by version 2.
pub fn view(desk: Desk, into: El) -> El {
    let types =
        move || desk.look(|views| views.by_type().types().iter().map(|row| row.event_type.clone()).collect::<Vec<_>>());
    let headings =
        el("tr", "").child(heading("Event", false)).child(heading("Count", true)).child(heading("Money", true));
    let count = move || desk.look(|views| views.by_type().types().iter().map(|row| row.count).sum::<u64>().to_string());
    let foot = el("tr", "")
        .child(el("th", "").attr("scope", "row").text("Total"))
        .child(el("td", "num").text_with(count))
        .child(el("td", ""));
    into.child(versions(desk))
        .child(
            el("table", "ledger ledger--types")
                .attr("aria-label", "Events by type")
                .child(el("thead", "").child(headings))
                .child(el("tbody", "").each(types, move |event_type| row(desk, event_type)))
                .child(el("tfoot", "").child(foot)),
        )
        .part(not_at_the_cursor(desk))
}

fn row(desk: Desk, name: &str) -> El {
    let own = name.to_owned();
    // The bar is as long as this type is often, beside the most frequent one; and what the row says.
    let row = Memo::new(move |_| {
        desk.look(|views| {
            let types = views.by_type().types();
            let most = types.iter().map(|row| row.count).max().unwrap_or(1);
            let row = types.iter().find(|row| row.event_type == own)?.clone();
            Some((100.0 * row.count as f64 / most as f64, row))
        })
    });
    let of = move |words: fn(&OfType) -> String| {
        move || row.with(|row| row.as_ref().map(|(_, row)| words(row))).unwrap_or_default()
    };
    let family = row.with_untracked(|row| row.as_ref().map_or(Family::State, |(_, row)| row.family));
    let length = move || Some(decimal(row.with(|row| row.as_ref().map_or(0.0, |(length, _)| *length))));
    let bar = svg("svg")
        .attr("class", "typebar")
        .attr("viewBox", "0 0 100 1")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(svg("rect").attr("height", "1").attr("width", "100"))
        .child(svg("rect").attr("height", "1").attr_with("width", length));
    let money = of(|row| if row.sum.is_zero() { String::new() } else { row.sum.figure() });
    // Money that a rule kept from moving is struck out.
    let money = el(if family == Family::Rejected { "s" } else { "span" }, "").text_with(money);
    let name = name.to_owned();
    let symbol = family_icon(family);
    el("tr", family_class(family))
        .child(
            el("th", "")
                .attr("scope", "row")
                .child(el("span", "type").child(icon(symbol)).child(el("b", "").text(&name)))
                .child(bar),
        )
        .class_if("is-linked", move || desk.intents.cursor.event().is_some_and(|event| event_type(&event) == name))
        .child(el("td", "num").text_with(of(|row| row.count.to_string())))
        .child(el("td", "num").child(money))
}

/// What was spent, as each version has it, and what can be done about it.
fn versions(desk: Desk) -> El {
    let has_two = Memo::new(move |_| desk.look(|views| views.corrected.is_some()));
    let is_switched = Memo::new(move |_| desk.look(Views::is_switched));
    let why_not = Memo::new(move |_| desk.look(Views::why_no_switch));
    let said = move || why_not.get().unwrap_or_else(|| what_happened(has_two.get(), is_switched.get())).to_owned();
    let correct = move || desk.set(Views::correct);
    let switch = move || {
        desk.set(|views| {
            views.switch();
        });
    };
    let acts = move |part: El| {
        let act = if has_two.get() {
            button("btn", switch)
                .text_with(move || {
                    if is_switched.get() { "Switch back to version 1" } else { "Switch to version 2" }.to_owned()
                })
                .attr_with("aria-disabled", move || why_not.get().map(|_| "true".to_owned()))
                .attr("aria-describedby", "versions-said")
        } else {
            button("btn", correct).text("Correct it")
        };
        part.child(act.attr("id", "versions-act"))
    };
    el("section", "versions")
        .attr("aria-label", "Versions of this view")
        .attr("data-then", "versions-act")
        .child(
            el("dl", "facts facts--two")
                .child(version(desk, 1, move || !is_switched.get(), |views| Some(&views.by_type)))
                .part_if(
                    move || has_two.get(),
                    move |part| {
                        part.child(version(desk, 2, move || is_switched.get(), |views| views.corrected.as_ref()))
                    },
                ),
        )
        .child(el("p", "view__note").text_with(move || what_the_log_says(desk)))
        .child(el("div", "versions__acts").part(acts))
        .child(
            el("p", "view__note")
                .attr("role", "status")
                .attr("aria-label", "Versions")
                .child(el("span", "").attr("id", "versions-said").text_with(said)),
        )
}

fn version(
    desk: Desk,
    number: u8,
    is_shown: impl Fn() -> bool + Clone + 'static,
    of: fn(&Views) -> Option<&View<ByType>>,
) -> El {
    let head = move || desk.intents.lab.read(Lab::position);
    let checkpoint = move || desk.look(|views| of(views).map_or_else(Position::default, Reader::checkpoint));
    let spent = move || desk.look(|views| of(views).map(|view| view.value().spent().figure())).unwrap_or_default();
    let is_shown_too = is_shown.clone();
    let as_of = move || format!("as of position {} of {}", checkpoint().0, head().0);
    el("div", "")
        .class_if("is-linked", is_shown)
        .child(
            el("dt", "")
                .text(format!("Spent, version {number}"))
                .text_with(move || if is_shown_too() { ", shown" } else { "" }.to_owned()),
        )
        .child(el("dd", "").text_with(spent))
        .child(el("dd", "facts__at").text_with(as_of))
        .part_if(
            move || desk.is_reading.get() && checkpoint() < head(),
            move |part| {
                let bar = progress("Reading the log", move || (checkpoint().0, head().0));
                part.child(el("dd", "").child(bar))
            },
        )
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
        if refused.is_zero() {
            return format!("{log}: {} went out, nothing was refused.", out.figure());
        }
        format!("{log}: {} went out, {} was refused and never moved.", out.figure(), refused.figure())
    })
}

const fn what_happened(has_two: bool, is_switched: bool) -> &'static str {
    match (has_two, is_switched) {
        (false, _) => "",
        (true, false) => "Version 2 was built beside version 1 from the same events. Refused requests are left out.",
        (true, true) => "The page reads version 2 now. Only the view is new: no event was changed.",
    }
}
