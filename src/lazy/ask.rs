//! The question where a command goes that is sent while the past is shown.

use leptos::prelude::*;

use super::open_dialog;
use crate::browser;
use crate::components::Dialog;
use crate::state::{Intents, use_intents};
use bank::Command;
use lab::command_words;

/// Opens the question where this command goes.
pub fn show(intents: Intents, command: Command) {
    open_dialog(intents, "past", |on_close| view! { <NowOrFork command on_close /> }.into_any());
}

#[component]
fn NowOrFork(
    /// The command that was sent.
    command: Command,
    /// Runs when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let intents = use_intents();
    let (account, version) = (intents.cursor.account.get_untracked(), intents.cursor.version.get_untracked());
    let head = intents.cursor.head.get_untracked();
    let title = format!("You are in the past ({version} of {head})");
    let words = format!(
        "\u{201c}{}\u{201d} acts on the newest version. Where do you want to send it?",
        command_words(&command),
    );
    let command = StoredValue::new(command);
    let answer = move |send: fn(Intents, Command)| {
        let command = command.get_value();
        browser::close_dialog("past");
        send(intents, command);
    };
    let send_now = |intents: Intents, command| {
        intents.cursor.go_to(intents.cursor.head.get_untracked());
        intents.send_filled_in(command);
    };
    let (why_no_fork, next) = intents.lab.read_untracked(|lab| (lab.why_no_fork(account, version), lab.next_account()));
    let words_of_fork = match why_no_fork {
        Some(why) => format!("You can\u{2019}t fork here. {why}"),
        None => format!(
            "Opens a new account, {next}, with a copy of the events up to {version}, and sends the command there. \
             {account} stays as it is."
        ),
    };
    let fork = why_no_fork.is_none().then(|| {
        view! {
            <button class="btn" type="button" on:click=move |_| answer(Intents::send_to_fork)>
                "Fork here"
            </button>
        }
    });
    view! {
        <Dialog
            id="past"
            class="dialog dialog--small"
            title=title
            described_by="past-words"
            on_close
        >
            <p id="past-words">{words}</p>
            <section class="dialog__part">
                <p>"Goes to the newest version and sends the command there."</p>
                <div class="store__acts">
                    <button class="btn btn--fill" type="button" autofocus on:click=move |_| answer(send_now)>
                        {format!("Send it now, as {}", head.next())}
                    </button>
                </div>
            </section>
            <section class="dialog__part">
                <p>{words_of_fork}</p>
                <div class="store__acts">
                    {fork}
                    <button class="btn btn--plain" type="button" on:click=|_| browser::close_dialog("past")>
                        "Cancel"
                    </button>
                </div>
            </section>
        </Dialog>
    }
}
