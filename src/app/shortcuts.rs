//! What keys do outside of fields, and within groups of controls.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::lazy;

use crate::state::Intents;
use engine::Version;

/// Listens to the keys of the whole page. They do nothing while a field has the focus, or on a control that uses the key itself.
pub fn listen(intents: Intents) {
    browser::restore_letter_shortcuts();
    browser::listen("keydown", move |event| {
        let event = event.unchecked_ref::<web_sys::KeyboardEvent>();
        // A button would be pressed again and again while Enter is held.
        if event.key() == "Enter" && event.repeat() {
            event.prevent_default();
        }
        if event.default_prevented() || event.alt_key() || browser::is_dialog_open() {
            return;
        }
        let Some(key) = browser::key_of(event) else { return };
        if key == "Escape" {
            // What lies on top is closed first; the focus goes back to what opened it.
            let open = [
                (intents.layout.reset_question, "reset"),
                (intents.layout.sheet, "open-commands"),
                (intents.layout.accounts, "choose-account"),
                (intents.layout.menu, ""),
            ];
            match open.into_iter().find(|(open, _)| open.get_untracked()) {
                Some((open, opener)) => {
                    open.set(false);
                    browser::focus_soon(opener);
                }
                None => intents.stop_stepping(),
            }
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| uses(&target, &key)) {
            return;
        }
        if event.ctrl_key() || event.meta_key() {
            match (key.as_str(), event.shift_key()) {
                ("z", false) => intents.undo(),
                ("z", true) | ("y", _) => intents.redo(),
                _ => return,
            }
        } else {
            let is_letter = key.chars().count() == 1 && key != " ";
            // With Shift a letter is another key; a sign may need it.
            let is_capital = event.shift_key() && key.starts_with(|letter: char| letter.is_alphabetic());
            if is_letter && (is_capital || event.repeat() || !browser::has_letter_shortcuts()) {
                return;
            }
            match key.as_str() {
                "/" => browser::focus_soon("search"),
                "ArrowLeft" => intents.cursor.step(-1),
                "ArrowRight" => intents.cursor.step(1),
                "Home" => intents.cursor.go_to(Version::EMPTY),
                "End" => intents.cursor.go_to(intents.cursor.head.get_untracked()),
                " " => intents.cursor.play_or_pause(),
                "n" => intents.next_stop(),
                "b" => intents.previous_stop(),
                "c" => lazy::compare_from_here(intents),
                "?" => lazy::show_help(intents, None),
                _ => return,
            }
        }
        event.prevent_default();
    });
}

/// Whether an element uses this key itself.
fn uses(element: &web_sys::Element, key: &str) -> bool {
    let types = "input:not([type=range], [type=checkbox]), select, textarea, [contenteditable]";
    let moves = "input[type=range], [role=radio], [role=tab], pre";
    let is_in = |selectors: &str| element.closest(selectors).ok().flatten().is_some();
    match key {
        " " => is_in(types) || is_in("button, summary, a, input, [role=radio], [role=tab]"),
        "ArrowLeft" | "ArrowRight" | "Home" | "End" => is_in(types) || is_in(moves),
        _ => is_in(types),
    }
}
