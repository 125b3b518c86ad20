//! Which views the projection has, as far as the page always needs it. What reads the log for them and draws them is loaded when a
//! view other than the account's is chosen.

pub(super) mod panel;

mod all_accounts;
mod audit;
mod bar;
mod by_type;
mod desk;
mod largest;
mod statement;

use leptos::prelude::*;

use super::browser;
use super::session::Session;
use crate::lab::views::ViewKind;

/// The id of the button that adds a view.
pub(super) const ADD: &str = "add-view";
/// The id of the tab of the view that it adds.
pub(super) const ADDED: &str = "added-view";

/// The tabs of the projection. It is a handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ViewTabs {
    /// The view that is shown.
    pub shown: RwSignal<ViewKind>,
    /// Whether somebody has added the view that is not there from the start.
    pub is_added: RwSignal<bool>,
    /// How often another lab has taken the place of the one before: then the views begin anew.
    pub labs: RwSignal<u32>,
}

impl ViewTabs {
    pub(super) fn new() -> Self {
        Self { shown: RwSignal::new(ViewKind::Account), is_added: RwSignal::new(false), labs: RwSignal::new(0) }
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
