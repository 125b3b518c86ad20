use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use super::list_layout::{ListLayout, Measures, NEXT_EVENT};
use crate::browser;
use crate::state::CursorContext;
use lab::ScrollPosition;

/// Keeps the measures true and the open row in sight, until the current owner is cleaned up.
pub fn keep_in_sight(scroller: HtmlElement, cursor: CursorContext, layout: ListLayout) {
    // The row that stays at the top when the rows are measured again.
    let anchor = StoredValue::new(None);
    observe(scroller.clone(), layout, anchor);
    reveal(scroller, cursor, layout, anchor);
}

/// Shows the rows for where the box is scrolled to.
pub fn follow(scroller: &HtmlElement, layout: ListLayout) {
    // The browser scrolls a box whose content has become shorter. The list does not follow: it is about to scroll the box itself.
    if layout.has_pending_scroll.get_value() {
        return;
    }
    let before = layout.position.get_untracked();
    let after = layout
        .scale
        .get_untracked()
        .scrolled(ScrollPosition { top: layout.top.get_untracked(), ..before }, f64::from(scroller.scroll_top()));
    if after != before {
        layout.position.set(after);
    }
}

/// Scrolls the box of a long list to where its rows in sight belong, once a gesture has ended: until then it moved as far as they did.
pub fn settle(scroller: HtmlElement, layout: ListLayout) {
    if !layout.has_pending_scroll.get_value() {
        scroll_to(scroller, layout, layout.top.get_untracked());
    }
}

/// First the rows are drawn for where they will stand, then the box is scrolled, so that the page is laid out once.
fn scroll_to(scroller: HtmlElement, layout: ListLayout, top: f64) {
    let (before, after) = (layout.position.get_untracked(), layout.scale.get_untracked().at(top));
    if after != before {
        layout.position.set(after);
        layout.has_pending_scroll.set_value(true);
        request_animation_frame(move || {
            scroller.set_scroll_top(after.scrolled as i32);
            layout.has_pending_scroll.try_set_value(false);
        });
    }
}

/// Keeps the measures true when the window, the layout or the open row changes: its sentence and payload can take more lines than
/// usual.
///
/// The observer reports after the layout and before the paint, so nothing has to be laid out for a measure alone.
fn observe(scroller: HtmlElement, layout: ListLayout, anchor: StoredValue<Option<usize>>) {
    let (list, measures, open_element) = (scroller.clone(), layout.measures, layout.open_element);
    let measure = Closure::<dyn Fn()>::new(move || {
        let Some(before) = measures.try_get_untracked() else { return };
        let columns = scroller.first_element_child().map_or(0, |columns| columns.client_height());
        let open = open_element.with_untracked(|row| row.as_ref().map_or(0, HtmlElement::offset_height));
        let now = Measures {
            row: browser::length(&scroller, "--row"),
            tall_row: browser::length(&scroller, "--row-rejected"),
            gap: browser::length(&scroller, "--row-gap"),
            window: f64::from(scroller.client_height() - columns),
            open: if open > 0 { f64::from(open) } else { before.open },
            pixel_ratio: browser::pixel_ratio(),
        };
        if now.row > 0.0 && now != before {
            anchor.set_value(untrack(|| layout.anchor()));
            measures.set(now);
        }
    });
    let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) else { return };
    observer.observe(&list);
    let kept = StoredValue::new_local((observer.clone(), measure));
    on_cleanup(move || {
        kept.try_update_value(|(observer, _)| observer.disconnect());
    });
    Effect::new(move |before: Option<Option<HtmlElement>>| {
        let now = open_element.get();
        if before.as_ref() != Some(&now) {
            before.iter().flatten().for_each(|row| observer.unobserve(row));
            now.iter().for_each(|row| observer.observe(row));
        }
        now
    });
}

/// Scrolls the open row into sight when another one is opened; the newest with the place of the next event below it. When the rows are
/// measured again, what is in sight stays: the open row, or else the first row.
fn reveal(scroller: HtmlElement, cursor: CursorContext, layout: ListLayout, anchor: StoredValue<Option<usize>>) {
    Effect::new(move |before| {
        let now = (cursor.account.get(), cursor.version.get(), cursor.head.get());
        let is_same = before == Some(now);
        layout.measures.track();
        let (_, version, head) = now;
        let scroller = scroller.clone();
        queue_microtask(move || {
            let Some(before) = layout.top.try_get_untracked() else { return };
            let below = if version == head { NEXT_EVENT } else { 0.0 };
            let row = untrack(|| layout.row_of(version).ok());
            let window = layout.measures.get_untracked().window;
            let top = layout.rows.with_untracked(|rows| match anchor.get_value().filter(|_| is_same) {
                Some(first) => rows.top(first),
                None => row.map_or(0.0, |row| rows.reveal(row, before, window, below)),
            });
            if (top - before).abs() >= 1.0 {
                scroll_to(scroller, layout, top);
            }
        });
        now
    });
}
