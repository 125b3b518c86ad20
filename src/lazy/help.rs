use crate::browser;
use crate::components::icon;
use crate::dom::{El, button, el};

/// The keys, and what they do, as the help lists them.
const KEYS: [(&[&str], &str); 15] = [
    (&["/"], "Search the events"),
    (&["\u{2190}", "\u{2192}"], "One event back, one event on"),
    (&["Home", "End"], "Before the first event, to the newest"),
    (&["Space"], "Play or pause"),
    (&["\u{2191}", "\u{2193}", "PgUp", "PgDn"], "In the log: from event to event, from page to page"),
    (&["c"], "Compare the version that you look at with the one that is picked, or else with the newest"),
    (&["Shift", "click"], "On an event: compare it with the one that you look at"),
    (&["Ctrl", "Space"], "In the log: pick the event that you look at, or pick it no longer"),
    (&["Ctrl", "click"], "On an event: pick it"),
    (&["Ctrl", "C"], "In the log: copy the events that are picked"),
    (&["n", "b"], "Next step, previous step of a command that is stepped through"),
    (&["Esc"], "Give up a command that is stepped through; close what is open"),
    (&["Ctrl", "Z"], "Undo: rewind the lab by one command"),
    (&["Ctrl", "Y"], "Redo"),
    (&["?"], "This list"),
];

/// What a mark on the time scale looks like, and what it stands for.
const LEGEND: [(&str, &str); 6] = [
    ("tick tick--start f-open", "The account was opened: the mark crosses the line"),
    ("tick tick--up f-in", "Money came in: it stands on the line"),
    ("tick tick--down f-out", "Money went out: it hangs below"),
    ("tick tick--state f-state", "Frozen, unfrozen or closed"),
    ("tick tick--reject f-rejected", "Rejected by a rule: it changes nothing"),
    ("tick tick--many f-state", "Several events, where the scale is crowded"),
];

/// The words of the field that the page uses.
const WORDS: [(&str, &str); 10] = [
    ("Command", "A request that may be refused."),
    ("Event", "A fact that happened. It is never edited and never deleted."),
    ("Stream", "The ordered events of one account. Each has a version, from 1."),
    ("Expected version", "Append only if the stream is still at this version."),
    ("Projection", "An answer built from events. It can always be built again."),
    ("Checkpoint", "The last position of the log that a view has handled. What comes after it, the view is behind."),
    ("Snapshot", "Saved state that lets a load skip old events. It is only a cache."),
    ("Outbox", "Messages saved in the same commit as the events and sent later."),
    ("Fork", "A new account that shares the past of another one: its events are copied, and it goes on by itself."),
    ("Correlation, causation", "The id that one conversation shares; the id of the message that caused this one."),
];

/// Opens keys, marks and words.
pub fn show() {
    browser::adopt_style("help", include_str!("../../style/help.css"));
    browser::open_dialog("help", || dialog().html());
}

fn dialog() -> El {
    let keys = KEYS.into_iter().fold(el("dl", "keys"), |list, (keys, what)| {
        list.child(el("dt", "").children(keys.iter().map(|key| el("kbd", "").text(key)))).child(el("dd", "").text(what))
    });
    let marks =
        LEGEND.map(|(class, what)| el("li", "").child(el("span", "legend__mark").child(el("i", class))).text(what));
    let words =
        WORDS.map(|(word, meaning)| el("div", "").child(el("dt", "").text(word)).child(el("dd", "").text(meaning)));
    let part = |class: &str, title: &str, list: El| el("section", class).child(el("h3", "").text(title)).child(list);
    let close = button("iconbtn", || browser::close_dialog("help")).attr("aria-label", "Close help").child(icon("x"));
    el("dialog", "dialog")
        .attr("id", "help")
        .attr("aria-labelledby", "help-title")
        .child(
            el("header", "dialog__head")
                .child(el("h2", "dialog__title").attr("id", "help-title").text("Help"))
                .child(close),
        )
        .child(
            el("div", "dialog__body scroll")
                .attr("tabindex", "0")
                .child(part("dialog__part", "Keys", keys))
                .child(part("dialog__part", "Marks of the time scale", el("ul", "legend").children(marks)))
                .child(part("dialog__part is-wide", "Words", el("dl", "words").children(words))),
        )
}
