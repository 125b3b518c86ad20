use leptos::prelude::*;

use crate::components::icon;
use crate::dom::{El, button, el};
use crate::state::persistence::{Condition, store_id, store_name};
use crate::state::{use_intents, use_persistence};
use stores::StoreKind;

/// The choice of the store.
pub fn chooser() -> El {
    let persistence = use_persistence();
    let intents = use_intents();
    let options = StoreKind::ALL.map(|kind| el("option", "").attr("value", store_id(kind)).text(store_name(kind)));
    let choose = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        if let Some(kind) = StoreKind::ALL.into_iter().find(|kind| store_id(*kind) == value) {
            intents.choose_store(kind);
        }
    };
    let select = el("select", "")
        .attr("aria-label", "Store")
        .children(options)
        .on("change", choose)
        .value(move || store_id(persistence.kind.get()).to_owned());
    let trouble = move || match persistence.condition.get() {
        Condition::Broken(_) => Some("Can\u{2019}t be used"),
        Condition::ReadOnly(_) => Some("Read-only"),
        _ => None,
    };
    el("span", "store").child(el("span", "pick").child(icon("db")).child(select).child(icon("down"))).child(
        button("iconbtn", move || intents.show_store())
            .attr("aria-label", "About this store")
            .attr_with("title", move || Some(trouble().unwrap_or("What is in this store").to_owned()))
            .class_if("is-broken", move || trouble().is_some())
            .child(icon("info"))
            .part(move |part| match trouble() {
                Some(words) => part.child(el("span", "").text(words)),
                None => part,
            }),
    )
}
