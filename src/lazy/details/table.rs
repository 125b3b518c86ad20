use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use crate::browser;
use crate::components::{family_class, icon, stamp};
use crate::dom::{El, el};
use crate::state::{Intents, event_name};
use engine::Version;
use lab::{AccountId, ItemKind, Rows, ScrollScale, Table, TableItem, ago, moment};

/// How many items are measured before the browser has its turn again: a few milliseconds.
const AT_ONCE: usize = 1_000;
/// How many rows beyond those in sight are kept in the page, on either side.
const SPARE_ROWS: usize = 2;

/// The table as it is shown. It is a handle: cheap to copy.
#[derive(Clone, Copy)]
struct Shown {
    intents: Intents,
    table: StoredValue<Table, LocalStorage>,
    /// Counts up whenever the table has changed.
    revision: RwSignal<u32>,
    /// The keys of the partitions that are folded.
    folded: RwSignal<Vec<String>>,
    /// The row that the keys act on.
    active: RwSignal<usize>,
    /// In which row each partition begins, and how many rows there are.
    starts: Memo<(Vec<usize>, usize)>,
}

/// A row on the page. It is rebuilt when any of these values changes.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Row {
    number: usize,
    partition: usize,
    /// Its place in the partition; `None` for the head of the partition.
    place: Option<usize>,
    key: String,
    bytes: u64,
    event: Option<(AccountId, u64)>,
}

/// All items of the table by partition. Only the rows in sight are in the page.
pub fn fill(intents: Intents, into: El) -> El {
    let table = StoredValue::new_local(Table::default());
    let (revision, folded) = (RwSignal::new(0), RwSignal::new(Vec::<String>::new()));
    let starts = Memo::new(move |_| {
        revision.track();
        let mut rows = 0;
        let starts = table.with_value(|table| {
            let partitions = table.partitions().iter();
            partitions
                .map(|partition| {
                    let start = rows;
                    let is_folded = folded.with(|folded| folded.contains(&partition.key));
                    rows += 1 + if is_folded { 0 } else { partition.items };
                    start
                })
                .collect()
        });
        (starts, rows)
    });
    let shown = Shown { intents, table, revision, folded, active: RwSignal::new(0), starts };
    shown.measure();
    into.child(shown.grid())
}

impl Shown {
    /// Keeps the table up to date, a few items at a time.
    fn measure(self) {
        Effect::new(move |_| {
            if !self.catch_up() {
                spawn_local(async move {
                    loop {
                        browser::next_task().await;
                        // The panel may be gone by now, or the next command has measured on.
                        if self.revision.try_get_untracked().is_none() || untrack(|| self.catch_up()) {
                            return;
                        }
                    }
                });
            }
        });
    }

    fn catch_up(self) -> bool {
        let intents = self.intents;
        let is_complete =
            intents.lab.read(|lab| self.table.try_update_value(|table| table.catch_up(lab, AT_ONCE))).unwrap_or(true);
        self.revision.update(|revision| *revision += 1);
        is_complete
    }

