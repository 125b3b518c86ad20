use std::cell::Cell;
use std::rc::Rc;

use leptos::html::{Dialog, Textarea};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::components::Icon;
use crate::lazy::item;
use crate::state::Intents;
use lab::events_json;

const NO_CLIPBOARD: &str = "The browser does not let this page use the clipboard. The text is selected: copy it by hand, with Ctrl+C or \u{2318}C.";

/// Copies the events that are selected, as JSON.
pub fn copy_events(intents: Intents) {
    let versions = untrack(|| intents.filter.selection());
    let account = intents.cursor.account.get_untracked();
    let events: Vec<_> = intents
        .lab
        .read_untracked(|lab| versions.into_iter().filter_map(|version| lab.event(account, version)).collect());
    let note = match events.as_slice() {
        [] => return,
        [one] => format!("Copied {}.", one.version),
        all => format!("Copied {} events.", all.len()),
    };
    copy_text(intents, events_json(&events), note);
}

/// Copies the item of the event at the cursor.
pub fn copy_item(intents: Intents) {
    if let Some(Ok(item)) = untrack(|| item::at_cursor(intents)) {
        copy_text(intents, item.json(), "Copied the item.".to_owned());
    }
}

/// Copies a text and shows a note that says so. Where there is no clipboard, a dialog shows the text, to be copied by hand.
pub fn copy_text(intents: Intents, text: String, note: String) {
    browser::copy(&text.clone(), move |is_copied| {
        if is_copied {
            intents.notices.toast.set(note);
        } else {
            intents.notices.toast.set(NO_CLIPBOARD.to_owned());
            show(text);
        }
    });
}

fn show(text: String) {
    browser::adopt_style("small-dialog", include_str!("../../../style/small-dialog.css"));
    let Ok(Some(app)) = document().query_selector(".app") else { return };
    let shown = Rc::new(Cell::new(None::<UnmountHandle<_>>));
    let closed = Rc::clone(&shown);
    let remove = move || {
        let closed = Rc::clone(&closed);
        // Not while the dialog still handles its event.
        queue_microtask(move || drop(closed.take()));
    };
    shown.set(Some(mount_to(app.unchecked_into(), || view! { <CopyByHand text on_close=remove /> }.into_any())));
}

/// A dialog with a text to be copied by hand, all of it selected.
#[component]
fn CopyByHand(
    /// The text.
    text: String,
    /// Runs when the dialog was closed.
    on_close: impl Fn() + 'static,
) -> impl IntoView {
    let (dialog, field) = (NodeRef::<Dialog>::new(), NodeRef::<Textarea>::new());
    dialog.on_load(move |dialog| {
        let _ = dialog.show_modal();
        if let Some(field) = field.get_untracked() {
            // Leptos would write it later, and writing it ends the selection.
            field.set_value(&text);
            let _ = field.focus();
            field.select();
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog
            class="dialog dialog--small"
            id="by-hand"
            aria-labelledby="by-hand-title"
            node_ref=dialog
            on:close=move |_| on_close()
        >
            <header class="dialog__head">
                <h2 class="dialog__title" id="by-hand-title">
                    "Copy by hand"
                </h2>
                <button class="iconbtn" type="button" aria-label="Close" on:click=close>
                    <Icon name="x" />
                </button>
            </header>
            <div class="dialog__body">
                <p>{NO_CLIPBOARD}</p>
                <textarea
                    class="input by-hand"
                    id="by-hand-text"
                    aria-label="Text to copy"
                    readonly
                    spellcheck="false"
                    node_ref=field
                ></textarea>
            </div>
        </dialog>
    }
}
