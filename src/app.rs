use std::cell::Cell;
use std::panic;
use std::time::Duration;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, UnwrapThrowExt};

use crate::components::{icon, rove, tab};
use crate::dom::{El, button, effect, el};
use crate::panels::command_flow::CommandFlow;
use crate::panels::commands::Commands;
use crate::panels::event_log::EventLog;
use crate::panels::projection::{BalanceLine, Projection};
use crate::panels::storage::Storage;
use crate::panels::time_travel::{BEAT_MS, TimeTravel};
use crate::panels::top_bar::TopBar;
use crate::state::layout::PhoneTab;
use crate::state::{Intents, OnDemand, address, use_notices};
use crate::{browser, lazy};

mod lens;
mod shortcuts;

/// Starts the page in place of the shell that `index.html` draws.
///
/// # Panics
/// When the document has no element with the id `app`.
pub fn start() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        browser::announce_failure(&info.to_string());
    }));
    let place: web_sys::HtmlElement = document().get_element_by_id("app").unwrap_throw().unchecked_into();
    mount_to(place.clone(), move || place.replace_children_with_node_1(&app().html())).forget();
    browser::announce_ready();
}

fn app() -> El {
    let intents = Intents::provide(OnDemand { run_errand: lazy::run_errand, ask_now_or_fork: lazy::ask_now_or_fork });
    intents.open_store_of_address();
    address::keep(intents);
    shortcuts::listen(intents);
    lens::listen();
    browser::keep_focus();
    set_interval(move || intents.lab.now.set(browser::now()), Duration::from_secs(10));
    // The sheet is a phone's: a page that becomes wide has none.
    let is_phone = browser::matches(browser::PHONE);
    effect(move || {
        if !is_phone.get() {
            intents.layout.sheet.set(false);
        }
    });
    play_when_asked(intents);
    hide_toast_after_a_while();

    // While the sheet is open, the panels behind it are out of reach.
    let behind = move || intents.layout.sheet.get();
    let open = |open: bool| Some(if open { "open" } else { "closed" }.to_owned());
    let columns = el("main", "columns")
        .child(phone_tabs(intents).flag("inert", behind))
        .view(view! {
            <Commands />
            <EventLog />
            <TimeTravel />
            <Projection />
        });
    let grid = el("div", "bench__grid").view(view! {
        <CommandFlow />
        <BalanceLine />
    });
    el("div", "app")
        .attr_with("data-phone-tab", move || Some(intents.layout.phone_tab.get().name().to_ascii_lowercase()))
        // The place that versions take does not change while they are played.
        .style("--digits", move || intents.cursor.head.get().0.to_string().len().to_string())
        .attr_with("data-sheet", move || open(intents.layout.sheet.get()))
        .attr_with("data-menu", move || open(intents.layout.menu.get()))
        .attr_with("data-accounts", move || open(intents.layout.accounts.get()))
        .child(el("a", "skip").attr("href", "#commands").text("Skip to commands"))
        .view(view! { <TopBar /> })
        .child(el("div", "bench").child(grid.child(columns).view(view! { <Storage /> })))
        .child(el("div", "scrim").on("click", move |_| {
            intents.layout.sheet.set(false);
            browser::focus_soon("open-commands");
        }))
        .child(
            el("div", "sr")
                .attr("role", "log")
                .attr("aria-label", "Announcements")
                .text_with(move || intents.notices.announcement.get()),
        )
        .part_if(
            move || intents.layout.reset_question.get(),
            move |part| part.child(reset_question(intents, intents.layout.reset_question)),
        )
        .child(toast())
}

fn phone_tabs(intents: Intents) -> El {
    let one = |one: PhoneTab| {
        tab("tab", move || intents.layout.phone_tab.get() == one, move || intents.layout.phone_tab.set(one))
            .text(one.name())
    };
    el("div", "ptabs")
        .attr("role", "tablist")
        .attr("aria-label", "Panels")
        .on("keydown", rove)
        .children(PhoneTab::ALL.map(one))
}

fn reset_question(intents: Intents, asking: RwSignal<bool>) -> El {
    let begin = move || {
        asking.set(false);
        intents.reset();
    };
    el("div", "confirm")
        .attr("role", "alertdialog")
        .attr("aria-label", "Reset lab?")
        .attr("aria-describedby", "reset-words")
        .attr("data-then", "reset")
        .on("keydown", move |event| {
            if event.unchecked_ref::<web_sys::KeyboardEvent>().key() == "Escape" {
                // It answers this question and nothing else.
                event.stop_propagation();
                asking.set(false);
            }
        })
        .child(icon("warn"))
        .child(
            el("span", "")
                .attr("id", "reset-words")
                .text("Begin anew with an empty log? This page forgets what is in it."),
        )
        .child(
            el("span", "confirm__acts")
                .child(button("btn", move || asking.set(false)).text("Keep it"))
                .child(button("btn btn--fill", begin).attr("id", "reset-now").text("Begin anew")),
        )
}

fn toast() -> El {
    let notices = use_notices();
    el("div", "toast").attr("role", "status").attr("aria-label", "Note").part(move |part| {
        let words = notices.toast.get();
        if words.is_empty() { part } else { part.child(icon("info")).child(el("span", "").text(words)) }
    })
}

/// How long a toast is shown.
const TOAST: Duration = Duration::from_secs(6);

fn hide_toast_after_a_while() {
    let notices = use_notices();
    let timer = Cell::new(None::<TimeoutHandle>);
    effect(move || {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        if notices.toast.with(|words| !words.is_empty()) {
            timer.set(set_timeout_with_handle(move || notices.toast.update(String::clear), TOAST).ok());
        }
    });
}

/// While playing, each beat moves the cursor one event on.
fn play_when_asked(intents: Intents) {
    let timer = Cell::new(None::<IntervalHandle>);
    effect(move || {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        let beat = Duration::from_millis(BEAT_MS / u64::from(intents.cursor.speed.get()));
        if intents.cursor.playing.get() {
            timer.set(set_interval_with_handle(move || intents.cursor.play_one(), beat).ok());
        }
    });
}
