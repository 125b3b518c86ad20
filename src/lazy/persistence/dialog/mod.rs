//! What is in the store, and what can be done with it.

use leptos::prelude::*;

use super::maintenance::weigh;
use crate::browser;
use crate::components::{Dialog, Show};
use crate::lazy::open_dialog;
use crate::state::persistence::{Condition, store_name};
use crate::state::{Intents, use_intents, use_lab, use_persistence};
use copies::Copies;
use faults::{FailedCommand, StoreFault};
use lab::Lab;
use logs::Logs;
use stores::StoreKind;
use upkeep::{Upkeep, keep_all};
use words::{holds, lasts};

mod copies;
mod faults;
mod logs;
mod upkeep;
mod words;

pub use copies::keep_focus;

const STYLE: &str = include_str!("../../../../style/store.css");

/// Opens the dialog.
pub fn show(intents: Intents) {
    browser::adopt_style("small-dialog", include_str!("../../../../style/small-dialog.css"));
    browser::adopt_style("store", STYLE);
    weigh(intents);
    open_dialog(intents, "store", |on_close| view! { <Store on_close /> }.into_any());
}

#[component]
fn Store(
    /// Runs when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let (persistence, lab, intents) = (use_persistence(), use_lab(), use_intents());
    let is_asking = RwSignal::new(false);
    Effect::new(move |_| {
        lab.read(Lab::position);
        if persistence.condition.get() == Condition::Ready {
            weigh(intents);
        }
    });
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if is_asking.get_untracked() && browser::key_of(&event).as_deref() == Some("Escape") {
            // It answers the question and leaves the dialog open.
            event.prevent_default();
            event.stop_propagation();
            keep_all(is_asking);
        }
    };
    let is_memory = Memo::new(move |_| persistence.kind.get() == StoreKind::Memory);
    let has_logs = Memo::new(move |_| !is_memory.get() && persistence.logs.with(|logs| logs.len() > 1));
    let is_busy = Memo::new(move |_| matches!(persistence.condition.get(), Condition::Busy(_)));
    let is_broken = Memo::new(move |_| matches!(persistence.condition.get(), Condition::Broken(_)));
    view! {
        <Dialog
            id="store"
            class="dialog dialog--small"
            title=Signal::derive(move || format!("Store: {}", store_name(persistence.kind.get())))
            close_label="Close store"
            on_keydown
            on_close
        >
            <StoreFault />
            <section class="dialog__part is-wide">
                <p prop:textContent=move || lasts(persistence.kind.get())></p>
                <p class="store__holds" role="status" prop:textContent=move || holds(intents)></p>
            </section>
            <FailedCommand />
            <Show when=move || has_logs.get()>
                <Logs />
            </Show>
            <Show when=move || !is_busy.get() && !is_broken.get()>
                <Copies />
            </Show>
            <Show when=move || !is_busy.get() && !is_memory.get()>
                <Upkeep is_asking />
            </Show>
        </Dialog>
    }
}
