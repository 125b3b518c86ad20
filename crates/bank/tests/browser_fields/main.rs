//! Typed owners, addresses, reasons and amounts. These tests also run in a browser, where the Unicode operations have another
//! implementation.

mod addresses;
mod amounts;
mod texts;

use bank::{Email, EmailError, Owner, TextError};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn owner(text: &str) -> Result<String, TextError> {
    Owner::parse(text).map(String::from)
}

fn email(text: &str) -> Result<String, EmailError> {
    Email::parse(text).map(|email| email.map_or_else(String::new, String::from))
}
