use std::panic;
use std::time::Duration;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, UnwrapThrowExt};

use crate::components::Show;
use crate::panels::command_flow::CommandFlow;
use crate::panels::commands::Commands;
use crate::panels::event_log::EventLog;
use crate::panels::projection::Projection;
use crate::panels::storage::Storage;
use crate::panels::time_travel::TimeTravel;
use crate::panels::top_bar::TopBar;
use crate::state::cursor::BEAT_MS;
use crate::state::{CursorContext, Intents, LayoutContext, OnDemand, address};
use crate::{browser, lazy};
use engine::Version;
use lab::Lab;
use lab::embed::Panel;
use stores::StoreKind;

mod lens;
mod phone_tabs;
mod reset_question;
mod shortcuts;
mod terms;
mod toast;
mod turns;

use phone_tabs::PhoneTabs;
use reset_question::ResetQuestion;
use toast::Toast;
use turns::{InTurn, Turns};

/// Starts the page in place of the shell that `index.html` draws.
///
/// # Panics
/// When the document has no element with the id `app`.
pub fn start() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        browser::announce_failure(&info.to_string());
    }));
    // In a frame of a page that did not ask for an embed, the shell shows the way to the lab, and nothing runs.
    if browser::is_framed() && !browser::is_embed() {
        return;
    }
    let shell = document().get_element_by_id("app").unwrap_throw();
    // Built outside of the document, where nothing is laid out before all of it is there.
    let place: web_sys::HtmlElement = document().create_element("div").unwrap_throw().unchecked_into();
    place.set_id("app");
    let on_built = {
        let place = place.clone();
        move || {
            shell.replace_with_with_node_1(&place).unwrap_throw();
            browser::announce_ready();
            lazy::load_ahead();
        }
    };
    mount_to(place, move || view! { <App on_built /> }).forget();
}

/// Where the skip link leads. A literal `href` would be set as HTML, which the page's policy refuses.
const COMMANDS: &str = "#commands";

/// The page: all panels, and what is shown above them.
#[component]
fn App(
    /// Puts the page into the document. Runs once, when all panels are built.
    on_built: impl FnOnce() + 'static,
) -> impl IntoView {
    let intents = Intents::provide(OnDemand {
        run_errand: lazy::run_errand,
        ask_now_or_fork: lazy::ask_now_or_fork,
        open_lesson: lazy::open_lesson,
        open_link: lazy::open_link,
    });
    let (layout, cursor, notices, lesson) = (intents.layout, intents.cursor, intents.notices, intents.lesson);
    let script = intents.present.script;
    let place = move || {
        on_built();
        layout.is_placed.set(true);
    };
    let is_embed = intents.embed.is_some();
    Turns::provide().run(move || if is_embed { lazy::begin_embed(intents, place) } else { place() });
    intents.open_store_of_address();
    address::keep(intents);
    shortcuts::listen(intents);
    terms::listen(intents);
    lens::listen();
    browser::keep_focus();
    // The memory of the page is lost with it. It waits there while another store is shown.
    browser::ask_before_leaving(move || {
        // The page around an embed is not ours to hold.
        if is_embed {
            return false;
        }
        if lesson.keeps_own_work.get() || !script.with(Vec::is_empty) {
            return true;
        }
        let is_parked = intents.persistence.kind.get() != StoreKind::Memory;
        let is_shown = intents.lab.read(Lab::has_own_work);
        is_shown || is_parked && intents.persistence.with_parked(Lab::has_own_work) == Some(true)
    });
    set_interval(move || intents.lab.now.set(browser::now()), Duration::from_secs(10));
    close_sheet_of_wide_page(layout);
    play_when_asked(cursor);
    let close_sheet = move |_| {
        layout.sheet.set(false);
        browser::focus_soon("open-commands");
    };
    view! {
        <div
            class="app"
            data-phone-tab=move || layout.phone_tab.get().name().to_ascii_lowercase()
            data-sheet=move || state_of(layout.sheet)
            data-menu=move || state_of(layout.menu)
            data-search=move || state_of(layout.search)
            data-accounts=move || state_of(layout.accounts)
            data-lesson=move || if lesson.open.get().is_some() { "open" } else { "closed" }
            data-readonly=intents.is_read_only().then_some("")
            // The width of the versions stays the same while they are played.
            style:--digits=move || cursor.head.get().0.to_string().len().to_string()
        >
            <Show
                when=move || !is_embed
                fallback=|| view! { <lazy::LazyEmbedBar /> }
            >
                <a class="skip" href=COMMANDS>
                    "Skip to commands"
                </a>
            </Show>
            <InTurn><TopBar /></InTurn>
            <Show when=move || lesson.open.get().is_some() && !intents.is_read_only()>
                <lazy::LazyLesson />
            </Show>
            <div class="bench">
                <div class="bench__grid">
                    <InTurn panel=Panel::Flow><CommandFlow /></InTurn>
                    <Show when=move || cursor.head.get() != Version::EMPTY>
                        <lazy::LazyBalanceLine />
                    </Show>
                    <main class="columns">
                        <InTurn><PhoneTabs /></InTurn>
                        <InTurn panel=Panel::Commands><Commands /></InTurn>
                        <InTurn panel=Panel::Log><EventLog /></InTurn>
                        <InTurn panel=Panel::Time><TimeTravel /></InTurn>
                        <InTurn panel=Panel::Projection><Projection /></InTurn>
                    </main>
                    <InTurn panel=Panel::Storage><Storage /></InTurn>
                </div>
            </div>
            <div class="scrim" on:click=close_sheet></div>
            <div class="sr" role="log" aria-label="Announcements" prop:textContent=move || notices.announcement.get()></div>
            <Show when=move || layout.reset_question.get()>
                <ResetQuestion />
            </Show>
            <Toast />
        </div>
    }
}

/// For the stylesheet.
fn state_of(is_open: RwSignal<bool>) -> &'static str {
    if is_open.get() { "open" } else { "closed" }
}

/// The sheet is a phone's: a page that becomes wide has none.
fn close_sheet_of_wide_page(layout: LayoutContext) {
    let is_phone = browser::matches(browser::phone());
    Effect::new(move |_| {
        if !is_phone.get() {
            layout.sheet.set(false);
        }
    });
}

/// While playing, each beat moves the cursor one event on.
fn play_when_asked(cursor: CursorContext) {
    let mut timer = None::<IntervalHandle>;
    Effect::new(move |_: Option<()>| {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        let beat = Duration::from_millis(BEAT_MS / u64::from(cursor.speed.get()));
        if cursor.playing.get() {
            timer = set_interval_with_handle(move || cursor.play_one(), beat).ok();
        }
    });
}
