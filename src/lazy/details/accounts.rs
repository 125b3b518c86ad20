use leptos::html::Input;
use leptos::prelude::*;

use crate::browser;
use crate::state::{use_cursor, use_intents, use_lab, use_layout};
use lab::{AccountId, find_accounts};

/// How many accounts are listed at once. More are found by typing.
const MOST_LISTED: usize = 200;

/// The id of the list of options.
const OPTIONS: &str = "account-options";

/// All accounts, of which one is chosen: a field to search them, and a list. The focus stays in the field, which names the active option.
#[component]
pub fn AccountList() -> impl IntoView {
    let (lab, cursor, layout, intents) = (use_lab(), use_cursor(), use_layout(), use_intents());
    let query = RwSignal::new(String::new());
    let found = Memo::new(move |_| query.with(|query| lab.read(|lab| find_accounts(lab, query))));
    let listed = move || found.get().into_iter().take(MOST_LISTED);
    let open = cursor.account.get_untracked();
    let active = RwSignal::new(Some(open));
    let field = NodeRef::<Input>::new();
    field.on_load(|field| {
        request_animation_frame(move || {
            let _ = field.focus();
        });
    });
    // The active option is in sight, and is one that is listed.
    Effect::new(move |_| {
        let id = active.get().map(option_id);
        request_animation_frame(move || {
            if let Some(option) = id.and_then(|id| document().get_element_by_id(&id)) {
                option.scroll_into_view_with_bool(false);
            }
        });
    });
    let type_in = move |event| {
        query.set(event_target_value(&event));
        active.set(untrack(listed).next());
    };
    let choose = move |account: AccountId| {
        layout.accounts.set(false);
        intents.open(account);
    };
    let press = move |event: web_sys::KeyboardEvent| {
        let Some(key) = browser::key_of(&event) else { return };
        let accounts: Vec<_> = untrack(listed).collect();
        let place = active.get_untracked().and_then(|active| accounts.iter().position(|account| *account == active));
        let last = accounts.len().saturating_sub(1);
        let to = match key.as_str() {
            "ArrowDown" => place.map_or(0, |place| if place == last { 0 } else { place + 1 }),
            "ArrowUp" => place.filter(|place| *place > 0).map_or(last, |place| place - 1),
            "PageDown" => (place.unwrap_or(0) + PAGE).min(last),
            "PageUp" => place.unwrap_or(0).saturating_sub(PAGE),
            "Enter" => {
                event.prevent_default();
                return place.map(|place| choose(accounts[place])).unwrap_or_default();
            }
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                return layout.accounts.set(false);
            }
            _ => return,
        };
        event.prevent_default();
        active.set(accounts.get(to).copied());
    };
    let count = move || match found.with(Vec::len) {
        0 => "No account has these words.".to_owned(),
        count @ ..=MOST_LISTED => format!("{count} of {} accounts", lab.read(lab::Lab::accounts).len()),
        count => format!("The first {MOST_LISTED} of {count} accounts. Type to find others."),
    };
    view! {
        <div class="acctlist">
            <input
                class="input"
                node_ref=field
                type="text"
                role="combobox"
                autocomplete="off"
                placeholder="Search accounts"
                aria-label="Search accounts"
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls=OPTIONS
                aria-activedescendant=move || active.get().map(option_id)
                on:input=type_in
                on:keydown=press
            />
            <div class="scroll acctlist__all" id=OPTIONS role="listbox" aria-label="Accounts">
                <For each=listed key=|account| *account let:account>
                    <AccountOption account active on_choose=move || choose(account) />
                </For>
            </div>
            <p class="acctlist__count" role="status" aria-label="Accounts found" prop:textContent=move || count()></p>
        </div>
    }
}

/// How many options a page key moves on.
const PAGE: usize = 8;

fn option_id(account: AccountId) -> String {
    format!("option-{account}")
}

#[component]
fn AccountOption(
    /// The account that it opens.
    account: AccountId,
    /// The active option.
    active: RwSignal<Option<AccountId>>,
    /// Runs when it is chosen.
    #[prop(into)]
    on_choose: Callback<()>,
) -> impl IntoView {
    let (lab, cursor) = (use_lab(), use_cursor());
    view! {
        <div
            class="acctlist__one"
            class:is-active=move || active.get() == Some(account)
            id=option_id(account)
            role="option"
            aria-selected=move || (cursor.account.get() == account).to_string()
            // The focus stays in the field.
            on:mousedown=|event| event.prevent_default()
            on:click=move |_| on_choose.run(())
        >
            <span class="acct__id" translate="no">{account.to_string()}</span>
            " "
            <b dir="auto" translate="no" prop:textContent=move || lab.owner(account)></b>
            <span class="acct__fork" prop:textContent=move || lab.fork_mark(account)></span>
        </div>
    }
}
