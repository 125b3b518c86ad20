use leptos::prelude::*;

use crate::components::{event_icon, family_class, icon, stamp};
use crate::dom::{El, button, el};
use crate::state::Intents;
use lab::{Chain, Link, LinkKind};

/// What caused what in the conversation of the event that is looked at, each below what caused it.
pub fn fill(intents: Intents, into: El) -> El {
    let (account, version) = (intents.cursor.account.get_untracked(), intents.cursor.version.get_untracked());
    let Some(chain) = intents.lab.read_untracked(|lab| Chain::of(lab, account, version)) else { return into };
    let list =
        el("ul", "").attr("aria-label", "Causation chain").children(chain.roots.iter().map(|link| node(intents, link)));
    into.child(el("div", "label").text(format!("All of correlation {}", chain.correlation_id))).child(list)
}

fn node(intents: Intents, link: &Link) -> El {
    let (account, version) = (link.account, link.version);
    let (kind, symbol, class) = match &link.kind {
        LinkKind::Command => ("Command", "command", ""),
        LinkKind::Event(event) => ("Event", event_icon(event), family_class(event.family())),
        LinkKind::Message => ("Outbox message", "publish", ""),
    };
    let is_event = matches!(link.kind, LinkKind::Event(_));
    let is_here = is_event
        && account == intents.cursor.account.get_untracked()
        && version == intents.cursor.version.get_untracked();
    let go =
        button(&format!("link__go {class}"), move || intents.look_at_event(account, version))
            .child(icon(symbol))
            .child(el("span", "sr").text(kind).text(" "))
            .child(el("b", "").text(&link.name))
            .text(" ")
            .children(is_event.then(|| {
                if is_here { stamp(version) } else { el("span", "stamp stamp--line").text(version.to_string()) }
            }))
            .child(el("span", "link__text").text(&link.text));
    let go = if is_here { go.attr("aria-current", "true") } else { go };
    let item = el("li", "").child(go);
    if link.caused.is_empty() {
        return item;
    }
    item.child(el("ul", "").children(link.caused.iter().map(|link| node(intents, link))))
}
