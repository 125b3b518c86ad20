use std::panic;
use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::{JsCast, UnwrapThrowExt};

use super::components::icon;
use super::panels::{commands, flow, help, log, projection, storage, time_travel, topbar};
use super::session::{PhoneTab, Session};
use super::{browser, shortcuts};

/// Starts the page in place of the shell that `index.html` draws.
///
/// # Panics
/// When the document has no element with the id `app`.
pub fn start() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        browser::announce_failure(&info.to_string());
    }));
    let place = document().get_element_by_id("app").unwrap_throw();
    place.set_inner_html("");
    mount_to(place.unchecked_into(), app).forget();
    browser::announce_ready();
}

fn app() -> impl IntoView {
    let session = Session::start();
    let accounts_open = RwSignal::new(false);
    let menu_open = RwSignal::new(false);
    let help_dialog = NodeRef::new();
    let asking_to_reset = RwSignal::new(false);
    shortcuts::listen(session, help_dialog);
    set_interval(move || session.now.set(browser::now()), Duration::from_secs(10));
    play_when_asked(session);
    hide_toast_after_a_while(session);

    let open = |open: bool| if open { "open" } else { "closed" };
    view! {
        <div
            class="app"
            data-phone-tab=move || match session.tab.get() {
                PhoneTab::Log => "log",
                PhoneTab::Views => "views",
                PhoneTab::Storage => "storage",
            }
            data-sheet=move || open(session.sheet.get())
            data-menu=move || open(menu_open.get())
            data-accounts=move || open(accounts_open.get())
        >
            <a class="skip" href="#commands">"Skip to commands"</a>
            {topbar::bar(session, accounts_open, menu_open, help_dialog, asking_to_reset)}
            <div class="bench">
                <div class="bench__grid">
                    {flow::strip(session)} {projection::balance_line(session)}
                    <main class="columns">
                        {phone_tabs(session)} {commands::panel(session)} {log::panel(session)} {time_travel::group(session)}
                        {projection::panel(session)}
                    </main> {storage::panel(session)}
                </div>
            </div>
            <div class="scrim" on:click=move |_| session.sheet.set(false)></div>
            <div class="sr" role="log" aria-label="Announcements">
                {move || session.announcement.get()}
            </div>
            {help::dialog(help_dialog)} {reset_question(session, asking_to_reset)} {toast(session)}
        </div>
    }
}

fn phone_tabs(session: Session) -> AnyView {
    let tab = move |tab: PhoneTab, name: &'static str| {
        let selected = move || session.tab.get() == tab;
        view! {
            <button
                class="tab"
                type="button"
                role="tab"
                aria-selected=move || selected().to_string()
                tabindex=move || if selected() { "0" } else { "-1" }
                on:click=move |_| session.tab.set(tab)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="ptabs" role="tablist" aria-label="Panels" on:keydown=shortcuts::rove>
            {tab(PhoneTab::Log, "Log")}
            {tab(PhoneTab::Views, "Views")}
            {tab(PhoneTab::Storage, "Storage")}
        </div>
    }
    .into_any()
}

fn reset_question(session: Session, asking: RwSignal<bool>) -> AnyView {
    view! {
        <Show when=move || asking.get()>
            <div
                class="confirm"
                role="alertdialog"
                aria-label="Reset lab?"
                aria-describedby="reset-words"
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        asking.set(false);
                    }
                }
            >
                {icon("warn")} <span id="reset-words">"Begin anew with an empty log? This page forgets what is in it."</span>
                <span class="confirm__acts">
                    <button class="btn" type="button" on:click=move |_| asking.set(false)>
                        "Keep it"
                    </button>
                    <button
                        class="btn btn--fill"
                        type="button"
                        id="reset-now"
                        on:click=move |_| {
                            asking.set(false);
                            session.reset();
                        }
                    >
                        "Begin anew"
                    </button>
                </span>
            </div>
        </Show>
    }
    .into_any()
}

fn toast(session: Session) -> AnyView {
    view! {
        <div class="toast" role="status" aria-label="Note">
            {move || {
                let words = session.toast.get();
                (!words.is_empty()).then(|| view! { {icon("info")} <span>{words}</span> })
            }}
        </div>
    }
    .into_any()
}

/// How long a word in passing stays.
const TOAST: Duration = Duration::from_secs(6);

fn hide_toast_after_a_while(session: Session) {
    Effect::new(move |earlier: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = earlier.flatten() {
            timer.clear();
        }
        let shown = session.toast.with(|words| !words.is_empty());
        shown.then(|| set_timeout_with_handle(move || session.toast.update(String::clear), TOAST).ok()).flatten()
    });
}

/// While playing, each beat moves the cursor one event on; at the fastest speed it moves as far as a frame allows.
fn play_when_asked(session: Session) {
    Effect::new(move |earlier: Option<Option<IntervalHandle>>| {
        if let Some(timer) = earlier.flatten() {
            timer.clear();
        }
        let beat = Duration::from_millis(time_travel::BEAT_MS / u64::from(session.speed.get()));
        session.playing.get().then(|| set_interval_with_handle(move || session.play_one(), beat).ok()).flatten()
    });
}
