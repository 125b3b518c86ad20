use leptos::prelude::*;

use crate::components::icon;
use crate::dom::{El, button, el, whether};
use crate::state::persistence::Condition;
use crate::state::{Intents, use_cursor, use_intents, use_log_filter, use_persistence};
use engine::Version;

mod head;
mod list;
mod row;

/// Lines of a new ledger page.
const BLANK_LINES: u32 = 14;

/// The versions that are shown, or `None` for all.
type Found = Memo<Option<Vec<Version>>>;

/// The event log: every event of the account, the one that is looked at open.
pub fn panel() -> El {
    let cursor = use_cursor();
    let filter = use_log_filter();
    let persistence = use_persistence();
    let intents = use_intents();
    let is_empty = whether(move || cursor.head.get() == Version::EMPTY);
    let found: Found = Memo::new(move |_| filter.found());
    el("section", "panel log")
        .class_if("log--empty", move || is_empty.get())
        .class_if("is-filtered", move || found.with(Option::is_some))
        .attr("aria-label", "Event log")
        .attr("data-then", "events next-step")
        .part_if(
            move || is_empty.get() && persistence.condition.get() == Condition::Ready,
            move |part| first_visit(part, intents),
        )
        .part_if(
            move || is_empty.get() && persistence.condition.get() != Condition::Ready,
            move |part| not_ready(part, intents),
        )
        .part_if(
            move || !is_empty.get(),
            move |part| part.child(head::header(intents, found)).child(list::list(intents, found)),
        )
}

fn first_visit(into: El, intents: Intents) -> El {
    let line = |number: u32| el("span", "blank__v").text(number.to_string());
    let blank = |number: u32| el("li", "blank").attr("aria-hidden", "true").child(line(number));
    let title = el("h2", "panel__title").text("Event log");
    let hello = el("div", "hello")
        .child(el("h2", "hello__title").text("Nothing has happened yet."))
        .child(el("p", "hello__sub").text("A bank account is a list of things that happened. Write the first line."));
    // Another account that is opened step by step has an empty log too, and these are not for it.
    let is_stepping = move || intents.stepper.stepping.with(Option::is_some);
    let open = move || {
        button("btn btn--main hello__go", move || intents.open_for_ada())
            .child(icon("open"))
            .text("Open an account for Ada")
    };
    let load = move || button("link", move || intents.load_six_events()).text("load a page with six events");
    let lines = el("ol", "blanks")
        .child(
            el("li", "blank blank--first")
                .child(line(1))
                .part_if(
                    move || !is_stepping(),
                    move |part| {
                        part.child(open()).child(el("span", "hello__aside").text("One click. Nothing to fill in."))
                    },
                )
                .part_if(is_stepping, |part| part.child(el("span", "hello__more").text("Waiting for Append"))),
        )
        .child(el("li", "blank").child(line(2)).part_if(
            move || !is_stepping(),
            move |part| part.child(el("span", "hello__more").child(el("span", "").text("Or")).child(load())),
        ))
        .children((3..=BLANK_LINES).map(blank));
    into.child(el("header", "panel__head").child(title).child(el("span", "panel__sub").text("empty")))
        .child(el("div", "scroll log__scroll").child(el("div", "log__page").child(hello).child(lines)))
}

/// What stands in the place of a log that could not be read, or not yet.
fn not_ready(into: El, intents: Intents) -> El {
    let is_broken =
        move || matches!(intents.persistence.condition.get(), Condition::Broken(_) | Condition::ReadOnly(_));
    let title = move || match intents.persistence.condition.get() {
        Condition::Broken(_) => "This store can\u{2019}t be used.".to_owned(),
        Condition::ReadOnly(_) => "No event of this log can be read.".to_owned(),
        Condition::Busy(doing) => format!("{doing}\u{2026}"),
        _ => "Reading the store.".to_owned(),
    };
    let sub = move || match intents.persistence.condition.get() {
        Condition::Broken(_) | Condition::ReadOnly(_) => "Nothing in it was changed.",
        Condition::Busy(_) => "It waits for its turn among the tabs.",
        _ => "Its events come in a moment.",
    };
    let sub = move || sub().to_owned();
    let hello = el("div", "hello")
        .child(el("h2", "hello__title").text_with(title))
        .child(el("p", "hello__sub").text_with(sub))
        .part_if(is_broken, move |part| {
            part.child(button("btn btn--main", move || intents.show_store()).text("What happened, and what to do"))
        });
    let word = move || if is_broken() { "not shown" } else { "reading" }.to_owned();
    let head = el("header", "panel__head")
        .child(el("h2", "panel__title").text("Event log"))
        .child(el("span", "panel__sub").text_with(word));
    into.child(head).child(el("div", "scroll log__scroll").child(el("div", "log__page").child(hello)))
}
