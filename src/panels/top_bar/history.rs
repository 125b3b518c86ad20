use leptos::prelude::*;

use crate::browser;
use crate::components::IconButton;
use crate::state::{use_intents, use_lab, use_layout, use_notices};
use lab::Lab;

/// Undo, redo and reset.
#[component]
pub fn History() -> impl IntoView {
    let (lab, layout, notices, intents) = (use_lab(), use_layout(), use_notices(), use_intents());
    let can_undo = Memo::new(move |_| lab.read(Lab::can_undo));
    let can_redo = Memo::new(move |_| lab.read(Lab::can_redo));
    let can_reset = Memo::new(move |_| can_undo.get() || can_redo.get());
    let ask = move || {
        if can_reset.get_untracked() {
            notices.toast.update(String::clear);
            layout.reset_question.set(true);
            browser::focus_soon("reset-now");
        }
    };
    // A title that is more than the name is the description as well.
    let title = move |name: &'static str| {
        Signal::derive(move || {
            let is_mirror = lab.read(Lab::is_mirror);
            let why = if is_mirror { ": only in memory. This store keeps what is written." } else { "" };
            format!("{name}{why}")
        })
    };
    view! {
        <div class="history" role="group" aria-label="History">
            <IconButton
                name="Undo"
                icon="undo"
                title=title("Undo")
                is_disabled=Signal::derive(move || !can_undo.get())
                on_press=move || intents.undo()
            />
            <IconButton
                name="Redo"
                icon="redo"
                title=title("Redo")
                is_disabled=Signal::derive(move || !can_redo.get())
                on_press=move || intents.redo()
            />
            <IconButton
                name="Reset lab"
                icon="reset"
                id="reset"
                title=title("Reset lab")
                is_disabled=Signal::derive(move || !can_reset.get())
                on_press=ask
            />
        </div>
    }
}
