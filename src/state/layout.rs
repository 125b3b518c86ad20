use leptos::prelude::*;

use crate::browser;

/// The name of the tab's mark that Storage is open.
const STORAGE_IS_OPEN: &str = "event-sourcing-lab.storage-is-open";

/// Which tabs are chosen and what is open over the panels.
#[derive(Clone, Copy)]
pub struct LayoutContext {
    /// Whether the page has taken the place of the shell.
    pub is_placed: RwSignal<bool>,
    /// The panel that a phone shows.
    pub phone_tab: RwSignal<PhoneTab>,
    /// The chosen tab of Storage.
    pub storage_tab: RwSignal<StorageTab>,
    /// Whether Storage is open. It is folded until it is opened once.
    pub storage_is_open: RwSignal<bool>,
    /// On a phone, whether the commands are open.
    pub sheet: RwSignal<bool>,
    /// On a phone, whether the list of accounts is open.
    pub accounts: RwSignal<bool>,
    /// On a phone, whether the menu is open: what a wide page has in its top bar.
    pub menu: RwSignal<bool>,
    /// On a phone, whether the search in the log is shown.
    pub search: RwSignal<bool>,
    /// Whether the page asks before it resets the lab.
    pub reset_question: RwSignal<bool>,
}

/// The layout of the page.
pub fn use_layout() -> LayoutContext {
    expect_context()
}

impl LayoutContext {
    /// The layout of a page that was just opened.
    pub fn new() -> Self {
        Self {
            is_placed: RwSignal::new(false),
            phone_tab: RwSignal::new(PhoneTab::Log),
            storage_tab: RwSignal::new(StorageTab::Item),
            storage_is_open: RwSignal::new(browser::is_embed() || browser::is_marked(STORAGE_IS_OPEN)),
            sheet: RwSignal::new(false),
            accounts: RwSignal::new(false),
            menu: RwSignal::new(false),
            search: RwSignal::new(false),
            reset_question: RwSignal::new(false),
        }
    }

    /// Opens or folds Storage, for this tab also after a reload.
    pub fn open_storage(self, is_open: bool) {
        self.storage_is_open.set(is_open);
        browser::mark(STORAGE_IS_OPEN, is_open);
    }

    /// Opens the commands on a phone; elsewhere they are always in sight.
    pub fn open_sheet(self) {
        self.sheet.set(browser::is_phone());
    }
}

/// A panel of the phone's layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneTab {
    /// The event log.
    Log,
    /// The projection.
    Views,
    /// The stored item.
    Storage,
}

impl PhoneTab {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Log, Self::Views, Self::Storage];

    /// The tab's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Log => "Log",
            Self::Views => "Views",
            Self::Storage => "Storage",
        }
    }
}

/// A tab of the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageTab {
    /// The item of the event that is looked at.
    Item,
    /// All items.
    Table,
    /// The request that wrote the event that is looked at.
    Request,
}

impl StorageTab {
    /// All of them, in their order.
    pub const ALL: [Self; 3] = [Self::Item, Self::Table, Self::Request];

    /// The tab's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Item => "Item",
            Self::Table => "Table",
            Self::Request => "Request",
        }
    }
}
