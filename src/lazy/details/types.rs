use leptos::prelude::*;

use crate::components::{Icon, Show, family_class, family_icon};
use crate::state::use_log_filter;
use bank::Family;
use lab::Families;

/// The families of events, to show some of them only.
#[component]
pub fn TypeChoice() -> impl IntoView {
    view! {
        <div class="choices" role="group" aria-label="Types">
            {Families::EACH.map(|family| view! { <Choice family /> }).into_iter().collect_view()}
        </div>
    }
}

#[component]
fn Choice(
    /// The family that it shows or hides.
    family: Family,
) -> impl IntoView {
    let families = use_log_filter().families;
    let is_chosen = Memo::new(move |_| families.get().has(family));
    view! {
        <button
            class=format!("btn choice {}", family_class(family))
            type="button"
            aria-pressed=move || is_chosen.get().to_string()
            on:click=move |_| families.update(|families| *families = families.toggled(family))
        >
            <Icon name=family_icon(family) />
            {family.label()}
            <Show when=move || is_chosen.get()>
                <Icon name="check" />
            </Show>
        </button>
    }
}
