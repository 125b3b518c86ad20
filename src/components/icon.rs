use leptos::prelude::*;

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
