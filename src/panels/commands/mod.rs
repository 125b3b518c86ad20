use leptos::prelude::*;

use crate::components::{icon, rove};
use crate::dom::{El, button, el};
use crate::state::command_form::field_id;
use crate::state::{Intents, use_command_form, use_cursor, use_intents, use_layout};
use bank::{CommandKind, Currency};
use engine::Version;
use lab::{Attempt, Field, Outcome, Stop, outcome_words};

/// The amounts that one click fills in.
const QUICK_AMOUNTS: [&str; 5] = ["10", "30", "50", "100", "500"];

/// What can be asked of the account, and what became of the last command.
pub fn panel() -> El {
    let cursor = use_cursor();
    let command_form = use_command_form();
    let layout = use_layout();
    let intents = use_intents();
    // A new account begins its own stream.
    let is_new = move || command_form.kind.get() == CommandKind::CreateAccount;
    let next = move || if is_new() { "v1".to_owned() } else { cursor.head.get().next().to_string() };
    let is_waiting = move || intents.is_held();
    let submit = el("button", "btn btn--wide")
        .class_if("btn--main", move || !is_first_visit(intents))
        .class_if("btn--44", move || is_first_visit(intents))
        .class_if("is-waiting", is_waiting)
        .attr_with("aria-disabled", move || is_waiting().then(|| "true".to_owned()))
        .child(el("span", "").text_with(move || act(intents)));
    let form = el("form", "commands__body")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            intents.submit();
        })
        .child(chooser(intents))
        .child(el("div", "stack").part(move |part| fields(part, intents, command_form.kind.get())))
        .child(submit)
        .child(el("p", "sendnote").child(icon("append")).text("Writes the next version, ").text_with(next))
        .child(outcome(intents));
    el("section", "panel commands")
        .attr("id", "commands")
        .attr("tabindex", "-1")
        .attr("aria-label", "Commands")
        .attr("data-then", "amount open-commands")
        .child(
            el("header", "panel__head").child(el("h2", "panel__title").text("Commands")).child(
                el("div", "panel__end")
                    .child(el("span", "panel__sub").text("next version"))
                    .child(el("span", "stamp stamp--line").text_with(next)),
            ),
        )
        .child(el("div", "sheet__grab").attr("aria-hidden", "true").on("click", move |_| layout.sheet.set(false)))
        .child(el("div", "scroll commands__scroll").child(form))
        .child(bar(intents))
}

/// Before the first account there is a bigger button in the log, so the others step back.
fn is_first_visit(intents: Intents) -> bool {
    intents.cursor.head.get() == Version::EMPTY
}

/// The whole act in words: `Withdraw 30.00`.
fn act(intents: Intents) -> String {
    let kind = intents.form.kind.get();
    let command = intents.form.values.with(|form| form.command(kind, Currency::default()));
    let amount = command.ok().and_then(|command| command.amount()).map(|amount| amount.money().figure());
    match (kind, amount) {
        (CommandKind::CreateAccount, Some(amount)) => format!("{} with {amount}", kind.label()),
        (_, Some(amount)) => format!("{} {amount}", kind.label()),
        (_, None) => kind.label().to_owned(),
    }
}

fn chooser(intents: Intents) -> El {
    let radio = move |kind: &CommandKind| {
        let kind = *kind;
        let is_chosen = move || intents.form.kind.get() == kind;
        let (word, rest) = kind.label().split_once(' ').unwrap_or((kind.label(), ""));
        let label = el("span", "").text(word);
        let label = if rest.is_empty() { label } else { label.child(el("span", "sr").text(" ").text(rest)) };
        let radio = button("seg__opt", move || intents.form.choose(kind))
            .attr("role", "radio")
            .state("aria-checked", is_chosen)
            .attr_with("tabindex", move || Some(if is_chosen() { "0" } else { "-1" }.to_owned()));
        match kind {
            CommandKind::Deposit | CommandKind::Withdraw => radio.child(icon(symbol(kind))).child(label),
            _ => radio.child(label),
        }
    };
    let (money, account) = CommandKind::ALL.split_at(2);
    el("div", "chooser")
        .attr("role", "radiogroup")
        .attr("aria-label", "Command")
        .on("keydown", rove)
        .child(el("div", "seg seg--lg").children(money.iter().map(radio)))
        .child(el("div", "seg").children(account.iter().map(radio)))
}

