use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::state::Intents;
use crate::state::layout::PhoneTab;
use crate::state::persistence::Condition;
use engine::{Position, StreamId, Version};
use lab::views::{Standing, ViewKind, Views};
use lab::{AccountId, Lab, Stop};

/// How many events each view reads between two looks at the clock.
const CHUNK: usize = 250;
/// How long the views read before the page gets its turn. With what is drawn then, the page stands still for less than a frame.
const SLICE: Duration = Duration::from_millis(8);
/// How many rows are shown at first, and how many more each time.
pub const ROWS: usize = 100;

/// The read models of the page, and what runs them.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What a learner can do.
    pub intents: Intents,
    views: StoredValue<Views>,
    /// Counts whenever a view has read on or was set.
    changes: RwSignal<u32>,
    /// Whether there is more to read at once.
    pub is_reading: RwSignal<bool>,
    /// Whether a statement begins with its newest entry.
    pub is_newest_first: RwSignal<bool>,
    /// How many rows are shown at the most.
    pub rows: RwSignal<usize>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// The read models of the page.
pub fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// The read models of the page, if they were started.
    pub fn running(intents: Intents) -> Option<Self> {
        intents.in_scope(use_context)
    }

    /// Starts to read the log of the page, unless that was done before. It never stops.
    pub fn start_once(intents: Intents) {
        if Self::running(intents).is_none() {
            intents.in_scope(|| provide_context(Self::start(intents)));
        }
    }

    fn start(intents: Intents) -> Self {
        let desk = Self {
            intents,
            views: StoredValue::new(Views::default()),
            changes: RwSignal::new(0),
            is_reading: RwSignal::new(false),
            is_newest_first: RwSignal::new(false),
            rows: RwSignal::new(ROWS),
            timer: StoredValue::new(None),
        };
        Effect::new(move |earlier: Option<u32>| {
            let (labs, head) = (intents.views.labs.get(), intents.lab.read(Lab::position));
            let is_opening = intents.persistence.condition.with(|now| *now == Condition::Opening);
            intents.stepper.stepping.track();
            desk.set(|views| {
                if earlier.is_some_and(|earlier| earlier != labs) {
                    views.start_over();
                }
                // What a store has kept comes in pieces. The log is there when the store is open.
                if !is_opening {
                    views.note(head, browser::since_start());
                }
            });
            labs
        });
        Effect::new(move |_| {
            let kind = intents.views.shown.get();
            desk.rows.set(ROWS);
            desk.set(|views| views.ask_for(kind));
        });
        Effect::new(move |_| {
            let standing = desk.standing_of(ViewKind::Account);
            let seen = standing.is_held().then(|| desk.version_at(standing.checkpoint));
            if intents.views.seen.get_untracked() != seen {
                intents.views.seen.set(seen);
            }
        });
        desk
    }

    /// Reads the views, and subscribes to their changes.
    pub fn look<T>(self, look: impl FnOnce(&Views) -> T) -> T {
        self.changes.track();
        self.views.with_value(look)
    }

    /// How far the view that is shown is.
    pub fn standing(self) -> Standing {
        self.standing_of(self.intents.views.shown.get())
    }

    /// How far a view is.
    pub fn standing_of(self, kind: ViewKind) -> Standing {
        let head = self.intents.lab.read(Lab::position);
        self.look(|views| views.standing(kind, head))
    }

    /// The version of the open account that the view that is shown shows: that of the cursor, if it has come so far.
    pub fn version(self) -> Version {
        self.intents.cursor.version.get().min(self.version_at(self.standing().checkpoint))
    }

    fn version_at(self, position: Position) -> Version {
        let account = self.intents.cursor.account.get();
        self.intents.lab.read(|lab| lab.version_at(account, position))
    }

    /// Changes what is set about the views, and lets them read on.
    pub fn set(self, set: impl FnOnce(&mut Views)) {
        self.views.update_value(set);
        if !self.read_a_while() {
            return self.wait();
        }
        // A subscriber of the views reads this as well.
        if self.is_reading.get_untracked() {
            return;
        }
        self.is_reading.set(true);
        spawn_local(async move {
            loop {
                browser::next_task().await;
                if !self.read_a_while() {
                    break;
                }
            }
            self.is_reading.set(false);
            self.wait();
        });
    }

    /// The same for the view that is shown.
    pub fn set_shown(self, set: impl FnOnce(&mut Views, ViewKind)) {
        let kind = self.intents.views.shown.get_untracked();
        self.set(|views| set(views, kind));
    }

    /// Lets the views read for one slice; returns whether there is more to read at once.
    fn read_a_while(self) -> bool {
        let began = browser::since_start();
        let hold = held_back(self.intents);
        let is_more = loop {
            let now = browser::since_start();
            let step = |views: &mut Views| self.intents.lab.read_untracked(|lab| views.step(lab, hold, now, CHUNK));
            let is_more = self.views.try_update_value(step).unwrap_or_default();
            if !is_more || browser::since_start() >= began + SLICE {
                break is_more;
            }
        };
        self.changes.update(|changes| *changes += 1);
        is_more
    }

    /// Comes back when an event that a lag holds back can be read.
    fn wait(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
        let now = browser::since_start();
        let Some(due) = self.views.try_update_value(|views| views.next_due(now)).flatten() else { return };
        // A timer may ring a little early.
        let pause = due.saturating_sub(now) + Duration::from_millis(1);
        self.timer.set_value(set_timeout_with_handle(move || self.set(|_| {}), pause).ok());
    }

    /// Leads to an event: to its account, and to the moment right after it.
    pub fn go_to(self, stream: &StreamId, version: Version) {
        if let Some(account) = self.account_of(stream) {
            self.intents.look_at_event(account, version);
            self.intents.layout.phone_tab.set(PhoneTab::Log);
        }
    }

    /// The check that failed when the event of this version recorded a refusal. The decision is made again for it.
    pub fn failed_check(self, stream: &StreamId, version: Version) -> Option<String> {
        let account = self.account_of(stream)?;
        let checks = self.intents.lab.read_untracked(|lab| lab.checks(account, version));
        checks.last().map(|check| check.to_string())
    }

    /// Looks at an account.
    pub fn open(self, stream: &StreamId) {
        if let Some(account) =
            self.account_of(stream).filter(|account| *account != self.intents.cursor.account.get_untracked())
        {
            self.intents.open(account);
        }
    }

    fn account_of(self, stream: &StreamId) -> Option<AccountId> {
        self.intents.lab.read_untracked(|lab| lab.accounts().find(|account| account.stream() == *stream))
    }

    /// The account that is open, by its stream.
    pub fn open_stream(self) -> StreamId {
        AccountId::stream(self.intents.cursor.account.get())
    }
}

/// The last position that the views may read: the events of a command that is gone through step by step wait for Project.
fn held_back(intents: Intents) -> Position {
    let first = intents.stepper.stepping.with_untracked(|stepping| {
        let stepping = stepping.as_ref().filter(|stepping| stepping.is_written() && stepping.stop < Stop::Project)?;
        intents.lab.read_untracked(|lab| lab.event(stepping.account, stepping.trace.first))
    });
    first.map_or(Position(u64::MAX), |event| Position(event.position.0 - 1))
}
