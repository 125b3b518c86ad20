use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use super::table::NotAtTheCursor;
use crate::components::{Icon, TermLink, status_badge};
use bank::projections::AccountView;
use bank::{Owner, Status};
use engine::StreamId;

/// All accounts with their balances. Each leads to its log.
#[component]
pub fn AllAccounts() -> impl IntoView {
    let desk = use_desk();
    let streams = move || {
        desk.look(|views| {
            let accounts = views.all_accounts.value().each();
            accounts.iter().map(|(stream, _)| stream.clone()).collect::<Vec<_>>()
        })
    };
    let total = move || desk.look(|views| views.all_accounts.value().total().figure());
    view! {
        <table class="ledger" aria-label="All accounts">
            <thead>
                <tr>
                    <th scope="col">"Account"</th>
                    <th scope="col">"Status"</th>
                    <th class="num" scope="col">
                        <TermLink label="Version" />
                    </th>
                    <th class="num" scope="col">"Balance"</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || streams() key=|stream| stream.clone() let:stream>
                    <Row stream />
                </For>
            </tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Total"</th>
                    <td colspan="2" prop:textContent=move || counts(desk)></td>
                    <td class="num" prop:textContent=move || total()></td>
                </tr>
            </tfoot>
        </table>
        <NotAtTheCursor />
    }
}

#[component]
fn Row(
    /// The stream of the account.
    stream: StreamId,
) -> impl IntoView {
    let desk = use_desk();
    let id = stream.to_string();
    let account = {
        let stream = stream.clone();
        Memo::new(move |_| desk.look(|views| views.all_accounts.value().of(&stream).cloned().unwrap_or_default()))
    };
    let of = move |words: fn(&AccountView) -> String| account.with(words);
    let is_open = {
        let stream = stream.clone();
        Memo::new(move |_| desk.open_stream() == stream)
    };
    let status = Memo::new(move |_| account.with(|account| account.account.status));
    view! {
        <tr class:is-linked=move || is_open.get()>
            <th scope="row">
                <button
                    class="ledger__go"
                    type="button"
                    aria-current=move || is_open.get().then_some("true")
                    on:click=move |_| desk.open(&stream)
                >
                    <b dir="auto" prop:textContent=move || of(|account| account.account.owner.as_ref().map(Owner::to_string).unwrap_or_default())></b>
                    " "
                    <small>{id}</small>
                </button>
            </th>
            <td>
                {move || {
                    let (class, symbol) = status_badge(status.get());
                    view! { <span class=class><Icon name=symbol /> <span prop:textContent=status.get().label()></span></span> }
                }}
            </td>
            <td class="num" prop:textContent=move || of(|account| account.version.0.to_string())></td>
            <td class="num" prop:textContent=move || of(|account| account.account.balance.figure())></td>
        </tr>
    }
}

/// `2 active, 1 frozen`
fn counts(desk: Desk) -> String {
    let kinds = [Status::Active, Status::Frozen, Status::Closed];
    let counts = desk.look(|views| kinds.map(|status| (status, views.all_accounts.value().count(status))));
    let words = counts.into_iter().filter(|(_, count)| *count > 0);
    let words = words.map(|(status, count)| format!("{count} {}", status.label().to_ascii_lowercase()));
    words.collect::<Vec<_>>().join(", ")
}
