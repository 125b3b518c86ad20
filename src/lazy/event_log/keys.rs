use leptos::prelude::*;

use super::list_layout::ListLayout;
use crate::browser;
use crate::lazy::{self, Detail};
use crate::state::Intents;
use engine::Version;

/// Arrow keys, page keys, Home and End move over the rows. Shift and Enter compare the event at the cursor, Ctrl and Space pick it,
/// Ctrl and C copy what is picked, Escape drops all picks.
pub fn press(event: &web_sys::KeyboardEvent, intents: Intents, layout: ListLayout) {
    let Some(key) = browser::key_of(event) else { return };
    let page = layout.measures.get_untracked().window / layout.rows.with_untracked(|rows| rows.row);
    // If the event at the cursor is not shown, the keys start from the row that comes after it.
    let row = untrack(|| layout.row_of(intents.cursor.version.get()));
    let (Ok(place) | Err(place)) = row;
    let last = layout.rows.with_untracked(|rows| rows.count.saturating_sub(1));
    let to = match key.as_str() {
        "ArrowDown" => place + usize::from(row.is_ok()),
        "ArrowUp" => place.saturating_sub(1),
        "PageDown" => place + page as usize,
        "PageUp" => place.saturating_sub(page as usize),
        "Home" => 0,
        "End" => last,
        _ => return pick_or_copy(event, &key, intents),
    };
    event.prevent_default();
    if let Some(version) = untrack(|| layout.version_of(to.min(last))) {
        intents.cursor.go_to(version);
    }
}

fn pick_or_copy(event: &web_sys::KeyboardEvent, key: &str, intents: Intents) {
    let with_ctrl = event.ctrl_key() || event.meta_key();
    let version = intents.cursor.version.get_untracked();
    match key {
        " " if with_ctrl && version > Version::EMPTY => intents.filter.pick(version),
        // The event would also press the button that gets the focus.
        "Enter" if event.shift_key() => lazy::compare_from_here(intents),
        "c" if with_ctrl && !browser::has_selected_text() => lazy::detail(intents, Detail::CopyEvents, || {}),
        "Escape" if intents.filter.picked.with_untracked(|picked| !picked.is_empty()) => intents.filter.pick_none(),
        _ => return,
    }
    event.prevent_default();
}
