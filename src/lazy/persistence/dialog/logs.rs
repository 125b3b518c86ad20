use leptos::prelude::*;

use crate::components::Icon;
use crate::lazy::persistence::maintenance;
use crate::state::{use_intents, use_persistence};

/// The choice between the logs of the store.
#[component]
pub fn Logs() -> impl IntoView {
    let (persistence, intents) = (use_persistence(), use_intents());
    let choose = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            maintenance::choose_log(intents, number);
        }
    };
    view! {
        <section class="dialog__part is-wide">
            <h3>"Logs"</h3>
            <p class="quiet">"This store has more than one log. Each has its own accounts."</p>
            <span class="pick">
                <select aria-label="Log" on:change=choose>
                    <For each=move || persistence.logs.get() key=|number| *number let:number>
                        <option value=number.to_string() prop:selected=move || persistence.log.get() == number>
                            {format!("Log {number}")}
                        </option>
                    </For>
                </select>
                <Icon name="down" />
            </span>
        </section>
    }
}
