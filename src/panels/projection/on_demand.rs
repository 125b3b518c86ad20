use leptos::html;
use leptos::prelude::*;

use crate::components::Icon;
use crate::dom::El;
use crate::lazy;
use crate::state::views::CONTROLS;
use crate::state::{use_intents, use_lab, use_views};
use lab::Lab;

/// A view that is loaded on demand.
#[component]
pub fn ShownView() -> impl IntoView {
    let place = views_place();
    view! { <div class="view" node_ref=place></div> }
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
                <LoadedReadModel />
            </Show>
        </div>
    }
}

/// What stands here until the controls are loaded, and then the controls.
#[component]
fn LoadedReadModel() -> impl IntoView {
    let place = views_place();
    view! {
        <div class="view__bar" node_ref=place>
            <ReadModelBar />
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

/// An element that the part with the views fills as soon as it is loaded.
fn views_place() -> NodeRef<html::Div> {
    let intents = use_intents();
    let place = NodeRef::<html::Div>::new();
    // What the part draws ends with the component that has the element.
    let owner = Owner::current().unwrap_or_default();
    place.on_load(move |element| owner.with(|| lazy::show_views(intents, El::of(&element))));
    place
}
