use leptos::prelude::*;

use super::cursor::CursorContext;
use super::lab::LabContext;
use engine::Version;
use lab::{Families, search};

/// Which events the log shows, and which of them are picked.
#[derive(Clone, Copy)]
pub struct LogFilterContext {
    lab: LabContext,
    cursor: CursorContext,
    /// The text that events are searched for.
    pub query: RwSignal<String>,
    /// The families of events that are shown.
    pub families: RwSignal<Families>,
    /// The events that are picked beside the one at the cursor, in rising order.
    pub picked: RwSignal<Vec<Version>>,
    /// Whether each event that is chosen stays picked: without a keyboard this is the way to pick several.
    pub picks_more: RwSignal<bool>,
    /// Whether the causation chain of the event at the cursor is shown.
    pub chain: RwSignal<bool>,
    /// Whether the ids of the event at the cursor are shown.
    pub ids: RwSignal<bool>,
}

/// The filter of the event log.
pub fn use_log_filter() -> LogFilterContext {
    expect_context()
}

impl LogFilterContext {
    /// A filter that shows all events.
    pub fn new(lab: LabContext, cursor: CursorContext) -> Self {
        Self {
            lab,
            cursor,
            query: RwSignal::default(),
            families: RwSignal::default(),
            picked: RwSignal::default(),
            picks_more: RwSignal::new(false),
            chain: RwSignal::new(false),
            ids: RwSignal::new(false),
        }
    }

    /// The versions that match, or `None` for all.
    pub fn found(self) -> Option<Vec<Version>> {
        let (account, families) = (self.cursor.account.get(), self.families.get());
        let query = self.query.get();
        self.lab.read(|lab| {
            let owner = lab.now(account).account.owner;
            lab.with_events(account, |events| search(events, owner.as_ref(), &query, families))
        })
    }

    /// Whether some events may be hidden.
    pub fn is_on(self) -> bool {
        !self.families.get().are_all() || self.query.with(|query| !query.trim().is_empty())
    }

    /// Shows all events again.
    pub fn clear(self) {
        self.query.update(String::clear);
        self.families.set(Families::default());
    }

    /// Picks an event, or drops it when it is picked.
    pub fn pick(self, version: Version) {
        self.picked.update(|picked| match picked.binary_search(&version) {
            Ok(place) => drop(picked.remove(place)),
            Err(place) => picked.insert(place, version),
        });
    }

    /// Goes to an event of the log. While more are picked, the others stay picked.
    pub fn choose_event(self, version: Version) {
        let here = self.cursor.version.get_untracked();
        let is_picked = |version: Version| self.picked.with_untracked(|picked| picked.contains(&version));
        if !self.picks_more.get_untracked() {
            self.picked.update(Vec::clear);
        } else if is_picked(version) {
            return self.pick(version);
        } else if here != version && !is_picked(here) {
            self.pick(here);
        }
        self.cursor.go_to(version);
    }

    /// Drops all picks.
    pub fn pick_none(self) {
        self.picked.update(Vec::clear);
        self.picks_more.set(false);
    }

    /// The picked events and the one at the cursor, in rising order.
    pub fn selection(self) -> Vec<Version> {
        let mut all = self.picked.get();
        if let Err(place) = all.binary_search(&self.cursor.version.get()) {
            all.insert(place, self.cursor.version.get());
        }
        all
    }

    /// The two versions to compare, the earlier one first: the version at the cursor and the last one picked, or else the newest; the
    /// newest and the one before it. `None` without an event.
    pub fn versions_to_compare(self) -> Option<(Version, Version)> {
        let (version, head) = (self.cursor.version.get_untracked(), self.cursor.head.get_untracked());
        let picked = self.picked.with_untracked(|all| all.iter().rev().copied().find(|other| *other != version));
        match picked {
            Some(picked) => Some((picked.min(version), picked.max(version))),
            None if head > Version::EMPTY => Some((version.min(Version(head.0 - 1)), head)),
            None => None,
        }
    }
}
