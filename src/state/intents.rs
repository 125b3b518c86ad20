use leptos::prelude::*;

use super::address::AddressContext;
use super::embed::asked;
use super::persistence::{Condition, Errand};
use super::{
    CommandFormContext, CursorContext, LabContext, LayoutContext, LessonContext, LogFilterContext, NoticesContext,
    PersistenceContext, PresentContext, StepperContext, ViewsContext,
};
use crate::browser;
use bank::Command;
use engine::Version;
use lab::embed::Embed;
use lab::{AccountId, Lab, events_asked_for, filled};

mod commands;
mod history;
mod stepping;
mod stores;

/// What a learner can do that touches several contexts, e.g. send a command or open another account.
///
/// A panel reads the contexts themselves, and calls this for such intents.
#[derive(Clone, Copy)]
pub struct Intents {
    /// The lab: its accounts and their logs.
    pub lab: LabContext,
    /// The account and the version that are shown.
    pub cursor: CursorContext,
    /// The command that is filled in.
    pub form: CommandFormContext,
    /// Which events the log shows, and which are picked.
    pub filter: LogFilterContext,
    /// The command that is stepped through.
    pub stepper: StepperContext,
    /// The store of the events, and its condition.
    pub persistence: PersistenceContext,
    /// The views and their checkpoints.
    pub views: ViewsContext,
    /// What the address says.
    pub address: AddressContext,
    /// What the page says in passing.
    pub notices: NoticesContext,
    /// Which tabs are chosen and what is open.
    pub layout: LayoutContext,
    /// The lesson that is open.
    pub lesson: LessonContext,
    /// What the page shows as an embed. `None` for the whole lab.
    pub embed: Option<Embed>,
    /// The script of a talk.
    pub present: PresentContext,
    /// The scope of the page: what is built later and stays belongs to it.
    pub scope: StoredValue<Owner>,
    pub(super) on_demand: OnDemand,
}

/// What the intents ask of parts that are loaded on demand. The page hands the functions in, since the state imports no part.
#[derive(Clone, Copy)]
pub struct OnDemand {
    /// Runs an errand of the part that keeps events in a browser.
    pub run_errand: fn(Intents, Errand),
    /// Asks where this command goes, which was sent while the past is shown.
    pub ask_now_or_fork: fn(Intents, Command),
    /// Opens the lesson of this number from its start.
    pub open_lesson: fn(Intents, u8),
    /// Opens the lab of the link in the address; `true` if the page was opened with it.
    pub open_link: fn(Intents, bool),
}

/// The intents of the page.
pub fn use_intents() -> Intents {
    expect_context()
}

impl Intents {
    /// Provides the contexts of a page with an empty lab, or with as many events as the address asks for.
    pub fn provide(on_demand: OnDemand) -> Self {
        let (seed, now) = (browser::seed(), browser::now());
        let events = browser::in_address("events").and_then(|events| events_asked_for(&events).0);
        let lab = LabContext::new(match events {
            Some(events) => Lab::play(filled(seed, now, events)),
            None => Lab::new(seed, now),
        });
        let cursor = CursorContext::new(lab);
        let stepper = StepperContext::new(cursor);
        let intents = Self {
            lab,
            cursor,
            form: CommandFormContext::new(lab, cursor),
            filter: LogFilterContext::new(lab, cursor),
            stepper,
            persistence: PersistenceContext::new(),
            views: ViewsContext::new(lab, cursor, stepper),
            address: AddressContext::new(),
            notices: NoticesContext::new(),
            layout: LayoutContext::new(),
            lesson: LessonContext::new(),
            embed: asked(|asked| asked.embed()),
            present: PresentContext::new(),
            scope: StoredValue::new(Owner::current().unwrap_or_default()),
            on_demand,
        };
        provide_context(intents.lab);
        provide_context(intents.cursor);
        provide_context(intents.form);
        provide_context(intents.filter);
        provide_context(intents.stepper);
        provide_context(intents.persistence);
        provide_context(intents.views);
        provide_context(intents.notices);
        provide_context(intents.layout);
        provide_context(intents);
        intents
    }

    /// Whether nothing can be changed.
    pub fn is_read_only(self) -> bool {
        self.embed.is_some_and(|embed| embed.is_read_only)
    }

    /// What to say about the number of events that the address asks for.
    fn events_of_address(self) -> Option<String> {
        events_asked_for(&browser::in_address("events")?).1
    }

    /// Runs this in the scope of the page, where all contexts are found.
    pub fn in_scope<T>(self, run: impl FnOnce() -> T) -> T {
        self.scope.with_value(|scope| scope.with(run))
    }

    /// Opens an account at its newest event.
    pub fn open(self, account: AccountId) {
        self.cursor.account.set(account);
        self.cursor.go_live();
        self.cursor.playing.set(false);
        self.form.clear_messages();
        self.filter.clear();
        self.filter.pick_none();
        if self.form.kind.get_untracked() == bank::CommandKind::CreateAccount {
            self.form.suggest_payment();
        }
    }

    /// Goes to an event of any account.
    pub fn look_at_event(self, account: AccountId, version: Version) {
        if account != self.cursor.account.get_untracked() {
            self.open(account);
        }
        self.cursor.go_to(version);
    }

    /// Whether no command is taken just now.
    pub fn is_held(self) -> bool {
        self.stepper.is_stepping() || self.persistence.condition.with(|now| matches!(now, Condition::Busy(_)))
    }
}
