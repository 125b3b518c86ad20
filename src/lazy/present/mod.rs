//! Present mode: strip, log and projection alone, for a room. It lies over the page, which stays as it is below.

mod balance;
mod keys;
mod log;
mod notes;
mod script;
mod talk;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::browser;
use crate::components::Show;
use crate::lazy::time_travel::TimeTravel;
use crate::panels::command_flow::{Guide, Stops, use_shown};
use crate::state::{Intents, use_cursor};
use balance::BalanceColumn;
use engine::Version;
use log::Log;
use talk::Talk;

/// The id of what lies over the page.
const ID: &str = "present";

/// The page says by this attribute that it lies below; the style hides it then.
const MARK: &str = "data-present";

/// Starts to present, unless it is done already.
pub fn show(intents: Intents) {
    let Some(app) = page().filter(|_| document().get_element_by_id(ID).is_none()) else { return };
    browser::adopt_style("present", include_str!("../../../style/present.css"));
    let had_focus = StoredValue::new_local(focused());
    let scope = intents.in_scope(Owner::new);
    scope.clone().with(|| {
        let mounted = StoredValue::new_local(None);
        let on_leave = Callback::new(move |()| {
            browser::leave_full_screen();
            if let Some(page) = page() {
                let _ = page.remove_attribute(MARK);
            }
            give_focus_back(had_focus.try_update_value(Option::take).flatten());
            drop(mounted.try_update_value(Option::take));
            scope.cleanup();
        });
        let talk = Talk::new(intents, on_leave);
        provide_context(talk);
        on_cleanup({
            let keys = StoredValue::new_local(Some(keys::listen(talk)));
            move || drop(keys.try_update_value(Option::take))
        });
        let _ = app.set_attribute(MARK, "");
        mounted.set_value(Some(mount_to(app, move || view! { <Present talk /> })));
    });
    browser::focus_soon(ID);
}

fn page() -> Option<HtmlElement> {
    document().query_selector(".app").ok().flatten()?.dyn_into().ok()
}

/// The element that has the focus; `None` if that is only the page.
fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?.dyn_into::<HtmlElement>().ok()?;
    (element.tag_name() != "BODY").then_some(element)
}

/// Gives the focus back to what had it, or else to the button that started to present.
fn give_focus_back(element: Option<HtmlElement>) {
    match element.filter(|element| AsRef::<Element>::as_ref(element).is_connected()) {
        Some(element) => drop(element.focus()),
        None => browser::focus_soon("open-present"),
    }
}

/// Strip, log and projection, in large type and strong contrast.
#[component]
fn Present(
    /// The talk.
    talk: Talk,
) -> impl IntoView {
    let (cursor, shown, stepper) = (use_cursor(), use_shown(), talk.intents.stepper);
    let is_stepping = Memo::new(move |_| stepper.is_stepping());
    let has_events = Memo::new(move |_| cursor.head.get() > Version::EMPTY);
    view! {
        <main
            class="present"
            class:is-stepping=move || is_stepping.get()
            id=ID
            tabindex="-1"
            aria-label="Present mode"
            data-contrast="more"
            data-scale="present"
        >
            <h1 class="sr">"Event Sourcing Lab"</h1>
            <section class="present__flow" aria-label="Command flow" data-event=move || cursor.event_name()>
                <Stops shown opens_details=false />
                <Show when=move || is_stepping.get()>
                    <Guide />
                </Show>
            </section>
            <Log />
            <Show when=move || has_events.get()>
                <div class="present__time" role="group" aria-label="Time travel">
                    <TimeTravel />
                </div>
            </Show>
            <BalanceColumn talk />
            <Show when=move || talk.is_black.get()>
                <div class="present__black" on:click=move |_| talk.is_black.set(false)>
                    <p class="sr" role="status">
                        "The screen is black. Any key shows the lab again."
                    </p>
                </div>
            </Show>
        </main>
    }
}
