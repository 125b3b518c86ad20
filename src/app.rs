use std::cell::Cell;
use std::panic;
use std::time::Duration;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, UnwrapThrowExt};

use super::components::{self, icon};
use super::dom::{El, button, effect, el};
use super::panels::{commands, flow, log, projection, storage, time_travel, topbar};
use super::session::Session;
use super::tabs::PhoneTab;
use super::{browser, lens, place, shortcuts};

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
    let session = Session::start();
    session.open_store_of_address();
    place::keep(session);
    let menu = Menu { accounts: RwSignal::new(false), more: RwSignal::new(false), reset: RwSignal::new(false) };
    shortcuts::listen(session, menu);
    lens::listen();
    browser::keep_focus();
    set_interval(move || session.now.set(browser::now()), Duration::from_secs(10));
    // The sheet is a phone's: a page that becomes wide has none.
    let is_phone = browser::matches(browser::PHONE);
    effect(move || {
        if !is_phone.get() {
            session.sheet.set(false);
        }
    });
    play_when_asked(session);
    hide_toast_after_a_while(session);

    // While the sheet is open, the panels behind it are out of reach.
    let behind = move || session.sheet.get();
    let open = |open: bool| Some(if open { "open" } else { "closed" }.to_owned());
    let columns = el("main", "columns")
        .child(phone_tabs(session).flag("inert", behind))
        .child(commands::panel(session))
        .child(log::panel(session).flag("inert", behind));
    let columns = time_travel::group(session, columns).child(projection::panel(session).flag("inert", behind));
    let grid =
        projection::balance_line(session, el("div", "bench__grid").child(flow::strip(session).flag("inert", behind)));
    el("div", "app")
        .attr_with("data-phone-tab", move || Some(session.tab.get().name().to_ascii_lowercase()))
        // The place that versions take does not change while they are played.
        .style("--digits", move || session.head.get().0.to_string().len().to_string())
        .attr_with("data-sheet", move || open(session.sheet.get()))
        .attr_with("data-menu", move || open(menu.more.get()))
        .attr_with("data-accounts", move || open(menu.accounts.get()))
        .child(el("a", "skip").attr("href", "#commands").text("Skip to commands"))
        .child(topbar::bar(session, menu))
        .child(el("div", "bench").child(grid.child(columns).child(storage::panel(session).flag("inert", behind))))
        .child(el("div", "scrim").on("click", move |_| {
            session.sheet.set(false);
            browser::focus_soon("open-commands");
        }))
        .child(
            el("div", "sr")
                .attr("role", "log")
                .attr("aria-label", "Announcements")
                .text_with(move || session.announcement.get()),
        )
        .part_if(move || menu.reset.get(), move |part| part.child(reset_question(session, menu.reset)))
        .child(toast(session))
}

/// What is open beside the panels.
#[derive(Clone, Copy)]
pub(super) struct Menu {
    /// On a phone, the list of accounts.
    pub accounts: RwSignal<bool>,
    /// On a phone, everything that a desk has in its bar.
    pub more: RwSignal<bool>,
    /// The question whether the lab is to begin anew.
    pub reset: RwSignal<bool>,
}

fn phone_tabs(session: Session) -> El {
    let tab = |tab: PhoneTab| {
        components::tab("tab", move || session.tab.get() == tab, move || session.tab.set(tab)).text(tab.name())
    };
    el("div", "ptabs")
        .attr("role", "tablist")
        .attr("aria-label", "Panels")
        .on("keydown", shortcuts::rove)
        .children(PhoneTab::ALL.map(tab))
}

fn reset_question(session: Session, asking: RwSignal<bool>) -> El {
    let begin = move || {
        asking.set(false);
        session.reset();
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

fn toast(session: Session) -> El {
    el("div", "toast").attr("role", "status").attr("aria-label", "Note").part(move |part| {
        let words = session.toast.get();
        if words.is_empty() { part } else { part.child(icon("info")).child(el("span", "").text(words)) }
    })
}

/// How long a word in passing stays.
const TOAST: Duration = Duration::from_secs(6);

fn hide_toast_after_a_while(session: Session) {
    let timer = Cell::new(None::<TimeoutHandle>);
    effect(move || {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        if session.toast.with(|words| !words.is_empty()) {
            timer.set(set_timeout_with_handle(move || session.toast.update(String::clear), TOAST).ok());
        }
    });
}

/// While playing, each beat moves the cursor one event on.
fn play_when_asked(session: Session) {
    let timer = Cell::new(None::<IntervalHandle>);
    effect(move || {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        let beat = Duration::from_millis(time_travel::BEAT_MS / u64::from(session.speed.get()));
        if session.playing.get() {
            timer.set(set_interval_with_handle(move || session.play_one(), beat).ok());
        }
    });
}
