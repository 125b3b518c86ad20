use leptos::prelude::*;

use super::desk::Desk;
use super::{all_accounts, audit, bar, by_type, largest, statement};
use crate::browser;
use crate::dom::{El, button, el};
use crate::state::Intents;
use crate::state::views::CONTROLS;
use engine::Position;
use lab::Lab;
use lab::views::ViewKind;

/// How the views look. It comes with the part that draws them.
const STYLE: &str = include_str!("../../../style/views.css");

/// Draws the view that is shown in this place, and whichever is shown from then on.
pub fn draw(intents: Intents, place: El, owner: &Owner) {
    // The user may have gone back while the part was loaded.
    if !place.html().is_connected() {
        return;
    }
    browser::adopt_style("views", STYLE);
    let desk = Desk::of(intents);
    owner.with(|| {
        untrack(|| {
            let shown = Memo::new(move |_| intents.views.shown.get());
            place.html().set_text_content(None);
            place.part(move |part| {
                let kind = shown.get();
                untrack(|| view(desk, kind, part))
            });
        });
    });
}

fn view(desk: Desk, kind: ViewKind, into: El) -> El {
    let intents = desk.intents;
    let is_empty = Memo::new(move |_| intents.lab.read(Lab::position) == Position::default());
    let into = into.child(bar::bar(desk, kind));
    if kind == ViewKind::Account {
        browser::focus_if_lost(CONTROLS);
        return into;
    }
    into.part(move |part| {
        if is_empty.get() {
            let words = "The view is worked out from the log. With no events there is nothing to show.";
            return part.child(el("p", "quiet").text(words));
        }
        let about_copies = move || desk.look(|views| views.about_copies(kind)).unwrap_or_default();
        untrack(|| match kind {
            ViewKind::Account => part,
            ViewKind::Statement => statement::view(desk, part),
            ViewKind::AllAccounts => all_accounts::view(desk, part),
            ViewKind::ByType => by_type::view(desk, part),
            ViewKind::Audit => audit::view(desk, part),
            ViewKind::LargestPayments => largest::view(desk, part),
        })
        .child(el("p", "view__note").text_with(about_copies))
    })
}

/// A cell of a row of headings; a number stands at the right.
pub fn heading(name: &str, is_number: bool) -> El {
    el("th", if is_number { "num" } else { "" }).attr("scope", "col").text(name)
}

/// A button that leads to an event.
pub fn event_button(desk: Desk, stream: &engine::StreamId, version: engine::Version) -> El {
    let (name, event) = (format!("Go to {version} of {stream}"), format!("{stream}/{}", version.0));
    let stream = stream.clone();
    button("stamp stamp--line ledger__event", move || desk.go_to(&stream, version))
        .attr("aria-label", name)
        .attr("data-event", event)
        .text(version.to_string())
}

/// A button that shows more rows, while there are more than `count` says are shown.
pub fn more(desk: Desk, count: impl Fn() -> usize + 'static) -> impl Fn(El) -> El {
    move |part| {
        let (shown, count) = (desk.rows.get(), count());
        if count <= shown {
            return part;
        }
        let more = move || desk.rows.update(|rows| *rows += super::desk::ROWS);
        part.child(
            el("p", "view__more")
                .child(el("span", "").text(format!("{shown} of {count} are shown.")))
                .child(button("btn", more).text("Show more")),
        )
    }
}

/// What the views say that do not follow the cursor, while it is in the past.
pub fn not_at_the_cursor(desk: Desk) -> impl Fn(El) -> El {
    move |part| {
        if desk.intents.cursor.position.get().is_live() {
            return part;
        }
        part.child(
            el("p", "view__note").text("This view does not follow the cursor. It shows the log up to its checkpoint."),
        )
    }
}
