use leptos::prelude::*;

use super::cursor::CursorContext;
use super::lab::{LabContext, event_name};
use super::stepper::StepperContext;
use crate::browser;
use bank::Money;
use bank::projections::AccountView;
use engine::Version;
use lab::views::ViewKind;
use lab::{Lab, Sparkline};

/// The id of the button that adds a view.
pub const ADD: &str = "add-view";
/// The id of the tab of the view that it adds.
pub const ADDED: &str = "added-view";
/// The id of the button that opens the controls of the view.
pub const CONTROLS: &str = "view-controls";

/// The views of the projection, as far as the page always needs them. What reads the log for the other views is loaded on demand.
#[derive(Clone, Copy)]
pub struct ViewsContext {
    lab: LabContext,
    cursor: CursorContext,
    /// The view that is shown.
    pub shown: RwSignal<ViewKind>,
    /// Whether the view was added that is not there from the start.
    pub is_added: RwSignal<bool>,
    /// Whether the controls of the view are open.
    pub has_controls: RwSignal<bool>,
    /// The version that the account's view has reached while it lags or is paused; `None` when it has read the whole log.
    pub seen: RwSignal<Option<Version>>,
    /// How often the lab was replaced: each time the views start over.
    pub labs: RwSignal<u32>,
    /// The account at the cursor, as far as its view has come.
    pub account: Memo<AccountView>,
    /// The account one event earlier.
    pub account_before: Memo<AccountView>,
}

/// The views of the page.
pub fn use_views() -> ViewsContext {
    expect_context()
}

impl ViewsContext {
    /// The account's view.
    pub fn new(lab: LabContext, cursor: CursorContext, stepper: StepperContext) -> Self {
        let seen = RwSignal::new(None::<Version>);
        // A command that is stepped through has not reached the projection before Project.
        let projected = Memo::new(move |_| {
            let version = cursor.version.get();
            let seen = seen.get().map_or(version, |seen| version.min(seen));
            stepper.stepping.with(|stepping| match stepping {
                Some(stepping) => stepping.projected(cursor.account.get(), seen),
                None => seen,
            })
        });
        let at = move |lab: &Lab, version: Version| lab.at(cursor.account.get(), version);
        let account = Memo::new(move |_| lab.read(|lab| at(lab, projected.get())));
        let account_before = Memo::new(move |_| lab.read(|lab| at(lab, Version(projected.get().0.saturating_sub(1)))));
        Self {
            lab,
            cursor,
            shown: RwSignal::new(ViewKind::Account),
            is_added: RwSignal::new(false),
            has_controls: RwSignal::new(false),
            seen,
            labs: RwSignal::new(0),
            account,
            account_before,
        }
    }

    /// Shows a view. A view that is not there yet is added: it reads the whole history.
    pub fn show(self, view: ViewKind) {
        if view == ViewKind::LargestPayments {
            self.is_added.set(true);
        }
        self.shown.set(view);
    }

    /// Adds a view over the whole history, and shows it.
    pub fn add(self) {
        self.show(ViewKind::LargestPayments);
        browser::focus_soon(ADDED);
    }

    /// The name of the newest event in the account's view: the one at the cursor, unless the view is behind.
    pub fn event_name(self) -> String {
        event_name(self.cursor.account.get(), self.account.with(|view| view.version))
    }

    /// The balance after each event of the open account.
    pub fn balances(self) -> Memo<Sparkline> {
        Memo::new(move |_| {
            let account = self.cursor.account.get();
            self.lab.read(|lab| Sparkline::of(lab, account))
        })
    }

    /// The version that the account's view shows, and its balance.
    pub fn balance(self) -> Memo<(Version, Money)> {
        Memo::new(move |_| self.account.with(|view| (view.version, view.account.balance)))
    }

    /// The newest version of the open account, and its balance.
    pub fn newest_balance(self) -> Memo<(Version, Money)> {
        Memo::new(move |_| {
            let account = self.cursor.account.get();
            (self.cursor.head.get(), self.lab.read(|lab| lab.now(account).account.balance))
        })
    }
}
