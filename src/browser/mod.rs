//! What the page asks of the browser.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, UnwrapThrowExt};

mod address;
mod files;
mod frame;
mod full_screen;
mod input;
mod picture;
mod session;
mod settings;
mod style;

pub use address::{address, address_of_page, has_parameter, in_address, link, query, write_address, write_fragment};
pub use files::{choose_file, on_drop, read_file, save, save_blob};
pub use frame::{is_embed, is_framed, local_storage, may_focus, may_keep, session_storage};
pub use full_screen::{can_fill_screen, leave_full_screen, toggle_full_screen};
pub use input::{
    KeyGuard, has_letter_shortcuts, is_second_click, keep_number, key_of, restore_letter_shortcuts,
    set_letter_shortcuts, take_keys,
};
pub use picture::{picture_address, png_of};
pub use session::{ask_before_leaving, is_marked, mark};
pub use settings::{read_setting, write_setting};
pub use style::adopt_style;

/// The key of the chosen theme in the browser's storage; `assets/boot.js` reads it before the first paint.
const THEME: &str = "event-sourcing-lab.theme";

/// Now, to the millisecond.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// How long the page has been there, by a clock that never runs backwards.
pub fn since_start() -> Duration {
    let milliseconds = window().performance().map_or(0.0, |performance| performance.now());
    Duration::from_micros((milliseconds * 1_000.0) as u64)
}

/// A number that is different in every visit.
pub fn seed() -> u64 {
    (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64
}

/// Comes back once the browser has done what else there is to do.
pub async fn next_task() {
    sleep(Duration::ZERO).await;
}

/// Waits for so long, to the millisecond.
pub async fn sleep(time: Duration) {
    let later = js_sys::Promise::new(&mut |resolve, _| {
        let millis = i32::try_from(time.as_millis()).unwrap_or(i32::MAX);
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
    });
    let _ = wasm_bindgen_futures::JsFuture::from(later).await;
}

/// Moves the focus to the element of this id, once the page has been brought up to date.
pub fn focus_soon(id: &'static str) {
    if !may_focus() {
        return;
    }
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(id) {
            let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

/// Focuses an element once the page has been brought up to date, if by then nothing has the focus.
pub fn focus_if_lost(id: &'static str) {
    request_animation_frame(move || {
        if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
            focus_soon(id);
        }
    });
}

/// Loads the page again.
pub fn reload() {
    let _ = window().location().reload();
}

/// Moves the focus when the control that has it goes away: from the body of the page, a keyboard would start at the top again. The nearest
/// `data-then` around the control names where to, as ids, the best one first.
pub fn keep_focus() {
    let is_shown = |element: &web_sys::HtmlElement| element.offset_width() > 0;
    let focused = || document().active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    let watch = Closure::<dyn Fn()>::new(move || {
        let Some(before) = focused().filter(is_shown) else { return };
        let around = before.closest("[data-then]").ok().flatten();
        let then = around.and_then(|around| around.get_attribute("data-then")).unwrap_or_default();
        // By then the page has been brought up to date.
        request_animation_frame(move || {
            let is_elsewhere = focused().is_some_and(|now| now != before && now.tag_name() != "BODY");
            if is_shown(&before) || is_elsewhere {
                return;
            }
            let places = then.split(' ').chain(["commands"]).filter_map(|id| document().get_element_by_id(id));
            if let Some(place) = places.filter_map(|element| element.dyn_into().ok()).find(is_shown) {
                let _ = place.focus();
            }
        });
    });
    let watch = watch.into_js_value();
    for event in ["keydown", "click"] {
        let _ = window().add_event_listener_with_callback_and_bool(event, watch.unchecked_ref(), true);
    }
}

/// Does something from now on whenever this event comes as far as the window.
pub fn listen(event: &str, act: impl Fn(web_sys::Event) + 'static) {
    let act = Closure::<dyn Fn(web_sys::Event)>::new(act).into_js_value();
    let _ = window().add_event_listener_with_callback(event, act.unchecked_ref());
}

/// The element that the dialog of this id is put into; `None` while it is open.
pub fn room_for_dialog(id: &str) -> Option<web_sys::HtmlElement> {
    if dialog(id).is_some_and(|dialog| dialog.open()) {
        return None;
    }
    document().query_selector(".app").ok().flatten()?.dyn_into().ok()
}

/// Closes the dialog of this id.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

/// Closes whatever dialog lies over the page.
pub fn close_dialogs() {
    while let Ok(Some(open)) = document().query_selector("dialog[open]") {
        open.unchecked_ref::<web_sys::HtmlDialogElement>().close();
    }
}

/// Whether a dialog lies over the page.
pub fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").is_ok_and(|open| open.is_some())
}

fn dialog(id: &str) -> Option<web_sys::HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Whether the page is shown in dark colours.
pub fn is_dark() -> bool {
    match root().dataset().get("theme").as_deref() {
        Some(theme) => theme == "dark",
        None => {
            window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
        }
    }
}

/// Shows the page in dark or light colours from now on. A browser that keeps nothing for us forgets it on a reload.
pub fn set_dark(dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    let _ = root().dataset().set("theme", theme);
    write_setting(THEME, Some(theme));
}

/// Tells the shell that the page has taken over.
pub fn announce_ready() {
    let _ = root().dataset().set("app", "ready");
}

/// Tells the shell that the program has stopped, and why.
pub fn announce_failure(detail: &str) {
    let init = web_sys::CustomEventInit::new();
    init.set_detail(&detail.into());
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict("lab-failed", &init) {
        let _ = window().dispatch_event(&event);
    }
}

/// Whether the page is laid out for a phone, as `style/phone.css` has it.
pub fn is_phone() -> bool {
    window().match_media(phone()).ok().flatten().is_some_and(|query| query.matches())
}

/// When the page is laid out for a phone. An embed never is.
pub fn phone() -> &'static str {
    if is_embed() { "not all" } else { "(width < 43.75rem)" }
}

