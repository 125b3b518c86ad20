use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::talk::Talk;
use crate::browser::{self, KeyGuard};

/// Hands the keys of a presenter to the talk, and those of a clicker, which are Page Up, Page Down, B or a full stop, and Escape.
pub fn listen(talk: Talk) -> KeyGuard {
    browser::take_keys(move |event| {
        let is_taken = untrack(|| take(talk, &event));
        if is_taken {
            event.prevent_default();
            event.stop_propagation();
        }
    })
}

/// Whether the talk takes this key. The page gets the others.
fn take(talk: Talk, event: &KeyboardEvent) -> bool {
    if talk.is_black.get() {
        talk.is_black.set(false);
        return true;
    }
    if browser::is_dialog_open() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_in =
        |selectors| target.as_ref().is_some_and(|target| target.closest(selectors).is_ok_and(|at| at.is_some()));
    let Some(key) = browser::key_of(event).filter(|key| key == "Escape" || !is_in(TYPES)) else { return false };
    match key.as_str() {
        // One that is held would walk through the whole script.
        "PageDown" | "PageUp" if event.repeat() => {}
        "PageDown" => talk.next(),
        "PageUp" => talk.previous(),
        "ArrowDown" if !is_in("input") => talk.intents.cursor.step(1),
        "ArrowUp" if !is_in("input") => talk.intents.cursor.step(-1),
        "Escape" => talk.leave(),
        "b" | "." => {
            if browser::has_letter_shortcuts() && !event.shift_key() && !event.repeat() {
                talk.black_out();
            }
        }
        // They lead to what is not shown.
        "/" | "c" | "?" => {}
        _ => return false,
    }
    true
}

/// What is typed in.
const TYPES: &str = "input:not([type=range]), select, textarea, [contenteditable]";
