use leptos::prelude::*;

use crate::components::icon;
use crate::dom::{El, button, el};
use crate::session::Session;
use crate::store::{Condition, store_id, store_name};
use stores::StoreKind;

/// The choice of the store.
pub(crate) fn chooser(session: Session) -> El {
    let options = StoreKind::ALL.map(|kind| el("option", "").attr("value", store_id(kind)).text(store_name(kind)));
    let choose = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        if let Some(kind) = StoreKind::ALL.into_iter().find(|kind| store_id(*kind) == value) {
            session.choose_store(kind);
        }
    };
    let select = el("select", "")
        .attr("aria-label", "Store")
        .children(options)
        .on("change", choose)
        .value(move || store_id(session.store.kind.get()).to_owned());
    const CAN_NOT: &str = "Can\u{2019}t be used";
    let is_broken = move || matches!(session.store.condition.get(), Condition::Broken { .. });
    el("span", "store").child(el("span", "pick").child(icon("db")).child(select).child(icon("down"))).child(
        button("iconbtn", move || session.show_store())
            .attr("aria-label", "About this store")
            .attr_with("title", move || Some(if is_broken() { CAN_NOT } else { "What is in this store" }.to_owned()))
            .class_if("is-broken", is_broken)
            .child(icon("info"))
            .part_if(is_broken, |part| part.child(el("span", "").text(CAN_NOT))),
    )
}
