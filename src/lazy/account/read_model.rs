use leptos::prelude::*;

use crate::components::{Icon, Show};
use crate::lazy::ChosenView;
use crate::state::use_views;
use crate::state::views::CONTROLS;

/// What leads to the controls of the account's view. They are loaded on demand, and replace this; so does how far the view has come,
/// while it is behind.
#[component]
pub fn ReadModel() -> impl IntoView {
    let views = use_views();
    let is_asked_for = Memo::new(move |_| views.has_controls.get() || views.seen.get().is_some());
    view! {
        <div data-then=CONTROLS>
            <Show
                when=move || is_asked_for.get()
                fallback=|| {
                    view! {
                        <div class="view__bar">
                            <ReadModelBar />
                        </div>
                    }
                }
            >
                <div class="view__bar">
                    <ChosenView fallback=|| view! { <ReadModelBar /> } />
                </div>
            </Show>
        </div>
    }
}

#[component]
fn ReadModelBar() -> impl IntoView {
    let views = use_views();
    view! {
        <div class="viewbar">
            <button
                class="tool tool--28"
                type="button"
                id=CONTROLS
                aria-expanded="false"
                on:click=move |_| views.has_controls.set(true)
            >
                "Delay or rebuild"
                <Icon name="down" />
            </button>
        </div>
    }
}
