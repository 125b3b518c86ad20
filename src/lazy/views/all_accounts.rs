use leptos::prelude::*;

use super::desk::Desk;
use super::panel::{heading, not_at_the_cursor};
use crate::components::{icon, status_badge};
use crate::dom::{El, button, el};
use bank::projections::AccountView;
use bank::{Owner, Status};
use engine::StreamId;

/// All accounts with their balances. Each leads to its log.
pub fn view(desk: Desk, into: El) -> El {
    let streams = move || {
        desk.look(|views| {
            let accounts = views.all_accounts.value().each();
            accounts.iter().map(|(stream, _)| stream.clone()).collect::<Vec<_>>()
        })
    };
    let total = move || desk.look(|views| views.all_accounts.value().total().figure());
    let headings = el("tr", "")
        .child(heading("Account", false))
        .child(heading("Status", false))
        .child(heading("Version", true))
        .child(heading("Balance", true));
    let foot = el("tr", "")
        .child(el("th", "").attr("scope", "row").text("Total"))
        .child(el("td", "").attr("colspan", "2").text_with(move || counts(desk)))
        .child(el("td", "num").text_with(total));
    into.child(
        el("table", "ledger")
            .attr("aria-label", "All accounts")
            .child(el("thead", "").child(headings))
            .child(el("tbody", "").each(streams, move |stream| row(desk, stream)))
            .child(el("tfoot", "").child(foot)),
    )
    .part(not_at_the_cursor(desk))
}

/// `2 active, 1 frozen`
fn counts(desk: Desk) -> String {
    let kinds = [Status::Active, Status::Frozen, Status::Closed];
    let counts = desk.look(|views| kinds.map(|status| (status, views.all_accounts.value().count(status))));
    let words = counts.into_iter().filter(|(_, count)| *count > 0);
    let words = words.map(|(status, count)| format!("{count} {}", status.label().to_ascii_lowercase()));
    words.collect::<Vec<_>>().join(", ")
}

fn row(desk: Desk, stream: &StreamId) -> El {
    let (own, opened) = (stream.clone(), stream.clone());
    let account = {
        let stream = stream.clone();
        Memo::new(move |_| desk.look(|views| views.all_accounts.value().of(&stream).cloned().unwrap_or_default()))
    };
    let of = move |words: fn(&AccountView) -> String| move || account.with(words);
    let owner = of(|account| account.account.owner.as_ref().map(Owner::to_string).unwrap_or_default());
    let is_open = move || desk.open_stream() == own;
    let is_open_too = is_open.clone();
    let open = button("ledger__go", move || desk.open(&opened))
        .attr_with("aria-current", move || is_open_too().then(|| "true".to_owned()))
        .child(el("b", "").attr("dir", "auto").text_with(owner))
        .text(" ")
        .child(el("small", "").text(stream.as_str()));
    let status = Memo::new(move |_| account.with(|account| account.account.status));
    let badge = move |part: El| {
        let (class, symbol) = status_badge(status.get());
        part.child(el("span", class).child(icon(symbol)).text(status.get().label()))
    };
    el("tr", "")
        .class_if("is-linked", is_open)
        .child(el("th", "").attr("scope", "row").child(open))
        .child(el("td", "").part(badge))
        .child(el("td", "num").text_with(of(|account| account.version.0.to_string())))
        .child(el("td", "num").text_with(of(|account| account.account.balance.figure())))
}
