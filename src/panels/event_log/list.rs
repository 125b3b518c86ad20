use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use super::Found;
use super::row::{row, row_id};
use crate::browser;
use crate::components::icon;
use crate::dom::{El, effect, el, memo, whether};
use crate::lazy::{self, Detail};
use crate::state::Intents;
use bank::{BankEvent, Family};
use engine::{Recorded, Version};
use lab::{Rows, ScrollScale};

/// How many rows beyond those in sight are kept in the page, on either side.
const SPARE_ROWS: usize = 1;

/// The most events of a log that is in the page as a whole.
const SHORT_LOG: usize = 12;

/// What the stylesheet says about rows, and how much of the list can be seen; in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Measures {
    row: f64,
    tall_row: f64,
    gap: f64,
    /// What is seen of the list at once.
    window: f64,
    /// The height of the open row.
    open: f64,
}

/// The line under the open row when there are later ones.
const CURSOR_LINE: f64 = 24.0;
/// The place of the next event, under the last one.
const SLOT: f64 = 36.0;

/// The rows, of which only those in sight are in the page.
pub fn list(intents: Intents, found: Found) -> El {
    let scroller = el("div", "scroll log__scroll");
    let measures = RwSignal::new(Measures { row: 37.0, tall_row: 37.0, gap: 0.0, window: 600.0, open: 135.0 });
    let scrolled = RwSignal::new(0.0);

    let row_of = move |version: Version| match found.with(|found| found.as_ref().map(|all| all.binary_search(&version)))
    {
        Some(row) => row.ok(),
        None => usize::try_from(version.0).ok()?.checked_sub(1),
    };
    let version_of = move |row: usize| match found.with(|found| found.as_ref().map(|all| all.get(row).copied())) {
        Some(version) => version,
        None => Some(Version(row as u64 + 1)),
    };
    let is_uniform = whether(move || measures.with(|measures| measures.row == measures.tall_row));
    let tall = Memo::new(move |_| {
        if is_uniform.get() { Arc::default() } else { intents.cursor.with_events(|events| rejected(events, found)) }
    });
    let rows = Memo::new(move |_| {
        let Measures { row, tall_row, gap, open, .. } = measures.get();
        let (head, version) = (intents.cursor.head.get(), intents.cursor.version.get());
        let below = if version < head { CURSOR_LINE } else { 0.0 };
        Rows {
            count: found.with(|found| found.as_ref().map_or(head.0 as usize, Vec::len)),
            row: row + gap,
            tall_row: tall_row + gap,
            tall: tall.get(),
            open: row_of(version).map(|row| (row, open + gap + below)),
        }
    });
    let scale = Memo::new(move |_| ScrollScale::new(rows.with(Rows::total) + SLOT, measures.get().window));
    let top = memo(move |_| scale.get().to_list(scrolled.get()));
    // Where something stands in the box, which may be shorter than the list.
    let shift = memo(move |_| scale.get().to_box(top.get()) - top.get());
    let place = move |y: f64| format!("translateY({}px)", (y + shift.get()).round() as i64);
    let in_sight = Memo::new(move |_| {
        let range = rows.with(|rows| match rows.count {
            0..=SHORT_LOG => 0..rows.count,
            _ => rows.in_sight(top.get(), measures.get().window, SPARE_ROWS),
        });
        intents.cursor.with_events(|events| {
            range
                .filter_map(version_of)
                .filter_map(|version| Some((version, events.get(version.0 as usize - 1)?.metadata.event_id)))
                .collect::<Vec<(Version, Uuid)>>()
        })
    });

    let box_of_list = scroller.html();
    observe(intents, box_of_list.clone(), measures, in_sight);
    reveal(intents, box_of_list, rows, scale, measures, scrolled, row_of);

    let open_row = move || row_of(intents.cursor.version.get());
    let is_past = move || intents.cursor.version.get() < intents.cursor.head.get() && open_row().is_some();
    // The row of the event that is looked at; when it is not shown, the one that comes after it.
    let here =
        move || match found.with(|found| found.as_ref().map(|all| all.binary_search(&intents.cursor.version.get()))) {
            Some(row) => row,
            None => open_row().ok_or(0),
        };
    let go = move |event: web_sys::Event| {
        let event = event.unchecked_ref::<web_sys::KeyboardEvent>();
        let page = (measures.get_untracked().window / rows.with_untracked(|rows| rows.row)) as usize;
        let row = untrack(here);
        let (Ok(place) | Err(place)) = row;
        let last = rows.with_untracked(|rows| rows.count.saturating_sub(1));
        let to = match event.key().as_str() {
            "ArrowDown" => place + usize::from(row.is_ok()),
            "ArrowUp" => place.saturating_sub(1),
            "PageDown" => place + page,
            "PageUp" => place.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            _ => return pick_or_copy(intents, event),
        };
        event.prevent_default();
        if let Some(version) = untrack(|| version_of(to.min(last))) {
            intents.cursor.go_to(version);
        }
    };
    let shown_rows = move || {
        let account = intents.cursor.account.get();
        in_sight.with(|rows| rows.iter().map(|&(version, id)| (account, version, id)).collect::<Vec<_>>())
    };
    let titles = ["No.", "Event", "What happened", "Amount", "When"];
    let columns = el("div", "log__cols")
        .attr("role", "row")
        .attr("aria-rowindex", "1")
        .children(titles.map(|title| el("span", "").attr("role", "columnheader").text(title)));
    let events = el("div", "events")
        .attr("role", "presentation")
        .style("height", move || format!("{}px", scale.get().boxed().round() as i64))
        .each(shown_rows, move |&(account, version, _)| {
            let place = move || place(rows.with(|rows| row_of(version).map_or(0.0, |row| rows.top(row))));
            row(intents, account, version, place)
        })
        .part_if(is_past, move |part| {
            let after = move || open_row().map_or(0, |row| row + 1);
            let place = move || place(rows.with(|rows| rows.top(after())) - CURSOR_LINE - measures.get().gap / 2.0);
            let words = el("span", "")
                .child(el("span", "wide").text("You are looking at this moment. "))
                .text("The rows below came later.");
            part.child(el("div", "cursorline").style("transform", place).child(icon("clock")).child(words))
        })
        .part_if(
            move || found.with(Option::is_none),
            move |part| {
                let words = move || match intents.stepper.is_awaited() {
                    true => "Waiting for Append".to_owned(),
                    false => "The next event goes here".to_owned(),
                };
                part.child(
                    el("div", "slot")
                        .attr("aria-hidden", "true")
                        .style("transform", move || place(rows.with(Rows::total)))
                        .child(el("span", "slot__v").text_with(move || intents.cursor.head.get().next().0.to_string()))
                        .child(el("span", "slot__text").child(icon("append")).text_with(words)),
                )
            },
        );
    let finds_nothing = move || found.with(|found| found.as_ref().is_some_and(Vec::is_empty));
    // A group of rows has one at least.
    let group = move || Some(if finds_nothing() { "presentation" } else { "rowgroup" }.to_owned());
    let page = el("div", "log__page").attr_with("role", group).child(events).part_if(finds_nothing, move |part| {
        let words = move || match intents.filter.query.with(|query| query.trim().is_empty()) {
            true => "No event is of these types.".to_owned(),
            false => "No event has these words. Clear the search to see all.".to_owned(),
        };
        part.child(el("p", "log__none").text_with(words))
    });
    scroller
        .attr("id", "events")
        .attr("role", "grid")
        .attr("aria-label", "Events")
        .attr("aria-multiselectable", "true")
        .attr("tabindex", "0")
        .attr_with("aria-rowcount", move || Some((intents.cursor.head.get().0 + 1).to_string()))
        .attr_with("aria-activedescendant", move || {
            let version = intents.cursor.version.get();
            in_sight.with(|rows| rows.iter().any(|row| row.0 == version)).then(|| row_id(version))
        })
        .on("scroll", move |event| scrolled.set(f64::from(event_target::<HtmlElement>(&event).scroll_top())))
        .on("keydown", go)
        .child(columns)
        .child(page)
}

