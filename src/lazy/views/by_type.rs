use leptos::prelude::*;

use super::desk::use_desk;
use super::table::NotAtTheCursor;
use super::versions::Versions;
use crate::components::{EventName, Icon, TermLink, decimal, family_class, family_icon};
use crate::state::{event_type, use_cursor};
use bank::Family;
use bank::projections::OfType;

/// How often each type of event happened, and what was spent: by the old formula, which is wrong, and by the new one.
#[component]
pub fn EventsByType() -> impl IntoView {
    let desk = use_desk();
    let types =
        move || desk.look(|views| views.by_type().types().iter().map(|row| row.event_type.clone()).collect::<Vec<_>>());
    let count = move || desk.look(|views| views.by_type().types().iter().map(|row| row.count).sum::<u64>().to_string());
    view! {
        <Versions />
        <table class="ledger ledger--types" aria-label="Events by type">
            <thead>
                <tr>
                    <th scope="col">
                        <TermLink label="Event" />
                    </th>
                    <th class="num" scope="col">"Count"</th>
                    <th class="num" scope="col">"Money"</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || types() key=|name| name.clone() let:name>
                    <Row name />
                </For>
            </tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Total"</th>
                    <td class="num" prop:textContent=move || count()></td>
                    <td></td>
                </tr>
            </tfoot>
        </table>
        <NotAtTheCursor />
    }
}

#[component]
fn Row(
    /// The name of the type.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let (desk, cursor) = (use_desk(), use_cursor());
    // What the row says, and the length of its bar, in percent of that of the most frequent type.
    let row = {
        let name = name.clone();
        Memo::new(move |_| {
            desk.look(|views| {
                let types = views.by_type().types();
                let most = types.iter().map(|row| row.count).max().unwrap_or(1);
                let row = types.iter().find(|row| row.event_type == name)?.clone();
                Some((100.0 * row.count as f64 / most as f64, row))
            })
        })
    };
    let of =
        move |words: fn(&OfType) -> String| row.with(|row| row.as_ref().map(|(_, row)| words(row))).unwrap_or_default();
    let family = row.with_untracked(|row| row.as_ref().map_or(Family::State, |(_, row)| row.family));
    // An expression: the page's policy allows no `width` in an element that Leptos sets as HTML.
    let of_all = "100";
    let length = move || row.with(|row| row.as_ref().map_or(0.0, |(length, _)| *length));
    let money = move || of(|row| if row.sum.is_zero() { String::new() } else { row.sum.figure() });
    // Money that a rule kept from moving is struck out.
    let money = match family {
        Family::Rejected => view! { <s prop:textContent=move || money()></s> }.into_any(),
        _ => view! { <span prop:textContent=move || money()></span> }.into_any(),
    };
    let is_linked = {
        let name = name.clone();
        Memo::new(move |_| cursor.event().is_some_and(|event| event_type(&event) == name))
    };
    view! {
        <tr class=family_class(family) class:is-linked=move || is_linked.get()>
            <th scope="row">
                <span class="type"><Icon name=family_icon(family) /> <b translate="no"><EventName name /></b></span>
                <svg class="typebar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                    <rect height="1" width=of_all />
                    <rect height="1" width=move || decimal(length()) />
                </svg>
            </th>
            <td class="num" prop:textContent=move || of(|row| row.count.to_string())></td>
            <td class="num">{money}</td>
        </tr>
    }
}
