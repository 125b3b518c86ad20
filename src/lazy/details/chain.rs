use leptos::prelude::*;

use crate::components::{Icon, TermLink, event_icon, family_class};
use crate::state::{Intents, use_intents};
use engine::Version;
use lab::{AccountId, Chain, Link, LinkKind};

/// What caused what in the conversation of the event at the cursor, each below what caused it.
#[component]
pub fn ChainView() -> impl IntoView {
    let intents = use_intents();
    let chain = Memo::new(move |_| {
        let (account, version) = (intents.cursor.account.get(), intents.cursor.version.get());
        intents.lab.read(|lab| Chain::of(lab, account, version))
    });
    let correlation = move || chain.with(|chain| chain.as_ref().map(|chain| format!(" {}", chain.correlation_id)));
    let roots = move || {
        let here = (intents.cursor.account.get(), intents.cursor.version.get());
        chain.with(|chain| {
            chain.iter().flat_map(|chain| &chain.roots).map(|link| node(intents, here, link)).collect_view()
        })
    };
    view! {
        <div class="chain">
            <div class="label">
                "All of " <TermLink label="correlation" /> <span translate="no" prop:textContent=move || correlation()></span>
            </div>
            <ul aria-label="Causation chain">{move || roots()}</ul>
        </div>
    }
}

/// A link, and below it what it caused.
fn node(intents: Intents, here: (AccountId, Version), link: &Link) -> AnyView {
    let (account, version) = (link.account, link.version);
    let (kind, symbol, class) = match &link.kind {
        LinkKind::Command => ("Command", "command", ""),
        LinkKind::Event(event) => ("Event", event_icon(event), family_class(event.family())),
        LinkKind::Message => ("Message", "publish", ""),
    };
    let is_event = matches!(link.kind, LinkKind::Event(_));
    let is_here = is_event && (account, version) == here;
    let stamp = if is_here { "stamp" } else { "stamp stamp--line" };
    let stamp =
        is_event.then(|| view! { <span class=stamp translate="no" prop:textContent=version.to_string()></span> });
    let caused = (!link.caused.is_empty())
        .then(|| view! { <ul>{link.caused.iter().map(|link| node(intents, here, link)).collect_view()}</ul> });
    view! {
        <li>
            <button
                class=format!("link__go {class}")
                type="button"
                aria-current=is_here.then_some("true")
                on:click=move |_| intents.look_at_event(account, version)
            >
                <Icon name=symbol />
                <span class="sr" prop:textContent=format!("{kind} ")></span>
                <b translate="no" prop:textContent=link.name.clone()></b>
                " "
                {stamp}
                <span class="link__text" prop:textContent=link.text.clone()></span>
            </button>
            {caused}
        </li>
    }
    .into_any()
}
