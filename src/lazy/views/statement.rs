use leptos::prelude::*;

use super::desk::Desk;
use super::panel::{heading, more};
use crate::browser;
use crate::components::icon;
use crate::dom::{El, button, el};
use bank::projections::{Entry, EntryKind, Statement};
use bank::{Currency, Money, Owner, Reason};
use engine::StreamId;
use lab::moment;
use lab::views::statement_csv;

/// How many entries are printed at the most: about forty sheets.
const MOST_PRINTED: usize = 2_000;

/// What moved on the account, up to the cursor, with the balance after each entry.
pub fn view(desk: Desk, into: El) -> El {
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
            shown.map(|entry| (entry.clone(), statement.account.balance.currency, stream.clone())).collect()
        };
        with_entries(desk, rows).unwrap_or_else(Vec::new)
    };
    let headings = el("tr", "")
        .child(heading("No.", false))
        .child(heading("Entry", false))
        .child(heading("Amount", true))
        .child(heading("Balance", true));
    let foot = el("tr", "")
        .child(el("td", ""))
        .child(el("th", "").attr("scope", "row").text("Closing"))
        .child(el("td", ""))
        .child(el("td", "num").text_with(closing));
    let table = el("table", "ledger")
        .attr("aria-label", "Statement")
        .child(el("thead", "").child(headings))
        .child(el("tbody", "").each(rows, move |(entry, currency, stream)| row(desk, stream, *currency, entry)))
        .child(el("tfoot", "").part(not_all(desk, count)).child(foot));
    into.child(whose(desk)).child(tools(desk)).child(table).part(more(desk, move || count.get())).child(
        el("p", "view__note").text(
            "The running balance lives here, not in the log. It is worked out again on every replay. Times are in UTC.",
        ),
    )
}

/// A row that says how many entries stand between those that are shown and the closing. It is printed too.
fn not_all(desk: Desk, count: Memo<usize>) -> impl Fn(El) -> El {
    move |part| match count.get().saturating_sub(desk.rows.get()) {
        0 => part,
        others => {
            let which = if desk.is_newest_first.get() { "Earlier" } else { "Later" };
            let words = format!("{which} entries that are not shown: {others}");
            part.child(el("tr", "").child(el("td", "").attr("colspan", "4").text(words)))
        }
    }
}

/// Looks at the entries of the open account up to the cursor.
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

fn whose(desk: Desk) -> El {
    let owner = move || {
        let owner = with_entries(desk, |statement, _| statement.account.owner.as_ref().map(Owner::to_string));
        owner.flatten().unwrap_or_else(|| "Nobody yet".to_owned())
    };
    let currency = move || {
        let code = with_entries(desk, |statement, _| statement.account.balance.currency.code()).unwrap_or_default();
        format!("{} {code}", desk.open_stream())
    };
    el("div", "who").child(el("b", "").attr("dir", "auto").text_with(owner)).child(el("code", "").text_with(currency))
}

fn tools(desk: Desk) -> El {
    let option = |value: &str, name: &str| el("option", "").attr("value", value).text(name);
    let order = el("select", "")
        .attr("aria-label", "Order")
        .child(option("old", "Oldest first"))
        .child(option("new", "Newest first"))
        .on("change", move |event| desk.is_newest_first.set(event_target_value(&event) == "new"))
        .value(move || if desk.is_newest_first.get() { "new" } else { "old" }.to_owned());
    let print = move || {
        desk.rows.update(|rows| *rows = (*rows).max(MOST_PRINTED));
        // By then the rows are there.
        request_animation_frame(|| {
            let _ = window().print();
        });
    };
    el("div", "view__tools")
        .child(el("span", "pick speed").child(order).child(icon("down")))
        .child(button("btn", print).text("Print"))
        .child(button("btn", move || untrack(|| download(desk))).text("Download CSV"))
}

fn download(desk: Desk) {
    let is_newest_first = desk.is_newest_first.get();
    let csv = with_entries(desk, |statement, entries| statement_csv(statement, in_order(entries, is_newest_first)));
    if let Some(csv) = csv {
        browser::save(&format!("statement-{}.csv", desk.open_stream()), &csv);
    }
}

/// An entry, which is its own key: in another log another entry has its version. Nothing of it is kept up to date but whether the
/// cursor stands on it.
fn row(desk: Desk, stream: &StreamId, currency: Currency, entry: &Entry) -> El {
    let version = entry.version;
    let figure = |minor| Money { minor, currency }.figure();
    let sign = if entry.kind == EntryKind::PaidIn { "+" } else { "" };
    let amount = if entry.amount == 0 { String::new() } else { format!("{sign}{}", figure(entry.amount)) };
    let mut at = moment(entry.at);
    at.truncate("2026-03-02 09:14".len());
    let what = el("td", "").text(entry.kind.label());
    let what = match entry.reason.as_ref().map(Reason::as_str) {
        Some(reason) => what.text(", ").child(el("span", "").attr("dir", "auto").text(reason)),
        None => what,
    };
    el("tr", "")
        .attr("data-event", format!("{stream}/{}", version.0))
        .class_if("is-linked", move || desk.intents.cursor.version.get() == version)
        .child(el("td", "").text(version.0.to_string()))
        .child(what.child(el("small", "").text(at)))
        .child(el("td", "num").text(amount))
        .child(el("td", "num").text(figure(entry.balance)))
}
