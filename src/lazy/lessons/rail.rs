use leptos::prelude::*;

use super::exhibit::Exhibits;
use super::goals::Goals;
use super::player::use_player;
use super::pointer::point;
use super::prediction::PredictionBox;
use super::questions::{Questions, Recall};
use crate::components::{Icon, IconButton, Redrawn, Show};
use lab::lessons::{Exhibit, LESSONS, Lesson};

/// The lesson that is open, beside the lab.
#[component]
pub fn Rail() -> impl IntoView {
    let player = use_player();
    let is_folded = RwSignal::new(false);
    point(player);
    view! {
        <aside class="rail" class:is-folded=move || is_folded.get() aria-label="Lesson">
            <Redrawn>
                {player.lesson.get().map(|lesson| view! { <OpenLesson lesson is_folded /> })}
            </Redrawn>
        </aside>
    }
}

#[component]
fn OpenLesson(
    /// The lesson.
    lesson: &'static Lesson,
    /// On a phone, whether only the next goal is shown.
    is_folded: RwSignal<bool>,
) -> impl IntoView {
    let player = use_player();
    let is_done = Memo::new(move |_| player.next_goal().is_none());
    let place = LESSONS.iter().position(|other| other.number == lesson.number).unwrap_or_default();
    let dashes =
        (0..LESSONS.len()).map(|other| view! { <i class:is-past=other < place class:is-now=other == place></i> });
    // Without questions of the challenge, all are of the goals.
    let asked_first = if lesson.challenge.questions.is_empty() { lesson.questions.len() } else { 0 };
    let exhibit_is_of_challenge = lesson.exhibit == Some(Exhibit::PoisonEvent);
    let challenge_is_done = Memo::new(move |_| {
        is_done.get() && player.with_evidence(|evidence| (lesson.challenge.is_met)(evidence)).unwrap_or_default()
    });
    view! {
        <header class="rail__head">
            <span>{format!("Lesson {}", lesson.number)} <span class="sr">{format!(" of {}", lab::lessons::COURSE.len())}</span></span>
            <span class="rail__dashes" aria-hidden="true">{dashes.collect_view()}</span>
            <button
                class="iconbtn rail__fold"
                type="button"
                aria-expanded=move || (!is_folded.get()).to_string()
                aria-label="Lesson text"
                on:click=move |_| is_folded.update(|folded| *folded = !*folded)
            >
                <Icon name="down" />
            </button>
            <IconButton name="Close lesson" icon="x" on_press=move || player.close() />
        </header>
        <div class="rail__body scroll" tabindex="0">
            <h2 class="rail__title" id="lesson-title" tabindex="-1">
                {lesson.entry().title}
            </h2>
            <Show
                when=move || !player.is_exercise.get()
                fallback=move || {
                    view! {
                        <p class="rail__intro">
                            "You have done this lesson. Do it again without its texts. "
                            <button class="link" type="button" on:click=move |_| player.is_exercise.set(false)>
                                "Show the texts"
                            </button>
                        </p>
                    }
                }
            >
                <p class="rail__intro">{lesson.intro}</p>
            </Show>
            <Goals lesson />
            <PredictionBox lesson />
            <Show when=move || !exhibit_is_of_challenge>
                <Exhibits lesson />
            </Show>
            <Questions lesson numbers=0..lesson.challenge.questions.start.max(asked_first) />
            <Show when=move || is_done.get()>
                <section class="rail__done" role="status" aria-label="Insight">
                    <h3>
                        <Icon name="check" />
                        "Done"
                    </h3>
                    <p>{lesson.insight}</p>
                </section>
                <section class="rail__part" aria-label="Challenge">
                    <h3>"Challenge"</h3>
                    <p>{lesson.challenge.words}</p>
                    <Questions lesson numbers=lesson.challenge.questions.clone() />
                    <Show when=move || exhibit_is_of_challenge>
                        <Exhibits lesson />
                    </Show>
                    <p role="status" aria-label="Challenge done">
                        <span prop:textContent=move || if challenge_is_done.get() { lesson.challenge.insight } else { "" }></span>
                    </p>
                </section>
                <Recall lesson />
            </Show>
        </div>
        <footer class="rail__foot">
            <button
                class="btn btn--plain"
                type="button"
                aria-disabled=move || player.neighbour(-1).is_none().then_some("true")
                on:click=move |_| {
                    if let Some(lesson) = untrack(|| player.neighbour(-1)) {
                        player.open(lesson.number);
                    }
                }
            >
                <Icon name="left" />
                "Back"
            </button>
            <button class="btn btn--plain" type="button" on:click=move |_| player.restart()>
                <Icon name="reset" />
                "Restart" <span class="sr">" lesson"</span>
            </button>
            <NextLesson is_done />
        </footer>
    }
}

/// Leads to the next lesson, once all goals are met.
#[component]
fn NextLesson(
    /// Whether all goals are met.
    is_done: Memo<bool>,
) -> impl IntoView {
    let player = use_player();
    let next = move || player.neighbour(1).filter(|_| is_done.get());
    view! {
        <button
            class="btn"
            class:btn--fill=move || next().is_some()
            type="button"
            aria-disabled=move || next().is_none().then_some("true")
            title=move || if is_done.get() { "" } else { "When all goals are met" }
            on:click=move |_| {
                if let Some(lesson) = untrack(next) {
                    player.open(lesson.number);
                }
            }
        >
            "Next lesson"
            <Icon name="right" />
        </button>
    }
}
