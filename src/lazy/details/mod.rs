//! What is looked at closely, loaded when it is asked for: the table, the request, what caused an event, the types to choose from, and
//! all that is copied.

mod chain;
mod copying;
mod request;
mod table;
mod types;

use crate::browser;
use crate::lazy::{Detail, Filling};
use crate::state::Intents;

const STYLE: &str = include_str!("../../../style/details.css");

/// Does what was asked for before this part was there.
pub fn run(intents: Intents, detail: Detail) {
    browser::adopt_style("details", STYLE);
    match detail {
        Detail::Fill(filling, place) => place.fill(|into| {
            match filling {
                Filling::Types => types::fill(intents, into),
                Filling::Table => table::fill(intents, into),
                Filling::Request => request::fill(intents, into),
                Filling::Chain => chain::fill(intents, into),
            };
        }),
        Detail::Copy(text, said) => copying::copy_text(intents, text, said.to_owned()),
        Detail::CopyEvents => copying::copy_events(intents),
        Detail::CopyRequest => request::copy(intents),
    }
}
