//! A question from a lesson that was done before, for a learner who comes back.

use leptos::prelude::*;

use super::kept_progress::KeptProgress;
use super::player::Player;
use super::questions::RecallQuestion;
use crate::browser;
use crate::components::Dialog;
use crate::lazy::open_dialog;
use crate::state::Intents;
use lab::lessons::{LESSONS, Question};
use lab::links::{LessonNumber, LessonState, QuestionId};

/// Asks the question that was right least often, and among those the one that was asked least often.
pub fn ask(intents: Intents) {
    let player = Player::running(intents);
    let Some((lesson, number, question)) = untrack(|| due(player.progress)) else {
        let words = "There is no question yet: no lesson is done.".to_owned();
        return intents.notices.toast.set(words);
    };
    open_dialog(intents, "recall", move |on_close| {
        view! {
            <Dialog id="recall" class="dialog dialog--small" title="Do you remember?" close_label="Close question" on_close>
                <RecallQuestion lesson number question />
                <p class="quiet">{format!("From lesson {lesson}. Close this to go on without an answer.")}</p>
                <button class="btn" type="button" on:click=move |_| browser::close_dialog("recall")>
                    "Close"
                </button>
            </Dialog>
        }
        .into_any()
    });
}

fn due(progress: KeptProgress) -> Option<(u8, u8, &'static Question)> {
    let done = LESSONS.iter().filter(|lesson| progress.state(lesson.number) == Some(LessonState::Done));
    let questions =
        done.flat_map(|lesson| (1..).zip(&lesson.recall).map(|(number, question)| (lesson.number, number, question)));
    questions.min_by_key(|(lesson, number, _)| {
        let id = LessonNumber::new((*lesson).into()).map(|lesson| QuestionId { lesson, question: *number });
        let recall =
            progress.read(|progress| id.and_then(|id| progress.questions.get(&id).copied()).unwrap_or_default());
        (recall.right, recall.seen)
    })
}