const fn symbol(kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::Deposit => "in",
        CommandKind::Withdraw => "out",
        CommandKind::CreateAccount => "open",
        CommandKind::Freeze => "freeze",
        CommandKind::Unfreeze => "thaw",
        CommandKind::CloseAccount => "close",
    }
}

fn fields(into: El, intents: Intents, kind: CommandKind) -> El {
    Field::of(kind).iter().fold(into, |into, &field| {
        let into = into.child(labelled(intents, field));
        if field == Field::Amount { into.child(quick_amounts(intents)) } else { into }
    })
}

fn labelled(intents: Intents, field: Field) -> El {
    let id = field_id(field);
    let hint = move || match field {
        Field::Amount => {
            let account = intents.cursor.account.get();
            format!("balance {}", intents.lab.read(|lab| lab.now(account).account.balance.figure()))
        }
        field if field.is_optional() => "optional".to_owned(),
        _ => String::new(),
    };
    let class = match field {
        Field::Amount => "input input--money",
        Field::Owner => "input input--lg",
        _ => "input",
    };
    el("div", "field")
        .child(
            el("div", "field__top")
                .child(el("label", "field__label").attr("for", id).text(field.label()))
                .child(el("span", "field__hint").text_with(hint)),
        )
        .child(input(intents, field, class).attr("id", id))
        .part(move |part| match error(intents, field) {
            None => part,
            Some(message) => {
                part.child(el("span", "fielderr").attr("id", format!("{id}-error")).child(icon("warn")).text(message))
            }
        })
}

fn input(intents: Intents, field: Field, class: &'static str) -> El {
    let is_money = matches!(field, Field::Amount | Field::OpeningDeposit);
    el("input", class)
        .attr("dir", if is_money { "ltr" } else { "auto" })
        .attr("autocomplete", "off")
        .attr("inputmode", if is_money { "decimal" } else { "text" })
        .attr_with("aria-invalid", move || error(intents, field).map(|_| "true".to_owned()))
        .attr_with("aria-describedby", move || error(intents, field).map(|_| format!("{}-error", field_id(field))))
        .value(move || intents.form.values.with(|form| form.text(field).to_owned()))
        .on("input", move |event| intents.form.write(field, event_target_value(&event)))
}

fn error(intents: Intents, field: Field) -> Option<String> {
    intents
        .form
        .errors
        .with(|errors| errors.iter().find(|error| error.field == field).map(|error| error.message.clone()))
}

fn quick_amounts(intents: Intents) -> El {
    let quick = move |amount: &'static str| {
        let is_pressed = move || {
            intents
                .form
                .values
                .with(|form| form.amount.trim().strip_suffix(".00").unwrap_or(form.amount.trim()) == amount)
        };
        button("", move || intents.form.write(Field::Amount, format!("{amount}.00")))
            .state("aria-pressed", is_pressed)
            .text(amount)
    };
    el("div", "quick")
        .attr("role", "group")
        .attr("aria-label", "Quick amounts")
        .children(QUICK_AMOUNTS.into_iter().map(quick))
}

