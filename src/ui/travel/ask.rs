//! The question where a command goes that is sent while the past is looked at.

use leptos::prelude::*;

use crate::lab::Lab;
use crate::ui::browser;
use crate::ui::components::icon;
use crate::ui::dom::{El, button, el};
use crate::ui::session::Session;

/// Opens the question. It is built when it is asked for the first time.
pub(super) fn show(session: Session) {
    browser::open_dialog("past", || session.store.owner.with_value(|owner| owner.with(|| dialog(session))).html());
}

fn dialog(session: Session) -> El {
    let asked = session.travel.asked;
    let answer = move |send: fn(Session, crate::bank::Command)| {
        let command = asked.get_untracked();
        browser::close_dialog("past");
        if let Some(command) = command {
            send(session, command);
        }
    };
    let command = move || {
        asked.with(|command| {
            let command = command.as_ref()?;
            let amount = command.amount().map(|amount| format!(" {}", amount.money().figure())).unwrap_or_default();
            Some(format!("{}{amount}", command.kind().label()))
        })
    };
    let words = move || {
        format!(
            "You are looking at {} of {}. \u{201c}{}\u{201d} acts on the newest version.",
            session.version.get(),
            session.head.get(),
            command().unwrap_or_default(),
        )
    };
    let always = session.travel.always_now;
    let now = el("section", "dialog__part")
        .child(el("p", "").text("The cursor goes to the newest event, and the command is sent."))
        .child(
            el("div", "store__acts")
                .child(
                    button("btn btn--fill", move || {
                        answer(|session, command| {
                            session.go_to(session.head.get_untracked());
                            session.send_filled_in(command);
                        });
                    })
                    .attr("autofocus", "")
                    .text("Go to now"),
                )
                .child(
                    el("label", "switch")
                        .child(
                            el("input", "")
                                .attr("type", "checkbox")
                                .on("change", move |event| always.set(event_target_checked(&event))),
                        )
                        .child(el("span", "").text("Always go to now").child(el("span", "sr").text(", in this visit"))),
                ),
        );
    let fork = move |part: El| {
        let (account, version) = (session.account.get(), session.version.get());
        let (why, next) = session.read(|lab| (lab.why_no_fork(account, version), Lab::next_account(lab)));
        if let Some(why) = why {
            return part.child(el("p", "quiet").text("There can be no fork here. ").text(why));
        }
        let words = format!(
            "A new account, {next}, shares the past up to {version}: its events are copied. The command is sent to it, and {account} stays as it is."
        );
        part.child(el("p", "").text(words)).child(
            el("div", "store__acts").child(button("btn", move || answer(Session::send_to_fork)).text("Fork here")),
        )
    };
    el("dialog", "dialog dialog--small")
        .attr("id", "past")
        .attr("aria-labelledby", "past-title")
        .attr("aria-describedby", "past-words")
        .on("close", move |_| asked.set(None))
        .child(
            el("header", "dialog__head")
                .child(el("h2", "dialog__title").attr("id", "past-title").text("Now, or a fork?"))
                .child(
                    button("iconbtn", || browser::close_dialog("past")).attr("aria-label", "Cancel").child(icon("x")),
                ),
        )
        .child(
            el("div", "dialog__body")
                .child(el("p", "").attr("id", "past-words").text_with(words))
                .child(now)
                .child(el("section", "dialog__part").part(fork)),
        )
}
