use leptos::prelude::*;

use crate::components::{Icon, Show, TermLink};
use crate::state::lesson::PROGRESS;
use crate::state::persistence::Condition;
use crate::state::{use_intents, use_persistence, use_stepper};
use crate::{browser, lazy};
use lab::Term;

/// Lines of a new ledger page.
const BLANK_LINES: u32 = 14;

/// A log without an event, and the ways to the first one.
#[component]
pub fn FirstVisit() -> impl IntoView {
    let (intents, stepper) = (use_intents(), use_stepper());
    // An account that is opened step by step has an empty log too. It waits for its first event.
    let is_stepping = Memo::new(move |_| stepper.is_stepping());
    let has_progress = browser::read_setting(PROGRESS).is_some_and(|progress| progress.contains("\"done\""));
    let can_begin = move || !is_stepping.get() && !intents.is_read_only();
    view! {
        <header class="panel__head">
            <h2 class="panel__title">
                <TermLink label="Event log" term=Term::Event />
            </h2>
            <span class="panel__sub">"empty"</span>
        </header>
        <div class="scroll log__scroll">
            <div class="log__page">
                <div class="hello">
                    <h2 class="hello__title">"Nothing has happened yet."</h2>
                    <p class="hello__sub">"A bank account is a list of things that happened. Write the first line."</p>
                </div>
                <ol class="blanks">
                    <li class="blank blank--first">
                        <span class="blank__v">"1"</span>
                        <Show
                            when=can_begin
                            fallback=move || is_stepping.get().then(|| view! { <span class="hello__more">"Waiting for Append"</span> })
                        >
                            <button
                                class="btn btn--main hello__go"
                                type="button"
                                on:click=move |_| intents.open_for_ada()
                            >
                                <Icon name="open" />
                                "Open an account for Ada"
                            </button>
                            <span class="hello__aside">"One click. Nothing to fill in."</span>
                        </Show>
                    </li>
                    <li class="blank">
                        <span class="blank__v">"2"</span>
                        <Show when=can_begin>
                            <span class="hello__more">
                                <span>"Or"</span>
                                <button class="link" type="button" on:click=move |_| intents.load_six_events()>
                                    "load an example with six events"
                                </button>
                                <Show when=move || intents.lesson.open.get().is_none()>
                                    <span>"or"</span>
                                    <button class="link" type="button" on:click=move |_| lazy::open_lesson(intents, 1)>
                                        "start with lesson 1"
                                    </button>
                                </Show>
                                <Show when=move || has_progress && intents.lesson.open.get().is_none()>
                                    <span>"or"</span>
                                    <button class="link" type="button" on:click=move |_| lazy::ask_earlier(intents)>
                                        "answer a question from an earlier lesson"
                                    </button>
                                </Show>
                            </span>
                        </Show>
                    </li>
                    {(3..=BLANK_LINES)
                        .map(|number| {
                            view! {
                                <li class="blank" aria-hidden="true">
                                    <span class="blank__v">{number}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                </ol>
            </div>
        </div>
    }
}

/// Why there is no log to show: the store is being read, or can't be used.
#[component]
pub fn NotReady() -> impl IntoView {
    let (intents, persistence) = (use_intents(), use_persistence());
    let is_broken =
        Memo::new(move |_| matches!(persistence.condition.get(), Condition::Broken(_) | Condition::ReadOnly(_)));
    let title = move || match persistence.condition.get() {
        Condition::Broken(_) => "This store can\u{2019}t be used.".to_owned(),
        Condition::ReadOnly(_) => "No event of this log can be read.".to_owned(),
        Condition::Busy(doing) => format!("{doing}\u{2026}"),
        _ => "Reading the store\u{2026}".to_owned(),
    };
    let sub = move || match persistence.condition.get() {
        Condition::Broken(_) | Condition::ReadOnly(_) => "Nothing in it was changed.",
        Condition::Busy(_) => "This may wait for another tab.",
        _ => "Its events will appear here.",
    };
    view! {
        <header class="panel__head">
            <h2 class="panel__title">
                <TermLink label="Event log" term=Term::Event />
            </h2>
            <span class="panel__sub" prop:textContent=move || if is_broken.get() { "not shown" } else { "reading" }></span>
        </header>
        <div class="scroll log__scroll">
            <div class="log__page">
                <div class="hello">
                    <h2 class="hello__title" prop:textContent=move || title()></h2>
                    <p class="hello__sub" prop:textContent=move || sub()></p>
                    <Show when=move || is_broken.get()>
                        <button class="btn btn--main" type="button" on:click=move |_| intents.show_store()>
                            "What happened, and what to do"
                        </button>
                    </Show>
                </div>
            </div>
        </div>
    }
}
