use leptos::prelude::*;

use super::talk::Talk;
use crate::browser;
use crate::components::Dialog;
use crate::lazy::open_dialog;
use lab::{counted, script_text, steps};

/// How many characters a script may have: enough for a talk of hours, and little enough to be read at each key.
const MAX_CHARS: &str = "20000";

/// Opens the dialog in which the script is written.
pub fn show(talk: Talk) {
    browser::adopt_style("small-dialog", include_str!("../../../style/small-dialog.css"));
    open_dialog(talk.intents, "script", move |on_close| view! { <Script talk on_close /> }.into_any());
}

#[component]
fn Script(
    /// The talk.
    talk: Talk,
    /// Runs when it is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let present = talk.intents.present;
    let text = present.script.with_untracked(|steps| script_text(steps));
    let count = move || {
        present.script.with(|steps| {
            let currency = talk.currency();
            let sending = steps.iter().filter(|step| step.command(currency).is_some()).count() as u64;
            format!(
                "{}, {} a command.",
                counted(steps.len() as u64, "note", "notes"),
                counted(sending, "sends", "send")
            )
        })
    };
    let begin = move |_| {
        present.done.set(0);
        browser::close_dialog("script");
    };
    view! {
        <Dialog id="script" class="dialog dialog--small" title="Script" close_label="Close script" on_close>
            <div class="dialog__part">
                <label for="script-text">"One note a line. Page Down goes from note to note."</label>
                <p id="script-help">
                    "A line that begins with a command sends it, such as " <code>"withdraw 500 for a car: the rule says no"</code>
                    " or " <code>"create account Ada"</code> "."
                </p>
                <textarea
                    class="input present__script"
                    id="script-text"
                    aria-describedby="script-help"
                    rows=6
                    maxlength=MAX_CHARS
                    autofocus=true
                    prop:value=text
                    on:input=move |event| present.script.set(steps(&event_target_value(&event)))
                ></textarea>
                <p role="status" aria-label="Notes">
                    <span prop:textContent=move || count()></span>
                </p>
                <div class="store__acts">
                    <button class="btn btn--fill" type="button" on:click=move |_| browser::close_dialog("script")>
                        "Done"
                    </button>
                    <button class="btn" type="button" on:click=begin>
                        "Start from the first note"
                    </button>
                </div>
            </div>
        </Dialog>
    }
}
