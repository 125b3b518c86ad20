//! The place in the lab that the address names: a reload leads back to it, and so does Back.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;

use super::browser;
use super::components::family_name;
use super::dom::effect;
use super::session::Session;
use super::store::{Condition, log_of_address, store_of_address};
use super::tabs::{PhoneTab, StorageTab};
use bank::Family;
use engine::Version;
use lab::views::ViewKind;
use lab::{AccountId, Cursor, Families, Lab};
use stores::StoreKind;

/// One thing that the address names: how it is called there, its value where it is not the usual one, and how to go there.
struct Part {
    name: &'static str,
    of: fn(Session) -> Option<String>,
    go: fn(Session, Option<&str>),
}

/// In this order one goes there: another account begins with its newest event and without a search.
const PARTS: [Part; 7] = [
    Part {
        name: "account",
        of: |session| {
            let account = session.account.get();
            (account != AccountId(0)).then(|| account.to_string())
        },
        go: |session, name| {
            let named = |account: &AccountId| name.is_some_and(|name| account.to_string() == name);
            let account = session.read_untracked(Lab::accounts).find(named).unwrap_or(AccountId(0));
            if account != session.account.get_untracked() {
                session.open(account);
            }
        },
    },
    Part {
        name: "v",
        of: |session| {
            let version = session.version.get();
            (!session.cursor.get().is_live()).then(|| version.0.to_string())
        },
        go: |session, version| match version.and_then(|version| version.parse().ok()) {
            Some(version) => session.go_to(Version(version)),
            None => session.cursor.set(Cursor::LIVE),
        },
    },
    Part {
        name: "q",
        of: |session| Some(session.finding.query.get()).filter(|query| !query.is_empty()),
        go: |session, query| session.finding.query.set(query.unwrap_or_default().to_owned()),
    },
    Part {
        name: "types",
        of: |session| {
            let families = session.finding.families.get();
            let chosen: Vec<_> = Families::EACH.into_iter().filter(|family| families.has(*family)).collect();
            (!families.are_all())
                .then(|| chosen.into_iter().map(|family| family_name(family).0).collect::<Vec<_>>().join(","))
        },
        go: |session, names| {
            let is_named = |family: &Family| {
                names.is_some_and(|names| names.split(',').any(|name| name == family_name(*family).0))
            };
            let families = Families::EACH.into_iter().filter(is_named).fold(Families::default(), Families::toggled);
            session.finding.families.set(families);
        },
    },
    Part {
        name: "panel",
        of: |session| {
            let tab = session.tab.get();
            (tab != PhoneTab::Log).then(|| tab.name().to_ascii_lowercase())
        },
        go: |session, name| {
            let named = |tab: &PhoneTab| name.is_some_and(|name| tab.name().eq_ignore_ascii_case(name));
            session.tab.set(PhoneTab::ALL.into_iter().find(named).unwrap_or(PhoneTab::Log));
        },
    },
    Part {
        name: "view",
        of: |session| {
            let view = session.views.shown.get();
            (view != ViewKind::Account).then(|| view.label().to_owned())
        },
        go: |session, name| {
            let named = |view: &ViewKind| name.is_some_and(|name| view.label() == name);
            session.show_view(ViewKind::ALL.into_iter().find(named).unwrap_or(ViewKind::Account));
        },
    },
    Part {
        name: "storage",
        of: |session| {
            let tab = session.storage_tab.get();
            (tab != StorageTab::Item).then(|| tab.name().to_ascii_lowercase())
        },
        go: |session, name| {
            let named = |tab: &StorageTab| name.is_some_and(|name| tab.name().eq_ignore_ascii_case(name));
            session.storage_tab.set(StorageTab::ALL.into_iter().find(named).unwrap_or(StorageTab::Item));
        },
    },
];

/// How long the place stays the same before it is written: browsers count how often an address is written.
const REST: Duration = Duration::from_millis(250);
/// Changes that follow each other faster than this, in milliseconds, are one step back: a slider that is drawn, a word that is typed.
const ONE_MOVE_MS: i64 = 1_000;

thread_local! {
    /// When the address was written last, in milliseconds.
    static WRITTEN: Cell<i64> = const { Cell::new(0) };
    /// Whether one went where the address leads, and it was not written since. What it names may be gone: then the place that was reached
    /// takes its place, and Back goes on from there.
    static WENT: Cell<bool> = const { Cell::new(false) };
}

/// Writes the place into the address when it has changed, and goes to the place of the address when the browser goes back
/// or on. Call it once, when the page has gone to the place that it was opened at.
pub(super) fn keep(session: Session) {
    let timer = Cell::new(None::<TimeoutHandle>);
    effect(move || {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        let place: Vec<_> = PARTS.iter().map(|part| (part.of)(session)).collect();
        // What is not read yet can't be looked at: until then the address says where one goes. What is played passes by.
        if session.store.condition.get() == Condition::Opening || session.playing.get() {
            return;
        }
        let write = move || {
            let values = PARTS.iter().zip(&place).map(|(part, value)| (part.name, value.as_deref()));
            let now = browser::now().timestamp_millis();
            let is_same_move = WENT.take() || now - WRITTEN.get() < ONE_MOVE_MS;
            if browser::write_address(values, !is_same_move) {
                WRITTEN.set(now);
            }
        };
        timer.set(set_timeout_with_handle(write, REST).ok());
    });
    browser::listen("popstate", move |_| {
        // What it asks is about the place that is left.
        browser::close_dialogs();
        let (kind, log) = (store_of_address().unwrap_or(StoreKind::Memory), log_of_address());
        let is_shown = kind == session.store.kind.get_untracked() && log == session.store.log.get_untracked();
        session.store.log.set(log);
        if is_shown { session.go_to_address() } else { session.open_store(kind) }
    });
}

impl Session {
    /// Goes to the place that the address names, as far as it is there.
    pub(super) fn go_to_address(self) {
        WENT.set(true);
        for part in &PARTS {
            (part.go)(self, browser::in_address(part.name).as_deref());
        }
    }

    /// Leaves the place for the log of this number in another store, of which nothing is known yet.
    pub(super) fn leave_for(self, store: Option<&str>, log: u32) {
        let nowhere = PARTS.iter().map(|part| (part.name, None));
        let log = (log > 1).then(|| log.to_string());
        browser::write_address(nowhere.chain([("store", store), ("log", log.as_deref())]), true);
    }
}
