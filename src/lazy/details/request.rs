use leptos::prelude::*;

use super::copying::copy_text;
use crate::components::percent;
use crate::lazy::stored_lines::{CostRow, Meter, Stored, StoredLines, about};
use crate::state::{Intents, use_intents};
use dynamodb::limits::{MAX_TRANSACTION_ACTIONS, MAX_TRANSACTION_BYTES};
use lab::Request;

/// The request that wrote the event at the cursor, and how far it is from the limits.
#[component]
pub fn RequestView() -> impl IntoView {
    let intents = use_intents();
    let request = Memo::new(move |_| at_cursor(intents));
    view! {
        <StoredLines
            name="DynamoDB items of the request"
            stored=request
            lines_of=|request: &Request| &request.lines
        >
            <Cost request />
        </StoredLines>
    }
}

fn at_cursor(intents: Intents) -> Option<Result<Request, String>> {
    let (account, version) = (intents.cursor.account.get(), intents.cursor.followed.get());
    intents.lab.read(|lab| Request::of(lab, account, version)).map(|made| made.map_err(|error| error.to_string()))
}

/// Copies the request that wrote the event at the cursor.
pub fn copy(intents: Intents) {
    if let Some(Ok(request)) = untrack(|| at_cursor(intents)) {
        copy_text(intents, request.json(), "Copied the request.".to_owned());
    }
}

/// How much of a transaction's limits the request uses, and what it costs.
#[component]
fn Cost(
    /// The request.
    request: Stored<Request>,
) -> impl IntoView {
    let about = move |words: fn(&Request) -> String| about(request, words);
    let events = |request: &Request| match request.first == request.last {
        true => format!("Wrote {} and its records in one commit", request.last),
        false => format!("Wrote {} to {} and their records in one commit", request.first, request.last),
    };
    let units = |request: &Request| {
        let (table, index) = (request.cost.table, request.cost.index);
        format!("{table} for the items, doubled by the transaction, and {index} for the index")
    };
    view! {
        <div class="cost" role="group" aria-label="Size and capacity">
            <CostRow name="Items">
                <b>{about(|request| format!("{} of {MAX_TRANSACTION_ACTIONS}", request.items))}</b>
                <Meter share=about(|request| percent(request.items as f64 / MAX_TRANSACTION_ACTIONS as f64)) />
                <small>{about(events)}</small>
            </CostRow>
            <CostRow name="Size">
                <b>{about(|request| format!("{} bytes of 4 MB", request.bytes))}</b>
                <Meter share=about(|request| percent(request.bytes as f64 / MAX_TRANSACTION_BYTES as f64)) />
            </CostRow>
            <CostRow name="Write">
                <b>{about(|request| format!("{} WCU", request.cost.total()))}</b>
                <small>{about(units)}</small>
            </CostRow>
        </div>
    }
}
