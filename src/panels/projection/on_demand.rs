use leptos::prelude::*;

use crate::components::{Icon, Show};
use crate::lazy::ChosenView;
use crate::state::views::CONTROLS;
use crate::state::{use_lab, use_views};
use lab::Lab;

/// A view that is loaded on demand.
#[component]
pub fn ShownView() -> impl IntoView {
    view! {
        <div class="view">
            <ChosenView />
        </div>
    }
}

/// How far the account's view has come in the log. Its controls are loaded on demand, and replace this.
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
    let (lab, views) = (use_lab(), use_views());
    let position = move || lab.read(Lab::position).0;
    view! {
        <div class="viewbar">
            <span class="viewbar__at">{move || format!("as of position {} of {0}", position())}</span>
            <button
                class="tool tool--28"
                type="button"
                id=CONTROLS
                aria-expanded="false"
                on:click=move |_| views.has_controls.set(true)
            >
                "Controls"
                <Icon name="down" />
            </button>
        </div>
    }
}