    fn grid(self) -> El {
        let scroller = el("div", "scroll table");
        let (scrolled, sizes) = (RwSignal::new(0.0), RwSignal::new((24.0, 200.0)));
        watch_size(&scroller, sizes);
        let rows = Memo::new(move |_| {
            let (row, _) = sizes.get();
            Rows { count: self.starts.with(|starts| starts.1), row, tall_row: row, tall: Arc::default(), open: None }
        });
        let scale = Memo::new(move |_| ScrollScale::new(rows.with(Rows::total), sizes.get().1));
        let top = Memo::new(move |_| scale.get().to_list(scrolled.get()));
        let in_sight = Memo::new(move |_| {
            self.revision.track();
            let range = rows.with(|rows| rows.in_sight(top.get(), sizes.get().1, SPARE_ROWS));
            range.filter_map(|number| self.row(number)).collect::<Vec<_>>()
        });
        let place = move |number: usize| {
            let shift = scale.get().to_box(top.get()) - top.get();
            format!("translateY({}px)", (rows.with(|rows| rows.top(number)) + shift).round() as i64)
        };
        let html = scroller.html();
        let reveal = move |number: usize| {
            let (before, window) = (scale.get_untracked().to_list(scrolled.get_untracked()), sizes.get_untracked().1);
            let to = rows.with_untracked(|rows| rows.reveal(number, before, window, 0.0));
            if (to - before).abs() >= 1.0 {
                let to = scale.get_untracked().to_box(to).round();
                scrolled.set(to);
                let html = html.clone();
                request_animation_frame(move || html.set_scroll_top(to as i32));
            }
        };
        let reveal_too = reveal.clone();
        // The event that is looked at is led to once, wherever it was chosen.
        Effect::new(move |before: Option<Option<_>>| {
            // With rows of another height it stands elsewhere.
            let here = (self.intents.cursor.account.get(), self.intents.cursor.version.get(), sizes.get());
            self.starts.track();
            if before.flatten() == Some(here) {
                return Some(here);
            }
            let number = self.row_of((here.0, here.1))?;
            self.active.set(number);
            reveal(number);
            Some(here)
        });
        let titles = ["Sort key (SK)", "Kind", "Holds", "Bytes", "Written"];
        let columns = el("div", "table__row table__cols")
            .attr("role", "row")
            .attr("aria-rowindex", "1")
            .children(titles.map(|title| el("span", "").attr("role", "columnheader").text(title)));
        let body = el("div", "table__rows")
            .attr("role", "rowgroup")
            .style("height", move || format!("{}px", scale.get().boxed().round() as i64))
            .each(
                move || in_sight.get(),
                move |row| {
                    let number = row.number;
                    self.built(row).style("transform", move || place(number))
                },
            );
        scroller
            .attr("role", "treegrid")
            .attr("aria-label", "Items")
            .attr("aria-multiselectable", "true")
            .attr("tabindex", "0")
            .attr_with("aria-rowcount", move || Some((self.starts.with(|starts| starts.1) + 1).to_string()))
            .attr_with("aria-activedescendant", move || {
                let active = self.active.get();
                in_sight.with(|rows| rows.iter().any(|row| row.number == active)).then(|| row_id(active))
            })
            .on("scroll", move |event| scrolled.set(f64::from(event_target::<HtmlElement>(&event).scroll_top())))
            .on("keydown", move |event| self.go(event.unchecked_ref(), sizes.get_untracked(), &reveal_too))
            .child(columns)
            .child(body)
    }

    /// The row of an event's item, unless its partition is folded.
    fn row_of(self, (account, version): (AccountId, Version)) -> Option<usize> {
        let (partition, place) = self.table.with_value(|table| table.place_of(account, version))?;
        let start = self.starts.with_untracked(|starts| starts.0.get(partition).copied())?;
        (!untrack(|| self.is_folded(partition))).then_some(start + 1 + place)
    }

    /// The row of this number.
    fn row(self, number: usize) -> Option<Row> {
        let (partition, start) = self.starts.with(|(starts, _)| {
            let partition = starts.partition_point(|start| *start <= number).checked_sub(1)?;
            Some((partition, starts[partition]))
        })?;
        let place = (number - start).checked_sub(1);
        self.table.with_value(|table| match place {
            None => {
                let head = table.partitions().get(partition)?;
                let (key, bytes) = (format!("{} {}", head.key, head.items), head.bytes.unwrap_or(u64::MAX));
                Some(Row { number, partition, place, key, bytes, event: None })
            }
            Some(place) => {
                let item = self.intents.lab.read_untracked(|lab| table.item(lab, partition, place))?;
                let event = Some((item.account, item.version.0));
                Some(Row { number, partition, place: Some(place), key: item.sort_key, bytes: item.bytes as u64, event })
            }
        })
    }

    fn built(self, row: &Row) -> El {
        let number = row.number;
        let item = row.place.and_then(|place| {
            let intents = self.intents;
            self.table.with_value(|table| intents.lab.read_untracked(|lab| table.item(lab, row.partition, place)))
        });
        let built = match item {
            Some(item) => self.item(item),
            None => self.head(row.partition),
        };
        built
            .attr("role", "row")
            .attr("id", row_id(number))
            .attr("aria-rowindex", (number + 2).to_string())
            .class_if("is-active", move || self.active.get() == number)
            .on("click", move |_| {
                self.active.set(number);
                self.choose(number);
            })
    }

    /// The first row of a partition: its key, and how much is in it.
    fn head(self, partition: usize) -> El {
        let Some((key, items, bytes)) = self.table.with_value(|table| {
            let found = table.partitions().get(partition)?;
            Some((found.key.clone(), found.items, found.bytes))
        }) else {
            return el("div", "");
        };
        let noun = if items == 1 { "item" } else { "items" };
        let bytes = bytes.map_or("measuring".to_owned(), |bytes| format!("{bytes} bytes"));
        let title = el("span", "table__title")
            .attr("role", "gridcell")
            .child(icon("down"))
            .child(el("code", "").text("PK ").text(key))
            .text(format!("{items} {noun}"));
        el("div", "table__row table__head")
            .attr("aria-level", "1")
            .state("aria-expanded", move || !self.is_folded(partition))
            .child(title)
            .child(el("span", "table__num").attr("role", "gridcell").text(bytes))
    }

