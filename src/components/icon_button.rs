use leptos::prelude::*;

use super::Icon;

/// A button that shows an icon.
///
/// When it is disabled it keeps the focus, and its click handler still runs: the handler has to check.
#[component]
pub fn IconButton(
    /// Its accessible name.
    name: &'static str,
    /// The icon's name in the sprite.
    icon: &'static str,
    /// Its tooltip, where it says more than the name.
    #[prop(optional, into)]
    title: Option<Signal<String>>,
    /// Whether it is disabled.
    #[prop(optional, into)]
    is_disabled: Signal<bool>,
    /// Its id.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Runs when it is pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="iconbtn"
            type="button"
            id=id
            aria-label=name
            aria-disabled=move || is_disabled.get().then_some("true")
            title=move || title.map_or_else(|| name.to_owned(), |title| title.get())
            on:click=move |_| on_press.run(())
        >
            <Icon name=icon />
        </button>
    }
}
