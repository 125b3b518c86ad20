use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::components::icon;
use crate::dom::{El, button, el};
use crate::state::Intents;
use lab::events_json;

/// Copies the events that are selected, as JSON.
pub fn copy_events(intents: Intents) {
    let versions = untrack(|| intents.filter.selection());
    let account = intents.cursor.account.get_untracked();
    let events: Vec<_> = intents
        .lab
        .read_untracked(|lab| versions.into_iter().filter_map(|version| lab.event(account, version)).collect());
    let said = match events.as_slice() {
        [] => return,
        [one] => format!("Copied {}.", one.version),
        all => format!("Copied {} events.", all.len()),
    };
    copy_text(intents, events_json(&events), said);
}

/// Copies a text and says so; where there is no clipboard it is shown, to be copied by hand.
pub fn copy_text(intents: Intents, text: String, said: String) {
    browser::copy(&text.clone(), move |copied| {
        if copied {
            intents.notices.toast.set(said);
        } else {
            intents.notices.toast.set(WORDS.to_owned());
            show(&text);
        }
    });
}

const DIALOG: &str = "by-hand";
const WORDS: &str = "The browser does not let this page use the clipboard. The text is selected: copy it by hand, with Ctrl+C or \u{2318}C.";

/// Shows a text to be copied by hand, all of it selected.
fn show(text: &str) {
    browser::open_dialog(DIALOG, || dialog().html());
    if let Some(Ok(field)) =
        document().get_element_by_id("by-hand-text").map(JsCast::dyn_into::<web_sys::HtmlTextAreaElement>)
    {
        field.set_value(text);
        let _ = field.focus();
        field.select();
    }
}

fn dialog() -> El {
    let close = button("iconbtn", || browser::close_dialog(DIALOG)).attr("aria-label", "Close").child(icon("x"));
    browser::adopt_style("small-dialog", include_str!("../../../style/small-dialog.css"));
    let field = el("textarea", "input by-hand")
        .attr("id", "by-hand-text")
        .attr("aria-label", "Text to copy")
        .attr("readonly", "")
        .attr("spellcheck", "false");
    el("dialog", "dialog dialog--small")
        .attr("id", DIALOG)
        .attr("aria-labelledby", "by-hand-title")
        .child(
            el("header", "dialog__head")
                .child(el("h2", "dialog__title").attr("id", "by-hand-title").text("Copy by hand"))
                .child(close),
        )
        .child(el("div", "dialog__body").child(el("p", "").text(WORDS)).child(field))
}
