use leptos::prelude::*;

use crate::components::{BalanceTitle, IconButton, Tab, rove};
use crate::lazy::LazyAccount;
use crate::state::views::{ADD, ADDED};
use crate::state::{use_cursor, use_intents, use_layout, use_views};
use engine::Version;
use lab::views::ViewKind;

mod on_demand;

use on_demand::ShownView;

/// The account at the cursor, obtained by replay; and the other views, which are loaded on demand.
#[component]
pub fn Projection() -> impl IntoView {
    let (cursor, layout, views) = (use_cursor(), use_layout(), use_views());
    let is_read_only = use_intents().is_read_only();
    let is_account = Memo::new(move |_| views.shown.get() == ViewKind::Account);
    let is_empty = Memo::new(move |_| cursor.head.get() == Version::EMPTY);
    view! {
        <section class="panel projection" aria-label="Projection" inert=move || layout.sheet.get()>
            <header class="panel__head">
                <h2 class="sr">"Projection"</h2>
                <div class="tabs" role="tablist" aria-label="Views" on:keydown=move |event| rove(&event)>
                    {ViewKind::ALL.map(|kind| view! { <ViewTab kind /> }).into_iter().collect_view()}
                </div>
                <IconButton
                    name="Add a view"
                    icon="plus"
                    id=ADD
                    on_press=move || views.add()
                    attr:hidden=move || views.is_added.get() || is_read_only
                />
            </header>
            <div class="scroll">
                <div class="proj" role="tabpanel" aria-label=move || views.shown.get().label() tabindex="0">
                    {move || {
                        if !is_account.get() {
                            return view! { <ShownView /> }.into_any();
                        }
                        // Read for the account alone: another view stays as it is when the first event is written.
                        match is_empty.get() {
                            true => view! { <NoEvents /> }.into_any(),
                            false => view! { <LazyAccount /> }.into_any(),
                        }
                    }}
                </div>
            </div>
        </section>
    }
}

#[component]
fn ViewTab(
    /// The view that it shows.
    kind: ViewKind,
) -> impl IntoView {
    let views = use_views();
    let is_extra = kind == ViewKind::LargestPayments;
    view! {
        <Tab
            class="tab"
            is_chosen=Signal::derive(move || views.shown.get() == kind)
            on_choose=move || views.shown.set(kind)
            attr:id=is_extra.then_some(ADDED)
            attr:hidden=move || is_extra && !views.is_added.get()
        >
            {kind.label()}
        </Tab>
    }
}

#[component]
fn NoEvents() -> impl IntoView {
    view! {
        <div class="proj__top">
            <BalanceTitle />
            <span class="asof">"no events yet"</span>
        </div>
        <div class="balance is-empty">
            <span class="sr">"no balance yet"</span>
        </div>
        <p class="quiet">"The balance is replayed from the log. With no events there is nothing to add up."</p>
    }
}
