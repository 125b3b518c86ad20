use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;

/// A tab. Of a list only the chosen one is reached by the Tab key; [`rove`] moves between them.
#[component]
pub fn Tab(
    /// Its classes.
    class: &'static str,
    /// Whether it is chosen.
    #[prop(into)]
    is_chosen: Signal<bool>,
    /// Runs when it is chosen.
    #[prop(into)]
    on_choose: Callback<()>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class=class
            type="button"
            role="tab"
            aria-selected=move || is_chosen.get().to_string()
            tabindex=move || if is_chosen.get() { "0" } else { "-1" }
            on:click=move |_| on_choose.run(())
        >
            {children()}
        </button>
    }
}

/// Moves the focus within a group of tabs or radios by the arrow keys, Home and End, and chooses what it lands on.
pub fn rove(event: &web_sys::KeyboardEvent) {
    let Some(key) = browser::key_of(event) else { return };
    let Some(group) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return;
    };
    let Ok(list) = group.query_selector_all("[role=tab]:not([hidden]), [role=radio]") else { return };
    let members: Vec<web_sys::HtmlElement> =
        (0..list.length()).filter_map(|number| list.get(number)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let Some(place) = members.iter().position(|member| Some(member.as_ref()) == focused.as_ref()) else { return };
    let next = match key.as_str() {
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
