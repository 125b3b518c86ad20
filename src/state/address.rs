//! The place in the lab that the address names: a reload leads back to it, and so does Back.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use super::layout::{PhoneTab, StorageTab};
use super::persistence::{Condition, log_of_address, store_of_address};
use crate::browser;
use crate::state::Intents;
use bank::Family;
use engine::Version;
use lab::links::{LessonNumber, Place};
use lab::views::ViewKind;
use lab::{AccountId, Families, Lab};
use stores::StoreKind;

/// When the page has written its address.
#[derive(Clone, Copy)]
pub struct AddressContext {
    /// When the address was written last, in milliseconds.
    written: StoredValue<i64>,
    /// Whether the page went where the address leads, and the address was not written since. What it names may be gone: then the place
    /// that was reached replaces it, and Back goes on from there.
    went: StoredValue<bool>,
    /// The query of the address when the page last wrote or followed it.
    query: RwSignal<String>,
    /// Whether a link is being opened. Until then the address says where the page will go.
    pub awaits_link: RwSignal<bool>,
}

impl AddressContext {
    /// An address that was not written yet.
    pub fn new() -> Self {
        Self {
            written: StoredValue::new(0),
            went: StoredValue::new(false),
            query: RwSignal::new(browser::query()),
            awaits_link: RwSignal::new(false),
        }
    }

    /// Remembers the query of the address, and returns the one before.
    fn replace_query(self) -> String {
        self.query.try_update(|query| std::mem::replace(query, browser::query())).unwrap_or_default()
    }

    /// Subscribes to the changes of the address.
    pub fn follow(self) {
        self.query.track();
    }
}

/// A parameter of the address: its name, its value unless that is the default, how the page goes to a value, and whether a value
/// leads anywhere.
struct Part {
    name: &'static str,
    of: fn(Intents) -> Option<String>,
    go: fn(Intents, Option<&str>),
    is_there: fn(Intents, &str) -> bool,
}

