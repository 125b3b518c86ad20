//! The terms of the field on the page. Each is a link to its sentence in Help.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent};

use crate::state::Intents;
use crate::{browser, lazy};
use lab::Term;

/// Opens Help at a term when its link is followed, or when the address names it.
pub fn listen(intents: Intents) {
    browser::listen("click", move |event| {
        let event = event.unchecked_ref::<MouseEvent>();
        // A link that opens another tab is left to the browser.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a.term").ok().flatten());
        if let Some(term) = link.and_then(|link| named(&link.get_attribute("href")?)) {
            event.prevent_default();
            lazy::show_help(intents, Some(term));
        }
    });
    // The fragment of an embed is its link's.
    if browser::is_embed() {
        return;
    }
    if let Some(term) = window().location().hash().ok().as_deref().and_then(named) {
        lazy::show_help(intents, Some(term));
    }
}

/// The term that a fragment names, e.g. `#term-outbox`.
fn named(fragment: &str) -> Option<Term> {
    let id = fragment.strip_prefix('#')?;
    Term::ALL.into_iter().find(|term| term.id() == id)
}
