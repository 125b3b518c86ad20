use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use crate::bank::{BankEvent, Family};
use crate::engine::{Event, Recorded, Version};
use crate::lab::{AccountId, Rows, ScrollScale, ago, code_lines, moment, sentence, signed_amount};
use crate::ui::browser;
use crate::ui::components::{code, event_icon, family_class, icon, stamp};
use crate::ui::dom::{El, button, el};
use crate::ui::session::Session;
use crate::ui::store::Condition;

/// How many rows beyond those in sight are kept in the page, on either side.
const SPARE_ROWS: usize = 1;

/// Lines of a new ledger page.
const BLANK_LINES: u32 = 14;

/// The event log: every event of the account, the one that is looked at open.
pub(in crate::ui) fn panel(session: Session) -> El {
    let is_empty = Memo::new(move |_| session.head.get() == Version::EMPTY);
    el("section", "panel log")
        .class_if("log--empty", move || is_empty.get())
        .attr("aria-label", "Event log")
        .attr("data-then", "events next-step")
        .part_if(
            move || is_empty.get() && session.store.condition.get() == Condition::Ready,
            move |part| first_visit(part, session),
        )
        .part_if(
            move || is_empty.get() && session.store.condition.get() != Condition::Ready,
            move |part| not_ready(part, session),
        )
        .part_if(
            move || !is_empty.get(),
            move |part| {
                let found = Memo::new(move |_| session.found());
                part.child(header(session, found)).child(list(session, found))
            },
        )
}

fn first_visit(into: El, session: Session) -> El {
    let line = |number: u32| el("span", "blank__v").text(number.to_string());
    let blank = |number: u32| el("li", "blank").attr("aria-hidden", "true").child(line(number));
    let title = el("h2", "panel__title").text("Event log");
    let hello = el("div", "hello")
        .child(el("h2", "hello__title").text("Nothing has happened yet."))
        .child(el("p", "hello__sub").text("A bank account is a list of things that happened. Write the first line."));
    // Another account that is opened step by step has an empty log too, and these are not for it.
    let is_stepping = move || session.stepping.with(Option::is_some);
    let open = move || {
        button("btn btn--main hello__go", move || session.open_for_ada())
            .child(icon("open"))
            .text("Open an account for Ada")
    };
    let load = move || button("link", move || session.load_six_events()).text("load a page with six events");
    let lines = el("ol", "blanks")
        .child(
            el("li", "blank blank--first")
                .child(line(1))
                .part_if(
                    move || !is_stepping(),
                    move |part| {
                        part.child(open()).child(el("span", "hello__aside").text("One click. Nothing to fill in."))
                    },
                )
                .part_if(is_stepping, |part| part.child(el("span", "hello__more").text("Waiting for Append"))),
        )
        .child(el("li", "blank").child(line(2)).part_if(
            move || !is_stepping(),
            move |part| part.child(el("span", "hello__more").child(el("span", "").text("Or")).child(load())),
        ))
        .children((3..=BLANK_LINES).map(blank));
    into.child(el("header", "panel__head").child(title).child(el("span", "panel__sub").text("empty")))
        .child(el("div", "scroll log__scroll").child(el("div", "log__page").child(hello).child(lines)))
}

/// What stands in the place of a log that could not be read, or not yet.
fn not_ready(into: El, session: Session) -> El {
    let is_broken = move || matches!(session.store.condition.get(), Condition::Broken { .. });
    let title = move || match session.store.condition.get() {
        Condition::Broken { .. } => "This store can\u{2019}t be used.".to_owned(),
        Condition::Busy(doing) => format!("{doing}\u{2026}"),
        _ => "Reading the store.".to_owned(),
    };
    let sub = move || match session.store.condition.get() {
        Condition::Broken { .. } => "Nothing in it was changed.",
        Condition::Busy(_) => "It waits for its turn among the tabs.",
        _ => "Its events come in a moment.",
    };
    let sub = move || sub().to_owned();
    let hello = el("div", "hello")
        .child(el("h2", "hello__title").text_with(title))
        .child(el("p", "hello__sub").text_with(sub))
        .part_if(is_broken, move |part| {
            part.child(button("btn btn--main", move || session.show_store()).text("What happened, and what to do"))
        });
    let word = move || if is_broken() { "not shown" } else { "reading" }.to_owned();
    let head = el("header", "panel__head")
        .child(el("h2", "panel__title").text("Event log"))
        .child(el("span", "panel__sub").text_with(word));
    into.child(head).child(el("div", "scroll log__scroll").child(el("div", "log__page").child(hello)))
}

/// The versions that the search finds, or `None` for all.
type Found = Memo<Option<Vec<Version>>>;

