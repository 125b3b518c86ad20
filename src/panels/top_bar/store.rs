use leptos::prelude::*;

use crate::components::Icon;
use crate::state::persistence::{Condition, store_id, store_name};
use crate::state::{use_intents, use_persistence};
use stores::StoreKind;

/// The choice of the store.
#[component]
pub fn StoreChooser() -> impl IntoView {
    let (persistence, intents) = (use_persistence(), use_intents());
    // The property of an option, not the value of the select: that is set before its options are there.
    let options = StoreKind::ALL.map(|kind| {
        view! {
            <option value=store_id(kind) prop:selected=move || persistence.kind.get() == kind>
                {store_name(kind)}
            </option>
        }
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some(kind) = StoreKind::ALL.into_iter().find(|kind| store_id(*kind) == value) {
            intents.choose_store(kind);
        }
    };
    let trouble = Memo::new(move |_| match persistence.condition.get() {
        Condition::Broken(_) => Some("Can\u{2019}t be used"),
        Condition::ReadOnly(_) => Some("Read-only"),
        _ => None,
    });
    view! {
        <span class="store">
            <span class="pick">
                <Icon name="db" />
                <select aria-label="Store" on:change=choose>
                    {options.into_iter().collect_view()}
                </select>
                <Icon name="down" />
            </span>
            <button
                class="iconbtn"
                class:is-broken=move || trouble.get().is_some()
                type="button"
                aria-label="About this store"
                title=move || trouble.get().unwrap_or("What is in this store")
                on:click=move |_| intents.show_store()
            >
                <Icon name="info" />
                {move || trouble.get().map(|words| view! { <span prop:textContent=words></span> })}
            </button>
        </span>
    }
}
