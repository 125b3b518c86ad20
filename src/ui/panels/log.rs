use leptos::html::Div;
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use crate::bank::{BankEvent, Family};
use crate::engine::{Event, Recorded, Version};
use crate::lab::{AccountId, Rows, ScrollScale, ago, code_lines, moment, sentence, signed_amount};
use crate::ui::browser;
use crate::ui::components::{code, event_icon, family_class, icon, stamp};
use crate::ui::session::Session;

/// How many rows beyond those in sight are kept in the page, on either side.
const SPARE_ROWS: usize = 2;

/// Lines of a new ledger page.
const BLANK_LINES: u32 = 14;

/// The event log: every event of the account, the one that is looked at open.
pub(in crate::ui) fn panel(session: Session) -> AnyView {
    let is_empty = Memo::new(move |_| session.head.get() == Version::EMPTY);
    view! {
        <section class="panel log" class:log--empty=move || is_empty.get() aria-label="Event log">
            {move || {
                if is_empty.get() {
                    first_visit(session)
                } else {
                    let found = Memo::new(move |_| session.found());
                    view! {
                        {header(session, found)}
                        {list(session, found)}
                    }
                        .into_any()
                }
            }}
        </section>
    }
    .into_any()
}

fn first_visit(session: Session) -> AnyView {
    let blanks = (3..=BLANK_LINES).map(|line| {
        view! {
            <li class="blank" aria-hidden="true">
                <span class="blank__v">{line}</span>
            </li>
        }
    });
    view! {
        <header class="panel__head">
            <h2 class="panel__title">"Event log"</h2>
            <span class="panel__sub">"empty"</span>
        </header>
        <div class="scroll log__scroll">
            <div class="log__page">
                <div class="hello">
                    <h3 class="hello__title">"Nothing has happened yet."</h3>
                    <p class="hello__sub">"A bank account is a list of things that happened. Write the first line."</p>
                </div>
                <ol class="blanks">
                    <li class="blank blank--first">
                        <span class="blank__v">"1"</span>
                        <button
                            class="btn btn--main hello__go"
                            type="button"
                            on:click=move |_| session.open_for_ada()
                        >
                            {icon("open")}
                            "Open an account for Ada"
                        </button>
                        <span class="hello__aside">"One click. Nothing to fill in."</span>
                    </li>
                    <li class="blank">
                        <span class="blank__v">"2"</span>
                        <span class="hello__more">
                            <span>"Or"</span>
                            <button class="link" type="button" on:click=move |_| session.load_six_events()>
                                "load a page with six events"
                            </button>
                        </span>
                    </li>
                    {blanks.collect_view()}
                </ol>
            </div>
        </div>
    }
    .into_any()
}

/// The versions that the search finds, or `None` for all.
type Found = Memo<Option<Vec<Version>>>;

