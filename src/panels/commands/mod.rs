use leptos::prelude::*;

use crate::browser;
use crate::components::{Icon, TermLink};
use crate::state::command_form::field_id;
use crate::state::{Intents, use_command_form, use_cursor, use_intents, use_layout};
use bank::{CommandKind, Currency};
use engine::Version;
use lab::{Field, Term, command_words};

mod chooser;
mod fields;
mod outcome;
mod phone_bar;

use chooser::Chooser;
use fields::{LabelledField, QuickAmounts};
use outcome::OutcomeSlot;
use phone_bar::PhoneBar;

/// The form that sends commands, and the outcome of the last one.
#[component]
pub fn Commands() -> impl IntoView {
    let (cursor, form, layout, intents) = (use_cursor(), use_command_form(), use_layout(), use_intents());
    // A new account begins its own stream.
    let next = Memo::new(move |_| match form.kind.get() {
        CommandKind::CreateAccount => Version(1),
        _ => cursor.head.get().next(),
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        intents.submit();
    };
    // A double click is one press.
    let press = move |event: web_sys::MouseEvent| {
        if browser::is_second_click(&event) {
            event.prevent_default();
        }
    };
    view! {
        <section
            class="panel commands"
            id="commands"
            tabindex="-1"
            aria-label="Commands"
            data-then="amount open-commands"
        >
            <header class="panel__head">
                // Not on the way of the Tab key: the link that skips to the commands leads straight to them, and `?` opens Help too.
                <h2 class="panel__title">
                    <TermLink label="Commands" term=Term::Command is_tab_stop=false />
                </h2>
                <div class="panel__end">
                    <span class="panel__sub">"next " <TermLink label="version" is_tab_stop=false /></span>
                    <span class="stamp stamp--line" translate="no" prop:textContent=move || next.get().to_string()></span>
                </div>
            </header>
            <div class="sheet__grab" aria-hidden="true" on:click=move |_| layout.sheet.set(false)></div>
            <div class="scroll commands__scroll">
                <form class="commands__body" novalidate=true on:submit=submit>
                    <Chooser />
                    <div class="stack">
                        <For each=move || Field::of(form.kind.get()) key=|field| field_id(**field) let:field>
                            <LabelledField field=*field />
                            {(*field == Field::Amount).then(|| view! { <QuickAmounts /> })}
                        </For>
                    </div>
                    <button
                        class="btn btn--wide"
                        id="send"
                        class:btn--main=move || !is_first_visit(intents)
                        class:btn--44=move || is_first_visit(intents)
                        class:is-waiting=move || intents.is_held()
                        aria-disabled=move || intents.is_held().then_some("true")
                        on:click=press
                    >
                        <span prop:textContent=move || command_in_words(intents)></span>
                    </button>
                    <p class="sendnote">
                        <Icon name="append" />
                        <span prop:textContent=move || format!("Writes the next version, {}", next.get())></span>
                    </p>
                    <OutcomeSlot />
                </form>
            </div>
            <PhoneBar />
        </section>
    }
}

/// Whether there is no account yet. The log then shows a bigger button, so the buttons here step back.
fn is_first_visit(intents: Intents) -> bool {
    intents.cursor.head.get() == Version::EMPTY
}

/// The command with its amount or its event, e.g. `Withdraw 30.00`.
fn command_in_words(intents: Intents) -> String {
    let kind = intents.form.kind.get();
    let command = intents.form.filled_in().command(kind, Currency::default());
    command.map_or_else(|_| kind.label().to_owned(), |command| command_words(&command))
}
