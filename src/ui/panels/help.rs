use leptos::html::Dialog;
use leptos::prelude::*;

use crate::ui::components::icon;
use crate::ui::shortcuts::KEYS;

/// What a mark on the time scale looks like, and what it stands for.
const LEGEND: [(&str, &str); 6] = [
    ("tick tick--start f-open", "The account was opened: the mark crosses the line"),
    ("tick tick--up f-in", "Money came in: it stands on the line"),
    ("tick tick--down f-out", "Money went out: it hangs below"),
    ("tick tick--state f-state", "Frozen, unfrozen or closed"),
    ("tick tick--reject f-rejected", "Rejected by a rule: it changes nothing"),
    ("tick f-state", "Several events, where the scale is crowded"),
];

/// The words of the field that the page uses.
const WORDS: [(&str, &str); 8] = [
    ("Command", "A request that may be refused."),
    ("Event", "A fact that happened. It is never edited and never deleted."),
    ("Stream", "The ordered events of one account. Each has a version, from 1."),
    ("Expected version", "Append only if the stream is still at this version."),
    ("Projection", "An answer built from events. It can always be built again."),
    ("Snapshot", "Saved state that lets a load skip old events. It is only a cache."),
    ("Outbox", "Messages saved in the same commit as the events and sent later."),
    ("Correlation, causation", "The id that one conversation shares; the id of the message that caused this one."),
];

/// Keys, marks and words.
pub(in crate::ui) fn dialog(dialog: NodeRef<Dialog>) -> AnyView {
    let keys = KEYS.map(|(keys, what)| {
        view! {
            <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt>
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
        <dialog class="dialog" node_ref=dialog aria-labelledby="help-title">
            <header class="dialog__head">
                <h2 class="dialog__title" id="help-title">
                    "Help"
                </h2>
                <button
                    class="iconbtn"
                    type="button"
                    aria-label="Close help"
                    on:click=move |_| {
                        if let Some(dialog) = dialog.get() {
                            dialog.close();
                        }
                    }
                >
                    {icon("x")}
                </button>
            </header>
            <div class="dialog__body scroll" tabindex="0">
                <section class="dialog__part">
                    <h3>"Keys"</h3>
                    <dl class="keys">{keys.collect_view()}</dl>
                </section>
                <section class="dialog__part">
                    <h3>"Marks of the time scale"</h3>
                    <ul class="legend">{marks.collect_view()}</ul>
                </section>
                <section class="dialog__part is-wide">
                    <h3>"Words"</h3>
                    <dl class="words">{words.collect_view()}</dl>
                </section>
            </div>
        </dialog>
    }
    .into_any()
}