fn header(session: Session, found: Found) -> AnyView {
    let count = move || {
        let head = session.head.get().0;
        let noun = if head == 1 { "event" } else { "events" };
        match found.with(|found| found.as_ref().map(Vec::len)) {
            Some(count) => format!("{count} of {head} {noun}"),
            None => format!("{head} {noun}"),
        }
    };
    view! {
        <header class="panel__head">
            <h2 class="panel__title">"Event log"</h2>
            <span class="panel__sub">{move || session.account.get().to_string()} " \u{b7} " {count}</span>
            <div class="panel__end">
                <label class="search">
                    <span class="sr">"Search events"</span>
                    {icon("search")}
                    <input
                        class="input"
                        id="search"
                        type="search"
                        placeholder="Search events"
                        prop:value=move || session.query.get()
                        on:input=move |event| session.query.set(event_target_value(&event))
                        on:keydown=move |event| {
                            if event.key() == "Escape" {
                                session.query.update(String::clear);
                                event.stop_propagation();
                            }
                        }
                    />
                    <kbd aria-hidden="true">"/"</kbd>
                </label>
            </div>
        </header>
    }
    .into_any()
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

fn list(session: Session, found: Found) -> AnyView {
    let scroller = NodeRef::<Div>::new();
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
    let rows = Memo::new(move |_| {
        let Measures { row, tall_row, gap, open, .. } = measures.get();
        let (head, version) = (session.head.get(), session.version.get());
        let tall = if row == tall_row { Vec::new() } else { session.with_events(|events| rejected(events, found)) };
        let below = if version < head { CURSOR_LINE } else { 0.0 };
        Rows {
            count: found.with(|found| found.as_ref().map_or(head.0 as usize, Vec::len)),
            row: row + gap,
            tall_row: tall_row + gap,
            tall,
            open: row_of(version).map(|row| (row, open + gap + below)),
        }
    });
    let scale = Memo::new(move |_| ScrollScale::new(rows.with(Rows::total) + SLOT, measures.get().window));
    let top = Memo::new(move |_| scale.get().to_list(scrolled.get()));
    // Where something stands in the box, which may be shorter than the list.
    let place =
        move |y: f64| format!("translateY({}px)", (y - top.get() + scale.get().to_box(top.get())).round() as i64);
    let in_sight = Memo::new(move |_| {
        let range = rows.with(|rows| rows.in_sight(top.get(), measures.get().window, SPARE_ROWS));
        session.with_events(|events| {
            range
                .filter_map(version_of)
                .filter_map(|version| Some((version, events.get(version.0 as usize - 1)?.metadata.event_id)))
                .collect::<Vec<(Version, Uuid)>>()
        })
    });

    observe(scroller, measures);
    measure_open_row(session, scroller, measures);
    reveal(session, scroller, rows, scale, measures, row_of);

    let is_past = Memo::new(move |_| session.version.get() < session.head.get());
    let open_row = move || row_of(session.version.get());
    view! {
        <div
            class="scroll log__scroll"
            node_ref=scroller
            role="grid"
            aria-label="Events"
            tabindex="0"
            aria-rowcount=move || session.head.get().0 + 1
            aria-activedescendant=move || {
                let version = session.version.get();
                in_sight.with(|rows| rows.iter().any(|row| row.0 == version)).then(|| row_id(version))
            }
            on:scroll=move |_| {
                if let Some(scroller) = scroller.get_untracked() {
                    scrolled.set(f64::from(scroller.scroll_top()));
                }
            }
            on:keydown=move |event| {
                let page = (measures.get_untracked().window / rows.with_untracked(|rows| rows.row)) as i64 - 1;
                let row = open_row();
                let last = rows.with_untracked(|rows| rows.count.saturating_sub(1));
                let to = match (event.key().as_str(), row) {
                    ("ArrowDown", None) => 0,
                    ("ArrowDown", Some(row)) => row + 1,
                    ("ArrowUp", Some(row)) => row.saturating_sub(1),
                    ("PageDown", row) => row.unwrap_or(0).saturating_add_signed(page as isize),
                    ("PageUp", row) => row.unwrap_or(0).saturating_add_signed(-page as isize),
                    ("Home", _) => 0,
                    ("End", _) => last,
                    _ => return,
                };
                event.prevent_default();
                if let Some(version) = version_of(to.min(last)) {
                    session.go_to(version);
                }
            }
        >
            <div class="log__cols" role="row" aria-rowindex="1">
                <span role="columnheader">"No."</span>
                <span role="columnheader">"Event"</span>
                <span role="columnheader">"What happened"</span>
                <span role="columnheader">"Amount"</span>
                <span role="columnheader">"When"</span>
            </div>
            <div class="log__page" role="rowgroup">
                <div
                    class="events"
                    role="presentation"
                    style:height=move || format!("{}px", scale.get().boxed().round() as i64)
                >
                    <For
                        each=move || {
                            let account = session.account.get();
                            in_sight.get().into_iter().map(move |(version, id)| (account, version, id))
                        }
                        key=|row| *row
                        let:shown
                    >
                        {row(
                            session,
                            shown.0,
                            shown.1,
                            move || place(rows.with(|rows| row_of(shown.1).map_or(0.0, |row| rows.top(row)))),
                        )}
                    </For>
                    <Show when=move || is_past.get() && open_row().is_some()>
                        <div
                            class="cursorline"
                            style:transform=move || {
                                let after = open_row().map_or(0, |row| row + 1);
                                place(rows.with(|rows| rows.top(after)) - CURSOR_LINE - measures.get().gap / 2.0)
                            }
                        >
                            {icon("clock")}
                            <span>
                                <span class="wide">"You are looking at this moment. "</span>
                                "The rows below came later."
                            </span>
                        </div>
                    </Show>
                    <Show when=move || found.with(Option::is_none)>
                        <div
                            class="slot"
                            aria-hidden="true"
                            style:transform=move || place(rows.with(Rows::total))
                        >
                            <span class="slot__v">{move || session.head.get().next().0}</span>
                            <span class="slot__text">
                                {icon("append")}
                                {move || {
                                    if session.stepping.with(Option::is_some) {
                                        "Waiting for Append"
                                    } else {
                                        "The next event goes here"
                                    }
                                }}
                            </span>
                        </div>
                    </Show>
                </div>
                <Show when=move || found.with(|found| found.as_ref().is_some_and(Vec::is_empty))>
                    <p class="log__none">"No event has these words. Clear the search to see all."</p>
                </Show>
            </div>
        </div>
    }
    .into_any()
}

fn row_id(version: Version) -> String {
    format!("event-{}", version.0)
}

/// Which rows are rejections, in rising order.
fn rejected(events: &[Recorded<BankEvent>], found: Found) -> Vec<usize> {
    let is_rejected = |event: &Recorded<BankEvent>| event.data.family() == Family::Rejected;
    let rows = |rejected: &mut dyn Iterator<Item = &Recorded<BankEvent>>| {
        rejected.enumerate().filter(|(_, event)| is_rejected(event)).map(|(row, _)| row).collect()
    };
    found.with(|found| match found {
        None => rows(&mut events.iter()),
        Some(all) => rows(&mut all.iter().filter_map(|version| events.get(version.0 as usize - 1))),
    })
}

fn row(session: Session, account: AccountId, version: Version, place: impl Fn() -> String + Send + 'static) -> AnyView {
    let Some((event, owner)) =
        session.read_untracked(|lab| Some((lab.event(account, version)?, lab.now(account).owner)))
    else {
        return ().into_any();
    };
    let is_open = Memo::new(move |_| session.version.get() == version && session.account.get() == account);
    let is_future = Memo::new(move |_| session.version.get() < version);
    let is_rejected = event.data.family() == Family::Rejected;
    let is_wide = version.0 > 9_999;
    let recorded_at = event.metadata.recorded_at;
    let is_new = (browser::now() - recorded_at).num_milliseconds() < 600;
    let amount = signed_amount(&event.data);
    let said = sentence(&event.data, owner.as_ref());
    let class = format!("event {}", family_class(event.data.family()));
    let (name, symbol) = (event.data.event_type().to_owned(), event_icon(&event.data));
    let detail = StoredValue::new(event);
    view! {
        <div
            class=class
            class:event--rejected=is_rejected
            class:is-now=move || is_open.get()
            class:is-future=move || is_future.get()
            class:is-new=is_new
            id=row_id(version)
            role="row"
            aria-rowindex=version.0 + 1
            data-version=version.0
            aria-selected=move || is_open.get().to_string()
            style:transform=place
            on:click=move |_| session.go_to(version)
        >
            <div class="event__row" role="presentation">
                <span class="event__v" class:is-wide=is_wide role="gridcell">
                    {move || if is_open.get() { stamp(version) } else { version.0.into_any() }}
                </span>
                <span class="event__type" role="gridcell">
                    <span class="event__icon">{icon(symbol)}</span>
                    <span class="event__name">{name}</span>
                </span>
                <span class="event__text" role="gridcell">
                    <span class="event__said">{said}</span>
                    {is_rejected.then(|| view! { <span class="event__tag">"Changes nothing"</span> })}
                </span>
                <span class="event__amount" role="gridcell">
                    {if is_rejected { amount.map(|amount| view! { <s>{amount}</s> }).into_any() } else { amount.into_any() }}
                </span>
                <span class="event__when" role="gridcell" title=moment(recorded_at)>
                    {move || ago(recorded_at, session.now.get())}
                    <Show when=move || is_future.get()>
                        <span class="sr">", later"</span>
                    </Show>
                </span>
            </div>
            <Show when=move || is_open.get()>{detail.with_value(details)}</Show>
        </div>
    }
    .into_any()
}

fn details(event: &Recorded<BankEvent>) -> AnyView {
    let lines = code_lines(&event.data.payload(), 1, false);
    let payload: Vec<_> =
        lines.iter().enumerate().map(|(number, line)| ((number > 0).then_some("\n"), code(line, false))).collect();
    let metadata = &event.metadata;
    let fact = |name: &'static str, value: String| {
        view! {
            <dt class="kv__more">{name}</dt>
            <dd class="kv__more">{value}</dd>
        }
    };
    let recorded = moment(metadata.recorded_at);
    let (day, time) = recorded.split_once(' ').unwrap_or_default();
    view! {
        <div class="event__detail" role="gridcell">
            <div>
                <div class="label">"Payload"</div>
                <pre class="json">{payload}</pre>
            </div>
            <dl class="kv">
                <dt>"Command"</dt>
                <dd>{metadata.command.to_string()}</dd>
                {fact("Event id", metadata.event_id.to_string())}
                {fact("Correlation", metadata.correlation_id.to_string())}
                {fact("Causation", metadata.causation_id.to_string())}
                <dt>"Recorded"<span class="wide">" at"</span></dt>
                <dd>
                    <span class="wide">{day.to_owned()} " "</span>
                    {time.to_owned()}
                </dd>
            </dl>
        </div>
    }
    .into_any()
}

