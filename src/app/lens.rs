//! One event is lit wherever it is seen, in the log, under the range, in the strip, in the views and in the table, while it is pointed at
//! or has the focus in one of them.

use leptos::prelude::{document, request_animation_frame};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use crate::browser;

/// Starts to light events. The elements of an event have its name as `data-event`.
pub fn listen() {
    for event in ["pointerover", "focusin", "click", "keydown"] {
        browser::listen(event, look);
    }
}

fn look(event: Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    // A key chooses events in the log alone.
    if event.type_() == "keydown" && !target.has_attribute("aria-activedescendant") {
        return;
    }
    // By then the page shows what was chosen.
    request_animation_frame(move || {
        // In the log the focus stays on the grid, which names the row that is chosen.
        let row = target.get_attribute("aria-activedescendant").and_then(|id| document().get_element_by_id(&id));
        let element = row.unwrap_or(target).closest("[data-event]").ok().flatten();
        light(&element.and_then(|element| element.get_attribute("data-event")).unwrap_or_default());
    });
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
