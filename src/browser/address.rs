//! The address of the page: its query, and its fragment where that is a link to a lab.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

use super::is_embed;

/// The address of the page, without its query and fragment.
pub fn address_of_page() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The query of the address, with its `?`. Empty if there is none.
pub fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// The value of a parameter of the address. A plus sign stands for a space, as a form writes it (URL Standard, 5.1).
pub fn in_address(name: &str) -> Option<String> {
    let query = query();
    let value = parameters(&query).find_map(|part| part.strip_prefix(name)?.strip_prefix('='))?;
    js_sys::decode_uri_component(&value.replace('+', " ")).ok().map(String::from)
}

/// Whether the address has a parameter, with a value or without.
pub fn has_parameter(name: &str) -> bool {
    parameters(&query()).any(|part| part.split('=').next() == Some(name))
}

/// The whole address.
pub fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// The fragment of the address, with its `#`, if it looks like a link to a lab. The name of an element of the page does not.
pub fn link() -> Option<String> {
    let fragment = window().location().hash().ok()?;
    let version = fragment.strip_prefix("#v")?;
    version.starts_with(|first: char| first.is_ascii_digit()).then_some(fragment)
}

/// Replaces the fragment of the address. Empty, it is removed.
pub fn write_fragment(fragment: &str) {
    write_query_and_fragment(&query(), fragment, false);
}

/// Writes these values into the address, and takes out of it those that are none. Back leads to the address before when it is
/// `a_step`; otherwise it is gone. A link to a lab stays. Returns whether the address changed.
pub fn write_address<'a>(values: impl Iterator<Item = (&'static str, Option<&'a str>)>, a_step: bool) -> bool {
    let query = query();
    let mut parts: Vec<_> = parameters(&query).map(str::to_owned).collect();
    for (name, value) in values {
        parts.retain(|part| part.split('=').next() != Some(name));
        parts.extend(value.map(|value| format!("{name}={}", js_sys::encode_uri_component(value))));
    }
    let after = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
    if after == query {
        return false;
    }
    // Back belongs to the page around an embed, and the fragment to the link that it was made of.
    let fragment = if is_embed() { window().location().hash().unwrap_or_default() } else { link().unwrap_or_default() };
    write_query_and_fragment(&after, &fragment, a_step && !is_embed())
}

fn write_query_and_fragment(query: &str, fragment: &str, a_step: bool) -> bool {
    let address = format!("{}{fragment}", if query.is_empty() { "." } else { query });
    let address = Some(&*address);
    let written = window().history().and_then(|history| match a_step {
        true => history.push_state_with_url(&JsValue::NULL, "", address),
        false => history.replace_state_with_url(&JsValue::NULL, "", address),
    });
    // A browser may refuse it when it is done too often.
    written.is_ok()
}

fn parameters(query: &str) -> impl Iterator<Item = &str> {
    query.trim_start_matches('?').split('&').filter(|part| !part.is_empty())
}
