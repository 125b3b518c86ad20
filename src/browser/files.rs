//! Files that the page saves and reads.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// Saves a text as a file of this name.
pub fn save(name: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) {
        save_blob(name, &blob);
    }
}

/// Saves this content as a file of this name.
pub fn save_blob(name: &str, blob: &web_sys::Blob) {
    let Ok(address) = web_sys::Url::create_object_url_with_blob(blob) else { return };
    if let Ok(link) = document().create_element("a") {
        let _ = link.set_attribute("href", &address);
        let _ = link.set_attribute("download", name);
        link.unchecked_into::<web_sys::HtmlElement>().click();
    }
    let _ = web_sys::Url::revoke_object_url(&address);
}

/// Asks for a file, such as `.json`, and runs `then` with the chosen one. Call it from a click.
pub fn choose_file(kind: &str, then: impl FnOnce(web_sys::File) + 'static) {
    let Some(input) =
        document().create_element("input").ok().and_then(|input| input.dyn_into::<web_sys::HtmlInputElement>().ok())
    else {
        return;
    };
    input.set_type("file");
    input.set_accept(kind);
    let chosen = input.clone();
    let on_change = Closure::once_into_js(move || {
        if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
            then(file);
        }
    });
    let _ = input.add_event_listener_with_callback("change", on_change.unchecked_ref());
    input.click();
}

/// Runs `then` with a file that is dropped anywhere on the page, from now on. Without it, the browser would leave the page for the file.
pub fn on_drop(then: impl Fn(web_sys::File) + 'static) {
    let files = |event: &web_sys::Event| {
        let data = event.dyn_ref::<web_sys::DragEvent>()?.data_transfer()?;
        data.types().includes(&"Files".into(), 0).then(|| data.files())
    };
    super::listen("dragover", move |event| {
        if files(&event).is_some() {
            event.prevent_default();
        }
    });
    super::listen("drop", move |event| {
        if let Some(dropped) = files(&event) {
            event.prevent_default();
            if let Some(file) = dropped.and_then(|files| files.get(0)) {
                then(file);
            }
        }
    });
}

/// The content of a file. At most `limit` + 1 bytes are read, so that a file above the limit can be told from one at it. `None` if the
/// browser can't read it.
pub async fn read_file(file: &web_sys::File, limit: usize) -> Option<Vec<u8>> {
    let start = file.slice_with_f64_and_f64(0.0, limit as f64 + 1.0).ok()?;
    let buffer = wasm_bindgen_futures::JsFuture::from(start.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}
