use leptos::html::Dialog;
use leptos::prelude::*;

use crate::lab::{AccountId, Lab};
use crate::ui::components::{icon, icon_in};
use crate::ui::session::Session;
use crate::ui::{browser, shortcuts};

/// The bar at the top: accounts, history, store, theme, help.
pub(in crate::ui) fn bar(
    session: Session,
    accounts_open: RwSignal<bool>,
    menu_open: RwSignal<bool>,
    help: NodeRef<Dialog>,
    asking_to_reset: RwSignal<bool>,
) -> AnyView {
    let is_empty = Memo::new(move |_| session.read(Lab::accounts).len() == 0);
    view! {
        <header class="topbar">
            <h1 class="wordmark">{icon("mark")} <span>"Event Sourcing Lab"</span></h1>
            <Show when=move || !is_empty.get()>{account_chooser(session, accounts_open)}</Show>
            <div class="accounts" id="accounts">
                <Show when=move || !is_empty.get()>{account_tabs(session, accounts_open)}</Show>
                <button
                    class="acct acct--new"
                    type="button"
                    on:click=move |_| {
                        accounts_open.set(false);
                        session.new_account();
                    }
                >
                    {icon("plus")}
                    <span>"New"<span class:sr=move || !is_empty.get()>" account"</span></span>
                </button>
            </div>
            <div class="topbar__more">
                {history(session, asking_to_reset)}
                <span class="pick">
                    {icon("db")} <select aria-label="Store"><option>"In memory"</option></select> {icon("down")}
                </span>
            </div>
            <div class="topbar__tools">
                <span class="sep"></span> {theme()}
                <button
                    class="iconbtn"
                    type="button"
                    aria-label="Help"
                    title="Help (?)"
                    on:click=move |_| {
                        if let Some(dialog) = help.get() {
                            let _ = dialog.show_modal();
                        }
                    }
                >
                    {icon("help")}
                </button>
                <button
                    class="iconbtn pmenu"
                    type="button"
                    aria-label="Menu"
                    aria-expanded=move || menu_open.get().to_string()
                    on:click=move |_| menu_open.update(|open| *open = !*open)
                >
                    {icon("menu")}
                </button>
            </div>
        </header>
    }
    .into_any()
}

/// On a phone the account's name opens the list of accounts.
fn account_chooser(session: Session, open: RwSignal<bool>) -> AnyView {
    view! {
        <button
            class="pacct"
            type="button"
            aria-expanded=move || open.get().to_string()
            aria-controls="accounts"
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {icon("mark")}
            <span>
                <b dir="auto">{move || owner(session, session.account.get())}</b>
                " "
                <code>{move || session.account.get().to_string()}</code>
            </span>
            {icon("down")}
        </button>
    }
    .into_any()
}

fn account_tabs(session: Session, open: RwSignal<bool>) -> AnyView {
    view! {
        <div class="accounts__list" role="tablist" aria-label="Accounts" on:keydown=shortcuts::rove>
            <For each=move || session.read(Lab::accounts) key=|account| *account let:account>
                <button
                    class="acct"
                    type="button"
                    role="tab"
                    aria-selected=move || (session.account.get() == account).to_string()
                    tabindex=move || if session.account.get() == account { "0" } else { "-1" }
                    on:click=move |_| {
                        open.set(false);
                        session.open(account);
                    }
                >
                    <span class="acct__id">{account.to_string()}</span>
                    " "
                    <span class="acct__who" dir="auto">
                        {move || owner(session, account)}
                    </span>
                </button>
            </For>
        </div>
    }
    .into_any()
}

fn owner(session: Session, account: AccountId) -> String {
    session.read(|lab| lab.now(account).owner).map(String::from).unwrap_or_default()
}

fn history(session: Session, asking_to_reset: RwSignal<bool>) -> AnyView {
    let can = Memo::new(move |_| session.history());
    view! {
        <div class="history" role="group" aria-label="History">
            <button
                class="iconbtn"
                type="button"
                aria-label="Undo"
                title="Undo: rewind the lab by one command"
                disabled=move || !can.get().0
                on:click=move |_| session.undo()
            >
                {icon("undo")}
            </button>
            <button
                class="iconbtn"
                type="button"
                aria-label="Redo"
                title="Redo"
                disabled=move || !can.get().1
                on:click=move |_| session.redo()
            >
                {icon("redo")}
            </button>
            <button
                class="iconbtn"
                type="button"
                aria-label="Reset lab"
                title="Reset lab: begin anew"
                disabled=move || can.get() == (false, false)
                on:click=move |_| {
                    asking_to_reset.set(true);
                    browser::focus_soon("reset-now");
                }
            >
                {icon("reset")}
            </button>
        </div>
    }
    .into_any()
}

fn theme() -> AnyView {
    view! {
        <button
            class="iconbtn"
            type="button"
            aria-label="Theme"
            title="Theme: light or dark"
            on:click=move |_| browser::set_dark(!browser::is_dark())
        >
            {icon_in("moon", "i is-light")} {icon_in("sun", "i is-dark")}
        </button>
    }
    .into_any()
}
