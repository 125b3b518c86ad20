use leptos::prelude::*;

use super::LoadedView;

mod buttons;
mod label;
mod settings;
mod track;

use buttons::Buttons;
use label::Label;
use settings::{GoToVersion, Speed};
use track::Track;

/// Draws [`TimeTravel`].
pub fn draw(loaded: LoadedView) {
    // It is gone when the page no longer shows an event.
    let _ = loaded.try_set(Some(|| view! { <TimeTravel /> }.into_any()));
}

/// The controls that move the cursor through the versions.
#[component]
fn TimeTravel() -> impl IntoView {
    view! {
        <div class="scrub">
            <Buttons />
            <div class="scrub__mid">
                <div class="scrub__label">
                    <Label />
                </div>
                <Track />
            </div>
            <div class="scrub__end">
                <GoToVersion />
                <Speed />
            </div>
        </div>
    }
}
