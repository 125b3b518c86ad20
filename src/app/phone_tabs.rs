use leptos::prelude::*;

use crate::components::{Tab, rove};
use crate::state::layout::PhoneTab;
use crate::state::use_layout;

/// The tabs of a phone, of which each shows one panel.
#[component]
pub fn PhoneTabs() -> impl IntoView {
    let layout = use_layout();
    let chosen = layout.phone_tab;
    let tabs = PhoneTab::ALL.map(|tab| {
        let is_chosen = Signal::derive(move || chosen.get() == tab);
        view! {
            <Tab class="tab" is_chosen on_choose=move || chosen.set(tab)>
                {tab.name()}
            </Tab>
        }
    });
    view! {
        <div
            class="ptabs"
            role="tablist"
            aria-label="Panels"
            inert=move || layout.sheet.get()
            on:keydown=move |event| rove(&event)
        >
            {tabs.into_iter().collect_view()}
        </div>
    }
}
