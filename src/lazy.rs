//! The parts of the page that are loaded on demand, because the size of the first load is limited.
//!
//! `cargo xtask build` splits them off the WebAssembly; every other build has all in one, and calls them directly.

mod account;
mod accounts;
mod ask;
mod compare;
mod details;
mod embed;
mod event_log;
mod help;
mod item;
mod lessons;
mod open_dialog;
mod part;
mod persistence;
mod present;
mod share;
mod stop;
mod stored_lines;
mod time_travel;
mod tools;
mod views;
mod with_retry;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::state::persistence::{Condition, Errand, Fault};
use crate::state::{Intents, use_intents};
use bank::Command;
use engine::Version;
use lab::Term;
use lab::views::ViewKind;
use open_dialog::open_dialog;
use part::{NotLoaded, load, of_part};
use stores::{Remedy, StoreKind};
use with_retry::WithRetry;

pub use tools::{LazyLesson, ask_earlier, open_lesson, open_link, share, show_lessons, show_present};

of_part!(kept: fn do_errand(intents: Intents, errand: Errand) {
    persistence::run(intents, errand);
});

of_part!(details: fn open_help(intents: Intents, term: Option<Term>) {
    help::show(intents, term);
});

of_part!(details: fn show_sight(intents: Intents, sight: Sight) {
    show(intents, sight);
});

of_part!(views: fn draw_views(intents: Intents, loaded: LoadedView) {
    views::draw(intents, loaded);
});

of_part!(events: fn draw_account(view: LoadedView) {
    account::draw(view);
});

of_part!(events: fn draw_balance_line(view: LoadedView) {
    account::draw_line(view);
});

of_part!(events: fn draw_accounts(kind: AccountsView, view: LoadedView) {
    accounts::draw(kind, view);
});

of_part!(events: fn draw_time_travel(view: LoadedView) {
    time_travel::draw(view);
});

of_part!(events: fn draw_events(view: LoadedView) {
    event_log::draw(view);
});

of_part!(embed: fn make_embed(intents: Intents) {
    embed::begin(intents);
});

of_part!(embed: fn draw_embed_bar(view: LoadedView) {
    embed::draw(view);
});

of_part!(events: fn load_events() {});

of_part!(details: fn load_details() {});

of_part!(views: fn load_views() {});

of_part!(details: fn draw_item(view: LoadedView) {
    item::draw(view);
});

of_part!(details: fn run_detail(intents: Intents, detail: Detail) {
    details::run(intents, detail);
});

/// What is drawn of stops and versions.
enum Sight {
    /// The details of the stop in focus.
    Stop(LoadedView),
    /// Two versions, compared.
    Compare(Version, Version),
    /// The question where this command goes, which was sent in the past.
    Ask(Command),
}

fn show(intents: Intents, sight: Sight) {
    browser::adopt_style("small-dialog", include_str!("../style/small-dialog.css"));
    browser::adopt_style("travel", include_str!("../style/travel.css"));
    match sight {
        Sight::Stop(loaded) => stop::draw(loaded),
        Sight::Compare(one, other) => compare::show(intents, one, other),
        Sight::Ask(command) => ask::show(intents, command),
    }
}

/// What the part for details does.
pub enum Detail {
    /// Draw a view.
    Draw(DetailView, LoadedView),
    /// Copy the events that are selected.
    CopyEvents,
    /// Copy the item of the event at the cursor.
    CopyItem,
    /// Copy the request that wrote the event that is looked at.
    CopyRequest,
}

/// A view of the part for details.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DetailView {
    /// The families of events to choose from.
    Types,
    /// All items of the table.
    Table,
    /// The request that wrote the event that is looked at.
    Request,
    /// What caused the event that is looked at.
    Chain,
    /// The list of accounts, which can be searched.
    Accounts,
}

/// What draws a view of a part, once the part is loaded.
pub type LoadedView = RwSignal<Option<fn() -> AnyView>>;

/// A view of a part. If the part can't be loaded, a toast says so.
#[component]
pub fn LazyView(
    /// Which view.
    kind: DetailView,
    /// Runs if it can't be loaded.
    on_failure: impl FnOnce() + 'static,
) -> impl IntoView {
    let view = LoadedView::new(None);
    detail(use_intents(), Detail::Draw(kind, view), on_failure);
    move || view.get().map(|draw| draw())
}

/// The event at the cursor as an item of DynamoDB.
#[component]
pub fn LazyItem() -> impl IntoView {
    view! { <WithRetry draw=|view| Box::pin(draw_item(view)) /> }
}

/// The controls that move the cursor through the versions.
#[component]
pub fn LazyTimeTravel() -> impl IntoView {
    view! { <WithRetry draw=|view| Box::pin(draw_time_travel(view)) /> }
}

/// The events of a log that has some.
#[component]
pub fn LazyEvents() -> impl IntoView {
    view! { <WithRetry draw=|view| Box::pin(draw_events(view)) /> }
}