/// Shift and Enter compare the event that is looked at, Ctrl and Space pick it, Ctrl and C copy what is picked, Escape picks
/// nothing any more.
fn pick_or_copy(intents: Intents, event: &web_sys::KeyboardEvent) {
    let with_ctrl = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        " " if with_ctrl && intents.cursor.version.get_untracked() > Version::EMPTY => {
            intents.filter.pick(intents.cursor.version.get_untracked());
        }
        // The event would also press the button that gets the focus.
        "Enter" if event.shift_key() => lazy::compare_from_here(intents),
        "c" if with_ctrl && !browser::has_selected_text() => lazy::detail(intents, Detail::CopyEvents, || {}),
        "Escape" if intents.filter.picked.with_untracked(|picked| !picked.is_empty()) => {
            intents.filter.pick_none();
        }
        _ => return,
    }
    event.prevent_default();
}

/// Which rows are rejections, in rising order.
fn rejected(events: &[Recorded<BankEvent>], found: Found) -> Arc<[usize]> {
    let is_rejected = |event: &Recorded<BankEvent>| event.data.family() == Family::Rejected;
    let rows = |rejected: &mut dyn Iterator<Item = &Recorded<BankEvent>>| {
        rejected.enumerate().filter(|(_, event)| is_rejected(event)).map(|(row, _)| row).collect()
    };
    found.with(|found| match found {
        None => rows(&mut events.iter()),
        Some(all) => rows(&mut all.iter().filter_map(|version| events.get(version.0 as usize - 1))),
    })
}

