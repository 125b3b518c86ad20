use leptos::prelude::*;

use super::LoadedView;
use crate::components::{Chart, Show};
use crate::state::{use_cursor, use_views};
use engine::Version;

mod changed_fields;

use changed_fields::ChangedFields;

/// Draws [`AccountDetails`].
pub fn draw(loaded: LoadedView) {
    // It is gone when the page no longer shows the account.
    let _ = loaded.try_set(Some(|| view! { <AccountDetails /> }.into_any()));
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
