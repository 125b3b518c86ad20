use leptos::prelude::*;

use crate::components::Show;
use crate::state::{use_cursor, use_layout};
use engine::Version;

mod buttons;
mod label;
mod settings;
mod track;

use buttons::Buttons;
use label::Label;
use settings::{GoToVersion, Speed};
use track::Track;

/// How long one event is shown while playing at 1×, in milliseconds.
pub const BEAT_MS: u64 = 900;

/// The controls that move the cursor through the versions.
#[component]
pub fn TimeTravel() -> impl IntoView {
    let (cursor, layout) = (use_cursor(), use_layout());
    view! {
        <Show when=move || cursor.head.get() != Version::EMPTY>
            <div class="time" inert=move || layout.sheet.get() role="group" aria-label="Time travel">
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
            </div>
        </Show>
    }
}
