//! The question where a command goes that is sent while the past is looked at.

use leptos::prelude::*;

use super::open_once;
use crate::browser;
use crate::dom::{El, button, el};
use crate::state::Intents;
use bank::Command;

/// Opens the question where this command goes.
pub fn show(intents: Intents, command: Command) {
    open_once("past", || dialog(intents, command));
}

fn dialog(intents: Intents, command: Command) -> El {
    let amount = command.amount().map(|amount| format!(" {}", amount.money().figure())).unwrap_or_default();
    let words = format!(
        "You are looking at {} of {}. \u{201c}{}{amount}\u{201d} acts on the newest version.",
        intents.cursor.version.get(),
        intents.cursor.head.get(),
        command.kind().label(),
    );
    let command = StoredValue::new(command);
    let answer = move |send: fn(Intents, Command)| {
        let command = command.get_value();
        browser::close_dialog("past");
        send(intents, command);
    };
    let now = el("section", "dialog__part")
        .child(el("p", "").text("The cursor goes to the newest event, and the command is sent."))
        .child(
            el("div", "store__acts").child(
                button("btn btn--fill", move || {
                    answer(|intents, command| {
                        intents.cursor.go_to(intents.cursor.head.get_untracked());
                        intents.send_filled_in(command);
                    });
                })
                .attr("autofocus", "")
                .text("Go to now"),
            ),
        );
    let cancel = button("btn btn--plain", || browser::close_dialog("past")).text("Cancel");
    let (account, version) = (intents.cursor.account.get(), intents.cursor.version.get());
    let (why_no_fork, next) = intents.lab.read(|lab| (lab.why_no_fork(account, version), lab.next_account()));
    let (words_of_fork, fork) = match why_no_fork {
        Some(why) => (format!("There can be no fork here. {why}"), None),
        None => (
            format!(
                "A new account, {next}, shares the past up to {version}: its events are copied. The command is sent to it, and \
                 {account} stays as it is."
            ),
            Some(button("btn", move || answer(Intents::send_to_fork)).text("Fork here")),
        ),
    };
    el("dialog", "dialog dialog--small")
        .attr("id", "past")
        .attr("aria-labelledby", "past-title")
        .attr("aria-describedby", "past-words")
        .child(
            el("header", "dialog__head")
                .child(el("h2", "dialog__title").attr("id", "past-title").text("Now, or a fork?")),
        )
        .child(
            el("div", "dialog__body").child(el("p", "").attr("id", "past-words").text(words)).child(now).child(
                el("section", "dialog__part")
                    .child(el("p", "").text(words_of_fork))
                    .child(el("div", "store__acts").children(fork).child(cancel)),
            ),
        )
}