/// The slot of the last outcome. It is always in the page, so that what lands in it is read out.
fn outcome(intents: Intents) -> El {
    let is_fresh = move || {
        intents.form.outcome.with(Option::is_some)
            || intents.stepper.stepping.with(Option::is_some)
            || intents.persistence.waiting.with(|words| !words.is_empty())
    };
    el("div", "outcomes").class_if("is-fresh", is_fresh).attr("role", "status").attr("aria-label", "Outcome").part(
        move |part| {
            let stop = intents.stepper.stepping.with(|stepping| stepping.as_ref().map(|stepping| stepping.stop));
            let waiting = intents.persistence.waiting.get();
            match (stop, intents.form.outcome.get()) {
                _ if !waiting.is_empty() => {
                    part.child(pause("Waiting for the store\u{2026}").child(el("p", "").text(waiting)))
                }
                (Some(stop), _) => part.child(paused(stop, intents.stepper.stop_in_focus())),
                (None, Some(attempt)) => part.child(card(intents, &attempt)),
                (None, None) => part,
            }
        },
    )
}

fn paused(stop: Stop, in_focus: Stop) -> El {
    let written = if stop < Stop::Append { "Nothing is written yet." } else { "The event is written." };
    let press = if in_focus == Stop::Project { " Press Done" } else { " Press Next" };
    pause(&format!("Paused at {}", stop.name()))
        .child(el("p", "").text(written).text(press).text(" in the strip above."))
}

fn pause(word: &str) -> El {
    el("div", "outcome").child(icon("pause")).child(el("span", "outcome__word").text(word))
}

fn card(intents: Intents, attempt: &Attempt) -> El {
    let owner = intents.lab.read_untracked(|lab| lab.now(attempt.account).account.owner);
    let (word, words) = outcome_words(attempt, owner.as_ref());
    let (class, symbol) = match attempt.outcome {
        Outcome::Accepted { .. } => ("outcome", "check"),
        Outcome::Duplicate { .. } => ("outcome", "copy"),
        Outcome::Rejected { .. } => ("outcome f-rejected", "reject"),
        Outcome::Conflict(_) | Outcome::Failed(_) => ("outcome f-conflict", "conflict"),
    };
    let card = el("div", class).child(icon(symbol)).child(el("span", "outcome__word").text(word));
    let card = match (attempt.outcome.written(), &attempt.outcome) {
        (Some(version), _) => card.child(el("span", "stamp stamp--line").text(version.to_string())),
        (None, Outcome::Failed(_)) => card.child(button("link", move || intents.show_store()).text("What to do")),
        _ => card,
    };
    let card = card.child(el("p", "").text(words));
    match attempt.deciding_check() {
        Some(check) => card.child(el("p", "outcome__check").text(format!("Checked: {check}"))),
        None => card,
    }
}

/// On a phone: the chosen command, its amount, and a button that sends it. The sheet above holds the rest.
fn bar(intents: Intents) -> El {
    let is_waiting = move || intents.is_held();
    let has_amount = move || Field::of(intents.form.kind.get()).contains(&Field::Amount);
    let amount = move || input(intents, Field::Amount, "input input--money").attr("aria-label", Field::Amount.label());
    el("div", "cmdbar")
        .class_if("cmdbar--plain", move || !has_amount())
        .attr("data-then", "commands")
        .child(
            button("btn btn--48 cmdbar__what", move || intents.layout.open_sheet())
                .attr("id", "open-commands")
                .state("aria-expanded", move || intents.layout.sheet.get())
                .attr("aria-controls", "commands")
                .child(el("span", "sr").text("Commands"))
                .part(move |part| part.child(icon(symbol(intents.form.kind.get()))))
                .child(
                    el("span", "")
                        .attr("aria-hidden", "true")
                        .text_with(move || intents.form.kind.get().label().to_owned()),
                )
                .child(icon("up")),
        )
        .part_if(has_amount, move |part| part.child(amount()))
        .child(
            button("btn cmdbar__go", move || intents.submit())
                .class_if("is-waiting", is_waiting)
                .attr_with("aria-disabled", move || is_waiting().then(|| "true".to_owned()))
                .class_if("btn--main", move || !is_first_visit(intents))
                .class_if("btn--48", move || is_first_visit(intents))
                .child(el("span", "").attr("aria-hidden", "true").text("Send"))
                .child(el("span", "sr").text_with(move || act(intents))),
        )
}
