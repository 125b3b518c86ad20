//! The parts of the page that are loaded when somebody asks for them: a first load may weigh only so much.
//!
//! `cargo xtask build` splits them off the WebAssembly; every other build has all in one, and calls them directly.

use std::pin::Pin;

use leptos::prelude::{GetUntracked, Owner, RwSignal, Set};
use leptos::task::spawn_local;

use super::details;
use super::dom::{El, el};
use super::kept;
use super::panels::help;
use super::session::Session;
use super::store::Errand;
use super::travel::{self, Sight};
use super::views;
use lab::views::ViewKind;

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

of_part!(details: fn run_detail(session: Session, detail: Detail) {
    details::run(session, detail);
});

/// What is done by the part of the page for what is looked at closely.
pub(super) enum Detail {
    /// Fill an element.
    Fill(Filling, Place),
    /// Copy this text and then say this.
    Copy(String, &'static str),
    /// Copy the events that are selected.
    CopyEvents,
    /// Copy the request that wrote the event that is looked at.
    CopyRequest,
}

/// What an element can be filled with by the part that knows how.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Filling {
    /// The families of events to choose from.
    Types,
    /// All items of the table.
    Table,
    /// The request that wrote the event that is looked at.
    Request,
    /// What caused the event that is looked at.
    Chain,
}

/// An element that waits for its content.
pub(super) struct Place {
    /// The element.
    pub into: El,
    owner: Owner,
    /// It ends with the scope that has the element.
    scope: RwSignal<bool>,
}

impl Place {
    /// Fills the element in its own scope, if it is still there.
    pub(super) fn fill(self, fill: impl FnOnce(El)) {
        if self.scope.try_get_untracked().is_some() {
            self.owner.with(|| fill(self.into));
        }
    }
}

/// An element of this class that is filled as soon as the part is there. When it can't be loaded, that is told and `failed` is done.
pub(super) fn fill(session: Session, filling: Filling, class: &str, failed: impl FnOnce() + 'static) -> El {
    let into = el("div", class);
    let owner = Owner::current().unwrap_or_default();
    let place = Place { into: into.clone(), owner, scope: RwSignal::new(true) };
    detail(session, Detail::Fill(filling, place), failed);
    into
}

/// Has a detail done. When its part can't be loaded, that is told and `failed` is done.
pub(super) fn detail(session: Session, detail: Detail, failed: impl FnOnce() + 'static) {
    load(run_detail(session, detail), move || {
        session.toast.set(NotLoaded::WORDS.to_owned());
        failed();
    });
}

/// Runs an errand; `failed` is done when the part that knows how can't be loaded.
pub(super) fn run(session: Session, errand: Errand, failed: impl FnOnce() + 'static) {
    load(run_errand(session, errand), failed);
}

/// Draws something to look at.
pub(super) fn see(session: Session, sight: Sight) {
    load(show_sight(session, sight), move || session.toast.set(NotLoaded::WORDS.to_owned()));
}

/// Shows the keys, the marks and the words.
pub(super) fn show_help(session: Session) {
    load(open_help(), move || session.toast.set(NotLoaded::WORDS.to_owned()));
}

/// Draws the view that is shown, and from then on whichever is shown, in this place; as long as its owner is there.
pub(super) fn show_views(session: Session, place: El) {
    let owner = Owner::current().unwrap_or_default();
    load(draw_views(session, place, owner), move || {
        session.toast.set(NotLoaded::WORDS.to_owned());
        session.views.shown.set(ViewKind::Account);
        session.views.has_controls.set(false);
    });
}

/// Has something of a part done; `failed` is done when the part can't be loaded.
fn load(part: impl Future<Output = Result<(), NotLoaded>> + 'static, failed: impl FnOnce() + 'static) {
    // Boxed, so that there is only one task for all of them.
    let part: Pin<Box<dyn Future<Output = _>>> = Box::pin(part);
    let failed: Box<dyn FnOnce()> = Box::new(failed);
    spawn_local(async move {
        if part.await.is_err() {
            failed();
        }
    });
}
