//! What is looked at closely, loaded when it is asked for: the table, the request, what caused an event, the types to choose from, and
//! all that is copied.

mod chain;
mod copying;
mod request;
mod table;
mod types;

use super::browser;
use super::parts::{Detail, Filling};
use super::session::Session;

const STYLE: &str = include_str!("../../style/details.css");

/// Does what was asked for before this part was there.
pub(super) fn run(session: Session, detail: Detail) {
    browser::adopt_style("details", STYLE);
    match detail {
        Detail::Fill(filling, place) => place.fill(|into| {
            match filling {
                Filling::Types => types::fill(session, into),
                Filling::Table => table::fill(session, into),
                Filling::Request => request::fill(session, into),
                Filling::Chain => chain::fill(session, into),
            };
        }),
        Detail::Copy(text, said) => copying::copy_text(session, text, said.to_owned()),
        Detail::CopyEvents => copying::copy_events(session),
        Detail::CopyRequest => request::copy(session),
    }
}
