use leptos::prelude::*;

use super::open_dialog;
use crate::browser;
use crate::components::Dialog;
use crate::state::Intents;
use lab::Term;

/// Opens Help, at this term if there is one.
pub fn show(intents: Intents, term: Option<Term>) {
    browser::adopt_style("help", include_str!("../../style/help.css"));
    open_dialog(intents, "help", move |on_close| view! { <Help term on_close /> }.into_any());
}

#[component]
fn Help(
    /// The term that it opens at.
    term: Option<Term>,
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
    // The dialog focuses the term that was asked for, and scrolls to it.
    let words = Term::ALL.map(|entry| {
        let is_asked_for = term == Some(entry);
        view! {
            <div id=entry.id() tabindex=is_asked_for.then_some("-1") autofocus=is_asked_for>
                <dt>{entry.word()}</dt>
                <dd>{entry.meaning()}</dd>
            </div>
        }
    });
    view! {
        <Dialog id="help" class="dialog" title="Help" close_label="Close help" on_close>
            <section class="dialog__part is-wide">
                <h3>"Words"</h3>
                <dl class="words">{words.into_iter().collect_view()}</dl>
            </section>
            <section class="dialog__part">
                <h3>"Keys"</h3>
                <dl class="keys">{keys.into_iter().collect_view()}</dl>
                <LetterShortcuts />
            </section>
            <section class="dialog__part">
                <h3>"Marks of the time scale"</h3>
                <ul class="legend">{marks.into_iter().collect_view()}</ul>
            </section>
        </Dialog>
    }
}

/// Switches the shortcuts of a single letter or sign off, for speech input and for keys that are touched by accident (WCAG 2.1.4).
#[component]
fn LetterShortcuts() -> impl IntoView {
    view! {
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                prop:checked=browser::has_letter_shortcuts()
                on:change=|event| browser::set_letter_shortcuts(event_target_checked(&event))
            />
            <span>"Single-letter shortcuts"</span>
        </label>
        <p class="quiet">"Switched off, the keys / ? c n b . do nothing. All other keys stay."</p>
    }
}

/// The keys, and what they do, as the help lists them.
const KEYS: [(&[&str], &str); 17] = [
    (&["/"], "Search the events"),
    (&["\u{2190}", "\u{2192}"], "Previous event, next event"),
    (&["Home", "End"], "Before the first event, newest event"),
    (&["Space"], "Play or pause"),
    (&["\u{2191}", "\u{2193}", "PgUp", "PgDn"], "In the log: by one event, by one page"),
    (&["c"], "Compare this version with the selected one, or with the newest"),
    (&["Shift", "click"], "On an event: compare it with the current one"),
    (&["Ctrl", "Space"], "In the log: select or deselect the current event"),
    (&["Ctrl", "click"], "On an event: select or deselect it"),
    (&["Ctrl", "C"], "In the log: copy the selected events"),
    (&["n", "b"], "While stepping through a command: next step, previous step"),
    (&["PgUp", "PgDn"], "While presenting: back and on, by stop, event or note"),
    (&["b", "."], "While presenting: black screen; any key ends it"),
    (&["Esc"], "Close what is open; discard the command that you step through"),
    (&["Ctrl", "Z"], "Undo: rewind the lab by one command"),
    (&["Ctrl", "Y"], "Redo"),
    (&["?"], "This help"),
];

/// What a mark on the time scale looks like, and what it stands for.
const LEGEND: [(&str, &str); 7] = [
    ("tick tick--start f-open", "Account opened: crosses the line"),
    ("tick tick--up f-in", "Money in: stands on the line"),
    ("tick tick--down f-out", "Money out: hangs below it"),
    ("tick tick--reversed f-reversed", "Deposit or withdrawal reversed"),
    ("tick tick--state f-state", "Frozen, unfrozen or closed"),
    ("tick tick--reject f-rejected", "Rejected by a rule: balance unchanged"),
    ("tick tick--many f-state", "Several events, where there is no room for each"),
];
