use leptos::prelude::*;

use crate::browser;
use crate::components::Icon;
use crate::lazy::persistence::maintenance;
use crate::state::persistence::{Condition, Fault};
use crate::state::{Intents, use_command_form, use_intents, use_persistence};
use lab::Outcome;
use stores::{Remedy, StoreKind};

/// Why the store can't be used as usual, and what helps.
#[component]
pub fn StoreFault() -> impl IntoView {
    let (persistence, intents) = (use_persistence(), use_intents());
    let fault = Memo::new(move |_| match persistence.condition.get() {
        Condition::Broken(fault) => Some((fault, false)),
        Condition::ReadOnly(fault) => Some((fault, true)),
        _ => None,
    });
    let use_memory = move |_| {
        intents.choose_store(StoreKind::Memory);
        browser::close_dialog("store");
    };
    move || {
        let (Fault { failure, remedies }, is_read_only) = fault.get()?;
        let title = if is_read_only { "This log is open read-only" } else { "This store can\u{2019}t be used" };
        let helps = |remedy: &Remedy| !(is_read_only && matches!(remedy, Remedy::OpenReadOnly | Remedy::Reload));
        // What the failure says to do first stands first, and stands out.
        let buttons = remedies.iter().copied().filter(helps).enumerate().map(|(place, remedy)| {
            let class = if place == 0 { "btn btn--fill" } else { "btn" };
            view! {
                <button
                    class=class
                    type="button"
                    on:click=move |_| apply(remedy, intents)
                    prop:textContent=label(remedy, is_read_only)
                ></button>
            }
        });
        Some(view! {
            <section class="dialog__part is-wide store__fault" role="alert">
                <h3><Icon name="warn" /> <span prop:textContent=title></span></h3>
                <p prop:textContent=failure.to_string()></p>
                <div class="store__acts">
                    {buttons.collect_view()}
                    <button class="btn" type="button" on:click=use_memory>
                        "Use the store in memory"
                    </button>
                </div>
            </section>
        })
    }
}

const fn label(remedy: Remedy, is_read_only: bool) -> &'static str {
    match remedy {
        Remedy::Export => "Export what is there",
        Remedy::Repair => "Repair",
        Remedy::OpenReadOnly => "Open read-only",
        Remedy::NewLog => "Begin a new log beside it",
        Remedy::Retry if is_read_only => "Open it for writing",
        Remedy::Retry => "Try again",
        Remedy::Reload => "Reload the page",
    }
}

fn apply(remedy: Remedy, intents: Intents) {
    match remedy {
        Remedy::Export => maintenance::export(intents),
        Remedy::Repair => maintenance::repair(intents),
        Remedy::OpenReadOnly => maintenance::open_read_only(intents),
        Remedy::NewLog => maintenance::begin_new_log(intents),
        Remedy::Retry => intents.open_store(intents.persistence.kind.get_untracked()),
        Remedy::Reload => browser::reload(),
    }
}

/// Why the last command was not written, and what to do. The page has room for the problem only.
#[component]
pub fn FailedCommand() -> impl IntoView {
    let (persistence, form) = (use_persistence(), use_command_form());
    let failure = Memo::new(move |_| {
        let outcome = form.outcome.get().map(|attempt| attempt.outcome);
        match (persistence.condition.get(), outcome) {
            (Condition::Ready, Some(Outcome::Failed(failure))) => Some(failure),
            _ => None,
        }
    });
    move || {
        failure.get().map(|failure| {
            view! {
                <section class="dialog__part is-wide store__fault">
                    <h3><Icon name="warn" /> "The last command was not written"</h3>
                    <p prop:textContent=failure.to_string()></p>
                </section>
            }
        })
    }
}
