//! What is looked at closely, loaded when it is asked for: the table, the request, what caused an event, the types and the accounts
//! to choose from, and all that is copied.

mod accounts;
mod chain;
mod copying;
mod request;
mod table;
mod types;

use leptos::prelude::*;

use crate::browser;
use crate::lazy::{Detail, DetailView};
use crate::state::Intents;
use accounts::AccountList;
use chain::ChainView;
use request::RequestView;
use table::TableView;
use types::TypeChoice;

const STYLE: &str = include_str!("../../../style/details.css");

/// Does what was asked for before this part was there.
pub fn run(intents: Intents, detail: Detail) {
    browser::adopt_style("details", STYLE);
    match detail {
        Detail::Draw(view, loaded) => {
            // It is gone when the page no longer shows the view.
            let _ = loaded.try_set(Some(match view {
                DetailView::Types => || view! { <TypeChoice /> }.into_any(),
                DetailView::Table => || view! { <TableView /> }.into_any(),
                DetailView::Request => || view! { <RequestView /> }.into_any(),
                DetailView::Chain => || view! { <ChainView /> }.into_any(),
                DetailView::Accounts => || view! { <AccountList /> }.into_any(),
            }));
        }
        Detail::CopyEvents => copying::copy_events(intents),
        Detail::CopyItem => copying::copy_item(intents),
        Detail::CopyRequest => request::copy(intents),
    }
}
