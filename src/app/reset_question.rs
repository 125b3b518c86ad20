use leptos::prelude::*;

use crate::browser;
use crate::components::Icon;
use crate::state::{use_intents, use_lab, use_layout};
use lab::Lab;

/// The question before the lab is reset.
#[component]
pub fn ResetQuestion() -> impl IntoView {
    let (lab, intents, is_asking) = (use_lab(), use_intents(), use_layout().reset_question);
    let words = move || match lab.read(Lab::position).0 {
        0 => "Empty the lab? You can\u{2019}t redo what you have undone then.".to_owned(),
        1 => "Empty the lab? Its 1 event goes.".to_owned(),
        events => format!("Empty the lab? Its {events} events go."),
    };
    let empty = move |_| {
        is_asking.set(false);
        intents.reset();
    };
    let keep_on_escape = move |event: web_sys::KeyboardEvent| {
        if browser::key_of(&event).as_deref() == Some("Escape") {
            // It answers this question and nothing else.
            event.stop_propagation();
            is_asking.set(false);
        }
    };
    view! {
        <div
            class="confirm"
            role="alertdialog"
            aria-label="Reset lab?"
            aria-describedby="reset-words"
            data-then="reset"
            on:keydown=keep_on_escape
        >
            <Icon name="warn" />
            <span id="reset-words" prop:textContent=move || words()></span>
            <span class="confirm__acts">
                <button class="btn" type="button" on:click=move |_| is_asking.set(false)>
                    "Cancel"
                </button>
                <button class="btn btn--fill" type="button" id="reset-now" on:click=empty>
                    "Empty the lab"
                </button>
            </span>
        </div>
    }
}
