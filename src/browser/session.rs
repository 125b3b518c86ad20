//! What a tab keeps across a reload, and the question before what it can't keep is lost.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::session_storage;

/// Asks before the page is left or loaded again, as long as the condition holds. The handler is only there while it does: with one, some
/// browsers do not keep the page for Back.
pub fn ask_before_leaving(when: impl Fn() -> bool + 'static) {
    let ask = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        event.prevent_default();
        // What older browsers ask for.
        let _ = js_sys::Reflect::set(&event, &"returnValue".into(), &true.into());
    });
    let ask = ask.into_js_value();
    Effect::new(move |_| window().set_onbeforeunload(when().then_some(ask.unchecked_ref())));
}

/// Whether a mark of this name was set in this tab, also before a reload.
pub fn is_marked(name: &str) -> bool {
    session_storage().is_some_and(|marks| marks.get_item(name).is_ok_and(|mark| mark.is_some()))
}

/// Sets or removes a mark of this tab. It is lost on a reload where the browser keeps nothing for the page.
pub fn mark(name: &str, is_set: bool) {
    if let Some(marks) = session_storage() {
        let _ = if is_set { marks.set_item(name, "") } else { marks.remove_item(name) };
    }
}
