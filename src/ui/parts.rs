//! The parts of the page that are loaded when somebody asks for them: a first load may weigh only so much.
//!
//! `cargo xtask build` splits them off the WebAssembly; every other build has all in one, and calls them directly.

use leptos::prelude::{Owner, Set};
use leptos::task::spawn_local;

use super::dom::El;
use super::kept;
use super::panels::help;
use super::session::Session;
use super::store::Errand;
use super::travel::{self, Sight};
use super::views;
use crate::lab::views::ViewKind;

/// A part could not be loaded.
#[derive(Debug)]
pub(super) struct NotLoaded;

impl NotLoaded {
    /// What happened and what to do.
    pub(super) const WORDS: &str =
        "A part of this page could not be loaded. Look at the connection and try again, or reload the page.";
}

#[cfg(split)]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// A function of a part: called, it loads the part first, unless that was done.
macro_rules! of_part {
    ($part:ident: fn $name:ident($($argument:ident: $type:ty),*) $body:block) => {
        #[cfg(split)]
        // The part is found by the name of a function, which Rust counts as unsafe.
        #[allow(unsafe_code)]
        #[leptos::wasm_split::wasm_split($part, fallible, wasm_split_path = ::leptos::wasm_split)]
        fn $name($($argument: $type),*) -> Result<(), NotLoaded> {
            let () = $body;
            Ok(())
        }

        #[cfg(not(split))]
        async fn $name($($argument: $type),*) -> Result<(), NotLoaded> {
            let () = $body;
            Ok(())
        }
    };
}

of_part!(kept: fn run_errand(session: Session, errand: Errand) {
    kept::run(session, errand);
});

of_part!(help: fn open_help() {
    help::show();
});

of_part!(travel: fn show_sight(session: Session, sight: Sight) {
    travel::show(session, sight);
});

of_part!(views: fn draw_views(session: Session, place: El, owner: Owner) {
    views::panel::draw(session, place, &owner);
});

/// Runs an errand; `failed` is done when the part that knows how can't be loaded.
pub(super) fn run(session: Session, errand: Errand, failed: impl FnOnce() + 'static) {
    spawn_local(async move {
        if run_errand(session, errand).await.is_err() {
            failed();
        }
    });
}

/// Draws something to look at.
pub(super) fn see(session: Session, sight: Sight) {
    spawn_local(async move {
        if show_sight(session, sight).await.is_err() {
            session.toast.set(NotLoaded::WORDS.to_owned());
        }
    });
}

/// Shows the keys, the marks and the words.
pub(super) fn show_help(session: Session) {
    spawn_local(async move {
        if open_help().await.is_err() {
            session.toast.set(NotLoaded::WORDS.to_owned());
        }
    });
}

/// Draws the view that is shown, and from then on whichever is shown, in this place; as long as its owner is there.
pub(super) fn show_views(session: Session, place: El) {
    let owner = Owner::current().unwrap_or_default();
    spawn_local(async move {
        if draw_views(session, place, owner).await.is_err() {
            session.toast.set(NotLoaded::WORDS.to_owned());
            session.views.shown.set(ViewKind::Account);
        }
    });
}
