use leptos::prelude::*;

use crate::browser;
use crate::components::Icon;
use crate::state::{use_intents, use_stepper};
use lab::Stop;

/// The switch that has commands stepped through, and what leads from stop to stop.
#[component]
pub fn Controls() -> impl IntoView {
    let (intents, stepper) = (use_intents(), use_stepper());
    let is_last = move || stepper.waits_at() == Some(Stop::Project) && stepper.stop_in_focus() == Stop::Project;
    let can_go_on = move || {
        let can_leave = |stepping: &Option<_>| stepping.as_ref().is_some_and(|stepping| !intents.has_to_wait(stepping));
        stepper.stepping.with(can_leave)
    };
    let can_go_back = move || {
        let focus = stepper.stop_in_focus();
        stepper.is_stepping() && focus > Stop::Command
    };
    view! {
        <div class="flow__ctl">
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || stepper.is_on.get()
                    on:change=move |event| intents.set_step_through(event_target_checked(&event))
                />
                <span>"Step through"</span>
            </label>
            <div class="flow__btns">
                <button
                    class="btn btn--plain"
                    type="button"
                    class:is-away=move || !can_go_back()
                    on:click=move |_| {
                        intents.previous_stop();
                        // At the first stop this button is gone.
                        if !untrack(can_go_back) {
                            browser::focus_soon("next-step");
                        }
                    }
                >
                    <Icon name="left" />
                    "Back"
                </button>
                <button
                    class="btn btn--fill"
                    type="button"
                    id="next-step"
                    aria-disabled=move || (!can_go_on()).then_some("true")
                    on:click=move |_| intents.next_stop()
                >
                    <span>
                        <span prop:textContent=move || if is_last() { "Done" } else { "Next" }></span>
                        <span class="sr" prop:textContent=move || if is_last() { "" } else { " step" }></span>
                    </span>
                    <Icon name="right" />
                </button>
            </div>
        </div>
    }
}
