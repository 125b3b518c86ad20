use leptos::prelude::*;

use crate::lazy::ChosenView;

/// A view that is loaded on demand.
#[component]
pub fn ShownView() -> impl IntoView {
    view! {
        <div class="view">
            <ChosenView />
        </div>
    }
}
