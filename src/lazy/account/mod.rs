use leptos::prelude::*;

use super::LoadedView;
use crate::components::{BalanceTitle, Chart, Show};
use crate::state::{use_cursor, use_intents, use_lab, use_views};
use bank::Owner;
use engine::Version;

mod balance;
mod changed_fields;
mod counters;
mod read_model;

pub use balance::{AsOf, Change, ChangedBy, StatusBadge, figure};

use balance::{Balance, BalanceLine};
use changed_fields::ChangedFields;
use counters::Counters;
use read_model::ReadModel;

/// Draws the account at the cursor.
pub fn draw(loaded: LoadedView) {
    // It is gone when the page no longer shows the account.
    let _ = loaded.try_set(Some(|| view! { <Account /> }.into_any()));
}

/// Draws the balance that a phone shows above the tabs.
pub fn draw_line(loaded: LoadedView) {
    let _ = loaded.try_set(Some(|| view! { <BalanceLine /> }.into_any()));
}

#[component]
fn Account() -> impl IntoView {
    let (lab, cursor, views) = (use_lab(), use_cursor(), use_views());
    let owner = move || {
        let owner = views.account.with(|view| view.account.owner.as_ref().map(Owner::to_string));
        owner.unwrap_or_else(|| "No owner yet".to_owned())
    };
    view! {
        <div class="proj__top">
            <BalanceTitle />
            <AsOf />
        </div>
        {(!use_intents().is_read_only()).then(|| view! { <ReadModel /> })}
        <Balance />
        <div class="who">
            <b dir="auto" translate="no" prop:textContent=move || owner()></b>
            <span class="acct__fork" prop:textContent=move || lab.fork_mark(cursor.account.get())></span>
            <StatusBadge is_announced=true />
        </div>
        <Counters />
        <AccountDetails />
    }
}

/// The balance over all versions, and what the event at the cursor changed.
#[component]
fn AccountDetails() -> impl IntoView {
    let (cursor, views) = (use_cursor(), use_views());
    let has_events = Memo::new(move |_| views.account.with(|view| view.version != Version::EMPTY));
    view! {
        <Chart
            points=views.balances()
            here=views.balance()
            newest=views.newest_balance()
            event_name=Signal::derive(move || views.event_name())
            on_choose=move |version| cursor.go_to(version)
        />
        <Show when=move || has_events.get()>
            <ChangedFields />
        </Show>
    }
}
