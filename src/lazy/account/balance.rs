use leptos::prelude::*;

use crate::components::{Icon, Redrawn, ReplacedText, Stamp, family_class, status_badge};
use crate::state::{ViewsContext, use_cursor, use_views};
use bank::{Family, Money};

/// The balance at the cursor, and by how much the event at the cursor changed it.
#[component]
pub fn Balance() -> impl IntoView {
    let views = use_views();
    let figure = Memo::new(move |_| figure(views));
    let digits = move || figure.with(String::len);
    let unit = Memo::new(move |_| (digits(), views.account.with(|view| view.account.balance.currency.code())));
    let change = Memo::new(move |_| Change::at(views));
    // A longer figure moves its unit, and text that ends at the edge moves when it changes. New elements count as no layout shift.
    view! {
        <div class="balance">
            <span
                class="balance__figure"
                translate="no"
                class:is-long=move || (11..=16).contains(&digits())
                class:is-longer=move || 16 < digits()
                role="status"
                aria-label="Balance"
            >
                <ReplacedText text=figure />
                <Redrawn>
                    <span class="unit">" " {unit.get().1}</span>
                </Redrawn>
            </span>
            <Redrawn>
                {change
                    .get()
                    .map(|change| {
                        view! {
                            <div class="change">
                                <ChangedBy change=change.clone() />
                                <span>"was " {change.was}</span>
                            </div>
                        }
                    })}
            </Redrawn>
        </div>
    }
}

/// On a phone: the balance above the tabs.
#[component]
pub fn BalanceLine() -> impl IntoView {
    let views = use_views();
    let figure = Memo::new(move |_| figure(views));
    let class = Memo::new(move |_| match figure.with(String::len) {
        ..=6 => "pbal__fig",
        7..=10 => "pbal__fig is-wide",
        _ => "pbal__fig is-wide is-long",
    });
    let change = Memo::new(move |_| Change::at(views));
    let changed_by = move || {
        let _ = figure.get();
        change.get().map(|change| view! { <ChangedBy change /> })
    };
    let version = Memo::new(move |_| views.account.with(|view| view.version));
    let end = move || {
        // Read: a memo that is only tracked is never computed, so it would report no change.
        let _ = version.get();
        view! {
            <span class="pbal__end">
                <StatusBadge is_announced=false />
                <AsOf />
            </span>
        }
    };
    // As in `Balance`: an element that would move is a new one.
    view! {
        <section class="pbal" aria-label="Balance at the cursor">
            <Redrawn>
                <span class=class.get() translate="no" prop:textContent=move || figure.get()></span>
            </Redrawn>
            <Redrawn>{changed_by()}</Redrawn>
            <Redrawn>{end()}</Redrawn>
        </section>
    }
}

/// The balance at the cursor, e.g. `70.00`.
pub fn figure(views: ViewsContext) -> String {
    views.account.with(|view| view.account.balance.figure())
}

/// By how much an event changed the balance.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    /// Whether the balance rose.
    is_rise: bool,
    /// The difference, without its sign.
    by: String,
    /// The balance before.
    pub was: String,
}

impl Change {
    /// What the event at the cursor changed; `None` when the balance is the same.
    pub fn at(views: ViewsContext) -> Option<Self> {
        let before = views.account_before.with(|view| view.account.balance);
        let after = views.account.with(|view| view.account.balance);
        let by = after.minor.checked_sub(before.minor).filter(|by| *by != 0)?;
        let figure = Money { minor: by.saturating_abs(), ..after }.figure();
        Some(Self { is_rise: by > 0, by: figure, was: before.figure() })
    }
}

/// By how much an event changed the balance, with its sign.
#[component]
pub fn ChangedBy(
    /// The change.
    change: Change,
) -> impl IntoView {
    let (family, icon, sign) =
        if change.is_rise { (Family::MoneyIn, "in", "+") } else { (Family::MoneyOut, "out", "\u{2212}") };
    view! {
        <span class=format!("change__by {}", family_class(family)) translate="no">
            <Icon name=icon />
            {sign}
            {change.by}
        </span>
    }
}

/// The version that is shown, e.g. `as of v3 of v6`.
#[component]
pub fn AsOf() -> impl IntoView {
    let (cursor, views) = (use_cursor(), use_views());
    let version = Signal::derive(move || views.account.with(|view| view.version));
    view! {
        <span class="asof">
            "as of " <Stamp version /> <span prop:textContent=move || format!(" of {}", cursor.head.get())></span>
        </span>
    }
}

/// The status of the account at the cursor. Only one of the two on the page is announced.
#[component]
pub fn StatusBadge(
    /// Whether it is announced.
    is_announced: bool,
) -> impl IntoView {
    let views = use_views();
    // A memo, so that what is announced is only touched when the status is another one.
    let status = Memo::new(move |_| views.account.with(|view| view.account.status));
    let badge = |status| {
        let (class, icon) = status_badge(status);
        view! {
            <span class=class>
                <Icon name=icon />
                {status.label()}
            </span>
        }
    };
    view! {
        <span
            class="badge__of"
            role=is_announced.then_some("status")
            aria-label=is_announced.then_some("Account status")
        >
            // A new element: an owner's name would move it, which counts as a layout shift.
            <Redrawn>{badge(status.get())}</Redrawn>
        </span>
    }
}
