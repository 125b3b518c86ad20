//! What keys do outside of fields, and within groups of controls.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::app::Menu;
use super::browser;
use super::parts;
use super::session::Session;
use engine::Version;

/// The keys, and what they do, as the help lists them.
pub(super) const KEYS: [(&[&str], &str); 15] = [
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

/// Listens to the keys of the whole page. They never act while somebody types, or on a control that uses the key itself.
pub(super) fn listen(session: Session, menu: Menu) {
    browser::listen("keydown", move |event| {
        let event = event.unchecked_ref::<web_sys::KeyboardEvent>();
        if event.default_prevented() || event.alt_key() || browser::is_dialog_open() {
            return;
        }
        let key = event.key();
        if key == "Escape" {
            // What lies on top is closed first; the focus goes back to what opened it.
            let open = [(menu.reset, "reset"), (session.sheet, "open-commands"), (menu.accounts, ""), (menu.more, "")];
            match open.into_iter().find(|(open, _)| open.get_untracked()) {
                Some((open, opener)) => {
                    open.set(false);
                    browser::focus_soon(opener);
                }
                None => session.stop_stepping(),
            }
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| uses(&target, &key)) {
            return;
        }
        if event.ctrl_key() || event.meta_key() {
            match (key.to_ascii_lowercase().as_str(), event.shift_key()) {
                ("z", false) => session.undo(),
                ("z", true) | ("y", _) => session.redo(),
                _ => return,
            }
        } else {
            match key.as_str() {
                "/" => browser::focus_soon("search"),
                "ArrowLeft" => session.step(-1),
                "ArrowRight" => session.step(1),
                "Home" => session.go_to(Version::EMPTY),
                "End" => session.go_to(session.head.get_untracked()),
                " " => session.play_or_pause(),
                "n" => session.next_stop(),
                "b" => session.previous_stop(),
                "c" => session.compare_from_here(),
                "?" => parts::show_help(session),
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

/// Moves the focus within a group of tabs or radios by the arrow keys, Home and End, and chooses what it lands on.
pub(super) fn rove(event: web_sys::Event) {
    let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
    let Some(group) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let Ok(list) = group.query_selector_all("[role=tab]:not([hidden]), [role=radio]") else { return };
    let members: Vec<web_sys::HtmlElement> =
        (0..list.length()).filter_map(|number| list.get(number)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let Some(place) = members.iter().position(|member| Some(member.as_ref()) == focused.as_ref()) else { return };
    let next = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (place + 1) % members.len(),
        "ArrowLeft" | "ArrowUp" => (place + members.len() - 1) % members.len(),
        "Home" => 0,
        "End" => members.len() - 1,
        _ => return,
    };
    event.prevent_default();
    members[next].click();
    let _ = members[next].focus();
}
