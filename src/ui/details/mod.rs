//! What is looked at closely, loaded when it is asked for: the table, the request, what caused an event, and copies of events.

mod chain;
mod copying;
mod request;
mod table;

use super::parts::{Filling, Place};
use super::session::Session;

pub(super) use copying::copy_events;
pub(super) use request::copy as copy_request;

/// Fills an element that has waited for it.
pub(super) fn fill(session: Session, filling: Filling, place: Place) {
    place.fill(|into| {
        match filling {
            Filling::Table => table::fill(session, into),
            Filling::Request => request::fill(session, into),
            Filling::Chain => chain::fill(session, into),
        };
    });
}
