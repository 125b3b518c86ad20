use leptos::prelude::*;

use super::all_accounts::AllAccounts;
use super::audit::Audit;
use super::bar::Bar;
use super::by_type::EventsByType;
use super::desk::use_desk;
use super::largest::LargestPayments;
use super::statement::AccountStatement;
use crate::browser;
use crate::components::Show;
use crate::state::views::CONTROLS;
use crate::state::{use_lab, use_views};
use engine::Position;
use lab::Lab;
use lab::views::ViewKind;

/// The chosen view with its bar; the account's view has only the bar here.
#[component]
pub fn Panel() -> impl IntoView {
    let (lab, views) = (use_lab(), use_views());
    let kind = Memo::new(move |_| views.shown.get());
    let is_empty = Memo::new(move |_| lab.read(Lab::position) == Position::default());
    move || {
        let kind = kind.get();
        if kind == ViewKind::Account {
            browser::focus_if_lost(CONTROLS);
            return view! { <Bar kind /> }.into_any();
        }
        view! {
            <Bar kind />
            <Show
                when=move || !is_empty.get()
                fallback=|| {
                    view! {
                        <p class="quiet">
                            "The view is built from the log. With no events there is nothing to show."
                        </p>
                    }
                }
            >
                <View kind />
            </Show>
        }
        .into_any()
    }
}

#[component]
fn View(
    /// Which view.
    kind: ViewKind,
) -> impl IntoView {
    let desk = use_desk();
    let view = match kind {
        ViewKind::Account => ().into_any(),
        ViewKind::Statement => view! { <AccountStatement /> }.into_any(),
        ViewKind::AllAccounts => view! { <AllAccounts /> }.into_any(),
        ViewKind::ByType => view! { <EventsByType /> }.into_any(),
        ViewKind::Audit => view! { <Audit /> }.into_any(),
        ViewKind::LargestPayments => view! { <LargestPayments /> }.into_any(),
    };
    view! {
        {view}
        <p class="view__note" prop:textContent=move || desk.look(|views| views.about_copies(kind)).unwrap_or_default()></p>
    }
}
