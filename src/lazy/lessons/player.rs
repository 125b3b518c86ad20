use leptos::prelude::*;

use super::kept_progress::KeptProgress;
use crate::browser;
use crate::lazy::views::desk::Desk;
use crate::state::Intents;
use lab::Lab;
use lab::lessons::{Evidence, LESSONS, Lesson, LessonRecord, Projected, lesson};
use lab::links::LessonState;
use lab::views::{ViewKind, Views};
use stores::StoreKind;

/// The lesson that is open, what the learner has tried and answered in it, and the lab that waits until it is closed.
#[derive(Clone, Copy)]
pub struct Player {
    /// What a learner can do.
    pub intents: Intents,
    /// The lesson that is open.
    pub lesson: Memo<Option<&'static Lesson>>,
    /// What was tried and answered since it began.
    pub record: RwSignal<LessonRecord>,
    /// Which of its goals are met.
    pub goals: Memo<Vec<bool>>,
    /// How far the learner is in the course.
    pub progress: KeptProgress,
    /// Whether the lesson was done before it was opened: it is an exercise then, without the texts that explain.
    pub is_exercise: RwSignal<bool>,
    desk: Desk,
    own: StoredValue<Option<Lab>>,
}

/// The player of the page.
pub fn use_player() -> Player {
    expect_context()
}

impl Player {
    /// The player of the page, started when it is asked for the first time.
    pub fn running(intents: Intents) -> Self {
        intents.in_scope(|| {
            use_context().unwrap_or_else(|| {
                let player = Self::start(intents);
                provide_context(player);
                player
            })
        })
    }

    fn start(intents: Intents) -> Self {
        Desk::start_once(intents);
        let desk = Desk::running(intents).expect("it was started");
        let open = Memo::new(move |_| intents.lesson.open.get());
        let lesson = Memo::new_with_compare(
            move |_| open.get().and_then(lesson),
            |one, other| {
                one.map(|one| one.map(|lesson| lesson.number)) != other.map(|other| other.map(|lesson| lesson.number))
            },
        );
        let record = RwSignal::new(LessonRecord::default());
        let goals = Memo::new(move |_| {
            let Some(lesson) = lesson.get() else { return Vec::new() };
            with_evidence(intents, desk, lesson, record, |evidence| lesson.goals_met(evidence))
        });
        // It remembers where the learner has been, which can't be derived later.
        Effect::new(move |_| {
            let (account, version) = (intents.cursor.account.get(), intents.cursor.version.get());
            let waits_at = intents.stepper.waits_at();
            let mut noted = record.get_untracked();
            if intents.lesson.open.get().is_some() && noted.note(account, version, waits_at) {
                record.set(noted);
            }
        });
        let progress = KeptProgress::load();
        Effect::new(move |_| {
            let is_done = goals.with(|goals| !goals.is_empty() && goals.iter().all(|is_met| *is_met));
            if let Some(lesson) = lesson.get_untracked().filter(|_| is_done) {
                progress.note(lesson.number, LessonState::Done);
            }
        });
        let is_exercise = RwSignal::new(false);
        Self { intents, lesson, record, goals, progress, is_exercise, desk, own: StoredValue::new(None) }
    }

    /// Opens a lesson from its start. The learner's own lab waits until it is closed.
    pub fn open(self, number: u8) {
        let Some(lesson) = lesson(number) else {
            let words = format!("There is no lesson {number}. The lessons are in the map.");
            return self.intents.notices.toast.set(words);
        };
        let intents = self.intents;
        if intents.persistence.kind.get_untracked() != StoreKind::Memory {
            intents.choose_store(StoreKind::Memory);
        }
        let was_open = intents.lesson.open.get_untracked().is_some();
        let before = intents.replace(Lab::play(lesson.scenario(browser::seed(), browser::now())));
        if !was_open {
            intents.lesson.keeps_own_work.set(before.as_ref().is_some_and(Lab::has_own_work));
            self.own.set_value(before);
        }
        intents.stepper.is_on.set(false);
        intents.views.is_added.set(false);
        intents.views.show(ViewKind::Account);
        intents.views.has_controls.set(false);
        // Lags and chosen formulas are those of the lesson before.
        self.desk.set(|views| {
            *views = Views::default();
            views.ask_for(ViewKind::Account);
        });
        self.is_exercise.set(untrack(|| self.progress.state(number)) == Some(LessonState::Done));
        self.progress.note(number, LessonState::Begun);
        self.record.set(LessonRecord::default());
        intents.lesson.open.set(Some(number));
        intents.form.suggest_next();
        browser::focus_soon("lesson-title");
    }

    /// Starts the lesson again.
    pub fn restart(self) {
        if let Some(lesson) = self.lesson.get_untracked() {
            self.open(lesson.number);
        }
    }

    /// Closes the lesson. The learner's own lab comes back.
    pub fn close(self) {
        let intents = self.intents;
        intents.lesson.open.set(None);
        intents.lesson.keeps_own_work.set(false);
        let own = self.own.try_update_value(Option::take).flatten();
        // While a store of the browser is shown, the lab in memory waits; it is the lesson's.
        if intents.persistence.kind.get_untracked() != StoreKind::Memory {
            return intents.keep_in_memory(own);
        }
        intents.replace(own.unwrap_or_else(|| Lab::new(browser::seed(), browser::now())));
        intents.form.suggest_next();
    }

    /// The lesson before or after the open one.
    pub fn neighbour(self, by: isize) -> Option<&'static Lesson> {
        let place = LESSONS.iter().position(|lesson| Some(lesson.number) == self.intents.lesson.open.get())?;
        LESSONS.get(place.checked_add_signed(by)?).copied()
    }

    /// The number of the first goal that is not met, from 0. `None` if all are.
    pub fn next_goal(self) -> Option<usize> {
        self.goals.with(|goals| goals.iter().position(|is_met| !is_met))
    }

    /// Calls a function with what the goals are checked against, and subscribes to its changes.
    pub fn with_evidence<T>(self, look: impl FnOnce(&Evidence) -> T) -> Option<T> {
        let lesson = self.lesson.get()?;
        Some(with_evidence(self.intents, self.desk, lesson, self.record, look))
    }

    /// Changes the views' settings.
    pub fn desk(self) -> Desk {
        self.desk
    }
}

fn with_evidence<T>(
    intents: Intents,
    desk: Desk,
    lesson: &Lesson,
    record: RwSignal<LessonRecord>,
    look: impl FnOnce(&Evidence) -> T,
) -> T {
    let (account, version, shown) =
        (intents.cursor.account.get(), intents.cursor.version.get(), intents.views.shown.get());
    let waits_at = intents.stepper.waits_at();
    let (projected, corrected) =
        desk.look(|views| (Projected::all(Some(views)), (views.corrected.is_some(), views.is_switched())));
    record.with(|record| {
        intents.lab.read(|lab| {
            look(&Evidence {
                lab,
                account,
                version,
                shown,
                projected: &projected,
                corrected,
                waits_at,
                questions: lesson.questions,
                record,
            })
        })
    })
}
