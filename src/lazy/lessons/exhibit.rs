use std::time::Duration;

use leptos::prelude::*;

use super::player::use_player;
use crate::browser;
use crate::components::{Redrawn, Show, rove};
use lab::lessons::exhibits::{OverwrittenRow, PoisonEvent, Remedies, Remedy};
use lab::lessons::{Exhibit, Lesson};

/// How often the age of a number is counted.
const TICK: Duration = Duration::from_millis(500);

/// What the rail shows beside the goals and works on the lab's events.
#[component]
pub fn Exhibits(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    lesson.exhibit.map(|exhibit| match exhibit {
        Exhibit::OverwrittenRow => view! { <TableRow /> }.into_any(),
        Exhibit::PoisonEvent => view! { <ViewWithPoison /> }.into_any(),
        Exhibit::Remedies => view! { <LateView /> }.into_any(),
    })
}

/// A table row that the same commands overwrite.
#[component]
fn TableRow() -> impl IntoView {
    let player = use_player();
    let (lab, cursor) = (player.intents.lab, player.intents.cursor);
    let row = move || {
        let account = cursor.account.get();
        lab.read(|lab| OverwrittenRow::of(lab, account))
    };
    let column = |column: lab::lessons::exhibits::Column| {
        let is_new = column.was.is_some();
        let was = column.was.map(|was| view! { <s class="exhibit__was">{was}</s> });
        view! {
            <tr class:is-new=is_new>
                <th scope="row">
                    <code>{column.name}</code>
                </th>
                <td translate="no">{was} <span>{column.value}</span></td>
            </tr>
        }
    };
    let draw = move || {
        let row = row();
        let columns = row.columns();
        view! {
            <div class="exhibit__body">
                {columns
                    .map(|columns| {
                        view! {
                            <table class="exhibit__row" aria-label="Table row">
                                <tbody>{columns.into_iter().map(column).collect_view()}</tbody>
                            </table>
                        }
                    })}
                {row.statement().map(|statement| view! { <code class="exhibit__sql" translate="no">{statement}</code> })}
                <p>{row.summary()}</p>
            </div>
        }
    };
    view! {
        <section class="exhibit" id="lesson-exhibit" aria-label="The table row">
            <h3>"The same commands, in a table"</h3>
            <Redrawn>{draw()}</Redrawn>
        </section>
    }
}

/// A view that can't read one of the events.
#[component]
fn ViewWithPoison() -> impl IntoView {
    let player = use_player();
    let lab = player.intents.lab;
    let option = Memo::new(move |_| player.record.with(|record| record.option));
    let draw = move || {
        let view = lab.read(|lab| PoisonEvent::of(lab, option.get()));
        let line =
            |(shop, sum): (String, String)| view! { <tr><th scope="row">{shop}</th><td translate="no">{sum}</td></tr> };
        let waiting = view.stopped_at().into_iter().chain(view.parked());
        let waiting: Vec<_> = waiting.map(|line| view! { <li>{line}</li> }).collect();
        view! {
            <div class="exhibit__body">
                <table class="exhibit__row" aria-label="Spending by shop">
                    <tbody>{view.shops().into_iter().map(line).collect_view()}</tbody>
                </table>
                <p class="quiet">{view.as_of()}</p>
                {(!waiting.is_empty()).then(|| view! { <ul class="exhibit__parked" aria-label="Events that wait">{waiting}</ul> })}
                <p>{view.sentence()}</p>
            </div>
        }
    };
    view! {
        <section class="exhibit" id="lesson-exhibit" aria-label="A view with a poison event">
            <h3>"Spending by shop"</h3>
            <Options name="What to do with it" options=|| PoisonEvent::OPTIONS.map(str::to_owned).to_vec() />
            <Redrawn>{draw()}</Redrawn>
        </section>
    }
}

/// A view that is late, and what can be done about it.
#[component]
fn LateView() -> impl IntoView {
    let player = use_player();
    let (lab, cursor, views) = (player.intents.lab, player.intents.cursor, player.intents.views);
    let now = RwSignal::new(browser::now());
    if let Ok(timer) = set_interval_with_handle(move || now.set(browser::now()), TICK) {
        on_cleanup(move || timer.clear());
    }
    let remedies = move || {
        let (account, head) = (cursor.account.get(), cursor.head.get());
        let version = views.seen.get().unwrap_or(head);
        let age = if version < head {
            lab.read(|lab| Remedies::age(lab, account, version, now.get()))
        } else {
            Duration::ZERO
        };
        lab.read(|lab| Remedies::of(lab, account, version, age))
    };
    let options = move || remedies().options().to_vec();
    let screen = Memo::new(move |_| remedies().screen(Remedy::of(player.record.with(|record| record.option))));
    view! {
        <section class="exhibit" id="lesson-exhibit" aria-label="What an app shows">
            <h3>"What an app shows"</h3>
            <Options name="Remedy" options />
            <div class="exhibit__body">
                <p class="exhibit__screen" class:is-stale=move || screen.with(|screen| screen.is_stale_unmarked)>
                    <b translate="no" prop:textContent=move || screen.with(|screen| screen.balance.clone().unwrap_or_default())></b>
                    <span prop:textContent=move || screen.with(|screen| screen.mark.clone().unwrap_or_default())></span>
                </p>
                <p prop:textContent=move || screen.with(|screen| screen.sentence.clone())></p>
                <Show when=move || screen.with(|screen| screen.is_stale_unmarked)>
                    <p class="exhibit__warn">"A stale number without a mark."</p>
                </Show>
            </div>
        </section>
    }
}

/// The options of an exhibit.
#[component]
fn Options(
    /// The name of the group.
    name: &'static str,
    /// The options' names.
    options: impl Fn() -> Vec<String> + Send + Sync + 'static,
) -> impl IntoView {
    let player = use_player();
    let chosen = Memo::new(move |_| player.record.with(|record| record.option));
    let options = Memo::new(move |_| options());
    let option = move |number: u8| {
        let is_chosen = move || chosen.get() == number;
        view! {
            <button
                class="seg__opt"
                type="button"
                role="radio"
                aria-checked=move || is_chosen().to_string()
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| player.record.update(|record| record.choose(number))
                prop:textContent=move || options.with(|options| options.get(usize::from(number)).cloned().unwrap_or_default())
            ></button>
        }
    };
    let count = options.with_untracked(Vec::len) as u8;
    view! {
        <div class="seg exhibit__options" role="radiogroup" aria-label=name on:keydown=|event| rove(&event)>
            {(0..count).map(option).collect_view()}
        </div>
    }
}
