use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::Found;
use crate::browser;
use crate::state::CursorContext;
use bank::{BankEvent, Family};
use engine::{Recorded, Version};
use lab::{Rows, ScrollPosition, ScrollScale};

/// How many rows beyond those in sight are kept in the page, on either side.
const SPARE_ROWS: usize = 1;

/// The most events of a log that is in the page as a whole.
const SHORT_LOG: usize = 12;

/// The height of the line under the open row when there are later ones, in pixels.
pub const CURSOR_LINE: f64 = 24.0;

/// The height of the place of the next event, under the last one, in pixels.
pub const NEXT_EVENT: f64 = 36.0;

/// Where each row of the list stands, and which rows are in the page.
#[derive(Clone, Copy)]
pub struct ListLayout {
    cursor: CursorContext,
    found: Found,
    /// The heights that the browser reports.
    pub measures: RwSignal<Measures>,
    /// The element of the open row, while it is in the page.
    pub open_element: RwSignal<Option<HtmlElement>, LocalStorage>,
    /// How far the list is scrolled.
    pub position: RwSignal<ScrollPosition>,
    /// Whether the box is about to be scrolled to where the list is already drawn.
    pub has_pending_scroll: StoredValue<bool>,
    /// The heights of all rows.
    pub rows: Memo<Rows>,
    /// Between the list and its box.
    pub scale: Memo<ScrollScale>,
    /// The top of what is seen of the list.
    pub top: Memo<f64>,
    /// From a place in the list to the same place in the box, which can be shorter.
    shift: Memo<f64>,
    /// The rows in the page, one for each slot of the pool.
    pub shown: Memo<Range<usize>>,
}

/// What the stylesheet says about rows, and how much of the list can be seen; in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// A closed row.
    pub row: f64,
    /// A closed row of a rejection.
    pub tall_row: f64,
    /// Between two rows.
    pub gap: f64,
    /// What is seen of the list at once.
    pub window: f64,
    /// The open row.
    pub open: f64,
    /// The pixels of the screen to a CSS pixel.
    pub pixel_ratio: f64,
}

impl ListLayout {
    /// A list of what was found, from its first row on.
    pub fn new(cursor: CursorContext, found: Found) -> Self {
        let measures = RwSignal::new(Measures {
            row: 37.0,
            tall_row: 37.0,
            gap: 0.0,
            window: 600.0,
            open: 135.0,
            pixel_ratio: browser::pixel_ratio(),
        });
        let position = RwSignal::new(ScrollPosition::default());
        let is_uniform = Memo::new(move |_| measures.with(|measures| measures.row == measures.tall_row));
        let tall = Memo::new(move |_| {
            if is_uniform.get() { Arc::default() } else { cursor.with_events(|events| rejected(events, found)) }
        });
        let rows = Memo::new(move |_| {
            let Measures { row, tall_row, gap, open, .. } = measures.get();
            let (head, version) = (cursor.head.get(), cursor.version.get());
            let below = if version < head { CURSOR_LINE } else { 0.0 };
            Rows {
                count: found.with(|found| found.as_ref().map_or(head.0 as usize, Vec::len)),
                row: row + gap,
                tall_row: tall_row + gap,
                tall: tall.get(),
                open: row_of(found, version).ok().map(|row| (row, open + gap + below)),
            }
        });
        let scale = Memo::new(move |_| {
            let Measures { window, pixel_ratio, .. } = measures.get();
            ScrollScale::new(rows.with(Rows::total) + NEXT_EVENT, window, pixel_ratio)
        });
        let top = Memo::new(move |_| position.get().top.min(scale.get().end()));
        let shift = Memo::new(move |_| position.get().scrolled - top.get());
        let in_sight =
            Memo::new(move |_| rows.with(|rows| rows.in_sight(top.get(), measures.get().window, SPARE_ROWS)));
        // As many as the window can show of the lowest rows, so that no jump needs another one.
        let slots = Memo::new(move |_| {
            let Measures { row, gap, window, .. } = measures.get();
            (window / (row + gap)).ceil() as usize + 1 + 2 * SPARE_ROWS
        });
        let shown = Memo::new(move |_| match rows.with(|rows| rows.count) {
            count @ 0..=SHORT_LOG => 0..count,
            count => {
                let slots = slots.get().min(count);
                let first = in_sight.with(|rows| rows.start).min(count - slots);
                first..first + slots
            }
        });
        let (open_element, has_pending_scroll) = (RwSignal::new_local(None), StoredValue::new(false));
        Self { cursor, found, measures, open_element, position, has_pending_scroll, rows, scale, top, shift, shown }
    }

    /// The row of a version; if it is not shown, the row that comes after it.
    pub fn row_of(self, version: Version) -> Result<usize, usize> {
        row_of(self.found, version)
    }

    /// The first row in sight, unless the open row is in sight.
    pub fn anchor(self) -> Option<usize> {
        let (top, window) = (self.top.get(), self.measures.get().window);
        let is_open_in_sight = self.open_row().is_some_and(|row| {
            self.rows.with(|rows| rows.top(row) < top + window && rows.top(row) + rows.height(row) > top)
        });
        (!is_open_in_sight).then(|| self.rows.with(|rows| rows.at(top)))
    }

    /// The version of a row.
    pub fn version_of(self, row: usize) -> Option<Version> {
        match self.found.with(|found| found.as_ref().map(|all| all.get(row).copied())) {
            Some(version) => version,
            None => (row < self.rows.with(|rows| rows.count)).then_some(Version(row as u64 + 1)),
        }
    }

    /// The open row, if the event at the cursor is shown.
    pub fn open_row(self) -> Option<usize> {
        self.row_of(self.cursor.version.get()).ok()
    }

    /// The place in the box of this place in the list, in pixels.
    pub fn in_box(self, y: f64) -> i64 {
        (y + self.shift.get()).round() as i64
    }

    /// The style that puts an element at this place of the list.
    pub fn place(self, y: f64) -> String {
        translation(self.in_box(y))
    }
}

/// The style that puts an element at this place in the box, in pixels.
pub fn translation(top: i64) -> String {
    format!("translateY({top}px)")
}

fn row_of(found: Found, version: Version) -> Result<usize, usize> {
    match found.with(|found| found.as_ref().map(|all| all.binary_search(&version))) {
        Some(row) => row,
        None => (version.0 as usize).checked_sub(1).ok_or(0),
    }
}

/// The rows that are rejections, in rising order.
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
