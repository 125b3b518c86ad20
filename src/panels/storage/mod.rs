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
    let fold = Fold::new(Memo::new(move |_| cursor.head.get() == Version::EMPTY));
    let is_phone = browser::matches(browser::PHONE);
    // On a phone the panel has a tab of its own, and is never folded.
    let is_seen =
        Memo::new(move |_| if is_phone.get() { layout.phone_tab.get() == PhoneTab::Storage } else { fold.is_open() });
    let event =
        Memo::new(move |_| (shown.get() != StorageTab::Table).then(|| event_name(cursor.account.get(), version.get())));
    view! {
        <section
            class="dock"
            class:is-shut=move || !fold.is_open()
            aria-label="Storage"
            inert=move || layout.sheet.get()
        >
            <header class="dock__head">
                <h2 class="panel__title">"Storage"</h2>
                <Show when=move || has_item.get()>
                    <Stamp version />
                </Show>
                <Tabs fold />
                <div class="dock__end">
                    <Tools has_item is_empty=fold.is_empty />
                    <button
                        class="iconbtn dock__fold"
                        type="button"
                        aria-label=move || if fold.is_open() { "Fold storage" } else { "Open storage" }
                        aria-expanded=move || fold.is_open().to_string()
                        aria-disabled=move || fold.is_empty.get().then_some("true")
                        on:click=move |_| fold.set_open(!untrack(|| fold.is_open()))
                    >
                        <Icon name="down" />
                    </button>
                </div>
            </header>
            <div class="dock__body" role="tabpanel" aria-label=move || shown.get().name() data-event=move || event.get()>
                {move || match (fold.is_empty.get(), shown.get()) {
                    (true, _) => ().into_any(),
                    (_, StorageTab::Item) => view! { <Show when=move || is_seen.get()><LazyItem /></Show> }.into_any(),
                    (_, StorageTab::Request) => lazy_tab(DetailView::Request, shown),
                    (_, StorageTab::Table) => lazy_tab(DetailView::Table, shown),
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

/// Whether the panel is folded: by hand, or because there is no room. A phone has a tab for it and never folds it.
#[derive(Clone, Copy)]
struct Fold {
    /// Whether the log is empty: then there is nothing to open.
    is_empty: Memo<bool>,
    has_room: ReadSignal<bool>,
    by_hand: RwSignal<Option<bool>>,
}

impl Fold {
    fn new(is_empty: Memo<bool>) -> Self {
        let has_room = browser::matches("(height >= 53.75rem) and (width >= 62.5rem)");
        Self { is_empty, has_room, by_hand: RwSignal::new(None) }
    }

    fn is_open(self) -> bool {
        !self.is_empty.get() && self.by_hand.get().unwrap_or_else(|| self.has_room.get())
    }

    fn set_open(self, open: bool) {
        if !self.is_empty.get_untracked() {
            self.by_hand.set(Some(open));
        }
    }
}

/// The choice between item, table and request.
#[component]
fn Tabs(
    /// It is opened when a tab is chosen.
    fold: Fold,
) -> impl IntoView {
    let shown = use_layout().storage_tab;
    let tabs = StorageTab::ALL.map(|tab| {
        let choose = move || {
            shown.set(tab);
            fold.set_open(true);
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
            <span>{move || why_missing()}</span>
        </Show>
        <Show when=move || sort_key.with(Option::is_some)>
            <code>{move || sort_key.get()}</code>
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
