use leptos::prelude::*;

use super::list_layout::ListLayout;
use super::row_content::RowContent;
use crate::state::{use_cursor, use_lab, use_log_filter};

/// What the slots of the pool show, one row each.
///
/// The rows depend on this memo alone. A row that asked the layout by itself would be reached by a change on each way through the layout.
pub type Pool = Memo<Vec<Slot>>;

/// What a slot shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// The event.
    pub content: RowContent,
    /// Where the row stands, and how it is marked.
    pub marks: Marks,
}

/// Where a row stands, and how it is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Its top in the box, in pixels.
    pub top: i64,
    /// Whether the event is at the cursor.
    pub is_open: bool,
    /// Whether the event is picked.
    pub is_picked: bool,
    /// Whether the event is later than the cursor.
    pub is_future: bool,
}

/// The pool of a list.
pub fn use_pool(layout: ListLayout) -> Pool {
    let (lab, cursor, filter) = (use_lab(), use_cursor(), use_log_filter());
    Memo::new(move |_| {
        let (account, at) = (cursor.account.get(), cursor.version.get());
        let (shown, picked) = (layout.shown.get(), filter.picked.get());
        lab.read(|lab| {
            let owner = lab.now(account).account.owner;
            lab.with_events(account, |events| {
                let slot = |row| {
                    let version = layout.version_of(row)?;
                    let event = events.get(usize::try_from(version.0).ok()?.checked_sub(1)?)?;
                    let marks = Marks {
                        top: layout.in_box(layout.rows.with(|rows| rows.top(row))),
                        is_open: version == at,
                        is_picked: picked.contains(&version),
                        is_future: at < version,
                    };
                    Some(Slot { content: RowContent::of(account, owner.as_ref(), event), marks })
                };
                shown.filter_map(slot).collect()
            })
        })
    })
}
