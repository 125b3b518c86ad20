use leptos::prelude::*;

use super::desk::Desk;
use super::panel::{event_button, heading, not_at_the_cursor};
use crate::browser;
use crate::dom::{El, button, el};
use crate::state::views::ADD;
use bank::Owner;
use bank::projections::Payment;
use lab::moment;
use lab::views::{ViewKind, Views};

/// The largest payments of all accounts: a view that was added to an existing log.
pub fn view(desk: Desk, into: El) -> El {
    let payments = move || desk.look(|views| views.largest.value().payments().to_vec());
    let remove = move || {
        let tabs = desk.intents.views;
        tabs.is_added.set(false);
        tabs.shown.set(ViewKind::Account);
        desk.set(Views::remove_added);
        browser::focus_soon(ADD);
    };
    let headings =
        el("tr", "").child(heading("Payment", false)).child(heading("Amount", true)).child(heading("Event", true));
    into.child(
        el("table", "ledger")
            .attr("aria-label", "Largest payments")
            // On a phone the event is on another tab.
            .attr("data-then", "events")
            .child(el("thead", "").child(headings))
            .child(el("tbody", "").each(payments, move |payment| row(desk, payment))),
    )
    .child(el("p", "view__note").text(
        "This view is new, and yet it knows the whole history: it read the log from position 1. Now it follows each event.",
    ))
    .part(not_at_the_cursor(desk))
    .child(el("div", "versions__acts").child(button("btn", remove).text("Remove this view")))
}

/// A payment. It is its own key: in another log another payment is in its place.
fn row(desk: Desk, payment: &Payment) -> El {
    let Payment { stream, version, owner, amount, is_in, at, .. } = payment;
    let mut at = moment(*at);
    at.truncate("2026-03-02 09:14".len());
    let (verb, sign) = if *is_in { (" paid in", "+") } else { (" took out", "\u{2212}") };
    let who = owner.as_ref().map_or("The owner", Owner::as_str);
    el("tr", "")
        .child(el("td", "").child(el("b", "").attr("dir", "auto").text(who)).text(verb).child(el("small", "").text(at)))
        .child(el("td", "num").text(sign).text(amount.figure()))
        .child(el("td", "num").child(event_button(desk, stream, *version)))
}
