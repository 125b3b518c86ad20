use leptos::prelude::*;

use super::LoadedView;
use crate::components::VersionField;
use crate::state::use_cursor;

mod buttons;
mod label;
mod speed;
mod track;

use buttons::Buttons;
use label::Label;
use speed::Speed;
use track::Track;

/// Draws [`TimeTravel`].
pub fn draw(loaded: LoadedView) {
    // It is gone when the page no longer shows an event.
    let _ = loaded.try_set(Some(|| view! { <TimeTravel /> }.into_any()));
}

/// The controls that move the cursor through the versions.
#[component]
pub fn TimeTravel() -> impl IntoView {
    let cursor = use_cursor();
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
                <VersionField
                    name="Go to version"
                    version=cursor.version
                    newest=cursor.head
                    on_choose=move |version| cursor.go_to(version)
                />
                <Speed />
            </div>
        </div>
    }
}