/// Whether a media query matches, now and from now on.
pub fn matches(query: &str) -> ReadSignal<bool> {
    let (does, set) = signal(false);
    if let Ok(Some(list)) = window().match_media(query) {
        set.set(list.matches());
        let changed =
            Closure::<dyn Fn(web_sys::MediaQueryListEvent)>::new(move |event: web_sys::MediaQueryListEvent| {
                set.set(event.matches());
            });
        let _ = list.add_event_listener_with_callback("change", changed.into_js_value().unchecked_ref());
    }
    does
}

/// Whether text of the page is selected.
pub fn has_selected_text() -> bool {
    window().get_selection().is_ok_and(|selection| selection.is_some_and(|selection| !selection.is_collapsed()))
}

/// Puts a text on the clipboard and then says whether that went well.
pub fn copy(text: &str, then: impl FnOnce(bool) + 'static) {
    // Without a secure context there is no clipboard: the property is undefined, whatever its type says.
    let navigator = window().navigator();
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
    let Ok(clipboard) = clipboard.dyn_into::<web_sys::Clipboard>() else { return then(false) };
    let promise = clipboard.write_text(text);
    leptos::task::spawn_local(async move {
        then(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
    });
}

/// How many pixels of the screen a CSS pixel takes, in each direction.
pub fn pixel_ratio() -> f64 {
    window().device_pixel_ratio()
}

/// The length, in pixels, that a custom property of an element has.
pub fn length(element: &web_sys::Element, property: &str) -> f64 {
    let style = window().get_computed_style(element).ok().flatten();
    let value = style.and_then(|style| style.get_property_value(property).ok()).unwrap_or_default();
    let length = js_sys::Number::parse_float(&value);
    if length.is_finite() { length } else { 0.0 }
}

fn root() -> web_sys::HtmlElement {
    document().document_element().unwrap_throw().unchecked_into()
}
