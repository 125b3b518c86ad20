//! What keys, clicks and the wheel mean.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::KeyboardEvent;

use super::{read_setting, root, write_setting};

/// The key in the browser's storage under which the choice is kept.
const LETTERS: &str = "event-sourcing-lab.letters";

/// The key code of every key that an input method takes (UI Events, 7.3).
const TAKEN_BY_INPUT_METHOD: u32 = 229;

/// What this key means, e.g. `Escape` or `c`; `None` while an input method composes a text, whose key it is.
///
/// Letters are lower case, so that Caps Lock changes nothing. If the layout has no Latin letters, the key is the one at the same place of
/// a keyboard that has.
pub fn key_of(event: &KeyboardEvent) -> Option<String> {
    if event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD {
        return None;
    }
    let key = event.key();
    let mut letters = key.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if !is_latin(letter) => Some(at_place(event).unwrap_or(key)),
        (Some(_), None) => Some(key.to_ascii_lowercase()),
        _ => Some(key),
    }
}

/// Whether a keyboard with Latin letters can have it: no such letter is among these ranges (Unicode blocks to IPA, and Latin Extended
/// Additional).
const fn is_latin(letter: char) -> bool {
    matches!(letter, ..'\u{370}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{2bff}')
}

/// The letter or sign of a key of a US keyboard at this place.
fn at_place(event: &KeyboardEvent) -> Option<String> {
    let code = event.code();
    match code.strip_prefix("Key") {
        Some(letter) => Some(letter.to_ascii_lowercase()),
        None => (code == "Slash").then(|| if event.shift_key() { "?" } else { "/" }.to_owned()),
    }
}

/// As long as it is there, a function gets each key before the page does.
pub struct KeyGuard(Closure<dyn Fn(KeyboardEvent)>);

/// Hands each key that is pressed to this function, before any element and any shortcut of the page gets it.
pub fn take_keys(act: impl Fn(KeyboardEvent) + 'static) -> KeyGuard {
    let act = Closure::<dyn Fn(KeyboardEvent)>::new(act);
    let _ = window().add_event_listener_with_callback_and_bool("keydown", act.as_ref().unchecked_ref(), true);
    KeyGuard(act)
}

impl Drop for KeyGuard {
    fn drop(&mut self) {
        let act = self.0.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback_and_bool("keydown", act, true);
    }
}

/// Whether a click is the second of a double click, or a later one that follows as fast.
pub fn is_second_click(event: &web_sys::MouseEvent) -> bool {
    event.detail() > 1
}

/// Keeps the wheel from changing the number of a field that has the focus: the field would be left with a number that was not typed.
pub fn keep_number(event: &web_sys::WheelEvent) {
    let focused = document().active_element();
    if !event.ctrl_key() && event.current_target().as_ref() == focused.as_ref().map(AsRef::as_ref) {
        event.prevent_default();
    }
}

/// Whether single letters and signs are shortcuts. They can be switched off because speech input and accidental presses trigger them (WCAG 2.1.4).
pub fn has_letter_shortcuts() -> bool {
    root().dataset().get("letters").as_deref() != Some("off")
}

/// Switches shortcuts of a single letter or sign on or off from now on. A browser that keeps nothing for us forgets it on a reload.
pub fn set_letter_shortcuts(on: bool) {
    let choice = if on { "on" } else { "off" };
    let _ = root().dataset().set("letters", choice);
    write_setting(LETTERS, Some(choice));
}

/// Takes up what was chosen on an earlier visit.
pub fn restore_letter_shortcuts() {
    if read_setting(LETTERS).as_deref() == Some("off") {
        let _ = root().dataset().set("letters", "off");
    }
}
