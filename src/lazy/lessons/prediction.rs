use leptos::prelude::*;

use super::player::use_player;
use crate::components::{Redrawn, Show};
use lab::lessons::{Lesson, PredictionResult};

/// The prediction: asked before it happens, then shown beside what happened.
#[component]
pub fn PredictionBox(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let player = use_player();
    let prediction = &lesson.prediction;
    let is_asked = Memo::new(move |_| {
        let next = player.next_goal().unwrap_or(usize::MAX);
        next >= prediction.before_goal || player.record.with(|record| record.prediction.is_some())
    });
    let said = Memo::new(move |_| player.record.with(|record| record.prediction.clone()));
    let result = Memo::new(move |_| {
        let outcome = player.with_evidence(|evidence| (prediction.outcome)(evidence)).flatten()?;
        player.record.with(|record| record.prediction_result(outcome))
    });
    let typed = RwSignal::new(String::new());
    let check = move || {
        let text = typed.get_untracked().trim().to_owned();
        if !text.is_empty() {
            player.record.update(|record| record.prediction = Some(text));
        }
    };
    view! {
        <Show when=move || is_asked.get()>
            <form
                class="rail__card"
                on:submit=move |event| {
                    event.prevent_default();
                    check();
                }
            >
                <label class="rail__question" for="prediction">
                    {prediction.question}
                </label>
                <div class="rail__answer">
                    <input
                        class="input input--money"
                        id="prediction"
                        aria-label="Prediction"
                        aria-describedby="prediction-said"
                        autocomplete="off"
                        inputmode="decimal"
                        placeholder="0.00"
                        readonly=move || result.with(Option::is_some)
                        prop:value=move || said.get().unwrap_or_default()
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                    <button class="btn" type="submit" aria-disabled=move || result.with(Option::is_some).then_some("true")>
                        "Check"
                    </button>
                </div>
                <Redrawn>
                    <p class="rail__said" id="prediction-said" role="status" aria-label="Prediction result">
                        <span>{words(result.get(), said.get(), prediction.because)}</span>
                    </p>
                </Redrawn>
            </form>
        </Show>
    }
}

fn words(result: Option<PredictionResult>, said: Option<String>, because: &str) -> String {
    match (result, said) {
        (Some(result), _) => format!("{} {because}", result.words),
        (None, Some(said)) => format!("You said {said}. Now see what happens."),
        (None, None) => String::new(),
    }
}
