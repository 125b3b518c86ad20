use leptos::prelude::*;

use crate::components::{Icon, Show};
use crate::state::command_form::field_id;
use crate::state::{use_command_form, use_cursor, use_lab};
use lab::Field;

/// The amounts that one click fills in.
const QUICK_AMOUNTS: [&str; 5] = ["10", "30", "50", "100", "500"];

/// A field with its label, a hint, and its error.
#[component]
pub fn LabelledField(
    /// The field.
    field: Field,
) -> impl IntoView {
    let (lab, cursor, form) = (use_lab(), use_cursor(), use_command_form());
    let id = field_id(field);
    let hint = move || match field {
        Field::Amount => {
            let account = cursor.account.get();
            format!("balance {}", lab.read(|lab| lab.now(account).account.balance.figure()))
        }
        Field::Version => form.payment_to_reverse().unwrap_or_default(),
        field if field.is_optional() => "optional".to_owned(),
        _ => String::new(),
    };
    let class = match field {
        Field::Amount => "input input--money",
        Field::Owner => "input input--lg",
        _ => "input",
    };
    let error = Memo::new(move |_| form.error(field));
    view! {
        <div class="field">
            <div class="field__top">
                <label class="field__label" for=id>
                    {field.label()}
                </label>
                <span class="field__hint" prop:textContent=move || hint()></span>
            </div>
            <FieldInput field class id />
            <Show when=move || error.with(Option::is_some)>
                <span class="fielderr" id=format!("{id}-error")>
                    <Icon name="warn" />
                    <span prop:textContent=move || error.get()></span>
                </span>
            </Show>
        </div>
    }
}

/// The input of a field. A field may have two of them on the page.
#[component]
pub fn FieldInput(
    /// The field.
    field: Field,
    /// Its classes.
    class: &'static str,
    /// Its id.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Its accessible name, where it has no label.
    #[prop(optional)]
    name: Option<&'static str>,
) -> impl IntoView {
    let form = use_command_form();
    let is_money = matches!(field, Field::Amount | Field::OpeningDeposit);
    view! {
        <input
            class=class
            id=id
            aria-label=name
            dir=if is_money || field == Field::Version { "ltr" } else { "auto" }
            autocomplete="off"
            inputmode=if is_money { "decimal" } else { "text" }
            aria-invalid=move || form.error(field).map(|_| "true")
            aria-describedby=move || form.error(field).map(|_| format!("{}-error", field_id(field)))
            prop:value=move || form.text(field)
            on:input=move |event| form.write(field, event_target_value(&event))
        />
    }
}

/// Buttons that fill in an amount.
#[component]
pub fn QuickAmounts() -> impl IntoView {
    let form = use_command_form();
    let quick = move |amount: &'static str| {
        let is_filled_in = Memo::new(move |_| {
            form.values.with(|form| form.amount.trim().strip_suffix(".00").unwrap_or(form.amount.trim()) == amount)
        });
        view! {
            <button
                type="button"
                aria-pressed=move || is_filled_in.get().to_string()
                on:click=move |_| form.write(Field::Amount, format!("{amount}.00"))
            >
                {amount}
            </button>
        }
    };
    view! {
        <div class="quick" role="group" aria-label="Quick amounts">
            {QUICK_AMOUNTS.map(quick).into_iter().collect_view()}
        </div>
    }
}
