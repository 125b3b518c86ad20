use std::hash::Hash;

use leptos::prelude::*;

use super::desk::use_desk;
use super::table::{EventButton, NotAtTheCursor};
use crate::browser;
use crate::state::use_views;
use crate::state::views::ADD;
use bank::Owner;
use bank::projections::Payment;
use lab::moment;
use lab::views::{ViewKind, Views};

/// The largest payments of all accounts: a view that was added to an existing log.
#[component]
pub fn LargestPayments() -> impl IntoView {
    let (desk, tabs) = (use_desk(), use_views());
    let payments = move || desk.look(|views| views.largest.value().payments().to_vec());
    let remove = move |_| {
        tabs.is_added.set(false);
        tabs.shown.set(ViewKind::Account);
        desk.set(Views::remove_added);
        browser::focus_soon(ADD);
    };
    // On a phone the event is on another tab, hence `data-then`.
    view! {
        <table class="ledger" aria-label="Largest payments" data-then="events">
            <thead>
                <tr>
                    <th scope="col">"Payment"</th>
                    <th class="num" scope="col">"Amount"</th>
                    <th class="num" scope="col">"Event"</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || payments() key=key let:payment>
                    <Row payment />
                </For>
            </tbody>
        </table>
        <p class="view__note">
            "You have just added this view, and it shows the whole history: it read the log from position 1. It follows new events too."
        </p>
        <NotAtTheCursor />
        <div class="versions__acts">
            <button class="btn" type="button" hidden=desk.intents.is_read_only() on:click=remove>
                "Remove this view"
            </button>
        </div>
    }
}

/// In another log another payment may have the same version.
fn key(payment: &Payment) -> impl Eq + Hash + 'static + use<> {
    (payment.stream.clone(), payment.version, payment.at, payment.amount.minor, payment.reversed_by)
}

#[component]
fn Row(
    /// The payment.
    payment: Payment,
) -> impl IntoView {
    let Payment { stream, version, owner, amount, is_in, reversed_by, at, .. } = payment;
    let mut at = moment(at);
    at.truncate("2026-03-02 09:14".len());
    let (verb, sign) = if is_in { (" paid in", "+") } else { (" took out", "\u{2212}") };
    let who = owner.as_ref().map_or("The owner", Owner::as_str).to_owned();
    let reversed = reversed_by.map(|by| view! { <small>{format!("reversed by {by}")}</small> });
    let amount = format!("{sign}{}", amount.figure());
    // Money that moved back is struck out.
    let amount = if reversed_by.is_some() { view! { <s>{amount}</s> }.into_any() } else { amount.into_any() };
    view! {
        <tr>
            <td><b dir="auto">{who}</b> {verb} <small>{at}</small> {reversed}</td>
            <td class="num">{amount}</td>
            <td class="num">
                <EventButton stream version />
            </td>
        </tr>
    }
}
