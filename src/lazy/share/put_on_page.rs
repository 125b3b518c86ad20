use leptos::prelude::*;
use leptos::task::spawn_local;

use super::opener::Source;
use crate::browser;
use crate::lazy::tools::{lesson_closed, lesson_opened};
use crate::state::Intents;
use crate::state::notices::Offer;
use crate::state::persistence::{store_id, store_name, store_of_address};
use lab::Lab;
use lab::links::{LessonNumber, Place, Summary};
use stores::StoreKind;

/// What was on the page before a lab was opened.
struct Before {
    /// The learner's own lab. `None` if it waits until a lesson is closed.
    own: Option<Lab>,
    /// The lesson that was open, and its lab.
    lesson: Option<(u8, Lab)>,
    /// The store of the browser that was shown, and the number of its log.
    store: Option<(StoreKind, u32)>,
    place: Place,
}

/// Puts a lab on the page, in memory, and offers to bring back what was there.
pub async fn put_on_page(intents: Intents, lab: Lab, place: Place, source: Source) {
    browser::close_dialogs();
    intents.stop_stepping();
    let is_start = matches!(source, Source::Link { is_start: true, .. });
    // A reload opens the link again: then the address names the place.
    let is_reload = is_start && intents.has_place_in_address();
    let words = Summary::of(&lab).words();
    let named_store = store_of_address().filter(|kind| is_start && *kind != StoreKind::Memory);
    let (lesson, place_before) = (lesson_to_open(&place, is_reload), intents.place());
    let kept = leave_stores(intents, named_store);
    let before = replace(intents, lab, lesson, kept, place_before).await;
    intents.form.suggest_next();
    if is_reload {
        intents.go_to_address()
    } else {
        intents.go_to_place(&place)
    }
    intents.address.awaits_link.set(false);
    if let Source::Link { fragment, .. } = &source {
        browser::write_fragment(fragment);
    }
    let memory = match named_store.or(before.store.map(|(kind, _)| kind)) {
        Some(kind) => format!(" It is in memory; what {} keeps stays as it is.", store_name(kind)),
        None => String::new(),
    };
    let opened = format!("Opened a {}: {words}.{memory}", source.name());
    let before = StoredValue::new(Some(before));
    // What the address names may be missing, which was said first.
    let said = intents.notices.toast.get_untracked();
    let toast = if said.contains(" leads to ") { format!("{opened} {said}") } else { opened };
    let act = Callback::new(move |()| {
        if let Some(before) = before.try_update_value(Option::take).flatten() {
            spawn_local(bring_back(intents, before));
        }
    });
    let has_something = !is_start;
    intents.notices.offer.set(has_something.then(|| Offer { toast: toast.clone(), label: "Undo".to_owned(), act }));
    intents.notices.toast.set(toast);
}

/// The lesson that opens beside the lab.
fn lesson_to_open(place: &Place, is_reload: bool) -> Option<u8> {
    match is_reload {
        true => browser::in_address("lesson")?.parse().ok(),
        false => place.lesson.map(LessonNumber::get),
    }
}

/// Shows the memory. Returns the store of the browser that was shown, if one was.
fn leave_stores(intents: Intents, named: Option<StoreKind>) -> Option<(StoreKind, u32)> {
    let (kind, log) = (intents.persistence.kind.get_untracked(), intents.persistence.log.get_untracked());
    if kind != StoreKind::Memory {
        intents.choose_store(StoreKind::Memory);
        return Some((kind, log));
    }
    if named.is_some() {
        // A reload must not open the store in place of the link.
        intents.leave_for(None, 1);
    }
    None
}

/// Replaces the lab on the page. The rail of a lesson belongs to one lab: it closes, and opens again for the lesson of the new one.
async fn replace(
    intents: Intents,
    lab: Lab,
    lesson: Option<u8>,
    store: Option<(StoreKind, u32)>,
    place: Place,
) -> Before {
    let left = match intents.lesson.open.get_untracked() {
        Some(number) => {
            let of_lesson = intents.replace(Lab::new(browser::seed(), browser::now()));
            let is_closed = lesson_closed(intents).await.is_ok();
            of_lesson.filter(|_| is_closed).map(|lab| (number, lab))
        }
        None => None,
    };
    if let Some(number) = lesson
        && lesson_opened(intents, number).await.is_ok()
        && intents.lesson.open.get_untracked() == Some(number)
    {
        intents.replace(lab);
        return Before { own: None, lesson: left, store, place };
    }
    Before { own: intents.replace(lab), lesson: left, store, place }
}

async fn bring_back(intents: Intents, before: Before) {
    let Before { own, lesson, store, place } = before;
    intents.forget_link();
    intents.stop_stepping();
    if intents.lesson.open.get_untracked().is_some() && lesson_closed(intents).await.is_err() {
        return;
    }
    if let Some(own) = own {
        intents.replace(own);
    }
    if let Some((number, lab)) = lesson
        && lesson_opened(intents, number).await.is_ok()
    {
        intents.replace(lab);
    }
    intents.form.suggest_next();
    intents.notices.toast.set("Your lab is back.".to_owned());
    if let Some((kind, log)) = store {
        intents.persistence.log.set(log);
        intents.leave_for(Some(store_id(kind)), log);
        return intents.open_store(kind);
    }
    intents.go_to_place(&place);
}
