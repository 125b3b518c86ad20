use leptos::prelude::*;

use crate::components::{Icon, rove};
use crate::state::use_command_form;
use bank::CommandKind;

/// The choice of the kind of command.
#[component]
pub fn Chooser() -> impl IntoView {
    let (money, account) = CommandKind::ALL.split_at(3);
    let option = |kind: &CommandKind| view! { <KindOption kind=*kind /> };
    view! {
        <div class="chooser" role="radiogroup" aria-label="Command" on:keydown=move |event| rove(&event)>
            <div class="seg seg--lg">{money.iter().map(option).collect_view()}</div>
            <div class="seg">{account.iter().map(option).collect_view()}</div>
        </div>
    }
}

#[component]
fn KindOption(
    /// The kind of command that it chooses.
    kind: CommandKind,
) -> impl IntoView {
    let form = use_command_form();
    let is_chosen = Memo::new(move |_| form.kind.get() == kind);
    // The first word is enough for the eye.
    let (word, rest) = kind.label().split_once(' ').unwrap_or((kind.label(), ""));
    let rest = (!rest.is_empty()).then(|| view! { <span class="sr">" " {rest}</span> });
    let has_icon = matches!(kind, CommandKind::Deposit | CommandKind::Withdraw | CommandKind::Reverse);
    view! {
        <button
            class="seg__opt"
            type="button"
            role="radio"
            id=format!("kind-{}", kind.name())
            aria-checked=move || is_chosen.get().to_string()
            tabindex=move || if is_chosen.get() { "0" } else { "-1" }
            on:click=move |_| form.choose(kind)
        >
            {has_icon.then(|| view! { <Icon name=kind_icon(kind) /> })}
            <span>{word} {rest}</span>
        </button>
    }
}

/// The icon of a kind of command.
pub const fn kind_icon(kind: CommandKind) -> &'static str {
    match kind {
        CommandKind::Deposit => "in",
        CommandKind::Withdraw => "out",
        CommandKind::Reverse => "reverse",
        CommandKind::CreateAccount => "open",
        CommandKind::Freeze => "freeze",
        CommandKind::Unfreeze => "thaw",
        CommandKind::CloseAccount => "close",
    }
}