/// Loads ahead what the page shows from the first event on, and later what a click can ask for. What does not arrive is loaded when it is
/// needed. The part that keeps events in a browser is large, and most users do not need it.
pub fn load_ahead() {
    set_timeout(|| load(load_events(), || {}), Duration::from_millis(300));
    set_timeout(|| load(load_details(), || {}), Duration::from_secs(3));
    set_timeout(|| load(load_views(), || {}), Duration::from_secs(4));
}

/// The account at the cursor, obtained by replay.
#[component]
pub fn LazyAccount() -> impl IntoView {
    view! { <WithRetry draw=|view| Box::pin(draw_account(view)) /> }
}

/// On a phone: the balance above the tabs. The account's view says when it can't be loaded.
#[component]
pub fn LazyBalanceLine() -> impl IntoView {
    let view = LoadedView::new(None);
    load(draw_balance_line(view), || {});
    move || view.get().map(|draw| draw())
}

/// What the top bar shows of the accounts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AccountsView {
    /// On a phone: the open account.
    Chooser,
    /// A tab for each.
    Tabs,
    /// The open account, which opens a list of all.
    Picker,
}

/// A view of the accounts. The event log says when it can't be loaded.
#[component]
pub fn LazyAccounts(
    /// Which view.
    kind: AccountsView,
) -> impl IntoView {
    let view = LoadedView::new(None);
    load(draw_accounts(kind, view), || {});
    move || view.get().map(|draw| draw())
}

/// Does this as soon as the part is loaded. If it can't be loaded, a toast says so and `failed` runs.
pub fn detail(intents: Intents, detail: Detail, failed: impl FnOnce() + 'static) {
    load(run_detail(intents, detail), move || {
        intents.notices.toast.set(NotLoaded::failure().to_string());
        failed();
    });
}

/// Runs an errand of the part that keeps events in a browser. When it can't be loaded, the store can't be used.
pub fn run_errand(intents: Intents, errand: Errand) {
    // A part that was never loaded has nothing open.
    let closes = matches!(errand, Errand::Close);
    load(do_errand(intents, errand), move || {
        if closes {
            return;
        }
        intents.notices.toast.set(NotLoaded::failure().to_string());
        // The store in memory needs no part.
        if intents.persistence.kind.get_untracked() != StoreKind::Memory {
            let fault = Fault { failure: NotLoaded::failure(), remedies: &[Remedy::Retry, Remedy::Reload] };
            intents.persistence.condition.set(Condition::Broken(fault));
        }
    });
}

/// Asks where this command goes, which was sent while the past is shown.
pub fn ask_now_or_fork(intents: Intents, command: Command) {
    see(intents, Sight::Ask(command));
}

/// The details of the stop in focus. They are loaded when they are drawn for the first time.
#[component]
pub fn StopDetails() -> impl IntoView {
    let view = LoadedView::new(None);
    see(use_intents(), Sight::Stop(view));
    move || view.get().map(|draw| draw())
}

/// Compares two versions of the account.
pub fn compare(intents: Intents, one: Version, other: Version) {
    intents.cursor.playing.set(false);
    see(intents, Sight::Compare(one, other));
}

/// Compares the version at the cursor with the one that is picked, or else with the newest; the newest with the one before it.
pub fn compare_from_here(intents: Intents) {
    if let Some((one, other)) = intents.filter.versions_to_compare() {
        compare(intents, one, other);
    }
}

fn see(intents: Intents, sight: Sight) {
    load(show_sight(intents, sight), move || intents.notices.toast.set(NotLoaded::failure().to_string()));
}

/// Gives the page the looks of an embed, and then does this.
pub fn begin_embed(intents: Intents, then: impl FnOnce() + 'static) {
    spawn_local(async move {
        if make_embed(intents).await.is_err() {
            intents.notices.toast.set(NotLoaded::failure().to_string());
        }
        then();
    });
}

/// The bar of an embed.
#[component]
pub fn LazyEmbedBar() -> impl IntoView {
    view! { <WithRetry draw=|view| Box::pin(draw_embed_bar(view)) /> }
}

/// Shows Help: the terms, the keys and the marks. With a term, Help opens at it.
pub fn show_help(intents: Intents, term: Option<Term>) {
    load(open_help(intents, term), move || intents.notices.toast.set(NotLoaded::failure().to_string()));
}

/// The chosen view with its bar. It is loaded when it is drawn for the first time; until then `fallback` is shown. If it can't be
/// loaded, a note says so, and the account's view is shown.
#[component]
pub fn ChosenView(
    /// What is shown until the part is loaded.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView {
    let (intents, view) = (use_intents(), LoadedView::new(None));
    load(draw_views(intents, view), move || {
        intents.notices.toast.set(NotLoaded::failure().to_string());
        intents.views.shown.set(ViewKind::Account);
        intents.views.has_controls.set(false);
    });
    move || view.get().map_or_else(|| fallback.run(), |draw| draw())
}
