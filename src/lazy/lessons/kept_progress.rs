//! The progress through the lessons, as the browser keeps it.

use leptos::prelude::*;

use crate::browser;
use crate::state::lesson::PROGRESS;
use lab::links::{LessonNumber, LessonState, Progress, QuestionId};

/// The progress of the learner. The browser keeps it where it can; where it can't, it lasts as long as the page.
#[derive(Clone, Copy)]
pub struct KeptProgress(RwSignal<Progress>);

impl KeptProgress {
    /// The progress that the browser has kept. An entry that can't be read counts as none, and stays until there is new progress.
    pub fn load() -> Self {
        let kept = browser::read_setting(PROGRESS).and_then(|text| Progress::read(text.as_bytes()).ok());
        Self(RwSignal::new(kept.unwrap_or_default()))
    }

    /// Reads the progress, and subscribes to its changes.
    pub fn read<T>(self, read: impl FnOnce(&Progress) -> T) -> T {
        self.0.with(read)
    }

    /// Changes the progress, and has the browser keep it.
    pub fn update(self, change: impl FnOnce(&mut Progress)) {
        let mut progress = self.0.get_untracked();
        change(&mut progress);
        if self.0.with_untracked(|now| *now != progress) {
            browser::write_setting(PROGRESS, Some(&progress.write()));
            self.0.set(progress);
        }
    }

    /// Forgets all of it.
    pub fn forget(self) {
        browser::write_setting(PROGRESS, None);
        self.0.set(Progress::default());
    }

    /// How far a lesson is. `None` if it was never opened.
    pub fn state(self, lesson: u8) -> Option<LessonState> {
        self.read(|progress| progress.lessons.get(&LessonNumber::new(lesson.into())?).copied())
    }

    /// Notes that a lesson was opened, or that all its goals are met. A lesson that was done stays done.
    pub fn note(self, lesson: u8, state: LessonState) {
        let Some(lesson) = LessonNumber::new(lesson.into()) else { return };
        self.update(|progress| {
            let known = progress.lessons.entry(lesson).or_insert(state);
            if state == LessonState::Done {
                *known = state;
            }
        });
    }

    /// Notes the answer to a recall question, from 1.
    pub fn note_answer(self, lesson: u8, question: u8, is_right: bool) {
        let Some(lesson) = LessonNumber::new(lesson.into()) else { return };
        self.update(|progress| {
            let recall = progress.questions.entry(QuestionId { lesson, question }).or_default();
            recall.seen = recall.seen.saturating_add(1);
            let count = if is_right { &mut recall.right } else { &mut recall.wrong };
            *count = count.saturating_add(1);
        });
    }
}
