use leptos::prelude::*;

use crate::components::{Icon, IconButton, Show};
use crate::lazy::{AccountsView, LazyAccounts};
use crate::state::layout::PhoneTab;
use crate::state::{use_intents, use_lab, use_layout};
use crate::{browser, lazy};
use lab::Lab;

mod history;
mod store;

use history::History;
use store::StoreChooser;

/// The most accounts that have tabs. More are a list that can be searched.
const MOST_TABS: usize = 10;

/// The bar at the top: accounts, history, store, theme, help.
#[component]
pub fn TopBar() -> impl IntoView {
    let (lab, layout, intents) = (use_lab(), use_layout(), use_intents());
    let has_accounts = Memo::new(move |_| lab.read(Lab::accounts).len() > 0);
    let has_tabs = Memo::new(move |_| (1..=MOST_TABS).contains(&lab.read(Lab::accounts).len()));
    let new_account = move |_| {
        layout.accounts.set(false);
        intents.new_account();
    };
    view! {
        <header class="topbar">
            <h1 class="wordmark">
                <Icon name="mark" />
                <span>"Event Sourcing Lab"</span>
            </h1>
            <Show when=move || has_accounts.get()>
                <LazyAccounts kind=AccountsView::Chooser />
            </Show>
            <div class="accounts" id="accounts">
                <Show when=move || has_tabs.get()>
                    <LazyAccounts kind=AccountsView::Tabs />
                </Show>
                <Show when=move || has_accounts.get() && !has_tabs.get()>
                    <LazyAccounts kind=AccountsView::Picker />
                </Show>
                <button class="acct acct--new" type="button" on:click=new_account>
                    <Icon name="plus" />
                    <span>"New" <span class:sr=move || has_accounts.get()>" account"</span></span>
                </button>
            </div>
            <div class="topbar__more">
                <History />
                <StoreChooser />
            </div>
            <div class="topbar__tools">
                <button class="tool topbar__tool" type="button" on:click=move |_| lazy::show_lessons(intents)>
                    <Icon name="lessons" />
                    <span>"Lessons"</span>
                </button>
                <button class="tool topbar__tool" type="button" on:click=move |_| lazy::share(intents)>
                    <Icon name="share" />
                    <span>"Share"</span>
                </button>
                <button
                    class="tool topbar__tool"
                    type="button"
                    id="open-present"
                    on:click=move |_| lazy::show_present(intents)
                >
                    <Icon name="present" />
                    <span>"Present"</span>
                </button>
                <span class="sep"></span>
                <Theme />
                <IconButton name="Help" icon="help" on_press=move || lazy::show_help(intents, None) />
                <Show when=move || has_accounts.get()>
                    <PhoneSearch />
                </Show>
                <button
                    class="iconbtn pmenu"
                    type="button"
                    aria-label="Menu"
                    aria-expanded=move || layout.menu.get().to_string()
                    on:click=move |_| layout.menu.update(|open| *open = !*open)
                >
                    <Icon name="menu" />
                </button>
            </div>
        </header>
    }
}

/// On a phone: shows the search in the log, or hides it.
#[component]
fn PhoneSearch() -> impl IntoView {
    let layout = use_layout();
    let is_open = Memo::new(move |_| layout.search.get() && layout.phone_tab.get() == PhoneTab::Log);
    let press = move |_| {
        let open = !is_open.get_untracked();
        layout.search.set(open);
        if open {
            layout.phone_tab.set(PhoneTab::Log);
            browser::focus_soon("search");
        }
    };
    view! {
        <button
            class="iconbtn pmenu"
            type="button"
            aria-label="Search"
            aria-expanded=move || is_open.get().to_string()
            on:click=press
        >
            <Icon name="search" />
        </button>
    }
}

/// Switches between light and dark colours.
#[component]
fn Theme() -> impl IntoView {
    view! {
        <button
            class="iconbtn"
            type="button"
            aria-label="Theme"
            title="Theme: light or dark"
            on:click=|_| browser::set_dark(!browser::is_dark())
        >
            <Icon name="moon" class="i is-light" />
            <Icon name="sun" class="i is-dark" />
        </button>
    }
}
