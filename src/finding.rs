//! What of the log is shown, and what is picked from it.

use leptos::prelude::*;

use super::session::Session;
use super::small::Small;
use engine::Version;
use lab::{AccountId, Families, search};

/// What somebody looks for in the log. It is a handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Finding {
    /// The text that events are searched for.
    pub query: RwSignal<String>,
    /// The families of events that are looked for.
    pub families: Small<Families>,
    /// The events that were picked beside the one that is looked at, in rising order.
    pub picked: RwSignal<Vec<Version>>,
    /// Whether every event that is chosen stays picked: without a keyboard that is how several are.
    pub picks_more: RwSignal<bool>,
    /// Whether it is shown what caused the event that is looked at.
    pub chain: RwSignal<bool>,
}

impl Finding {
    pub(super) fn new() -> Self {
        Self {
            query: RwSignal::default(),
            families: Small::new(Families::default()),
            picked: RwSignal::default(),
            picks_more: RwSignal::new(false),
            chain: RwSignal::new(false),
        }
    }
}

impl Session {
    /// The versions that are looked for, or `None` for all.
    pub(super) fn found(self) -> Option<Vec<Version>> {
        let (account, families) = (self.account.get(), self.finding.families.get());
        let query = self.finding.query.get();
        self.read(|lab| {
            let owner = lab.now(account).account.owner;
            lab.with_events(account, |events| search(events, owner.as_ref(), &query, families))
        })
    }

    /// Looks for no event in particular any more.
    pub(super) fn find_all(self) {
        self.finding.query.update(String::clear);
        self.finding.families.set(Families::default());
    }

    /// Picks an event to copy it with others, or picks it no longer.
    pub(super) fn pick(self, version: Version) {
        self.finding.picked.update(|picked| match picked.binary_search(&version) {
            Ok(place) => drop(picked.remove(place)),
            Err(place) => picked.insert(place, version),
        });
    }

    /// An event was chosen in the log: the others that were picked stay so if more are to be picked.
    pub(super) fn choose_event(self, version: Version) {
        let here = self.version.get_untracked();
        if !self.finding.picks_more.get_untracked() {
            self.finding.picked.update(Vec::clear);
        } else if self.finding.picked.with_untracked(|picked| picked.contains(&version)) {
            return self.pick(version);
        } else if here != version && !self.finding.picked.with_untracked(|picked| picked.contains(&here)) {
            self.pick(here);
        }
        self.go_to(version);
    }

    /// Picks nothing any more.
    pub(super) fn pick_none(self) {
        self.finding.picked.update(Vec::clear);
        self.finding.picks_more.set(false);
    }

    /// The events that are picked and the one that is looked at, in rising order.
    pub(super) fn selection(self) -> Vec<Version> {
        let mut all = self.finding.picked.get();
        if let Err(place) = all.binary_search(&self.version.get()) {
            all.insert(place, self.version.get());
        }
        all
    }

    /// Looks at an event of any account.
    pub(super) fn look_at_event(self, account: AccountId, version: Version) {
        if account != self.account.get_untracked() {
            self.open(account);
        }
        self.go_to(version);
    }
}