    fn item(self, item: TableItem) -> El {
        let (account, version, written_at) = (item.account, item.version, item.written_at);
        let intents = self.intents;
        let is_linked =
            Memo::new(move |_| intents.cursor.account.get() == account && intents.cursor.version.get() == version);
        let (symbol, class) = match item.kind {
            ItemKind::Event(family) => ("append", family_class(family)),
            ItemKind::Outbox => ("publish", ""),
            ItemKind::Snapshot => ("load", ""),
            ItemKind::IndexEntry | ItemKind::Reservation => ("search", ""),
        };
        let cell = |class: &str| el("span", class).attr("role", "gridcell");
        let key = cell("table__key")
            .child(el("code", "").text(&item.sort_key))
            .part_if(move || is_linked.get(), move |part| part.child(stamp(version)));
        el("div", "table__row")
            .attr("aria-level", "2")
            .attr("data-event", event_name(account, version))
            .class_if("is-linked", move || is_linked.get())
            .state("aria-selected", move || is_linked.get())
            .child(key)
            .child(cell(&format!("table__kind {class}")).child(icon(symbol)).text(item.kind.label()))
            .child(cell("table__holds").text(&item.holds))
            .child(cell("table__num").text(item.bytes.to_string()))
            .child(
                cell("table__num")
                    .attr("title", moment(written_at))
                    .text_with(move || ago(written_at, intents.lab.now.get())),
            )
    }

    fn is_folded(self, partition: usize) -> bool {
        self.table.with_value(|table| {
            let key = table.partitions().get(partition).map(|partition| &partition.key);
            key.is_some_and(|key| self.folded.with(|folded| folded.contains(key)))
        })
    }

    fn fold(self, partition: usize, fold: bool) {
        let key = self.table.with_value(|table| table.partitions().get(partition).map(|found| found.key.clone()));
        let Some(key) = key else { return };
        self.folded.update(|folded| {
            folded.retain(|known| *known != key);
            if fold {
                folded.push(key);
            }
        });
    }

    /// Folds or opens a partition, or looks at the event of an item.
    fn choose(self, number: usize) {
        match untrack(|| self.row(number)) {
            Some(Row { event: Some((account, version)), .. }) => {
                self.intents.look_at_event(account, Version(version));
            }
            Some(row) => self.fold(row.partition, !untrack(|| self.is_folded(row.partition))),
            None => {}
        }
    }

    fn go(self, event: &web_sys::KeyboardEvent, (row, window): (f64, f64), reveal: &impl Fn(usize)) {
        let last = self.starts.with_untracked(|starts| starts.1.saturating_sub(1));
        let active = self.active.get_untracked().min(last);
        let page = (window / row) as usize;
        let here = untrack(|| self.row(active));
        let to = match event.key().as_str() {
            "ArrowDown" => active + 1,
            "ArrowUp" => active.saturating_sub(1),
            "PageDown" => active + page,
            "PageUp" => active.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            key => {
                match (key, here) {
                    ("Enter", _) => self.choose(active),
                    ("ArrowLeft", Some(Row { place: Some(place), .. })) => {
                        self.active.set(active - place - 1);
                        reveal(active - place - 1);
                    }
                    ("ArrowLeft" | "ArrowRight", Some(row)) => self.fold(row.partition, key == "ArrowLeft"),
                    _ => return,
                }
                return event.prevent_default();
            }
        };
        event.prevent_default();
        self.active.set(to.min(last));
        reveal(to.min(last));
    }
}

fn row_id(number: usize) -> String {
    format!("item-{number}")
}

/// Keeps the height of a row, as the stylesheet says it, and what is seen of the rows.
fn watch_size(scroller: &El, sizes: RwSignal<(f64, f64)>) {
    let html = scroller.html();
    let observed = html.clone();
    let measure = Closure::<dyn Fn()>::new(move || {
        let head = html.first_element_child().map_or(0, |head| head.client_height());
        let now = (browser::length(&html, "--table-row"), f64::from(html.client_height() - head));
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
