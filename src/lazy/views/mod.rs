//! The views beside the account's, and what reads the log for them. Loaded when one of them is chosen.

use leptos::prelude::*;

use super::LoadedView;
use crate::browser;
use crate::state::Intents;
use desk::Desk;
use panel::Panel;

mod all_accounts;
mod audit;
mod bar;
mod by_type;
pub mod desk;
mod largest;
mod panel;
mod progress;
mod statement;
mod table;
mod versions;

const STYLE: &str = include_str!("../../../style/views.css");

/// Hands the chosen view with its bar to the page.
pub fn draw(intents: Intents, loaded: LoadedView) {
    browser::adopt_style("views", STYLE);
    Desk::start_once(intents);
    // The signal is disposed when the page no longer shows the view.
    let _ = loaded.try_set(Some(|| view! { <Panel /> }.into_any()));
}
