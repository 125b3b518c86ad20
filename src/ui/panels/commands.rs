use leptos::prelude::*;

use crate::bank::{CommandKind, Currency};
use crate::lab::{Field, Outcome, outcome_words};
use crate::ui::components::icon;
use crate::ui::session::{APPEND, PROJECT, Session, field_id};
use crate::ui::shortcuts;

/// The amounts that one click fills in.
const QUICK_AMOUNTS: [&str; 5] = ["10", "30", "50", "100", "500"];

/// The stops' names, for the word that says where a command waits.
const STOP_NAMES: [&str; PROJECT + 1] = ["Command", "Load", "Decide", "Append", "Publish", "Project"];

/// What can be asked of the account, and what became of the last command.
pub(in crate::ui) fn panel(session: Session) -> AnyView {
    let next = move || session.head.get().next().to_string();
    // A new account begins its own stream.
    let next =
        Memo::new(move |_| if session.kind.get() == CommandKind::CreateAccount { "v1".to_owned() } else { next() });
    view! {
        <section class="panel commands" id="commands" tabindex="-1" aria-label="Commands">
            <header class="panel__head">
                <h2 class="panel__title">"Commands"</h2>
                <div class="panel__end">
                    <span class="panel__sub">"next version"</span>
                    <span class="stamp stamp--line">{next}</span>
                </div>
            </header>
            <div class="sheet__grab" aria-hidden="true" on:click=move |_| session.sheet.set(false)></div>
            <div class="scroll commands__scroll">
                <form
                    class="commands__body"
                    novalidate
                    on:submit=move |event| {
                        event.prevent_default();
                        session.submit();
                    }
                >
                    {chooser(session)}
                    <div class="stack">{move || fields(session, session.kind.get())}</div>
                    <button
                        class="btn btn--wide"
                        class:btn--main=move || !is_first_visit(session)
                        class:btn--44=move || is_first_visit(session)
                        class:is-waiting=move || session.stepping.with(Option::is_some)
                        aria-disabled=move || session.stepping.with(Option::is_some).then_some("true")
                    >
                        <span>{move || act(session)}</span>
                    </button>
                    <p class="sendnote">{icon("append")} "Writes the next version, " {next}</p>
                    {outcome(session)}
                </form>
            </div>
            {bar(session)}
        </section>
    }
    .into_any()
}

/// Before the first account there is a bigger button in the log, so this one steps back.
fn is_first_visit(session: Session) -> bool {
    session.head.get().0 == 0
}

/// The whole act in words: `Withdraw 30.00`.
fn act(session: Session) -> String {
    let kind = session.kind.get();
    let command = session.form.with(|form| form.command(kind, Currency::default()));
    let amount = command.ok().and_then(|command| command.amount()).map(|amount| amount.money().figure());
    match (kind, amount) {
        (CommandKind::CreateAccount, Some(amount)) => format!("{} with {amount}", kind.label()),
        (_, Some(amount)) => format!("{} {amount}", kind.label()),
        (_, None) => kind.label().to_owned(),
    }
}

fn chooser(session: Session) -> AnyView {
    let radio = move |kind: CommandKind| {
        let checked = move || session.kind.get() == kind;
        let symbol = match kind {
            CommandKind::Deposit => Some(icon("in")),
            CommandKind::Withdraw => Some(icon("out")),
            _ => None,
        };
        let (word, rest) = kind.label().split_once(' ').unwrap_or((kind.label(), ""));
        view! {
            <button
                class="seg__opt"
                type="button"
                role="radio"
                aria-checked=move || checked().to_string()
                tabindex=move || if checked() { "0" } else { "-1" }
                on:click=move |_| {
                    if session.kind.get_untracked() != kind {
                        if kind == CommandKind::CreateAccount {
                            session.suggest_owner();
                        }
                        session.choose(kind);
                    }
                }
            >
                {symbol}
                <span>{word} {(!rest.is_empty()).then(|| view! { <span class="sr">" " {rest}</span> })}</span>
            </button>
        }
    };
    let (money, account) = CommandKind::ALL.split_at(2);
    view! {
        <div class="chooser" role="radiogroup" aria-label="Command" on:keydown=shortcuts::rove>
            <div class="seg seg--lg">{money.iter().map(|kind| radio(*kind)).collect_view()}</div>
            <div class="seg">{account.iter().map(|kind| radio(*kind)).collect_view()}</div>
        </div>
    }
    .into_any()
}

fn fields(session: Session, kind: CommandKind) -> AnyView {
    let fields = Field::of(kind).iter().map(|&field| {
        let quick = (field == Field::Amount).then(|| quick_amounts(session));
        view! { {labelled(session, field)} {quick} }
    });
    fields.collect_view().into_any()
}

