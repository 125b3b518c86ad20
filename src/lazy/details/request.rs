use leptos::prelude::*;

use super::copying::copy_text;
use crate::components::percent;
use crate::components::stored_lines::{Made, cost_row, made, of};
use crate::dom::{El, el};
use crate::state::Intents;
use dynamodb::limits::{MAX_TRANSACTION_ACTIONS, MAX_TRANSACTION_BYTES};
use lab::Request;

/// The request of the event that is looked at.
type Asked = Made<Request>;

fn asked(intents: Intents) -> Option<Result<Request, String>> {
    let (account, version) = (intents.cursor.account.get(), intents.cursor.followed.get());
    intents.lab.read(|lab| Request::of(lab, account, version)).map(|made| made.map_err(|error| error.to_string()))
}

/// The request that wrote the event, and how far it is from the limits.
pub fn fill(intents: Intents, into: El) -> El {
    let request: Asked = Memo::new(move |_| asked(intents));
    made(into, "DynamoDB items of the request", request, |request| &request.lines, move || cost(request))
}

/// Copies the request of the event that is looked at.
pub fn copy(intents: Intents) {
    if let Some(Ok(request)) = untrack(|| asked(intents)) {
        copy_text(intents, request.json(), "Copied the request.".to_owned());
    }
}

fn cost(request: Asked) -> El {
    let of = move |words: fn(&Request) -> String| of(request, words);
    let meter = |share: fn(&Request) -> String| el("span", "meter").style("--at", of(share)).child(el("i", ""));
    let events = |request: &Request| match request.first == request.last {
        true => format!("Wrote {} and what belongs to it, in one commit", request.last),
        false => format!("Wrote {} to {} and what belongs to them, in one commit", request.first, request.last),
    };
    let units = |request: &Request| {
        let (table, index) = (request.cost.table, request.cost.index);
        format!("{table} for the items, doubled by the transaction, and {index} for the index")
    };
    el("div", "cost")
        .attr("role", "group")
        .attr("aria-label", "Size and capacity")
        .child(
            cost_row("Items")
                .child(el("b", "").text_with(of(|request| format!("{} of {MAX_TRANSACTION_ACTIONS}", request.items))))
                .child(meter(|request| percent(request.items as f64 / MAX_TRANSACTION_ACTIONS as f64)))
                .child(el("small", "").text_with(of(events))),
        )
        .child(
            cost_row("Size")
                .child(el("b", "").text_with(of(|request| format!("{} bytes of 4 MB", request.bytes))))
                .child(meter(|request| percent(request.bytes as f64 / MAX_TRANSACTION_BYTES as f64))),
        )
        .child(
            cost_row("Write")
                .child(el("b", "").text_with(of(|request| format!("{} WCU", request.cost.total()))))
                .child(el("small", "").text_with(of(units))),
        )
}
