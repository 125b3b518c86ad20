use leptos::prelude::*;

use engine::Version;

/// The version of an event, as a stamp.
#[component]
pub fn Stamp(
    /// The version.
    #[prop(into)]
    version: Signal<Version>,
) -> impl IntoView {
    view! { <span class="stamp" translate="no" prop:textContent=move || version.get().to_string()></span> }
}
