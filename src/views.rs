//! Which views the projection has, as far as the page always needs it. What reads the log for them and draws them is loaded when a
//! view other than the account's is chosen.

pub(super) mod panel;

mod all_accounts;
mod audit;
mod bar;
mod by_type;
pub(super) mod desk;
mod largest;
mod statement;

use leptos::prelude::*;

use super::browser;
use super::session::Session;
use super::small::Small;
use engine::Version;
use lab::views::ViewKind;

/// The id of the button that adds a view.
pub(super) const ADD: &str = "add-view";
/// The id of the tab of the view that it adds.
pub(super) const ADDED: &str = "added-view";

/// The tabs of the projection. It is a handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ViewTabs {
    /// The view that is shown.
    pub shown: Small<ViewKind>,
    /// Whether somebody has added the view that is not there from the start.
    pub is_added: RwSignal<bool>,
    /// Whether the controls of the view that is shown are.
    pub has_controls: RwSignal<bool>,
    /// How far the view of the open account has come while it lags or is paused; `None` when it has what the log has.
    pub seen: Small<Option<Version>>,
    /// How often another lab has taken the place of the one before: then the views begin anew.
    pub labs: RwSignal<u32>,
}

impl ViewTabs {
    pub(super) fn new() -> Self {
        Self {
            shown: Small::new(ViewKind::Account),
            is_added: RwSignal::new(false),
            has_controls: RwSignal::new(false),
            seen: Small::new(None),
            labs: RwSignal::new(0),
        }
    }

    /// Up to which version the view of the open account shows it, when it is looked at in this one.
    pub(super) fn seen(self, version: Version) -> Version {
        self.seen.get().map_or(version, |seen| version.min(seen))
    }
}

impl Session {
    /// Shows a view. One that is not there yet is added: it reads the whole history.
    pub(super) fn show_view(self, view: ViewKind) {
        if view == ViewKind::LargestPayments {
            self.views.is_added.set(true);
        }
        self.views.shown.set(view);
    }

    /// Adds a view over the whole history, and shows it.
    pub(super) fn add_view(self) {
        self.show_view(ViewKind::LargestPayments);
        browser::focus_soon(ADDED);
    }
}
