//! The browser's full screen. A browser may have none, or refuse it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};

/// Whether the page may fill the screen.
pub fn can_fill_screen() -> bool {
    js_sys::Reflect::get(&document(), &"fullscreenEnabled".into()).is_ok_and(|enabled| enabled.is_truthy())
}

/// Fills the screen with the page, or ends that.
pub fn toggle_full_screen() {
    if fills_screen() {
        return leave_full_screen();
    }
    if let Some(root) = document().document_element() {
        ask(&root, "requestFullscreen");
    }
}

/// Ends full screen, if the page has it.
pub fn leave_full_screen() {
    if fills_screen() {
        ask(&document(), "exitFullscreen");
    }
}

fn fills_screen() -> bool {
    js_sys::Reflect::get(&document(), &"fullscreenElement".into()).is_ok_and(|element| element.is_truthy())
}

/// Calls a method that promises to do it. A refusal changes nothing, so it is no error.
fn ask(target: &JsValue, method: &str) {
    let asked = js_sys::Reflect::get(target, &method.into())
        .and_then(JsCast::dyn_into::<js_sys::Function>)
        .and_then(|method| method.call0(target))
        .and_then(JsCast::dyn_into::<js_sys::Promise>);
    if let Ok(promise) = asked {
        spawn_local(async move {
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
