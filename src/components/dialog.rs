use leptos::html;
use leptos::prelude::*;

use super::Icon;
use crate::browser;

/// A dialog over the page. It is open as soon as it is on the page.
#[component]
pub fn Dialog(
    /// Its id. That of its title and that of its close button are made from it: `store-title`, `close-store`.
    id: &'static str,
    /// Its classes.
    class: &'static str,
    /// Its title.
    #[prop(into)]
    title: Signal<String>,
    /// The accessible name of its close button; without one it has no such button.
    #[prop(optional)]
    close_label: Option<&'static str>,
    /// The id of the element that describes it.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// What stands beside its title.
    #[prop(optional)]
    tabs: Option<AnyView>,
    /// Runs when a key is pressed in it.
    #[prop(optional, into)]
    on_keydown: Option<Callback<web_sys::KeyboardEvent>>,
    /// Runs when it is closed. It has to remove the dialog from the page.
    on_close: Callback<()>,
    /// What it shows. A dialog with a close button scrolls.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    dialog.on_load(|dialog| {
        let _ = dialog.show_modal();
    });
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    let close_id = close_label.map(|_| format!("close-{id}"));
    let close = close_label.map(|label| {
        view! {
            <button
                class="iconbtn"
                type="button"
                id=close_id.clone()
                aria-label=label
                on:click=move |_| browser::close_dialog(id)
            >
                <Icon name="x" />
            </button>
        }
    });
    let body = if close_label.is_some() { "dialog__body scroll" } else { "dialog__body" };
    view! {
        <dialog
            class=class
            id=id
            node_ref=dialog
            aria-labelledby=labelled_by
            aria-describedby=described_by
            data-then=close_id
            on:close=move |_| on_close.run(())
            on:keydown=move |event| {
                if let Some(on_keydown) = on_keydown {
                    on_keydown.run(event);
                }
            }
        >
            <header class="dialog__head">
                <h2 class="dialog__title" id=title_id prop:textContent=move || title.get()></h2>
                {tabs}
                {close}
            </header>
            <div class=body tabindex=close_label.map(|_| "0")>
                {children()}
            </div>
        </dialog>
    }
}