/// Keeps the measures true when the window, the layout or the open row changes: its sentence and payload may take more lines
/// than usual.
///
/// The observer reports after the layout and before the paint, so nothing has to be laid out for a measure alone.
fn observe(
    intents: Intents,
    scroller: HtmlElement,
    measures: RwSignal<Measures>,
    in_sight: Memo<Vec<(Version, Uuid)>>,
) {
    let (list, open_row) = (scroller.clone(), Rc::new(RefCell::new(None::<HtmlElement>)));
    let (measured, observed) = (open_row.clone(), open_row);
    let measure = Closure::<dyn Fn()>::new(move || {
        let Some(before) = measures.try_get_untracked() else { return };
        let head = scroller.first_element_child().map_or(0, |header| header.client_height());
        let open = measured.borrow().as_ref().map_or(0, HtmlElement::offset_height);
        let now = Measures {
            row: browser::length(&scroller, "--row"),
            tall_row: browser::length(&scroller, "--row-rejected"),
            gap: browser::length(&scroller, "--row-gap"),
            window: f64::from(scroller.client_height() - head),
            open: if open > 0 { f64::from(open) } else { before.open },
        };
        if now.row > 0.0 && now != before {
            measures.set(now);
        }
    });
    let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) else { return };
    observer.observe(&list);
    let kept = StoredValue::new_local((observer.clone(), measure));
    on_cleanup(move || {
        kept.try_update_value(|(observer, _)| observer.disconnect());
    });
    effect(move || {
        let (_, _, _) = (intents.cursor.version.get(), intents.cursor.account.get(), measures.get());
        // The open row may be scrolled into sight only now.
        in_sight.track();
        let (list, observer, observed) = (list.clone(), observer.clone(), observed.clone());
        queue_microtask(move || {
            let now = list.query_selector(".event.is-now").ok().flatten().map(JsCast::unchecked_into::<HtmlElement>);
            let before = observed.replace(now.clone());
            if before != now {
                before.iter().for_each(|row| observer.unobserve(row));
                now.iter().for_each(|row| observer.observe(row));
            }
        });
    });
}

/// Scrolls the open row into sight when another one is opened; the newest with the place of the next event below it.
fn reveal(
    intents: Intents,
    scroller: HtmlElement,
    rows: Memo<Rows>,
    scale: Memo<ScrollScale>,
    measures: RwSignal<Measures>,
    scrolled: RwSignal<f64>,
    row_of: impl Fn(Version) -> Option<usize> + Copy + Send + Sync + 'static,
) {
    effect(move || {
        let (version, head) = (intents.cursor.version.get(), intents.cursor.head.get());
        // With another layout or a smaller window the open row would be left behind.
        let (_, _) = (intents.cursor.account.get(), measures.get());
        let scroller = scroller.clone();
        queue_microtask(move || {
            let Some(scale) = scale.try_get_untracked() else { return };
            let before = scale.to_list(scrolled.get_untracked());
            let below = if version == head { SLOT } else { 0.0 };
            let row = untrack(|| row_of(version));
            let window = measures.get_untracked().window;
            let top = row.map_or(0.0, |row| rows.with_untracked(|rows| rows.reveal(row, before, window, below)));
            if (top - before).abs() >= 1.0 {
                // First the rows are drawn for where it will stand, then it is scrolled, so that the page is laid out once.
                let to = scale.to_box(top).round();
                scrolled.set(to);
                request_animation_frame(move || scroller.set_scroll_top(to as i32));
            }
        });
    });
}
