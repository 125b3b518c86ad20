use leptos::prelude::*;

use crate::components::{Icon, Show};
use crate::lazy::ChosenView;
use crate::state::views::CONTROLS;
use crate::state::{use_lab, use_stepper, use_views};
use lab::{Lab, Stop};

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
    let (lab, views, stepper) = (use_lab(), use_views(), use_stepper());
    // The events of a command that is stepped through reach the view at Project.
    let first_unread = move || {
        let stepping = stepper.stepping.get().filter(|stepping| stepping.stop < Stop::Project)?;
        lab.read(|lab| lab.event(stepping.account, stepping.trace.first)).map(|event| event.position.0)
    };
    let as_of = move || {
        let head = lab.read(Lab::position).0;
        format!("as of position {} of {head}", first_unread().map_or(head, |first| first - 1))
    };
    view! {
        <div class="viewbar">
            <span class="viewbar__at">{move || as_of()}</span>
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
