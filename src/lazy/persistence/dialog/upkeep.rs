use leptos::prelude::*;

use super::words::doomed;
use crate::browser;
use crate::components::Show;
use crate::lazy::persistence::maintenance;
use crate::state::persistence::{Condition, Verification};
use crate::state::{use_intents, use_persistence};
use stores::StoreKind;

/// Verifying, exporting and deleting the log.
#[component]
pub fn Upkeep(
    /// Whether the question before deleting is shown.
    is_asking: RwSignal<bool>,
) -> impl IntoView {
    let (persistence, intents) = (use_persistence(), use_intents());
    let ask = move |_| {
        is_asking.set(true);
        browser::focus_soon("keep-all");
    };
    let is_ready = Memo::new(move |_| persistence.condition.get() == Condition::Ready);
    let has_fault =
        Memo::new(move |_| matches!(persistence.condition.get(), Condition::Broken(_) | Condition::ReadOnly(_)));
    let is_verifying = Memo::new(move |_| persistence.verification.get() == Verification::Running);
    let result = move || match persistence.verification.get() {
        Verification::None => String::new(),
        Verification::Running => "Verifying\u{2026}".to_owned(),
        Verification::Done(words) => words,
    };
    view! {
        <section class="dialog__part is-wide">
            <h3 prop:textContent=move || if has_fault.get() { "Delete" } else { "Verify, export or delete" }></h3>
            <div class="store__acts">
                <Show when=move || is_ready.get()>
                    <button class="btn" type="button" id="verify" on:click=move |_| maintenance::verify(intents)>
                        "Verify"
                    </button>
                </Show>
                <Show when=move || !has_fault.get()>
                    <button class="btn" type="button" on:click=move |_| maintenance::export(intents)>
                        "Export"
                    </button>
                </Show>
                <button class="btn" type="button" id="delete-all" on:click=ask>
                    "Delete everything"
                </button>
            </div>
            <Show when=move || is_verifying.get()>
                <progress aria-label="Verifying"></progress>
            </Show>
            <p role="status" prop:textContent=move || result()></p>
            <Show when=move || is_asking.get()>
                <Question is_asking />
            </Show>
        </section>
    }
}

/// The question before everything is deleted.
#[component]
fn Question(
    /// Whether it is shown.
    is_asking: RwSignal<bool>,
) -> impl IntoView {
    let (persistence, intents) = (use_persistence(), use_intents());
    let words = move || {
        let tabs = if persistence.kind.get() == StoreKind::Tab { "" } else { ", in all tabs" };
        format!("Delete {} for good{tabs}? This can\u{2019}t be undone: export them first.", doomed(intents))
    };
    let delete = move |_| {
        is_asking.set(false);
        browser::close_dialog("store");
        intents.delete_everything();
    };
    view! {
        <div
            class="store__question"
            role="alertdialog"
            aria-label="Delete everything?"
            aria-describedby="delete-words"
        >
            <p id="delete-words" prop:textContent=move || words()></p>
            <div class="store__acts">
                <button class="btn btn--fill" type="button" id="keep-all" on:click=move |_| keep_all(is_asking)>
                    "Keep them"
                </button>
                <button class="btn" type="button" on:click=delete>
                    "Delete for good"
                </button>
            </div>
        </div>
    }
}

/// Closes the question and deletes nothing.
pub fn keep_all(is_asking: RwSignal<bool>) {
    is_asking.set(false);
    browser::focus_soon("delete-all");
}
