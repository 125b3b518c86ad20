use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Scroll;
use super::contents::{Contents, Row};
use crate::browser;

/// Does what a key does in a tree grid: `active` is the number of the row that the keys act on.
pub fn press(event: &KeyboardEvent, contents: Contents, active: RwSignal<usize>, scroll: Scroll) {
    let Some(key) = browser::key_of(event) else { return };
    let last = untrack(|| contents.count()).saturating_sub(1);
    let here = active.get_untracked().min(last);
    let (row, window) = scroll.sizes.get_untracked();
    let page = (window / row) as usize;
    let is_item = matches!(untrack(|| contents.row(here)), Some(Row::Item(_)));
    let to = match key.as_str() {
        "ArrowDown" => here + 1,
        "ArrowUp" => here.saturating_sub(1),
        "PageDown" => here + page,
        "PageUp" => here.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        "ArrowLeft" if is_item => untrack(|| contents.head_of(here)).unwrap_or(here),
        // An item has nothing to open.
        "ArrowRight" if is_item => return event.prevent_default(),
        key @ ("ArrowLeft" | "ArrowRight") => {
            contents.fold(here, key == "ArrowLeft");
            return event.prevent_default();
        }
        "Enter" => {
            contents.choose(here);
            return event.prevent_default();
        }
        _ => return,
    };
    event.prevent_default();
    active.set(to.min(last));
    scroll.reveal(to.min(last));
}
