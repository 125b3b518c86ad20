//! One event is lit wherever it is seen, in the log, under the range, in the strip, in the views and in the table, while it is pointed at
//! or has the focus in one of them.

use std::cell::Cell;

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event};

use crate::ui::browser;

/// A mark of its own beside that of the event at the cursor: an outline, so that nothing is pushed aside.
const STYLE: &str = "@layer components {
  [data-lit] { outline: 2px solid var(--accent-mid); outline-offset: -2px; }
  .tick[data-lit] { outline-color: var(--accent); outline-offset: 2px; }
}";

thread_local! {
    /// Whether the page is listened to: once is enough.
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// Lights events from now on. The elements of one have its name as `data-event`.
pub(super) fn listen() {
    if LISTENS.replace(true) {
        return;
    }
    browser::adopt_style("lens", STYLE);
    let look = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let element = target.and_then(|target| target.closest("[data-event]").ok().flatten());
        let name = element.and_then(|element| element.get_attribute("data-event")).unwrap_or_default();
        // By then the page shows what was chosen.
        request_animation_frame(move || light(&name));
    });
    let look = look.into_js_value();
    for event in ["pointerover", "focusin", "click"] {
        let _ = document().add_event_listener_with_callback(event, look.unchecked_ref());
    }
}

fn light(event: &str) {
    for_each("[data-lit]", |element| drop(element.remove_attribute("data-lit")));
    if !event.is_empty() {
        for_each(&format!("[data-event=\"{event}\"]"), |element| drop(element.set_attribute("data-lit", "")));
    }
}

fn for_each(selector: &str, act: impl Fn(Element)) {
    let Ok(found) = document().query_selector_all(selector) else { return };
    let elements = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok());
    // The list is one of that moment: it does not change under this.
    elements.for_each(act);
}
