use leptos::prelude::*;

use crate::browser;
use crate::components::{Icon, Show, Stamp, Tab, rove};
use crate::lazy::{self, Detail, DetailView, LazyItem, LazyView};
use crate::state::layout::{PhoneTab, StorageTab};
use crate::state::{event_name, use_cursor, use_intents, use_lab, use_layout};
use dynamodb::event_sort_key;
use engine::Version;

/// How the log is stored in DynamoDB.
#[component]
pub fn Storage() -> impl IntoView {
    let (lab, cursor, layout) = (use_lab(), use_cursor(), use_layout());
    let (version, shown) = (cursor.followed, layout.storage_tab);
    let has_item = Memo::new(move |_| {
        let (account, version) = (cursor.account.get(), version.get());
        lab.read(|lab| lab.event(account, version).is_some())
    });
    // Without an event there is nothing to open.
    let is_empty = Memo::new(move |_| cursor.head.get() == Version::EMPTY);
    let is_open = Memo::new(move |_| layout.storage_is_open.get() && !is_empty.get());
    let is_phone = browser::matches(browser::phone());
    // On a phone the panel has a tab of its own, and is never folded.
    let is_seen =
        Memo::new(move |_| if is_phone.get() { layout.phone_tab.get() == PhoneTab::Storage } else { is_open.get() });
    let event =
        Memo::new(move |_| (shown.get() != StorageTab::Table).then(|| event_name(cursor.account.get(), version.get())));
    view! {
        <section
            class="dock"
            class:is-shut=move || !is_open.get()
            aria-label="Storage"
            inert=move || layout.sheet.get()
        >
            <header class="dock__head">
                <h2 class="panel__title">"Storage"</h2>
                <Show when=move || has_item.get()>
                    <Stamp version />
                </Show>
                <Tabs />
                <div class="dock__end">
                    <Tools has_item is_empty />
                    <button
                        class="iconbtn dock__fold"
                        type="button"
                        aria-label=move || if is_open.get() { "Fold storage" } else { "Open storage" }
                        aria-expanded=move || is_open.get().to_string()
                        aria-disabled=move || is_empty.get().then_some("true")
                        on:click=move |_| {
                            if !is_empty.get_untracked() {
                                layout.open_storage(!is_open.get_untracked());
                            }
                        }
                    >
                        <Icon name="down" />
                    </button>
                </div>
            </header>
            <div class="dock__body" role="tabpanel" aria-label=move || shown.get().name() data-event=move || event.get()>
                {move || match (is_empty.get(), shown.get()) {
                    (true, _) => ().into_any(),
                    (_, StorageTab::Table) => lazy_tab(DetailView::Table, shown),
                    (_, _) if !has_item.get() => view! { <BeforeFirstItem /> }.into_any(),
                    (_, StorageTab::Item) => view! { <Show when=move || is_seen.get()><LazyItem /></Show> }.into_any(),
                    (_, StorageTab::Request) => lazy_tab(DetailView::Request, shown),
                }}
            </div>
        </section>
    }
}

/// A tab that is loaded when it is chosen. When it can't be loaded, the item is shown again.
fn lazy_tab(kind: DetailView, shown: RwSignal<StorageTab>) -> AnyView {
    view! {
        <div class="dock__fill">
            <LazyView kind on_failure=move || shown.set(StorageTab::Item) />
        </div>
    }
    .into_any()
}

/// What becomes an item, at the moment before the first event.
#[component]
fn BeforeFirstItem() -> impl IntoView {
    let cursor = use_cursor();
    let first = event_sort_key(1).unwrap_or_default();
    view! {
        <p class="quiet dock__none">
            "v0 is the moment before the first event, so there is no item yet. The first event becomes the item "
            <code>{first}</code>
            ". It is written on one condition: no item has that key ("
            <code>"attribute_not_exists(PK)"</code>
            "). Two writers can\u{2019}t both write version 1. "
            <button class="link" type="button" data-then="events" on:click=move |_| cursor.go_to(Version(1))>
                "Show v1"
            </button>
        </p>
    }
}

/// The choice between item, table and request.
#[component]
fn Tabs() -> impl IntoView {
    let (layout, cursor) = (use_layout(), use_cursor());
    let shown = layout.storage_tab;
    let tabs = StorageTab::ALL.map(|tab| {
        let choose = move || {
            shown.set(tab);
            if cursor.head.get_untracked() > Version::EMPTY {
                layout.open_storage(true);
            }
        };
        view! {
            <Tab class="tab" is_chosen=Signal::derive(move || shown.get() == tab) on_choose=choose>
                {tab.name()}
            </Tab>
        }
    });
    view! {
        <div class="tabs" role="tablist" aria-label="Storage" on:keydown=move |event| rove(&event)>
            {tabs.into_iter().collect_view()}
        </div>
    }
}

/// The item's sort key and what copies it, or why there is no item.
#[component]
fn Tools(
    /// Whether there is an item at the cursor.
    has_item: Memo<bool>,
    /// Whether the log is empty.
    is_empty: Memo<bool>,
) -> impl IntoView {
    let (cursor, intents, shown) = (use_cursor(), use_intents(), use_layout().storage_tab);
    let sort_key = Memo::new(move |_| {
        let version = cursor.followed.get();
        // DynamoDB can't store an event of a higher version; the item's place says so.
        has_item.get().then(|| event_sort_key(version.0).ok()).flatten()
    });
    let why_missing = move || {
        if is_empty.get() {
            "0 items. The first event becomes the first item."
        } else {
            "Before the first event there is no item."
        }
    };
    let copy = move |_| {
        let detail = match shown.get_untracked() {
            StorageTab::Item => Detail::CopyItem,
            _ => Detail::CopyRequest,
        };
        lazy::detail(intents, detail, || {});
    };
    view! {
        <Show when=move || !has_item.get()>
            <span prop:textContent=move || why_missing()></span>
        </Show>
        <Show when=move || sort_key.with(Option::is_some)>
            <code translate="no" prop:textContent=move || sort_key.get()></code>
            <span class="dock__check">"written only if this key is free"</span>
            <button
                class="tool tool--28"
                type="button"
                hidden=move || shown.get() == StorageTab::Table
                on:click=copy
            >
                <Icon name="copy" />
                <span>"Copy"</span>
            </button>
        </Show>
    }
}
