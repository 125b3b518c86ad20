use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{AccountsView, DetailView, LazyView, LoadedView};
use crate::components::{Icon, Show, Tab, rove};
use crate::state::{use_cursor, use_intents, use_lab, use_layout};
use lab::{AccountId, Lab};

/// Draws a view of the accounts.
pub fn draw(kind: AccountsView, loaded: LoadedView) {
    // It is gone when the page shows the accounts in another way.
    let _ = loaded.try_set(Some(match kind {
        AccountsView::Chooser => || view! { <AccountChooser /> }.into_any(),
        AccountsView::Tabs => || view! { <AccountTabs /> }.into_any(),
        AccountsView::Picker => || view! { <AccountPicker /> }.into_any(),
    }));
}

/// The name of the open account. On a phone it opens the list of accounts.
#[component]
fn AccountChooser() -> impl IntoView {
    let (lab, cursor) = (use_lab(), use_cursor());
    let open = use_layout().accounts;
    view! {
        <button
            class="pacct"
            type="button"
            id="phone-account"
            aria-expanded=move || open.get().to_string()
            aria-controls="accounts"
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon name="mark" />
            <span>
                <b dir="auto" translate="no" prop:textContent=move || lab.owner(cursor.account.get())></b>
                " "
                <code translate="no" prop:textContent=move || cursor.account.get().to_string()></code>
            </span>
            <Icon name="down" />
        </button>
    }
}

/// The open account as a button, which opens the list of all.
#[component]
fn AccountPicker() -> impl IntoView {
    let (lab, cursor) = (use_lab(), use_cursor());
    let open = use_layout().accounts;
    // What is pressed outside closes the list, as it leaves the field of the search. The name of the account on a phone does so itself.
    let leave = move |event: web_sys::FocusEvent| {
        let is_within = |place: &str| {
            let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Element>().ok());
            to.is_some_and(|to| to.closest(place).is_ok_and(|place| place.is_some()))
        };
        if !is_within(".acctpick") && !is_within(".pacct") {
            open.set(false);
        }
    };
    view! {
        <div class="acctpick" data-then="choose-account phone-account" on:focusout=leave>
            <button
                class="acct acctpick__open"
                type="button"
                id="choose-account"
                aria-expanded=move || open.get().to_string()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <span class="acct__id" translate="no" prop:textContent=move || cursor.account.get().to_string()></span>
                " "
                <span class="acct__who" dir="auto" translate="no" prop:textContent=move || lab.owner(cursor.account.get())></span>
                <Icon name="down" />
            </button>
            <Show when=move || open.get()>
                <LazyView kind=DetailView::Accounts on_failure=move || open.set(false) />
            </Show>
        </div>
    }
}

/// All accounts, of which one is open.
#[component]
fn AccountTabs() -> impl IntoView {
    let (lab, cursor) = (use_lab(), use_cursor());
    let list = NodeRef::<Div>::new();
    // The open account is in sight, however many there are.
    Effect::new(move |_| {
        cursor.account.track();
        let Some(list) = list.get() else { return };
        request_animation_frame(move || {
            if let Ok(Some(tab)) = list.query_selector("[aria-selected=true]") {
                tab.scroll_into_view_with_bool(false);
            }
        });
    });
    view! {
        <div
            class="accounts__list"
            node_ref=list
            role="tablist"
            aria-label="Accounts"
            on:keydown=move |event| rove(&event)
        >
            <For each=move || lab.read(Lab::accounts) key=|account| *account let:account>
                <AccountTab account />
            </For>
        </div>
    }
}

#[component]
fn AccountTab(
    /// The account that the tab opens.
    account: AccountId,
) -> impl IntoView {
    let (lab, cursor, intents) = (use_lab(), use_cursor(), use_intents());
    let open = use_layout().accounts;
    let choose = move || {
        open.set(false);
        intents.open(account);
    };
    // In a list of many only the open one has room for all of it.
    let mark = Memo::new(move |_| {
        let mark = lab.fork_mark(account);
        let (fork, of) = mark.split_at(mark.find(' ').unwrap_or_default());
        (fork.to_owned(), of.to_owned())
    });
    view! {
        <Tab class="acct" is_chosen=Signal::derive(move || cursor.account.get() == account) on_choose=choose>
            <span class="acct__id" translate="no">{account.to_string()}</span>
            " "
            <span class="acct__who" dir="auto" translate="no" prop:textContent=move || lab.owner(account)></span>
            <span class="acct__fork">
                <span prop:textContent=move || mark.get().0></span> <span class="acct__of" prop:textContent=move || mark.get().1></span>
            </span>
        </Tab>
    }
}
