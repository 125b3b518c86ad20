use leptos::prelude::*;

use crate::components::Icon;
use crate::state::{use_intents, use_layout};

/// The question before the lab is reset.
#[component]
pub fn ResetQuestion() -> impl IntoView {
    let (intents, is_asking) = (use_intents(), use_layout().reset_question);
    let begin = move |_| {
        is_asking.set(false);
        intents.reset();
    };
    let keep_on_escape = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
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
            <span id="reset-words">"Begin anew with an empty log? This page forgets what is in it."</span>
            <span class="confirm__acts">
                <button class="btn" type="button" on:click=move |_| is_asking.set(false)>
                    "Keep it"
                </button>
                <button class="btn btn--fill" type="button" id="reset-now" on:click=begin>
                    "Begin anew"
                </button>
            </span>
        </div>
    }
}