/// Keeps the measures true when the window or the layout changes.
fn observe(scroller: NodeRef<Div>, measures: RwSignal<Measures>) {
    let measure = move || {
        let Some(scroller) = scroller.get_untracked() else { return };
        let head = scroller.first_element_child().map_or(0, |header| header.client_height());
        let now = Measures {
            row: browser::length(&scroller, "--row"),
            tall_row: browser::length(&scroller, "--row-rejected"),
            gap: browser::length(&scroller, "--row-gap"),
            window: f64::from(scroller.client_height() - head),
            ..measures.get_untracked()
        };
        if now != measures.get_untracked() && now.row > 0.0 {
            measures.set(now);
        }
    };
    Effect::new(move |_| {
        let Some(scroller) = scroller.get() else { return };
        measure();
        let on_resize = Closure::<dyn Fn()>::new(measure);
        if let Ok(observer) = web_sys::ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(&scroller);
            let kept = StoredValue::new_local((observer, on_resize));
            on_cleanup(move || {
                kept.try_update_value(|(observer, _)| observer.disconnect());
            });
        }
    });
}

/// Measures the open row before it is painted: its sentence and payload may take more lines than usual.
fn measure_open_row(session: Session, scroller: NodeRef<Div>, measures: RwSignal<Measures>) {
    Effect::new(move |_| {
        let (_, _, _) = (session.version.get(), session.account.get(), measures.get());
        queue_microtask(move || {
            let Some(scroller) = scroller.try_get_untracked().flatten() else { return };
            let Ok(Some(row)) = scroller.query_selector(".event.is-now") else { return };
            let open = f64::from(row.unchecked_into::<web_sys::HtmlElement>().offset_height());
            if open > 0.0 && open != measures.get_untracked().open {
                measures.update(|measures| measures.open = open);
            }
        });
    });
}

/// Scrolls the open row into sight when another one is opened; the newest with the place of the next event below it.
fn reveal(
    session: Session,
    scroller: NodeRef<Div>,
    rows: Memo<Rows>,
    scale: Memo<ScrollScale>,
    measures: RwSignal<Measures>,
    row_of: impl Fn(Version) -> Option<usize> + Copy + Send + 'static,
) {
    Effect::new(move |_| {
        let (version, head, open) = (session.version.get(), session.head.get(), measures.get().open);
        let _ = (session.account.get(), open);
        queue_microtask(move || {
            let Some(scroller) = scroller.try_get_untracked().flatten() else { return };
            let Some(rows) = rows.try_get_untracked() else { return };
            let scale = scale.get_untracked();
            let before = scale.to_list(f64::from(scroller.scroll_top()));
            let below = if version == head { SLOT } else { 0.0 };
            let row = untrack(|| row_of(version));
            let top = row.map_or(0.0, |row| rows.reveal(row, before, measures.get_untracked().window, below));
            if (top - before).abs() >= 1.0 {
                scroller.set_scroll_top(scale.to_box(top).round() as i32);
            }
        });
    });
}
