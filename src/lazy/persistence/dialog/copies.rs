use leptos::prelude::*;

use crate::browser;
use crate::components::Show;
use crate::lazy::persistence::copying::copy_to;
use crate::state::persistence::{Copying, store_name};
use crate::state::{use_intents, use_persistence};
use stores::StoreKind;

/// Copying the log to another store.
#[component]
pub fn Copies() -> impl IntoView {
    let (persistence, intents) = (use_persistence(), use_intents());
    let is_copying = Memo::new(move |_| persistence.copying.get().is_some());
    let others = move || {
        let here = persistence.kind.get();
        [StoreKind::Tab, StoreKind::Browser, StoreKind::IndexedDb].into_iter().filter(move |kind| *kind != here)
    };
    view! {
        <section class="dialog__part is-wide">
            <h3>"Copy the log"</h3>
            <p class="quiet">"Copies every event with its ids and times. A copy that was stopped resumes where it stopped."</p>
            <div class="store__acts">
                <For each=move || others() key=|kind| copy_id(*kind) let:kind>
                    <button
                        class="btn"
                        type="button"
                        id=copy_id(kind)
                        aria-disabled=move || is_copying.get().then_some("true")
                        on:click=move |_| copy_to(intents, kind)
                    >
                        "Copy to "
                        {store_name(kind)}
                    </button>
                </For>
            </div>
            <Show when=move || is_copying.get()>
                <Progress />
            </Show>
            <p role="status" prop:textContent=move || persistence.copied.get()></p>
        </section>
    }
}

/// How far the copy is.
#[component]
fn Progress() -> impl IntoView {
    let copying = use_persistence().copying;
    let share = move |share: fn(Copying) -> u64| copying.get().map_or(0, share).to_string();
    let words = move || {
        let Some(Copying { target, done, of, .. }) = copying.get() else { return String::new() };
        format!("{done} of {of} events copied to {}", store_name(target))
    };
    let stop = move |_| {
        copying.update(|copying| {
            if let Some(copying) = copying {
                copying.is_stopping = true;
            }
        });
    };
    view! {
        <div class="store__progress">
            <progress
                aria-label="Copying"
                max=move || share(|copying| copying.of.max(1))
                value=move || share(|copying| copying.done)
            ></progress>
            <span prop:textContent=move || words()></span>
            <button class="btn" type="button" on:click=stop>
                "Stop"
            </button>
        </div>
    }
}

const fn copy_id(kind: StoreKind) -> &'static str {
    match kind {
        StoreKind::Memory => "copy-to-memory",
        StoreKind::Tab => "copy-to-tab",
        StoreKind::Browser => "copy-to-browser",
        StoreKind::IndexedDb => "copy-to-indexeddb",
    }
}

/// Moves the focus from the button that stops a copy, which is gone when the copy ends, to the one that resumes it.
pub fn keep_focus(target: StoreKind) {
    browser::focus_if_lost(copy_id(target));
}
