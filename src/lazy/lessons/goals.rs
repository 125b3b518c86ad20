use leptos::prelude::*;

use super::do_step::do_steps;
use super::player::use_player;
use crate::components::{Icon, Redrawn, Show};
use lab::lessons::Lesson;

/// The goals of a lesson, with the hint for the next one.
#[component]
pub fn Goals(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let player = use_player();
    let next = Memo::new(move |_| player.next_goal());
    let asked_for = RwSignal::new(None::<usize>);
    let item = move |(number, goal): (usize, &'static lab::lessons::Goal)| {
        let state = Memo::new(move |_| {
            let is_met = player.goals.with(|goals| goals.get(number) == Some(&true));
            if is_met {
                GoalState::Done
            } else if next.get() == Some(number) {
                GoalState::Now
            } else {
                GoalState::Open
            }
        });
        view! {
            <li class=move || state.get().class() aria-current=move || (state.get() == GoalState::Now).then_some("step")>
                <span class="goal__mark" aria-hidden="true">
                    <Icon name="check" />
                </span>
                <span class="goal__words">{goal.words}</span>
                <span class="goal__state" prop:textContent=move || state.get().word()></span>
            </li>
        }
    };
    view! {
        <section class="rail__part" aria-labelledby="goals-title">
            <h3 id="goals-title">"Try this"</h3>
            <ol class="goals" aria-label="Goals">
                {lesson.goals.iter().enumerate().map(item).collect_view()}
            </ol>
            <Show when=move || next.get().is_some() && !player.is_exercise.get()>
                <div class="rail__acts">
                    <button
                        class="tool"
                        type="button"
                        aria-expanded=move || (asked_for.get() == next.get()).to_string()
                        on:click=move |_| asked_for.update(|asked| *asked = next.get_untracked().filter(|next| *asked != Some(*next)))
                    >
                        <Icon name="info" />
                        "Hint"
                    </button>
                    <button class="tool" type="button" on:click=move |_| do_steps(player)>
                        <Icon name="play" />
                        "Do this step"
                    </button>
                </div>
                <Redrawn>
                    <p class="rail__hint" role="status" aria-label="Hint">
                        <span>
                            {next.get().filter(|next| asked_for.get() == Some(*next)).map(|next| lesson.goals[next].hint)}
                        </span>
                    </p>
                </Redrawn>
            </Show>
        </section>
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum GoalState {
    Done,
    Now,
    Open,
}

impl GoalState {
    const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Open => "open",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Done => "goal is-done",
            Self::Now => "goal is-now",
            Self::Open => "goal",
        }
    }
}
