use leptos::prelude::*;

use crate::components::Show;
use crate::lazy::LazyTimeTravel;
use crate::state::{use_cursor, use_layout};
use engine::Version;

/// The controls that move the cursor through the versions, once there are versions.
#[component]
pub fn TimeTravel() -> impl IntoView {
    let (cursor, layout) = (use_cursor(), use_layout());
    view! {
        <Show when=move || cursor.head.get() != Version::EMPTY>
            <div class="time" inert=move || layout.sheet.get() role="group" aria-label="Time travel">
                <LazyTimeTravel />
            </div>
        </Show>
    }
}
