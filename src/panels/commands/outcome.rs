use std::time::Duration;

use leptos::prelude::*;

use crate::components::{Icon, Redrawn, Show};
use crate::state::{use_command_form, use_intents, use_lab, use_persistence, use_stepper};
use lab::{Attempt, Outcome, Stop, outcome_words};

/// How long the card of an outcome is shown on a phone.
const SHOWN_FOR: Duration = Duration::from_secs(6);

/// The slot of the last outcome. It is always in the page, so that assistive technology announces what appears in it.
#[component]
pub fn OutcomeSlot() -> impl IntoView {
    let (form, stepper, persistence) = (use_command_form(), use_stepper(), use_persistence());
    let is_waiting = Memo::new(move |_| persistence.waiting.with(|words| !words.is_empty()));
    let paused_at = Memo::new(move |_| stepper.waits_at().filter(|_| !is_waiting.get()));
    let outcome = move || {
        let is_shown = !is_waiting.get() && paused_at.get().is_none();
        form.outcome.get().filter(|_| is_shown)
    };
    let has_left = leave_after_a_while(form.outcome);
    let is_fresh = move || {
        let is_shown = form.outcome.with(Option::is_some) && !has_left.get();
        is_waiting.get() || paused_at.get().is_some() || is_shown
    };
    view! {
        <div class="outcomes" class:is-fresh=move || is_fresh() role="status" aria-label="Outcome">
            <Show when=move || is_waiting.get()>
                <PauseCard>
                    <span class="outcome__word">"Waiting for the store\u{2026}"</span>
                    <p prop:textContent=move || persistence.waiting.get()></p>
                </PauseCard>
            </Show>
            <Show when=move || paused_at.get().is_some()>
                <Paused stop=Signal::derive(move || paused_at.get().unwrap_or(Stop::Decide)) />
            </Show>
            <Redrawn>{outcome().map(|attempt| view! { <OutcomeCard attempt /> })}</Redrawn>
        </div>
    }
}

/// Whether an outcome has been shown for long enough: on a phone its card lies over the log. What needs an answer stays.
fn leave_after_a_while(outcome: RwSignal<Option<Attempt>>) -> ReadSignal<bool> {
    let (has_left, set_has_left) = signal(false);
    let mut timer = None::<TimeoutHandle>;
    Effect::new(move |_: Option<()>| {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        set_has_left.set(false);
        let stays = |attempt: &Attempt| matches!(attempt.outcome, Outcome::Failed(_) | Outcome::Conflict(_));
        if outcome.with(|outcome| outcome.as_ref().is_some_and(|attempt| !stays(attempt))) {
            timer = set_timeout_with_handle(move || set_has_left.set(true), SHOWN_FOR).ok();
        }
    });
    has_left
}

/// Where the command that is stepped through waits.
#[component]
fn Paused(
    /// The stop that it waits at.
    stop: Signal<Stop>,
) -> impl IntoView {
    let stepper = use_stepper();
    let is_conflict = Memo::new(move |_| stepper.is_conflict());
    let words = move || {
        let written = if stop.get() < Stop::Append { "Nothing is written yet." } else { "The event is written." };
        let press = if stepper.stop_in_focus() == Stop::Project { "Press Done" } else { "Press Next" };
        format!("{written} {press} in the strip above.")
    };
    view! {
        <Show
            when=move || is_conflict.get()
            fallback=move || {
                view! {
                    <PauseCard>
                        <span class="outcome__word" prop:textContent=move || format!("Paused at {}", stop.get().name())></span>
                        <p prop:textContent=move || words()></p>
                    </PauseCard>
                }
            }
        >
            <div class="outcome f-conflict">
                <Icon name="conflict" />
                <span class="outcome__word">"Conflict"</span>
                <p>"Another tab was first, so nothing was recorded. Press Reload and decide again in the strip above."</p>
            </div>
        </Show>
    }
}

#[component]
fn PauseCard(
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="outcome">
            <Icon name="pause" />
            {children()}
        </div>
    }
}

#[component]
fn OutcomeCard(
    /// The command and its outcome.
    attempt: Attempt,
) -> impl IntoView {
    let (lab, intents) = (use_lab(), use_intents());
    let owner = lab.read_untracked(|lab| lab.now(attempt.account).account.owner);
    let (word, words) = outcome_words(&attempt, owner.as_ref());
    let (class, icon) = match attempt.outcome {
        Outcome::Accepted { .. } => ("outcome", "check"),
        Outcome::Duplicate { .. } => ("outcome", "copy"),
        Outcome::Rejected { .. } => ("outcome f-rejected", "reject"),
        Outcome::Conflict(_) | Outcome::Failed(_) => ("outcome f-conflict", "conflict"),
    };
    let written = attempt.outcome.written().map(|version| version.to_string());
    let check = attempt.deciding_check().map(|check| check.to_string());
    let has_remedy = matches!(attempt.outcome, Outcome::Failed(_));
    let what_to_do = move || {
        view! {
            <button class="link" type="button" on:click=move |_| intents.show_store()>
                "What to do"
            </button>
        }
    };
    view! {
        <div class=class>
            <Icon name=icon />
            <span class="outcome__word">{word}</span>
            {written.map(|version| view! { <span class="stamp stamp--line">{version}</span> })}
            {has_remedy.then(what_to_do)}
            <p>{words}</p>
            {check.map(|check| view! { <p class="outcome__check">{format!("Checked: {check}")}</p> })}
        </div>
    }
}
