use leptos::prelude::*;

use crate::browser;
use crate::components::stored_lines::{Stored, about};
use crate::components::{Icon, Stamp, Tab, rove};
use crate::lazy::{self, Detail, DetailView, LazyView};
use crate::state::layout::StorageTab;
use crate::state::{event_name, use_cursor, use_intents, use_lab, use_layout};
use engine::Version;
use lab::StoredItem;

mod item;

use item::Item;

/// How the log is stored in DynamoDB.
#[component]
pub fn Storage() -> impl IntoView {
    let (lab, cursor, layout) = (use_lab(), use_cursor(), use_layout());
    let (version, shown) = (cursor.followed, layout.storage_tab);
    let item: Stored<StoredItem> = Memo::new(move |_| {
        let (account, version) = (cursor.account.get(), version.get());
        let event = lab.read(|lab| lab.event(account, version));
        event.map(|event| StoredItem::of(&event).map_err(|error| error.to_string()))
    });
    let fold = Fold::new(Memo::new(move |_| cursor.head.get() == Version::EMPTY));
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
                <Show when=move || item.with(Option::is_some)>
                    <Stamp version />
                </Show>
                <Tabs fold />
                <div class="dock__end">
                    <Tools item is_empty=fold.is_empty />
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
                    (_, StorageTab::Item) => view! { <Item item /> }.into_any(),
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
        let has_room = browser::matches("(height >= 860px) and (width >= 1000px)");
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
        <div class="tabs" role="tablist" aria-label="Storage" on:keydown=move |event| rove(event.into())>
            {tabs.into_iter().collect_view()}
        </div>
    }
}

/// The item's sort key and what copies it, or why there is no item.
#[component]
fn Tools(
    /// The item at the cursor.
    item: Stored<StoredItem>,
    /// Whether the log is empty.
    is_empty: Memo<bool>,
) -> impl IntoView {
    let (intents, shown) = (use_intents(), use_layout().storage_tab);
    let is_missing = Memo::new(move |_| item.with(Option::is_none));
    let is_stored = Memo::new(move |_| item.with(|item| matches!(item, Some(Ok(_)))));
    let why_missing = move || {
        if is_empty.get() {
            "0 items. The first event becomes the first item."
        } else {
            "Before the first event there is no item."
        }
    };
    let copy = move |_| {
        let detail = match (shown.get_untracked(), item.get_untracked()) {
            (StorageTab::Item, Some(Ok(item))) => Detail::Copy(item.json(), "Copied the item."),
            _ => Detail::CopyRequest,
        };
        lazy::detail(intents, detail, || {});
    };
    view! {
        <Show when=move || is_missing.get()>
            <span>{move || why_missing()}</span>
        </Show>
        <Show when=move || is_stored.get()>
            <code>{about(item, |item| item.sort_key.clone())}</code>
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
