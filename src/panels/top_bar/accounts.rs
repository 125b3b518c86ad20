use leptos::html::Div;
use leptos::prelude::*;

use crate::components::{Icon, Tab, rove};
use crate::state::{use_cursor, use_intents, use_lab, use_layout};
use lab::{AccountId, Lab};

/// The name of the open account. On a phone it opens the list of accounts.
#[component]
pub fn AccountChooser() -> impl IntoView {
    let (lab, cursor) = (use_lab(), use_cursor());
    let open = use_layout().accounts;
    view! {
        <button
            class="pacct"
            type="button"
            aria-expanded=move || open.get().to_string()
            aria-controls="accounts"
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon name="mark" />
            <span>
                <b dir="auto">{move || lab.owner(cursor.account.get())}</b>
                " "
                <code>{move || cursor.account.get().to_string()}</code>
            </span>
            <Icon name="down" />
        </button>
    }
}

/// All accounts, of which one is open.
#[component]
pub fn AccountTabs() -> impl IntoView {
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
            <span class="acct__id">{account.to_string()}</span>
            " "
            <span class="acct__who" dir="auto">{move || lab.owner(account)}</span>
            <span class="acct__fork">
                {move || mark.get().0} <span class="acct__of">{move || mark.get().1}</span>
            </span>
        </Tab>
    }
}
