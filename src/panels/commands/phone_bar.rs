use leptos::prelude::*;

use super::chooser::kind_icon;
use super::fields::FieldInput;
use super::{command_in_words, is_first_visit};
use crate::browser;
use crate::components::{Icon, Redrawn};
use crate::state::{use_command_form, use_intents, use_layout};
use lab::Field;

/// On a phone: the chosen command, its amount or event, and a button that sends it. The sheet above holds the rest.
#[component]
pub fn PhoneBar() -> impl IntoView {
    let (form, layout, intents) = (use_command_form(), use_layout(), use_intents());
    let field = Memo::new(move |_| {
        let is_in_bar = |field: &&Field| matches!(field, Field::Amount | Field::Version);
        Field::of(form.kind.get()).iter().find(is_in_bar).copied()
    });
    let press = move |event: web_sys::MouseEvent| {
        // A double click is one press.
        if !browser::is_second_click(&event) {
            intents.submit();
        }
    };
    view! {
        <div class="cmdbar" class:cmdbar--plain=move || field.get().is_none() data-then="commands">
            <button
                class="btn btn--48 cmdbar__what"
                type="button"
                id="open-commands"
                aria-expanded=move || layout.sheet.get().to_string()
                aria-controls="commands"
                on:click=move |_| layout.open_sheet()
            >
                <span class="sr">"Commands"</span>
                {move || view! { <Icon name=kind_icon(form.kind.get()) /> }}
                <span aria-hidden="true" prop:textContent=move || form.kind.get().label()></span>
                <Icon name="up" />
            </button>
            <Redrawn>
                {field.get().map(|field| view! { <FieldInput field class="input input--money" name=field.label() /> })}
            </Redrawn>
            <button
                class="btn cmdbar__go"
                class:is-waiting=move || intents.is_held()
                class:btn--main=move || !is_first_visit(intents)
                class:btn--48=move || is_first_visit(intents)
                type="button"
                aria-disabled=move || intents.is_held().then_some("true")
                on:click=press
            >
                <span aria-hidden="true">"Send"</span>
                <span class="sr" prop:textContent=move || command_in_words(intents)></span>
            </button>
        </div>
    }
}
