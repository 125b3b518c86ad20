use leptos::prelude::*;

use super::notes::Notes;
use super::talk::Talk;
use crate::components::{Chart, IconButton, Redrawn, Show};
use crate::lazy::account::{AsOf, Change, ChangedBy, StatusBadge, figure};
use crate::state::{use_cursor, use_views};
use bank::Status;
use engine::Version;

/// The balance at the cursor, what the event changed, and the line over all versions; below them the script.
#[component]
pub fn BalanceColumn(
    /// The talk.
    talk: Talk,
) -> impl IntoView {
    let (cursor, views) = (use_cursor(), use_views());
    let is_empty = Memo::new(move |_| views.account.with(|view| view.version == Version::EMPTY));
    let has_events = Memo::new(move |_| cursor.head.get() > Version::EMPTY);
    let figure = Memo::new(move |_| if is_empty.get() { String::new() } else { figure(views) });
    let currency = Memo::new(move |_| views.account.with(|view| view.account.balance.currency.code()));
    let change = Memo::new(move |_| (Change::at(views), figure.get()));
    let is_restricted =
        Memo::new(move |_| views.account.with(|view| matches!(view.account.status, Status::Frozen | Status::Closed)));
    view! {
        <section class="present__proj" aria-label="Projection">
            <header class="present__head">
                <h2>"Balance"</h2>
                <AsOf />
                <IconButton name="Leave present mode" icon="x" on_press=move || talk.leave() />
            </header>
            <div class="present__sum scroll" tabindex="0" role="group" aria-label="Balance and its changes">
                <div class="present__total" class:is-empty=move || is_empty.get()>
                    <span
                        class="present__figure"
                        role="status"
                        aria-label="Balance"
                        translate="no"
                        style=("--n", move || figure.with(|figure| figure.len().max(5).to_string()))
                    >
                        <Redrawn>
                            <span>{figure.get()} <span class="sr">{format!(" {}", currency.get())}</span></span>
                        </Redrawn>
                    </span>
                </div>
                <Redrawn>
                    {change
                        .get()
                        .0
                        .map(|change| {
                            view! {
                                <p class="present__change" translate="no">
                                    <span>{change.was.clone()}</span>
                                    <span aria-hidden="true">"\u{2192}"</span>
                                    <span class="sr">" to "</span>
                                    <b>{figure.get()}</b>
                                    <ChangedBy change />
                                </p>
                            }
                        })}
                </Redrawn>
                <Show when=move || is_restricted.get()>
                    <StatusBadge is_announced=true />
                </Show>
                <Show when=move || has_events.get()>
                    <Chart
                        points=views.balances()
                        here=views.balance()
                        newest=views.newest_balance()
                        event_name=Signal::derive(move || views.event_name())
                        on_choose=move |version| cursor.go_to(version)
                    />
                </Show>
            </div>
            <Notes talk />
        </section>
    }
}
