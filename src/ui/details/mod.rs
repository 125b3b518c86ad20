//! What is looked at closely, loaded when it is seen: how events are stored, what caused them, and copies of them.

mod chain;
mod copying;
mod item;
mod request;
mod table;

use super::parts::{Filling, Place};
use super::session::Session;

pub(super) use copying::copy_events;

/// Fills an element that has waited for it.
pub(super) fn fill(session: Session, filling: Filling, place: Place) {
    place.fill(|into| {
        match filling {
            Filling::Item => item::fill(session, into),
            Filling::Table => table::fill(session, into),
            Filling::Request => request::fill(session, into),
            Filling::Chain => chain::fill(session, into),
        };
    });
}

/// Copies what a tab of the storage shows.
pub(super) fn copy_stored(session: Session, shown: Filling) {
    match shown {
        Filling::Item => item::copy(session),
        Filling::Request => request::copy(session),
        Filling::Table | Filling::Chain => {}
    }
}
