use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use crate::browser;
use crate::state::use_intents;
use engine::Version;
use lab::{AccountId, Rows, ScrollScale};

mod contents;
mod keys;
mod row;

use contents::Contents;
use row::{TableRow, row_id};

/// How many rows beyond those in sight are kept in the page, on either side.
const SPARE_ROWS: usize = 2;

/// All items of the table by partition. Only the rows in sight are in the page.
#[component]
pub fn TableView() -> impl IntoView {
    let cursor = use_intents().cursor;
    let contents = Contents::new(use_intents());
    let active = RwSignal::new(0);
    let scroll = Scroll::new(contents);
    let in_sight = Memo::new(move |_| contents.rows(scroll.in_sight()));
    // The event at the cursor is revealed once, wherever it was chosen.
    Effect::new(move |before: Option<Option<(AccountId, Version, Sizes)>>| {
        // With rows of another height it stands elsewhere.
        let here = (cursor.account.get(), cursor.version.get(), scroll.sizes.get());
        let number = contents.row_of(here.0, here.1);
        if before.flatten() == Some(here) {
            return Some(here);
        }
        let number = number?;
        active.set(number);
        scroll.reveal(number);
        Some(here)
    });
    let active_row = Memo::new(move |_| {
        let active = active.get();
        in_sight.with(|rows| rows.iter().any(|(number, _)| *number == active)).then_some(active)
    });
    let columns = ["Sort key (SK)", "Kind", "Holds", "Bytes", "Written"];
    view! {
        <div
            class="scroll table"
            node_ref=scroll.element
            role="treegrid"
            aria-label="Items"
            aria-multiselectable="true"
            tabindex="0"
            aria-rowcount=move || (contents.count() + 1).to_string()
            aria-activedescendant=move || active_row.get().map(row_id)
            on:scroll=move |event| scroll.follow(&event_target(&event))
            on:keydown=move |event| keys::press(&event, contents, active, scroll)
        >
            <div class="table__row table__cols" role="row" aria-rowindex="1">
                {columns.map(|title| view! { <span role="columnheader">{title}</span> }).into_iter().collect_view()}
            </div>
            <div class="table__rows" role="rowgroup" style:height=move || scroll.height()>
                <For
                    each=move || in_sight.with(|rows| rows.iter().map(|(number, _)| *number).collect::<Vec<_>>())
                    key=|number| *number
                    let:number
                >
                    <TableRow number in_sight contents active place=Signal::derive(move || scroll.place(number)) />
                </For>
            </div>
        </div>
    }
}

/// The height of a row, as the stylesheet says it, and of what is seen of the rows; in pixels.
type Sizes = (f64, f64);

/// Where the table is scrolled to.
#[derive(Clone, Copy)]
struct Scroll {
    element: NodeRef<Div>,
    sizes: RwSignal<Sizes>,
    scrolled: RwSignal<f64>,
    rows: Memo<Rows>,
    scale: Memo<ScrollScale>,
    /// The place in the list that is seen first.
    top: Memo<f64>,
}

impl Scroll {
    fn new(contents: Contents) -> Self {
        let element = NodeRef::<Div>::new();
        let (scrolled, sizes) = (RwSignal::new(0.0), RwSignal::new((24.0, 200.0)));
        element.on_load(move |element| watch_size(element.into(), sizes));
        let rows = Memo::new(move |_| {
            let (row, _) = sizes.get();
            Rows { count: contents.count(), row, tall_row: row, tall: Arc::default(), open: None }
        });
        let scale = Memo::new(move |_| ScrollScale::new(rows.with(Rows::total), sizes.get().1, browser::pixel_ratio()));
        let top = Memo::new(move |_| scale.get().to_list(scrolled.get()));
        Self { element, sizes, scrolled, rows, scale, top }
    }

    /// The numbers of the rows that are in the page.
    fn in_sight(self) -> std::ops::Range<usize> {
        self.rows.with(|rows| rows.in_sight(self.top.get(), self.sizes.get().1, SPARE_ROWS))
    }

    /// The height of the box that is scrolled, for the stylesheet.
    fn height(self) -> String {
        format!("{}px", self.scale.get().boxed().round() as i64)
    }

    /// The place of a row in that box, for the stylesheet.
    fn place(self, number: usize) -> String {
        let shift = self.scale.get().to_box(self.top.get()) - self.top.get();
        format!("translateY({}px)", (self.rows.with(|rows| rows.top(number)) + shift).round() as i64)
    }

    /// Takes in where the element is scrolled to.
    fn follow(self, element: &HtmlElement) {
        self.scrolled.set(f64::from(element.scroll_top()));
    }

    /// Scrolls until this row is seen.
    fn reveal(self, number: usize) {
        let scale = self.scale.get_untracked();
        let (before, window) = (scale.to_list(self.scrolled.get_untracked()), self.sizes.get_untracked().1);
        let to = self.rows.with_untracked(|rows| rows.reveal(number, before, window, 0.0));
        if (to - before).abs() < 1.0 {
            return;
        }
        let to = scale.to_box(to).round();
        self.scrolled.set(to);
        request_animation_frame(move || {
            if let Some(Some(element)) = self.element.try_get_untracked() {
                element.set_scroll_top(to as i32);
            }
        });
    }
}

/// Keeps the sizes of the rows up to date, until the scope ends.
fn watch_size(element: HtmlElement, sizes: RwSignal<Sizes>) {
    let observed = element.clone();
    let measure = Closure::<dyn Fn()>::new(move || {
        let head = element.first_element_child().map_or(0, |head| head.client_height());
        let now = (browser::length(&element, "--table-row"), f64::from(element.client_height() - head));
        if now.0 > 0.0 && sizes.try_get_untracked().is_some_and(|before| before != now) {
            sizes.set(now);
        }
    });
    let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) else { return };
    observer.observe(&observed);
    let kept = StoredValue::new_local((observer, measure));
    on_cleanup(move || {
        kept.try_update_value(|(observer, _)| observer.disconnect());
    });
}