/// In the order in which the page goes there: opening an account moves the cursor and clears the search.
const PARTS: [Part; 8] = [
    Part {
        name: "lesson",
        of: |intents| intents.lesson.open.get().map(|number| number.to_string()),
        go: |intents, number| {
            let number = number.and_then(|number| number.parse().ok());
            if let Some(number) = number.filter(|_| number != intents.lesson.open.get_untracked()) {
                (intents.on_demand.open_lesson)(intents, number);
            }
        },
        // The player says which lessons there are.
        is_there: |_, number| number.parse::<u8>().is_ok(),
    },
    Part {
        name: "account",
        of: |intents| {
            let account = intents.cursor.account.get();
            (account != AccountId(0)).then(|| account.to_string())
        },
        go: |intents, name| {
            let named = |account: &AccountId| name.is_some_and(|name| account.to_string() == name);
            let account = intents.lab.read_untracked(Lab::accounts).find(named).unwrap_or(AccountId(0));
            if account != intents.cursor.account.get_untracked() {
                intents.open(account);
            }
        },
        is_there: |intents, name| intents.lab.read_untracked(Lab::accounts).any(|account| account.to_string() == name),
    },
    Part {
        name: "v",
        of: |intents| {
            let version = intents.cursor.version.get();
            (!intents.cursor.position.get().is_live()).then(|| version.0.to_string())
        },
        go: |intents, version| match version.and_then(|version| version.parse().ok()) {
            Some(version) => intents.cursor.go_to(Version(version)),
            None => intents.cursor.go_live(),
        },
        is_there: |intents, version| {
            version.parse().is_ok_and(|version| Version(version) <= intents.cursor.head.get_untracked())
        },
    },
    Part {
        name: "q",
        of: |intents| Some(intents.filter.query.get()).filter(|query| (1..=LONGEST_QUERY).contains(&query.len())),
        go: |intents, query| intents.filter.query.set(query.unwrap_or_default().to_owned()),
        is_there: |_, _| true,
    },
    Part {
        name: "types",
        of: |intents| {
            let families = intents.filter.families.get();
            let chosen: Vec<_> = Families::EACH.into_iter().filter(|family| families.has(*family)).collect();
            (!families.are_all()).then(|| chosen.into_iter().map(|family| family.label()).collect::<Vec<_>>().join(","))
        },
        go: |intents, names| {
            let is_named =
                |family: &Family| names.is_some_and(|names| names.split(',').any(|name| name == family.label()));
            let families = Families::EACH.into_iter().filter(is_named).fold(Families::default(), Families::toggled);
            intents.filter.families.set(families);
        },
        is_there: |_, names| {
            names.split(',').all(|name| Families::EACH.into_iter().any(|family| family.label() == name))
        },
    },
    Part {
        name: "panel",
        of: |intents| {
            let tab = intents.layout.phone_tab.get();
            (tab != PhoneTab::Log).then(|| tab.name().to_ascii_lowercase())
        },
        go: |intents, name| {
            let named = |tab: &PhoneTab| name.is_some_and(|name| tab.name().eq_ignore_ascii_case(name));
            intents.layout.phone_tab.set(PhoneTab::ALL.into_iter().find(named).unwrap_or(PhoneTab::Log));
        },
        is_there: |_, name| PhoneTab::ALL.into_iter().any(|tab| tab.name().eq_ignore_ascii_case(name)),
    },
    Part {
        name: "view",
        of: |intents| {
            let view = intents.views.shown.get();
            (view != ViewKind::Account).then(|| view.label().to_owned())
        },
        go: |intents, name| {
            let named = |view: &ViewKind| name.is_some_and(|name| view.label() == name);
            intents.views.show(ViewKind::ALL.into_iter().find(named).unwrap_or(ViewKind::Account));
        },
        is_there: |_, name| ViewKind::ALL.into_iter().any(|view| view.label() == name),
    },
    Part {
        name: "storage",
        of: |intents| {
            let tab = intents.layout.storage_tab.get();
            (tab != StorageTab::Item).then(|| tab.name().to_ascii_lowercase())
        },
        go: |intents, name| {
            let named = |tab: &StorageTab| name.is_some_and(|name| tab.name().eq_ignore_ascii_case(name));
            let tab = StorageTab::ALL.into_iter().find(named);
            intents.layout.storage_tab.set(tab.unwrap_or(StorageTab::Item));
            // An address that names a tab leads to what it shows.
            if tab.is_some() {
                intents.layout.storage_is_open.set(true);
            }
        },
        is_there: |_, name| StorageTab::ALL.into_iter().any(|tab| tab.name().eq_ignore_ascii_case(name)),
    },
];

/// The longest search text that the address holds, in bytes. Encoded it takes up to three times as many, and servers refuse addresses
/// of 8,000 bytes and more.
const LONGEST_QUERY: usize = 1_000;
/// How many characters of a value that leads nowhere are shown.
const LONGEST_SHOWN: usize = 40;
/// How long the place stays the same before it is written: browsers limit how often an address is written.
const REST: Duration = Duration::from_millis(250);
/// Changes that follow each other faster than this, in milliseconds, are one step of Back: a slider that is dragged, a word that is typed.
const ONE_MOVE_MS: i64 = 1_000;

