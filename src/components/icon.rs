use leptos::prelude::*;

use crate::dom::{El, svg};

/// An icon of the sprite in `index.html`. It is decoration: the text beside it says the same.
#[component]
pub fn Icon(
    /// The icon's name in the sprite.
    name: &'static str,
    /// Its classes, of which `i` is one.
    #[prop(default = "i")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("#i-{name}") />
        </svg>
    }
}

/// [`Icon`] for panels that are built by `dom.rs`.
pub fn icon(name: &str) -> El {
    icon_in(name, "i")
}

fn icon_in(name: &str, class: &str) -> El {
    let shape = svg("use").attr("href", format!("#i-{name}"));
    svg("svg").attr("class", class).attr("aria-hidden", "true").child(shape)
}
