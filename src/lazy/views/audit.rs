use leptos::prelude::*;

use super::desk::Desk;
use super::panel::{event_button, heading, more, not_at_the_cursor};
use crate::dom::{El, el};
use bank::projections::Refused;
use bank::{Owner, Refusal};
use lab::moment;

/// What was refused: who asked for what, which rule said no, when. The newest comes first; each leads to its event.
pub fn view(desk: Desk, into: El) -> El {
    let count = Memo::new(move |_| desk.look(|views| views.audit.value().refused().len()));
    let rows = move || {
        let shown = desk.rows.get();
        desk.look(|views| {
            let newest_first = views.audit.value().refused().iter().rev();
            newest_first.take(shown).cloned().collect::<Vec<_>>()
        })
    };
    let headings =
        el("tr", "").child(heading("Request", false)).child(heading("Refused by", false)).child(heading("Event", true));
    into.part_if(
        move || count.get() == 0,
        |part| part.child(el("p", "quiet").text("No rule has refused anything so far.")),
    )
    .part_if(
        move || count.get() > 0,
        move |part| {
            part.child(
                el("table", "ledger")
                    .attr("aria-label", "Refused requests")
                    // On a phone the event is on another tab.
                    .attr("data-then", "events")
                    .child(el("thead", "").child(headings.clone()))
                    .child(el("tbody", "").each(rows, move |refused| row(desk, refused))),
            )
            .part(more(desk, move || count.get()))
        },
    )
    .part(not_at_the_cursor(desk))
}

/// A refused request. It is its own key: in another log another request is in its place.
fn row(desk: Desk, refused: &Refused) -> El {
    let Refusal { command, amount, reason_code, .. } = refused.refusal;
    let amount = amount.map(|amount| amount.money().figure()).unwrap_or_default();
    let check = desk.failed_check(&refused.stream, refused.version);
    let who = refused.owner.as_ref().map_or("The owner", Owner::as_str);
    el("tr", "")
        .child(
            el("td", "")
                .child(el("b", "").attr("dir", "auto").text(who))
                .text(format!(": {} {amount}", command.name()))
                .child(el("small", "").attr("dir", "auto").text(refused.refusal.sentence(refused.owner.as_ref()))),
        )
        .child(
            el("td", "")
                .text(reason_code.name())
                .children(check.map(|check| el("small", "").text(check)))
                .child(el("small", "").text(to_the_second(&moment(refused.at)))),
        )
        .child(el("td", "num").child(event_button(desk, &refused.stream, refused.version)))
}

/// `2026-03-02 09:14:07 UTC`
fn to_the_second(moment: &str) -> String {
    moment.split_once('.').map(|(second, _)| format!("{second} UTC")).unwrap_or_default()
}
