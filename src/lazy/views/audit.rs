use std::hash::Hash;

use leptos::prelude::*;

use crate::components::{Show, TermLink};

use super::desk::use_desk;
use super::table::{EventButton, More, NotAtTheCursor};
use bank::projections::Refused;
use bank::{Owner, Refusal};
use lab::moment;

/// What the rules refused: the owner, the request, the rule and the time. The newest comes first; each leads to its event.
#[component]
pub fn Audit() -> impl IntoView {
    let desk = use_desk();
    let count = Memo::new(move |_| desk.look(|views| views.audit.value().refused().len()));
    let has_refused = Memo::new(move |_| count.get() > 0);
    let rows = move || {
        let shown = desk.rows.get();
        desk.look(|views| {
            let newest_first = views.audit.value().refused().iter().rev();
            newest_first.take(shown).cloned().collect::<Vec<_>>()
        })
    };
    // On a phone the event is on another tab, hence `data-then`.
    view! {
        <Show
            when=move || has_refused.get()
            fallback=|| view! { <p class="quiet">"No request has been refused so far."</p> }
        >
            <table class="ledger" aria-label="Refused requests" data-then="events">
                <thead>
                    <tr>
                        <th scope="col">"Request"</th>
                        <th scope="col">"Reason"</th>
                        <th class="num" scope="col">
                            <TermLink label="Event" />
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || rows() key=key let:refused>
                        <Row refused />
                    </For>
                </tbody>
            </table>
            <More count />
        </Show>
        <NotAtTheCursor />
    }
}

/// In another log another request may have the same version.
fn key(refused: &Refused) -> impl Eq + Hash + 'static + use<> {
    (refused.stream.clone(), refused.version, refused.at)
}

#[component]
fn Row(
    /// The refused request.
    refused: Refused,
) -> impl IntoView {
    let Refusal { command, reverses, amount, reason_code, .. } = refused.refusal;
    let event = reverses.map(|version| format!(" {version}")).unwrap_or_default();
    let amount = amount.map(|amount| amount.money().figure()).unwrap_or_default();
    let check = use_desk().failed_check(&refused.stream, refused.version);
    let owner = refused.owner.as_ref();
    let sentence = refused.refusal.sentence(owner);
    let who = owner.map_or("The owner", Owner::as_str).to_owned();
    view! {
        <tr>
            <td>
                <b dir="auto">{who}</b>
                {format!(": {}{event} {amount}", command.name())}
                <small dir="auto">{sentence}</small>
            </td>
            <td>
                {reason_code.name()}
                {check.map(|check| view! { <small>{check}</small> })}
                <small>{to_the_second(&moment(refused.at))}</small>
            </td>
            <td class="num">
                <EventButton stream=refused.stream version=refused.version />
            </td>
        </tr>
    }
}

/// `2026-03-02 09:14:07 UTC`
fn to_the_second(moment: &str) -> String {
    moment.split_once('.').map(|(second, _)| format!("{second} UTC")).unwrap_or_default()
}