fn labelled(session: Session, field: Field) -> AnyView {
    let id = field_id(field);
    let hint = move || match field {
        Field::Amount => {
            let account = session.account.get();
            Some(format!("balance {}", session.read(|lab| lab.now(account).balance.figure())))
        }
        field => field.is_optional().then(|| "optional".to_owned()),
    };
    let class = match field {
        Field::Amount => "input input--money",
        Field::Owner => "input input--lg",
        _ => "input",
    };
    view! {
        <div class="field">
            <div class="field__top">
                <label class="field__label" for=id>
                    {field.label()}
                </label>
                <span class="field__hint">{hint}</span>
            </div>
            {input(session, field, class, Some(id))}
            {move || {
                error(session, field)
                    .map(|message| {
                        view! {
                            <span class="fielderr" id=format!("{id}-error")>
                                {icon("warn")}
                                {message}
                            </span>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// The input of a field. The one in the phone's bar has no id and no label of its own in the page.
fn input(session: Session, field: Field, class: &'static str, id: Option<&'static str>) -> AnyView {
    let is_money = matches!(field, Field::Amount | Field::OpeningDeposit);
    let invalid = move || error(session, field).is_some();
    view! {
        <input
            class=class
            id=id
            dir=if is_money { "ltr" } else { "auto" }
            autocomplete="off"
            inputmode=if is_money { "decimal" } else { "text" }
            aria-label=id.is_none().then(|| field.label())
            aria-invalid=move || invalid().then_some("true")
            aria-describedby=move || id.filter(|_| invalid()).map(|id| format!("{id}-error"))
            prop:value=move || session.form.with(|form| form.text(field).to_owned())
            on:input=move |event| session.write(field, event_target_value(&event))
        />
    }
    .into_any()
}

fn error(session: Session, field: Field) -> Option<String> {
    session.errors.with(|errors| errors.iter().find(|error| error.field == field).map(|error| error.message.clone()))
}

fn quick_amounts(session: Session) -> AnyView {
    let button = move |amount: &'static str| {
        let full = format!("{amount}.00");
        let pressed = {
            let full = full.clone();
            move || session.form.with(|form| form.amount.trim() == full || form.amount.trim() == amount)
        };
        view! {
            <button
                type="button"
                aria-pressed=move || pressed().to_string()
                on:click=move |_| session.write(Field::Amount, full.clone())
            >
                {amount}
            </button>
        }
    };
    view! {
        <div class="quick" role="group" aria-label="Quick amounts">
            {QUICK_AMOUNTS.map(button).collect_view()}
        </div>
    }
    .into_any()
}

/// The slot of the last outcome. It is always in the page, so that what lands in it is read out.
fn outcome(session: Session) -> AnyView {
    view! {
        <div
            class="outcomes"
            class:is-fresh=move || session.outcome.with(Option::is_some)
            role="status"
            aria-label="Outcome"
        >
            {move || paused(session).or_else(|| card(session))}
        </div>
    }
    .into_any()
}

fn paused(session: Session) -> Option<AnyView> {
    let stop = session.stepping.with(|stepping| stepping.as_ref().map(|stepping| stepping.stop))?;
    let word = format!("Paused at {}", STOP_NAMES[stop]);
    let words = if stop < APPEND {
        "Nothing is written yet. Press Next in the strip above."
    } else {
        "The event is written. Press Next in the strip above."
    };
    Some(
        view! {
            <div class="outcome">
                {icon("pause")} <span class="outcome__word">{word}</span>
                <p>{words}</p>
            </div>
        }
        .into_any(),
    )
}

fn card(session: Session) -> Option<AnyView> {
    let attempt = session.outcome.get()?;
    let (word, words) = outcome_words(&attempt);
    let (class, symbol) = match attempt.outcome {
        Outcome::Accepted { .. } => ("outcome", "check"),
        Outcome::Duplicate { .. } => ("outcome", "copy"),
        Outcome::Rejected { .. } => ("outcome f-rejected", "reject"),
        Outcome::Conflict(_) | Outcome::Failed { .. } => ("outcome f-conflict", "conflict"),
    };
    let written = attempt.outcome.written().map(|version| version.to_string());
    Some(
        view! {
            <div class=class>
                {icon(symbol)} <span class="outcome__word">{word}</span>
                {written.map(|version| view! { <span class="stamp stamp--line">{version}</span> })}
                <p>{words}</p>
            </div>
        }
        .into_any(),
    )
}

/// On a phone: the chosen command, its amount, and a button that sends it. The sheet above holds the rest.
fn bar(session: Session) -> AnyView {
    let has_amount = Memo::new(move |_| Field::of(session.kind.get()).contains(&Field::Amount));
    let symbol = move || match session.kind.get() {
        CommandKind::Deposit => "in",
        CommandKind::Withdraw => "out",
        CommandKind::CreateAccount => "open",
        CommandKind::Freeze => "freeze",
        CommandKind::Unfreeze => "thaw",
        CommandKind::CloseAccount => "close",
    };
    view! {
        <div class="cmdbar" class:cmdbar--plain=move || !has_amount.get()>
            <button
                class="btn btn--48 cmdbar__what"
                type="button"
                aria-expanded=move || session.sheet.get().to_string()
                aria-controls="commands"
                on:click=move |_| session.sheet.set(true)
            >
                <span class="sr">"Commands"</span>
                {move || icon(symbol())}
                <span aria-hidden="true">{move || session.kind.get().label()}</span>
                {icon("up")}
            </button>
            <Show when=move || has_amount.get()>{input(session, Field::Amount, "input input--money", None)}</Show>
            <button class="btn btn--main cmdbar__go" type="button" on:click=move |_| session.submit()>
                <span aria-hidden="true">"Send"</span>
                <span class="sr">{move || act(session)}</span>
            </button>
        </div>
    }
    .into_any()
}
