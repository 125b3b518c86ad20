use leptos::prelude::*;

use crate::dom::{El, el};
use engine::Version;

/// The version of an event, as a stamp.
#[component]
pub fn Stamp(
    /// The version.
    #[prop(into)]
    version: Signal<Version>,
) -> impl IntoView {
    view! { <span class="stamp">{move || version.get().to_string()}</span> }
}

/// [`Stamp`] for panels that are built by `dom.rs`.
pub fn stamp(version: Version) -> El {
    el("span", "stamp").text(version.to_string())
}
