//! What the tools of the bar open: the lessons, Share and present mode.

use leptos::prelude::*;

use super::part::{NotLoaded, load, of_part};
use super::with_retry::WithRetry;
use super::{LoadedView, lessons, present, share as share_part};
use crate::state::{Intents, use_intents};

of_part!(lessons: fn start_lesson(intents: Intents, number: u8) {
    lessons::open(intents, number);
});

of_part!(lessons: fn draw_lesson(intents: Intents, view: LoadedView) {
    lessons::draw(intents, view);
});

of_part!(lessons: fn ask_recall(intents: Intents) {
    lessons::ask_earlier(intents);
});

of_part!(lessons: fn open_map(intents: Intents) {
    lessons::show_map(intents);
});

of_part!(details: fn open_present(intents: Intents) {
    present::show(intents);
});

of_part!(lessons: fn end_lesson(intents: Intents) {
    lessons::close(intents);
});

of_part!(share: fn open_share(intents: Intents) {
    share_part::show(intents);
});

of_part!(share: fn open_linked(intents: Intents, is_start: bool) {
    share_part::open_link(intents, is_start);
});

/// Opens the lesson of this number from its start.
pub fn open_lesson(intents: Intents, number: u8) {
    load(start_lesson(intents, number), move || intents.notices.toast.set(NotLoaded::failure().to_string()));
}

/// Shows the map of all lessons.
pub fn show_lessons(intents: Intents) {
    load(open_map(intents), move || intents.notices.toast.set(NotLoaded::failure().to_string()));
}

/// Asks a question from a lesson that was done before.
pub fn ask_earlier(intents: Intents) {
    load(ask_recall(intents), move || intents.notices.toast.set(NotLoaded::failure().to_string()));
}

/// Shows strip, log and projection alone, for a room, until it is left.
pub fn show_present(intents: Intents) {
    load(open_present(intents), move || intents.notices.toast.set(NotLoaded::failure().to_string()));
}

/// Shows what of the lab can be handed on, and how.
pub fn share(intents: Intents) {
    load(open_share(intents), move || intents.notices.toast.set(NotLoaded::failure().to_string()));
}

/// Opens the lab of the link in the address; `true` if the page was opened with it.
pub fn open_link(intents: Intents, is_start: bool) {
    load(open_linked(intents, is_start), move || {
        intents.address.awaits_link.set(false);
        intents.notices.toast.set(NotLoaded::failure().to_string());
    });
}

/// The lesson that is open.
#[component]
pub fn LazyLesson() -> impl IntoView {
    view! { <WithRetry draw=|view| Box::pin(draw_lesson(use_intents(), view)) /> }
}

/// Opens the lesson of this number, for what has to wait until it is open.
pub(super) async fn lesson_opened(intents: Intents, number: u8) -> Result<(), NotLoaded> {
    start_lesson(intents, number).await
}

/// Closes the lesson that is open.
pub(super) async fn lesson_closed(intents: Intents) -> Result<(), NotLoaded> {
    end_lesson(intents).await
}
