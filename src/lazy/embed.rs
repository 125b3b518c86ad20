//! What only an embed needs: its styles, its bar, and what it says about its address.

use leptos::prelude::*;

use super::LoadedView;
use crate::browser;
use crate::components::Show;
use crate::state::embed::asked;
use crate::state::{Intents, use_cursor, use_intents, use_lab};
use lab::embed::lab_address;

/// Gives the page the looks of an embed, and says which parts of its address could not be followed.
pub fn begin(intents: Intents) {
    browser::adopt_style("embedded", include_str!("../../style/embed.css"));
    if let Some(complaint) = asked(|asked| asked.complaint()).flatten() {
        intents.notices.add(&complaint);
    }
}

/// Draws [`Bar`].
pub fn draw(loaded: LoadedView) {
    let _ = loaded.try_set(Some(|| view! { <Bar /> }.into_any()));
}

/// The account that is shown, whether it can be changed, and the way to the lab.
#[component]
fn Bar() -> impl IntoView {
    let (lab, cursor, intents) = (use_lab(), use_cursor(), use_intents());
    let owner = Memo::new(move |_| lab.owner(cursor.account.get()));
    let is_read_only = intents.is_read_only();
    let lab_at_this_place = move || {
        intents.address.follow();
        lab_address(&browser::address())
    };
    view! {
        <header class="framebar">
            <Symbol paths="M3 4.5h14M3 10h14M3 15.5h6.5M14.5 13.2a2.3 2.3 0 1 0 .01 0" />
            <h1 class="framebar__name">
                <span class:sr=move || owner.with(|owner| !owner.is_empty())>"Event Sourcing Lab"</span>
                <b dir="auto" translate="no" prop:textContent=move || owner.get()></b>
            </h1>
            <code translate="no" prop:textContent=move || owner.with(|owner| !owner.is_empty()).then(|| cursor.account.get().to_string())></code>
            <Show when=move || is_read_only>
                <span class="badge f-state">
                    <Symbol paths="M4.5 9h11v7.5h-11zM7 9V6.5a3 3 0 0 1 6 0V9" />
                    "Read only"
                </span>
            </Show>
            <a class="framebar__way" href=lab_at_this_place target="_blank" rel="noopener">
                "Open in the lab"
                <Symbol paths="M11.5 3.5h5v5M16.5 3.5 9 11M14 11.5v5H3.5V6h5" />
            </a>
        </header>
    }
}

/// An icon that the sprite of the page does not have.
#[component]
fn Symbol(
    /// Its lines.
    paths: &'static str,
) -> impl IntoView {
    view! {
        <svg class="i" viewBox="0 0 20 20" aria-hidden="true">
            <path d=paths />
        </svg>
    }
}