/// Writes the place into the address when it changes, and goes to the place of the address when the browser goes back or forward.
/// Call it once, after the page has gone to the place that it was opened at.
pub fn keep(intents: Intents) {
    let timer = Cell::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        let place: Vec<_> = PARTS.iter().map(|part| (part.of)(intents)).collect();
        // Until the store is read, the address says where the page will go. Versions that are played are not written.
        let is_on_its_way =
            intents.persistence.condition.get() == Condition::Opening || intents.address.awaits_link.get();
        if is_on_its_way || intents.cursor.playing.get() {
            return;
        }
        let write = move || {
            let values = PARTS.iter().zip(&place).map(|(part, value)| (part.name, value.as_deref()));
            let now = browser::now().timestamp_millis();
            let is_same_move = intents.address.went.try_update_value(std::mem::take) == Some(true)
                || now - intents.address.written.get_value() < ONE_MOVE_MS;
            if browser::write_address(values, !is_same_move) {
                intents.address.written.set_value(now);
                intents.address.replace_query();
            }
        };
        timer.set(set_timeout_with_handle(write, REST).ok());
    });
    browser::listen("popstate", move |_| {
        // A link within the page, such as "Skip to commands", changes the fragment alone: the place stays the same.
        if intents.address.replace_query() == browser::query() {
            return;
        }
        // A dialog asks about the place that is left.
        browser::close_dialogs();
        let (kind, log) = (store_of_address().unwrap_or(StoreKind::Memory), log_of_address().unwrap_or(1));
        let is_shown =
            kind == intents.persistence.kind.get_untracked() && log == intents.persistence.log.get_untracked();
        intents.persistence.log.set(log);
        if is_shown { intents.go_to_address() } else { intents.open_store(kind) }
    });
    browser::listen("hashchange", move |_| {
        if browser::link().is_some() {
            (intents.on_demand.open_link)(intents, false);
        }
    });
}

impl Intents {
    /// Goes to the place that the address names, as far as it is there, and says what is not.
    pub fn go_to_address(self) {
        self.go("The address", &browser::in_address);
    }

    /// Whether the address names a place in the lab.
    pub fn has_place_in_address(self) -> bool {
        PARTS.iter().any(|part| browser::in_address(part.name).is_some())
    }

    /// Goes to a place that was handed on, as far as it is there, and says what is not. Opens no lesson.
    pub fn go_to_place(self, place: &Place) {
        let named = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        self.go("The link", &|name| match name {
            "lesson" => self.lesson.open.get_untracked().map(|number| number.to_string()),
            "account" => (place.account != AccountId(0)).then(|| place.account.to_string()),
            "v" => place.version.map(|version| version.0.to_string()),
            "q" => named(&place.search),
            "types" => named(&place.types),
            "panel" => named(&place.panel),
            "view" => named(&place.view),
            "storage" => named(&place.storage),
            _ => None,
        });
        self.layout.storage_is_open.set(place.storage_is_open);
    }

    /// The place that is shown, to hand on. Its version is that at the cursor, also when the cursor is live.
    pub fn place(self) -> Place {
        let value = |name| {
            let part = PARTS.iter().find(|part| part.name == name);
            part.and_then(|part| untrack(|| (part.of)(self))).unwrap_or_default()
        };
        Place {
            account: self.cursor.account.get_untracked(),
            version: Some(self.cursor.version.get_untracked()),
            search: value("q"),
            types: value("types"),
            panel: value("panel"),
            view: value("view"),
            storage: value("storage"),
            storage_is_open: self.layout.storage_is_open.get_untracked(),
            lesson: self.lesson.open.get_untracked().and_then(|number| LessonNumber::new(number.into())),
        }
    }

    fn go(self, source: &str, value_of: &dyn Fn(&str) -> Option<String>) {
        self.address.went.set_value(true);
        let mut missing = Vec::new();
        for part in &PARTS {
            let value = value_of(part.name);
            (part.go)(self, value.as_deref());
            if let Some(value) = value.filter(|value| !(part.is_there)(self, value)) {
                missing.push(format!("{}={}", part.name, value.chars().take(LONGEST_SHOWN).collect::<String>()));
            }
        }
        if !missing.is_empty() {
            self.notices.add(&format!("{source} leads to something that is not in this lab: {}.", missing.join(", ")));
        }
    }

    /// Takes the link out of the address, so that a reload does not open it again.
    pub fn forget_link(self) {
        if browser::link().is_some() {
            browser::write_fragment("");
        }
    }

    /// Leaves the place for the log of this number in another store, of which nothing is known yet.
    pub fn leave_for(self, store: Option<&str>, log: u32) {
        self.forget_link();
        let nowhere = PARTS.iter().map(|part| (part.name, None));
        let log = (log > 1).then(|| log.to_string());
        browser::write_address(nowhere.chain([("store", store), ("log", log.as_deref())]), true);
        self.address.replace_query();
    }
}
