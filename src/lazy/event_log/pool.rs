use leptos::prelude::*;

use super::list_layout::ListLayout;
use super::row_content::RowContent;
use crate::state::{use_cursor, use_lab, use_log_filter};

/// A slot of the pool of rows.
#[derive(Clone)]
pub struct Slot {
    /// Its number in the pool, from 0.
    pub number: usize,
    /// The event that its row shows.
    pub content: ArcRwSignal<RowContent>,
    /// Where the row stands, and how it is marked.
    pub marks: ArcRwSignal<Marks>,
}

/// Where a row stands, and how it is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The pool of a list: as many slots as rows are in the page, each with a signal of its own.
///
/// One effect fills them. When each row derived what it shows from the layout, a change walked through all attributes of the rows once
/// for each way through the layout: a quarter of the script of a jump.
///
/// The effect reads one memo. One that read the memos of the layout itself missed a change of the rows' heights.
pub fn use_pool(layout: ListLayout) -> RwSignal<Vec<Slot>> {
    let pool = RwSignal::new(Vec::<Slot>::new());
    let shown = shown_rows(layout);
    Effect::new(move |_| {
        let mut slots = pool.get_untracked();
        let before = slots.len();
        let shown = shown.get();
        slots.truncate(shown.len());
        for (number, (content, marks)) in shown.into_iter().enumerate() {
            match slots.get(number) {
                Some(slot) => {
                    set_if_new(&slot.content, content);
                    set_if_new(&slot.marks, marks);
                }
                None => slots.push(Slot { number, content: ArcRwSignal::new(content), marks: ArcRwSignal::new(marks) }),
            }
        }
        if slots.len() != before {
            pool.set(slots);
        }
    });
    pool
}

fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) {
    if signal.with_untracked(|now| *now != value) {
        signal.set(value);
    }
}

/// What the rows show that are in the page.
fn shown_rows(layout: ListLayout) -> Memo<Vec<(RowContent, Marks)>> {
    let (lab, cursor, filter) = (use_lab(), use_cursor(), use_log_filter());
    Memo::new(move |_| {
        let (account, at) = (cursor.account.get(), cursor.version.get());
        let (shown, picked) = (layout.shown.get(), filter.picked.get());
        lab.read(|lab| {
            let owner = lab.now(account).account.owner;
            lab.with_events(account, |events| {
                let row = |row| {
                    let version = layout.version_of(row)?;
                    let event = events.get(usize::try_from(version.0).ok()?.checked_sub(1)?)?;
                    let marks = Marks {
                        top: layout.in_box(layout.rows.with(|rows| rows.top(row))),
                        is_open: version == at,
                        is_picked: picked.contains(&version),
                        is_future: at < version,
                    };
                    Some((RowContent::of(account, owner.as_ref(), event), marks))
                };
                shown.filter_map(row).collect()
            })
        })
    })
}
