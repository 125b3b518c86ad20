use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Found;
use crate::browser;
use crate::components::icon;
use crate::dom::{El, button, el};
use crate::lazy::{self, DetailView};
use crate::state::Intents;
use engine::Version;
use lab::{Families, counted};

/// The title, the search, the filter, and what they find.
pub fn header(intents: Intents, found: Found) -> El {
    let count = move || {
        format!("{} \u{b7} {}", intents.cursor.account.get(), counted(intents.cursor.head.get().0, "event", "events"))
    };
    let field = el("input", "input")
        .attr("id", "search")
        .attr("type", "search")
        .attr("placeholder", "Search events")
        .value(move || intents.filter.query.get())
        .on("input", move |event| intents.filter.query.set(event_target_value(&event)))
        .on("keydown", move |event| {
            if event.unchecked_ref::<web_sys::KeyboardEvent>().key() == "Escape" {
                intents.filter.query.update(String::clear);
                event.stop_propagation();
            }
        });
    let search = el("label", "search")
        .child(el("span", "sr").text("Search events"))
        .child(icon("search"))
        .child(field)
        .child(el("kbd", "").attr("aria-hidden", "true").text("/"));
    let is_open = RwSignal::new(false);
    let types = button("btn types", move || is_open.update(|open| *open = !*open))
        .attr("id", "types")
        .state("aria-expanded", move || is_open.get())
        .child(icon("filter"))
        .text_with(move || chosen(intents.filter.families.get()));
    let is_filtered = move || found.with(Option::is_some);
    let show_all = move || {
        intents.filter.clear();
        browser::focus_soon("events");
    };
    el("header", "panel__head")
        .child(el("h2", "panel__title").text("Event log"))
        .child(el("span", "panel__sub").attr("aria-live", "off").text_with(count))
        .child(el("div", "panel__end").child(search).child(types))
        .part_if(
            move || is_open.get(),
            move |part| lazy::draw(part, intents, DetailView::Types, move || is_open.set(false)),
        )
        .child(el("span", "found").attr("role", "status").text_with(move || told(intents, found)))
        .part_if(is_filtered, move |part| part.child(button("link", show_all).text("Show all")))
}

/// What the filter shows.
fn chosen(families: Families) -> String {
    let mut chosen = Families::EACH.into_iter().filter(|family| families.has(*family));
    match (families.are_all(), chosen.next(), chosen.count()) {
        (false, Some(only), 0) => only.label().to_owned(),
        (false, Some(_), more) => format!("{} types", more + 1),
        _ => "All types".to_owned(),
    }
}

/// How many events were found, and whether the one that is looked at is among them.
fn told(intents: Intents, found: Found) -> String {
    found.with(|found| {
        let Some(found) = found else { return String::new() };
        let (version, of) = (intents.cursor.version.get(), counted(intents.cursor.head.get().0, "event", "events"));
        let told = format!("{} of {of}", found.len());
        if version == Version::EMPTY || found.binary_search(&version).is_ok() {
            told
        } else {
            format!("{told}. You are looking at {version}, which is not among them.")
        }
    })
}
