//! Two versions of the account, field by field.

use leptos::prelude::*;

use super::open_once;
use crate::browser;
use crate::components::{Chart, decimal, icon, stamp};
use crate::dom::{El, button, el};
use crate::state::Intents;
use engine::Version;
use lab::{Compared, Difference, compare, types_between};

/// Opens the comparison of these two.
pub fn show(intents: Intents, one: Version, other: Version) {
    open_once("compare", || dialog(intents, RwSignal::new((one, other))));
}

/// The two versions that are compared.
type Pair = RwSignal<(Version, Version)>;

fn dialog(intents: Intents, pair: Pair) -> El {
    let (views, cursor) = (intents.views, intents.cursor);
    let versions = move || pair.get();
    let set = move |one: Version, other: Version| pair.set((one, other));
    let swap = move || {
        let (one, other) = untrack(versions);
        set(other, one);
    };
    let pick = move |name: &'static str,
                     value: fn((Version, Version)) -> Version,
                     change: fn(Version, (Version, Version)) -> (Version, Version)| {
        let field = el("input", "input")
            .attr("type", "number")
            .attr("min", "0")
            .attr_with("max", move || Some(intents.cursor.head.get().0.to_string()))
            .attr("aria-label", name)
            .value(move || value(versions()).0.to_string())
            .on("change", move |event| {
                let field = event_target::<web_sys::HtmlInputElement>(&event);
                let (now, wanted) = (untrack(versions), field.value_as_number());
                if wanted.is_finite() {
                    let wanted = Version(wanted.max(0.0) as u64).min(intents.cursor.head.get_untracked());
                    let (one, other) = change(wanted, now);
                    set(one, other);
                }
                field.set_value(&value(untrack(versions)).0.to_string());
            });
        el("span", "goto").child(el("span", "").attr("aria-hidden", "true").text("v")).child(field)
    };
    let title = move || {
        let (one, other) = versions();
        format!("Compare {one} with {other}")
    };
    el("dialog", "dialog dialog--small compare")
        .attr("id", "compare")
        .attr("aria-labelledby", "compare-title")
        .child(
            el("header", "dialog__head")
                .child(el("h2", "dialog__title").attr("id", "compare-title").text_with(title))
                .child(
                    button("iconbtn", || browser::close_dialog("compare"))
                        .attr("aria-label", "Close comparison")
                        .child(icon("x")),
                ),
        )
        .child(
            el("div", "dialog__body scroll")
                .attr("tabindex", "0")
                .child(
                    el("div", "store__acts is-wide")
                        .child(pick("First version", |(one, _)| one, |version, (_, other)| (version, other)))
                        .child(pick("Second version", |(_, other)| other, |version, (one, _)| (one, version)))
                        .child(button("btn", swap).text("Swap")),
                )
                .child(
                    el("p", "is-wide")
                        .attr("role", "status")
                        .attr("aria-label", "Between")
                        .text_with(move || between(intents, pair)),
                )
                .view(view! {
                    <Chart
                        class="chart is-wide"
                        points=views.balances()
                        here=views.balance()
                        newest=views.newest_balance()
                        event_name=Signal::derive(move || views.event_name())
                        on_choose=move |version| cursor.go_to(version)
                    >
                        <path class="compared" d=move || marks(intents, pair) />
                    </Chart>
                })
                .child(
                    el("section", "diff is-wide").child(
                        el("table", "")
                            .attr("aria-labelledby", "compare-title")
                            .child(el("thead", "").part(move |part| headings(part, versions())))
                            .child(
                                el("tbody", "").part(move |part| part.children(fields(intents, pair).iter().map(row))),
                            ),
                    ),
                ),
        )
}

/// Both versions as lines on the chart.
fn marks(intents: Intents, pair: Pair) -> String {
    let line = move |version: Version| {
        let share = version.0 as f64 / intents.cursor.head.get().0.max(1) as f64;
        format!("M{} 0V60", decimal(100.0 * share))
    };
    let (one, other) = pair.get();
    line(one) + &line(other)
}

fn headings(into: El, (one, other): (Version, Version)) -> El {
    let heading = || el("th", "").attr("scope", "col");
    into.child(
        el("tr", "")
            .child(heading().text("Field"))
            .child(heading().text("at ").child(stamp(one)))
            .child(heading().text("at ").child(stamp(other)))
            .child(heading().text("Difference")),
    )
}

fn fields(intents: Intents, pair: Pair) -> Vec<Compared> {
    let (one, other) = pair.get();
    let account = intents.cursor.account.get();
    intents.lab.read(|lab| compare(&lab.at(account, one), &lab.at(account, other)))
}

/// A field. What differs says so by a sign, an icon and a word.
fn row(field: &Compared) -> El {
    let (class, symbol, words) = match &field.difference {
        Difference::Same => ("is-same", "", "same".to_owned()),
        Difference::More(by) => ("f-in", "up", format!("+{by} more")),
        Difference::Less(by) => ("f-out", "down", format!("\u{2212}{by} less")),
        Difference::Other => ("f-state", "right", "changed".to_owned()),
    };
    let icons = (!symbol.is_empty()).then(|| icon(symbol));
    el("tr", class)
        .child(el("th", "").attr("scope", "row").text(field.change.field))
        .child(el("td", "").attr("dir", "auto").text(&field.change.before))
        .child(el("td", "").attr("dir", "auto").text(&field.change.after))
        .child(el("td", "compare__how").child(el("span", "change__by").children(icons).text(words)))
}

/// How many events of which types lie between.
fn between(intents: Intents, pair: Pair) -> String {
    let (one, other) = pair.get();
    let counts = intents.cursor.with_events(|events| types_between(events, one, other));
    let events: usize = counts.iter().map(|(_, count)| count).sum();
    let types: Vec<_> = counts.iter().map(|(event_type, count)| format!("{count} {event_type}")).collect();
    match events {
        0 => "No event lies between: it is the same moment.".to_owned(),
        1 => format!("1 event lies between: {}.", types[0]),
        _ => format!("{events} events lie between: {}.", types.join(", ")),
    }
}