fn header(session: Session, found: Found) -> El {
    let count = move || {
        let head = session.head.get().0;
        let noun = if head == 1 { "event" } else { "events" };
        let account = session.account.get();
        match found.with(|found| found.as_ref().map(Vec::len)) {
            Some(count) => format!("{account} \u{b7} {count} of {head} {noun}"),
            None => format!("{account} \u{b7} {head} {noun}"),
        }
    };
    let field = el("input", "input")
        .attr("id", "search")
        .attr("type", "search")
        .attr("placeholder", "Search events")
        .value(move || session.query.get())
        .on("input", move |event| session.query.set(event_target_value(&event)))
        .on("keydown", move |event| {
            if event.unchecked_ref::<web_sys::KeyboardEvent>().key() == "Escape" {
                session.query.update(String::clear);
                event.stop_propagation();
            }
        });
    let search = el("label", "search")
        .child(el("span", "sr").text("Search events"))
        .child(icon("search"))
        .child(field)
        .child(el("kbd", "").attr("aria-hidden", "true").text("/"));
    el("header", "panel__head")
        .child(el("h2", "panel__title").text("Event log"))
        .child(el("span", "panel__sub").attr("aria-live", "off").text_with(count))
        .child(el("div", "panel__end").child(search))
}

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

fn list(session: Session, found: Found) -> El {
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
    let tall = Memo::new(move |_| {
        let is_uniform = measures.with(|measures| measures.row == measures.tall_row);
        if is_uniform { Arc::default() } else { session.with_events(|events| rejected(events, found)) }
    });
    let rows = Memo::new(move |_| {
        let Measures { row, tall_row, gap, open, .. } = measures.get();
        let (head, version) = (session.head.get(), session.version.get());
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
    let top = Memo::new(move |_| scale.get().to_list(scrolled.get()));
    // Where something stands in the box, which may be shorter than the list.
    let shift = Memo::new(move |_| scale.get().to_box(top.get()) - top.get());
    let place = move |y: f64| format!("translateY({}px)", (y + shift.get()).round() as i64);
    let in_sight = Memo::new(move |_| {
        let range = rows.with(|rows| rows.in_sight(top.get(), measures.get().window, SPARE_ROWS));
        session.with_events(|events| {
            range
                .filter_map(version_of)
                .filter_map(|version| Some((version, events.get(version.0 as usize - 1)?.metadata.event_id)))
                .collect::<Vec<(Version, Uuid)>>()
        })
    });

    let box_of_list = scroller.html();
    observe(session, box_of_list.clone(), measures);
    reveal(session, box_of_list, rows, scale, measures, scrolled, row_of);

    let open_row = move || row_of(session.version.get());
    let is_past = move || session.version.get() < session.head.get() && open_row().is_some();
    let go = move |event: web_sys::Event| {
        let page = (measures.get_untracked().window / rows.with_untracked(|rows| rows.row)) as usize;
        let row = untrack(open_row);
        let last = rows.with_untracked(|rows| rows.count.saturating_sub(1));
        let to = match (event.unchecked_ref::<web_sys::KeyboardEvent>().key().as_str(), row) {
            ("ArrowDown", None) | ("Home", _) => 0,
            ("ArrowDown", Some(row)) => row + 1,
            ("ArrowUp", Some(row)) => row.saturating_sub(1),
            ("PageDown", row) => row.unwrap_or(0) + page,
            ("PageUp", row) => row.unwrap_or(0).saturating_sub(page),
            ("End", _) => last,
            _ => return,
        };
        event.prevent_default();
        if let Some(version) = untrack(|| version_of(to.min(last))) {
            session.go_to(version);
        }
    };
    let shown_rows = move || {
        let account = session.account.get();
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
            row(session, account, version, place)
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
                let words = move || match session.is_awaited() {
                    true => "Waiting for Append".to_owned(),
                    false => "The next event goes here".to_owned(),
                };
                part.child(
                    el("div", "slot")
                        .attr("aria-hidden", "true")
                        .style("transform", move || place(rows.with(Rows::total)))
                        .child(el("span", "slot__v").text_with(move || session.head.get().next().0.to_string()))
                        .child(el("span", "slot__text").child(icon("append")).text_with(words)),
                )
            },
        );
    let finds_nothing = move || found.with(|found| found.as_ref().is_some_and(Vec::is_empty));
    // A group of rows has one at least.
    let group = move || Some(if finds_nothing() { "presentation" } else { "rowgroup" }.to_owned());
    let page = el("div", "log__page").attr_with("role", group).child(events).part_if(finds_nothing, |part| {
        part.child(el("p", "log__none").text("No event has these words. Clear the search to see all."))
    });
    scroller
        .attr("id", "events")
        .attr("role", "grid")
        .attr("aria-label", "Events")
        .attr("tabindex", "0")
        .attr_with("aria-rowcount", move || Some((session.head.get().0 + 1).to_string()))
        .attr_with("aria-activedescendant", move || {
            let version = session.version.get();
            in_sight.with(|rows| rows.iter().any(|row| row.0 == version)).then(|| row_id(version))
        })
        .on("scroll", move |event| scrolled.set(f64::from(event_target::<HtmlElement>(&event).scroll_top())))
        .on("keydown", go)
        .child(columns)
        .child(page)
}

fn row_id(version: Version) -> String {
    format!("event-{}", version.0)
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

fn row(session: Session, account: AccountId, version: Version, place: impl Fn() -> String + 'static) -> El {
    let Some((event, owner)) =
        session.read_untracked(|lab| Some((lab.event(account, version)?, lab.now(account).owner)))
    else {
        return el("div", "");
    };
    let is_open = Memo::new(move |_| session.version.get() == version && session.account.get() == account);
    let is_future = Memo::new(move |_| session.version.get() < version);
    let is_rejected = event.data.family() == Family::Rejected;
    let recorded_at = event.metadata.recorded_at;
    let is_new = (browser::now() - recorded_at).num_milliseconds() < 600;

    let cell = |class| el("span", class).attr("role", "gridcell");
    let number = cell("event__v")
        .part(move |part| if is_open.get() { part.child(stamp(version)) } else { part.text(version.0.to_string()) });
    let number = if version.0 > 9_999 { number.class_if("is-wide", || true) } else { number };
    let kind = cell("event__type")
        .child(el("span", "event__icon").child(icon(event_icon(&event.data))))
        .child(el("span", "event__name").text(event.data.event_type()));
    let said = cell("event__text").child(el("span", "event__said").text(sentence(&event.data, owner.as_ref())));
    let amount = signed_amount(&event.data).unwrap_or_default();
    let (said, amount) = if is_rejected {
        let tag = el("span", "event__tag").text("Changes nothing");
        (said.child(tag), cell("event__amount").child(el("s", "").text(amount)))
    } else {
        (said, cell("event__amount").text(amount))
    };
    let when = cell("event__when")
        .attr("title", moment(recorded_at))
        .text_with(move || ago(recorded_at, session.now.get()))
        .part_if(move || is_future.get(), |part| part.child(el("span", "sr").text(", later")));

    let class = format!("event {}", family_class(event.data.family()));
    let class = if is_rejected { class + " event--rejected" } else { class };
    let class = if is_new { class + " is-new" } else { class };
    let cells = el("div", "event__row").attr("role", "presentation").children([number, kind, said, amount, when]);
    el("div", &class)
        .class_if("is-now", move || is_open.get())
        .class_if("is-future", move || is_future.get())
        .attr("id", row_id(version))
        .attr("role", "row")
        .attr("aria-rowindex", (version.0 + 1).to_string())
        .attr("data-version", version.0.to_string())
        .state("aria-selected", move || is_open.get())
        .style("transform", place)
        .on("click", move |_| session.go_to(version))
        .child(cells)
        .part_if(move || is_open.get(), move |part| part.child(details(&event)))
}

fn details(event: &Recorded<BankEvent>) -> El {
    let lines = code_lines(&event.data.payload(), 1, false);
    let json = lines.iter().enumerate().fold(el("pre", "json"), |json, (number, line)| {
        code(if number > 0 { json.text("\n") } else { json }, line, false)
    });
    let metadata = &event.metadata;
    let facts = [
        ("Event id", metadata.event_id.to_string()),
        ("Correlation", metadata.correlation_id.to_string()),
        ("Causation", metadata.causation_id.to_string()),
    ];
    let recorded = moment(metadata.recorded_at);
    let (day, time) = recorded.split_once(' ').unwrap_or_default();
    let list = el("dl", "kv").child(el("dt", "").text("Command")).child(el("dd", "").text(&metadata.command));
    let list = facts.into_iter().fold(list, |list, (name, value)| {
        list.child(el("dt", "kv__more").text(name)).child(el("dd", "kv__more").text(value))
    });
    let list = list
        .child(el("dt", "").text("Recorded").child(el("span", "wide").text(" at")))
        .child(el("dd", "").child(el("span", "wide").text(day).text(" ")).text(time));
    el("div", "event__detail")
        .attr("role", "gridcell")
        .child(el("div", "").child(el("div", "label").text("Payload")).child(json))
        .child(list)
}

/// Keeps the measures true when the window, the layout or the open row changes: its sentence and payload may take more lines
/// than usual.
///
/// The observer reports after the layout and before the paint, so nothing has to be laid out for a measure alone.
fn observe(session: Session, scroller: HtmlElement, measures: RwSignal<Measures>) {
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
    Effect::new(move |_| {
        let (_, _, _) = (session.version.get(), session.account.get(), measures.get());
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
    session: Session,
    scroller: HtmlElement,
    rows: Memo<Rows>,
    scale: Memo<ScrollScale>,
    measures: RwSignal<Measures>,
    scrolled: RwSignal<f64>,
    row_of: impl Fn(Version) -> Option<usize> + Copy + Send + Sync + 'static,
) {
    Effect::new(move |_| {
        let (version, head) = (session.version.get(), session.head.get());
        // With another layout or a smaller window the open row would be left behind.
        let (_, _) = (session.account.get(), measures.get());
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
