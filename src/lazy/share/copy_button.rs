use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::components::Icon;

/// How long the button says that it has copied.
const SAID_FOR: Duration = Duration::from_secs(2);

/// A button that copies a text, and says so for two seconds. Where there is no clipboard, the text is selected in its field.
#[component]
pub fn CopyButton(
    /// What it is called.
    label: &'static str,
    /// Its classes.
    class: &'static str,
    /// The id of the field that shows the text.
    field: &'static str,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What the dialog says.
    said: RwSignal<String>,
) -> impl IntoView {
    let has_copied = RwSignal::new(false);
    let copy = move |_| {
        said.set(String::new());
        browser::copy(&text.get_untracked(), move |is_copied| {
            if is_copied {
                has_copied.try_set(true);
                set_timeout(
                    move || {
                        has_copied.try_set(false);
                    },
                    SAID_FOR,
                );
            } else {
                select(field);
                said.set(
                    "The browser does not let this page use the clipboard. The text is selected: copy it by hand, with Ctrl+C or \u{2318}C."
                        .to_owned(),
                );
            }
        });
    };
    view! {
        <button class=class type="button" on:click=copy>
            {move || {
                let name = if has_copied.get() { "check" } else { "copy" };
                view! { <Icon name /> }
            }}
            <span prop:textContent=move || if has_copied.get() { "Copied" } else { label }></span>
        </button>
        <span class="sr" role="status" aria-label="Clipboard" prop:textContent=move || if has_copied.get() { "Copied" } else { "" }></span>
    }
}

/// Selects the whole text of a field.
pub fn select(id: &str) {
    if let Some(field) = document().get_element_by_id(id) {
        // A text area has the same methods.
        let field: web_sys::HtmlInputElement = field.unchecked_into();
        let _ = field.focus();
        field.select();
    }
}
