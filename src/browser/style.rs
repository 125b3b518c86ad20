//! Styles that come with a part of the page.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use super::root;

/// Adds a stylesheet to the page that a part of it brings along, once for each name. It is made by the object model, which the
/// page's policy allows.
pub fn adopt_style(name: &str, css: &str) {
    let data = root().dataset();
    if data.get(name).is_some() {
        return;
    }
    let adopt = || -> Result<(), JsValue> {
        let class: js_sys::Function = js_sys::Reflect::get(&window(), &"CSSStyleSheet".into())?.dyn_into()?;
        let sheet = js_sys::Reflect::construct(&class, &js_sys::Array::new())?;
        let replace: js_sys::Function = js_sys::Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
        replace.call1(&sheet, &css.into())?;
        let sheets = js_sys::Array::from(&js_sys::Reflect::get(&document(), &"adoptedStyleSheets".into())?);
        sheets.push(&sheet);
        js_sys::Reflect::set(&document(), &"adoptedStyleSheets".into(), &sheets)?;
        Ok(())
    };
    // A browser without them shows the views plainly.
    if adopt().is_ok() {
        let _ = data.set(name, "styled");
    }
}
