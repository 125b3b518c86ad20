use leptos::prelude::*;

use crate::components::{Icon, Redrawn, Show};
use crate::state::{use_intents, use_lab, use_stepper};

/// What to do next while commands are stepped through, and why there is the stop in focus.
#[component]
pub fn Guide() -> impl IntoView {
    let (lab, stepper, intents) = (use_lab(), use_stepper(), use_intents());
    let conflict = Memo::new(move |_| {
        let stepping = stepper.stepping.get().filter(|stepping| stepping.is_conflict)?;
        lab.read(|lab| stepping.overtaken_words(lab))
    });
    let is_conflict = Memo::new(move |_| stepper.is_conflict());
    let words = Memo::new(move |_| match conflict.get() {
        Some(words) => format!("{words} Nothing of this command is written."),
        None if stepper.is_stepping() => stepper.stop_in_focus().why().to_owned(),
        None => "Now send a command. It waits at each of these six stops until you press Next.".to_owned(),
    });
    view! {
        <div class="flow__guide" class:is-conflict=move || is_conflict.get() data-then="next-step">
            <p role="status" aria-label="Step">
                {move || is_conflict.get().then(|| view! { <Icon name="conflict" /> })}
                <Redrawn>
                    <span>{words.get()}</span>
                </Redrawn>
            </p>
            <Show when=move || is_conflict.get()>
                <button class="btn btn--fill" type="button" on:click=move |_| intents.reload_and_decide_again()>
                    "Reload and decide again"
                </button>
            </Show>
        </div>
    }
}
