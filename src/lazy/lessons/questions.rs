use leptos::prelude::*;

use super::player::use_player;
use crate::components::{Icon, Redrawn};
use lab::lessons::{Answer, Lesson, Question};

/// The questions of a lesson that a goal asks for.
#[component]
pub fn Questions(
    /// The lesson.
    lesson: &'static Lesson,
    /// The numbers of the questions, from 0.
    numbers: std::ops::Range<usize>,
) -> impl IntoView {
    let player = use_player();
    let ask = move |(number, question): (usize, &'static Question)| {
        let answer = Memo::new(move |_| player.record.with(|record| record.answers.get(&number).cloned()));
        let on_answer = Callback::new(move |text| {
            player.record.update(|record| drop(record.answers.insert(number, text)));
        });
        view! { <AskedQuestion name=format!("question-{number}") question answer on_answer /> }
    };
    let asked: Vec<_> = lesson.questions.iter().enumerate().filter(|(number, _)| numbers.contains(number)).collect();
    (!asked.is_empty()).then(|| {
        view! {
            <section class="rail__part" id="lesson-questions" aria-label="Questions">
                {asked.into_iter().map(ask).collect_view()}
            </section>
        }
    })
}

/// The two questions at the end of a lesson.
#[component]
pub fn Recall(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let ask = move |(number, question): (u8, &'static Question)| view! { <RecallQuestion lesson=lesson.number number question /> };
    view! {
        <section class="rail__part" aria-label="Recall">
            <h3>"Do you remember?"</h3>
            {(1..).zip(&lesson.recall).map(ask).collect_view()}
        </section>
    }
}

/// A recall question. Its first answer is noted in the progress.
#[component]
pub fn RecallQuestion(
    /// The number of its lesson.
    lesson: u8,
    /// Its place in the lesson, from 1.
    number: u8,
    /// The question.
    question: &'static Question,
) -> impl IntoView {
    let player = use_player();
    let answer = RwSignal::new(None::<String>);
    let on_answer = Callback::new(move |text: String| {
        if answer.with_untracked(Option::is_none) {
            let is_right = player.intents.lab.read_untracked(|lab| question.is_right(lab, &text));
            player.progress.note_answer(lesson, number, is_right);
        }
        answer.set(Some(text));
    });
    view! { <AskedQuestion name=format!("recall-{lesson}-{number}") question answer on_answer /> }
}

/// A question, its answer, and what is said about it.
#[component]
pub fn AskedQuestion(
    /// The id of its field, and the name of its group.
    name: String,
    /// The question.
    question: &'static Question,
    /// The answer.
    #[prop(into)]
    answer: Signal<Option<String>>,
    /// Runs with a new answer.
    on_answer: Callback<String>,
) -> impl IntoView {
    let player = use_player();
    let is_right = Memo::new(move |_| {
        let answer = answer.get()?;
        Some(player.intents.lab.read(|lab| question.is_right(lab, &answer)))
    });
    let said = move || match is_right.get() {
        None => String::new(),
        Some(true) => format!("Right. {}", question.because),
        Some(false) => "Not yet. Look again.".to_owned(),
    };
    let control = match question.answer {
        Answer::Typed(_) => {
            view! { <TypedAnswer name=name.clone() words=question.words answer on_answer /> }.into_any()
        }
        Answer::Choice { options, .. } => {
            view! { <Choice name words=question.words options answer on_answer /> }.into_any()
        }
    };
    view! {
        <div class="asked" class:is-right=move || is_right.get() == Some(true) class:is-wrong=move || is_right.get() == Some(false)>
            {control}
            <Redrawn>
                <p class="asked__said" role="status">
                    <span>{said()}</span>
                </p>
            </Redrawn>
        </div>
    }
}

#[component]
fn TypedAnswer(
    /// The field's id.
    name: String,
    /// The question.
    words: &'static str,
    /// The answer.
    answer: Signal<Option<String>>,
    /// Runs with a new answer.
    on_answer: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="asked__words" for=name.clone()>
            {words}
        </label>
        <input
            class="input"
            id=name
            autocomplete="off"
            inputmode="decimal"
            prop:value=move || answer.get().unwrap_or_default()
            on:change=move |event| {
                let text = event_target_value(&event).trim().to_owned();
                if !text.is_empty() {
                    on_answer.run(text);
                }
            }
        />
    }
}

#[component]
fn Choice(
    /// The name of the group.
    name: String,
    /// The question.
    words: &'static str,
    /// What can be chosen.
    options: &'static [&'static str],
    /// The answer.
    answer: Signal<Option<String>>,
    /// Runs with the chosen option.
    on_answer: Callback<String>,
) -> impl IntoView {
    let option = move |option: &'static str| {
        view! {
            <label class="asked__option">
                <input
                    type="radio"
                    name=name.clone()
                    prop:checked=move || answer.get().as_deref() == Some(option)
                    on:change=move |_| on_answer.run(option.to_owned())
                />
                <span>{option}</span>
                <Icon name="check" />
            </label>
        }
    };
    view! {
        <fieldset class="asked__choice">
            <legend class="asked__words">{words}</legend>
            {options.iter().copied().map(option).collect_view()}
        </fieldset>
    }
}
