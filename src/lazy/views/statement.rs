use std::hash::Hash;

use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use super::table::More;
use crate::browser;
use crate::components::Icon;
use crate::state::use_cursor;
use bank::projections::{Entry, Statement};
use bank::{Currency, Money, Owner, Reason};
use engine::StreamId;
use lab::moment;
use lab::views::statement_csv;

/// How many entries are printed at the most: about forty sheets.
const MOST_PRINTED: usize = 2_000;

/// What moved on the account, up to the cursor, with the balance after each entry.
#[component]
pub fn AccountStatement() -> impl IntoView {
    let desk = use_desk();
    let count = Memo::new(move |_| with_entries(desk, |_, entries| entries.len()).unwrap_or_default());
    let closing = move || {
        let last = |statement: &Statement, entries: &[Entry]| {
            statement.money(entries.last().map_or(0, |entry| entry.balance)).figure()
        };
        with_entries(desk, last).unwrap_or_default()
    };
    let rows = move || {
        let stream = desk.open_stream();
        let (shown, is_newest_first) = (desk.rows.get(), desk.is_newest_first.get());
        let rows = |statement: &Statement, entries: &[Entry]| {
            let shown = in_order(entries, is_newest_first).take(shown);
            shown.map(|entry| (stream.clone(), statement.account.balance.currency, entry.clone())).collect()
        };
        with_entries(desk, rows).unwrap_or_else(Vec::new)
    };
    view! {
        <Whose />
        <Tools />
        <table class="ledger" aria-label="Statement">
            <thead>
                <tr>
                    <th scope="col">"No."</th>
                    <th scope="col">"Entry"</th>
                    <th class="num" scope="col">"Amount"</th>
                    <th class="num" scope="col">"Balance"</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || rows() key=key let((stream, currency, entry))>
                    <Row stream currency entry />
                </For>
            </tbody>
            <tfoot>
                {move || not_all(desk, count.get()).map(|words| view! { <tr><td colspan="4" prop:textContent=words></td></tr> })}
                <tr>
                    <td></td>
                    <th scope="row">"Closing"</th>
                    <td></td>
                    <td class="num" prop:textContent=move || closing()></td>
                </tr>
            </tfoot>
        </table>
        <More count />
        <p class="view__note">
            "The log stores no balance: each replay adds it up again. Times are in UTC."
        </p>
    }
}

/// How many entries stand between those that are shown and the closing. It is printed too.
fn not_all(desk: Desk, count: usize) -> Option<String> {
    let others = count.checked_sub(desk.rows.get()).filter(|others| *others > 0)?;
    let which = if desk.is_newest_first.get() { "Earlier" } else { "Later" };
    Some(format!("{which} entries not shown: {others}"))
}

/// Reads the entries of the open account up to the cursor.
fn with_entries<T>(desk: Desk, look: impl FnOnce(&Statement, &[Entry]) -> T) -> Option<T> {
    let (stream, version) = (desk.open_stream(), desk.intents.cursor.version.get());
    desk.look(|views| {
        let statement = views.statement.value().of(&stream)?;
        Some(look(statement, statement.up_to(version)))
    })
}

fn in_order(entries: &[Entry], is_newest_first: bool) -> Box<dyn Iterator<Item = &Entry> + '_> {
    if is_newest_first { Box::new(entries.iter().rev()) } else { Box::new(entries.iter()) }
}

/// The owner, the account and its currency.
#[component]
fn Whose() -> impl IntoView {
    let desk = use_desk();
    let owner = move || {
        let owner = with_entries(desk, |statement, _| statement.account.owner.as_ref().map(Owner::to_string));
        owner.flatten().unwrap_or_else(|| "No owner yet".to_owned())
    };
    let currency = move || {
        let code = with_entries(desk, |statement, _| statement.account.balance.currency.code()).unwrap_or_default();
        format!("{} {code}", desk.open_stream())
    };
    view! {
        <div class="who">
            <b dir="auto" prop:textContent=move || owner()></b>
            <code prop:textContent=move || currency()></code>
        </div>
    }
}

/// The order, printing and saving.
#[component]
fn Tools() -> impl IntoView {
    let desk = use_desk();
    let print = move |_| {
        desk.rows.update(|rows| *rows = (*rows).max(MOST_PRINTED));
        // By then the rows are there.
        request_animation_frame(|| {
            let _ = window().print();
        });
    };
    view! {
        <div class="view__tools">
            <span class="pick speed">
                <select
                    aria-label="Order"
                    on:change=move |event| desk.is_newest_first.set(event_target_value(&event) == "new")
                >
                    <option value="old" prop:selected=move || !desk.is_newest_first.get()>
                        "Oldest first"
                    </option>
                    <option value="new" prop:selected=move || desk.is_newest_first.get()>
                        "Newest first"
                    </option>
                </select>
                <Icon name="down" />
            </span>
            <button class="btn" type="button" on:click=print>
                "Print"
            </button>
            <button class="btn" type="button" on:click=move |_| untrack(|| download(desk))>
                "Download CSV"
            </button>
        </div>
    }
}

fn download(desk: Desk) {
    let is_newest_first = desk.is_newest_first.get();
    let csv = with_entries(desk, |statement, entries| statement_csv(statement, in_order(entries, is_newest_first)));
    if let Some(csv) = csv {
        browser::save(&format!("statement-{}.csv", desk.open_stream()), &csv);
    }
}

/// In another log, or after an undo, another entry may have the same version.
fn key((stream, _, entry): &(StreamId, Currency, Entry)) -> impl Eq + Hash + 'static + use<> {
    (stream.clone(), entry.version, entry.at, entry.amount, entry.balance)
}

/// An entry. Nothing of it changes but whether the cursor stands on it.
#[component]
fn Row(
    /// The stream of the account.
    stream: StreamId,
    /// The currency of the account.
    currency: Currency,
    /// The entry.
    entry: Entry,
) -> impl IntoView {
    let cursor = use_cursor();
    let version = entry.version;
    let figure = |minor| Money { minor, currency }.figure();
    let sign = if entry.amount > 0 { "+" } else { "" };
    let amount = if entry.amount == 0 { String::new() } else { format!("{sign}{}", figure(entry.amount)) };
    let mut at = moment(entry.at);
    at.truncate("2026-03-02 09:14".len());
    let reason = entry.reason.as_ref().map(Reason::as_str).map(str::to_owned);
    let reason = reason.map(|reason| view! { ", " <span dir="auto">{reason}</span> });
    view! {
        <tr data-event=format!("{stream}/{}", version.0) class:is-linked=move || cursor.version.get() == version>
            <td>{version.0.to_string()}</td>
            <td>{entry.label()} {reason} <small>{at}</small></td>
            <td class="num">{amount}</td>
            <td class="num">{figure(entry.balance)}</td>
        </tr>
    }
}
