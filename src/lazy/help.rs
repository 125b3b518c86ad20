use leptos::prelude::*;

use super::open_dialog;
use crate::browser;
use crate::components::Dialog;
use crate::state::Intents;

/// Opens keys, marks and words.
pub fn show(intents: Intents) {
    browser::adopt_style("help", include_str!("../../style/help.css"));
    open_dialog(intents, "help", |on_close| view! { <Help on_close /> }.into_any());
}

#[component]
fn Help(
    /// Runs when it is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let key = |key| view! { <kbd>{key}</kbd> };
    let keys = KEYS.map(|(keys, what)| {
        view! {
            <dt>{keys.iter().copied().map(key).collect_view()}</dt>
            <dd>{what}</dd>
        }
    });
    let marks = LEGEND.map(|(class, what)| {
        view! {
            <li>
                <span class="legend__mark">
                    <i class=class></i>
                </span>
                {what}
            </li>
        }
    });
    let words = WORDS.map(|(word, meaning)| {
        view! {
            <div>
                <dt>{word}</dt>
                <dd>{meaning}</dd>
            </div>
        }
    });
    view! {
        <Dialog id="help" class="dialog" title="Help" close_label="Close help" on_close>
            <section class="dialog__part">
                <h3>"Keys"</h3>
                <dl class="keys">{keys.into_iter().collect_view()}</dl>
            </section>
            <section class="dialog__part">
                <h3>"Marks of the time scale"</h3>
                <ul class="legend">{marks.into_iter().collect_view()}</ul>
            </section>
            <section class="dialog__part is-wide">
                <h3>"Words"</h3>
                <dl class="words">{words.into_iter().collect_view()}</dl>
            </section>
        </Dialog>
    }
}

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
