use leptos::prelude::*;

use crate::components::chart::chart;
use crate::components::{family_class, icon, icon_button, rove, stamp, status_badge, tab};
use crate::dom::{El, button, el, memo, whether};
use crate::state::layout::PhoneTab;
use crate::state::views::{ADD, ADDED, CONTROLS};
use crate::state::{Intents, use_cursor, use_intents, use_views};
use crate::{browser, lazy};
use bank::projections::AccountView;
use bank::{Family, Money, Owner};
use engine::Version;
use lab::views::ViewKind;
use lab::{Lab, changes};

/// The account at the version that is looked at, obtained by replay; and the other views, which are loaded when they are asked for.
pub fn panel() -> El {
    let cursor = use_cursor();
    let views = use_views();
    let intents = use_intents();
    let shown = views.shown;
    let is_added = views.is_added;
    let is_account = whether(move || shown.get() == ViewKind::Account);
    let is_empty = whether(move || cursor.head.get() == Version::EMPTY);
    let one = move |kind: ViewKind| {
        let one = tab("tab", move || shown.get() == kind, move || shown.set(kind)).text(kind.label());
        if kind == ViewKind::LargestPayments {
            one.attr("id", ADDED).flag("hidden", move || !is_added.get())
        } else {
            one
        }
    };
    let tabs = el("div", "tabs")
        .attr("role", "tablist")
        .attr("aria-label", "Views")
        .on("keydown", rove)
        .children(ViewKind::ALL.map(one));
    let add = icon_button("Add a view", "plus", move || views.add()).attr("id", ADD);
    let proj = el("div", "proj")
        .attr("role", "tabpanel")
        .attr_with("aria-label", move || Some(shown.get().label().to_owned()))
        .attr("tabindex", "0")
        .part(move |part| match is_account.get() {
            // Whether there is anything on the account is only read for it: another view stays as it is.
            true if is_empty.get() => nothing_yet(part),
            true => account(intents, part),
            false => {
                let place = el("div", "view");
                lazy::show_views(intents, place.clone());
                part.child(place)
            }
        });
    el("section", "panel projection")
        .attr("aria-label", "Projection")
        .child(
            el("header", "panel__head")
                .child(el("h2", "sr").text("Projection"))
                .child(tabs)
                .child(add.flag("hidden", move || is_added.get())),
        )
        .child(el("div", "scroll").child(proj))
}

fn nothing_yet(into: El) -> El {
    let words = "The balance is worked out from the log. With no events there is nothing to add up.";
    into.child(
        el("div", "proj__top").child(el("span", "").text("Balance")).child(el("span", "asof").text("no events yet")),
    )
    .child(el("div", "balance is-empty").child(el("span", "sr").text("no balance yet")))
    .child(el("p", "quiet").text(words))
}

fn account(intents: Intents, into: El) -> El {
    let (views, cursor) = (intents.views, intents.cursor);
    into.child(el("div", "proj__top").child(el("span", "").text("Balance")).child(as_of(intents)))
        .child(el("div", "").attr("data-then", CONTROLS).part(move |part| read_model(intents, part)))
        .child(balance(intents))
        .child(
            el("div", "who")
                .child(el("b", "").attr("dir", "auto").text_with(move || owner(intents)))
                .child(el("span", "acct__fork").text_with(move || intents.lab.fork_mark(intents.cursor.account.get())))
                .child(badge(intents, true)),
        )
        .child(counters(intents))
        .child(chart(
            views.balances(),
            views.balance(),
            views.newest_balance(),
            move || views.event_name(),
            move |version| cursor.go_to(version),
            None,
        ))
        .part_if(
            move || intents.views.account.with(|view| view.version != Version::EMPTY),
            move |part| part.child(changed(intents)),
        )
}

fn balance(intents: Intents) -> El {
    let class = move || match figure(intents).len() {
        ..=10 => "balance__figure",
        11..=16 => "balance__figure is-long",
        _ => "balance__figure is-longer",
    };
    let currency = move || intents.views.account.with(|view| view.account.balance.currency.code());
    let unit = el("span", "unit").text(" ").text_with(move || currency().to_owned());
    // A longer figure moves its unit. It is rebuilt, so that the browser counts no layout shift.
    let digits = memo(move |_| figure(intents).len() as f64);
    let was = move || {
        let was = intents.views.account_before.with(|before| before.account.balance.figure());
        el("span", "").text("was ").text(was)
    };
    el("div", "balance")
        .child(
            el("span", "")
                .attr_with("class", move || Some(class().to_owned()))
                .attr("role", "status")
                .attr("aria-label", "Balance")
                .text_with(move || figure(intents))
                .part(move |part| {
                    let _ = digits.get();
                    part.child(unit.clone())
                }),
        )
        .part(move |part| part.children(change(intents).map(|by| el("div", "change").child(by).child(was()))))
}

/// On a phone: the balance above the tabs.
pub fn balance_line(into: El) -> El {
    let cursor = use_cursor();
    let intents = use_intents();
    let class = move || match figure(intents).len() {
        ..=6 => "pbal__fig",
        7..=10 => "pbal__fig is-wide",
        _ => "pbal__fig is-wide is-long",
    };
    into.part_if(
        move || cursor.head.get() != Version::EMPTY,
        move |part| {
            part.child(
                el("section", "pbal")
                    .attr("aria-label", "Balance at the cursor")
                    // Rebuilt: in another size it would move, which counts as a layout shift.
                    .part(move |part| part.child(el("span", class()).text(figure(intents))).children(change(intents)))
                    // Rebuilt for each version: text that ends at the edge would move, which counts as a layout shift.
                    .part(move |part| {
                        let _ = cursor.version.get();
                        part.child(el("span", "pbal__end").child(badge(intents, false)).child(as_of(intents)))
                    }),
            )
        },
    )
}

fn figure(intents: Intents) -> String {
    intents.views.account.with(|view| view.account.balance.figure())
}

fn owner(intents: Intents) -> String {
    intents
        .views
        .account
        .with(|view| view.account.owner.as_ref().map(Owner::to_string))
        .unwrap_or_else(|| "Nobody yet".to_owned())
}

/// How far the account's view has come in the log. What controls that is loaded when it is asked for, and takes the place of this.
fn read_model(intents: Intents, into: El) -> El {
    let views = intents.views;
    let at = move || intents.lab.read(Lab::position).0;
    let controls = button("tool tool--28", move || views.has_controls.set(true)).attr("id", CONTROLS);
    let place = el("div", "view__bar").child(
        el("div", "viewbar")
            .child(el("span", "viewbar__at").text_with(move || format!("as of position {} of {0}", at())))
            .child(controls.attr("aria-expanded", "false").text("Controls").child(icon("down"))),
    );
    if views.has_controls.get() || views.seen.get().is_some() {
        lazy::show_views(intents, place.clone());
    }
    into.child(place)
}

/// `as of v3 of v6`
pub fn as_of(intents: Intents) -> El {
    el("span", "asof")
        .text("as of ")
        .part(move |part| part.child(stamp(intents.views.account.with(|view| view.version))))
        .text(" of ")
        .text_with(move || intents.cursor.head.get().to_string())
}

/// By how much the event that is looked at changed the balance.
fn change(intents: Intents) -> Option<El> {
    let (before, after) =
        (intents.views.account_before.get().account.balance, intents.views.account.get().account.balance);
    let by = after.minor.checked_sub(before.minor).filter(|by| *by != 0)?;
    let (family, symbol, sign) =
        if by > 0 { (Family::MoneyIn, "in", "+") } else { (Family::MoneyOut, "out", "\u{2212}") };
    let figure = Money { minor: by.saturating_abs(), ..after }.figure();
    Some(el("span", &format!("change__by {}", family_class(family))).child(icon(symbol)).text(sign).text(figure))
}

/// The account's status. Only one of the two on the page is announced.
fn badge(intents: Intents, announced: bool) -> El {
    // A memo, so that what is announced is only touched when the status is another one.
    let status = Memo::new(move |_| intents.views.account.with(|view| view.account.status));
    let badge = el("span", "badge__of").part(move |part| {
        let (class, symbol) = status_badge(status.get());
        part.child(el("span", class).child(icon(symbol)).text(status.get().label()))
    });
    if announced { badge.attr("role", "status").attr("aria-label", "Account status") } else { badge }
}

fn counters(intents: Intents) -> El {
    let counter = move |name: &'static str, count: fn(&AccountView) -> u64| {
        let now = move || intents.views.account.with(count);
        let more = move || now().saturating_sub(intents.views.account_before.with(count));
        let delta = move |part: El| match more() {
            0 => part,
            more => part.child(el("span", "delta").text("+").text(more.to_string())),
        };
        el("div", "")
            .class_if("is-linked", move || more() != 0)
            .child(el("dt", "").text(name))
            .child(el("dd", "").text_with(move || now().to_string()).part(delta))
    };
    el("dl", "facts")
        .child(counter("Events", |view| view.version.0))
        .child(counter("Paid in", |view| view.deposits.into()))
        .child(counter("Paid out", |view| view.withdrawals.into()))
        .child(counter("Rejected", |view| view.rejections.into()))
}

/// What the event that is looked at changed, field by field.
fn changed(intents: Intents) -> El {
    let changes = move || changes(&intents.views.account_before.get(), &intents.views.account.get());
    let title = move |part: El| {
        let count = changes().len();
        let noun = if count == 1 { "field" } else { "fields" };
        part.child(stamp(intents.views.account.with(|view| view.version))).text(format!(" changed {count} {noun}"))
    };
    let other = button("link", move || lazy::compare_from_here(intents)).text("Compare versions");
    let heading = || el("th", "").attr("scope", "col");
    let at = |account: Memo<AccountView>| {
        // Rebuilt: a version with one more digit would move the text at the right.
        heading().part(move |part| part.text(account.with(|account| format!("at {}", account.version))))
    };
    // On a phone the log is on another tab.
    let to_event = move || {
        intents.cursor.go_to(intents.views.account.with_untracked(|view| view.version));
        intents.layout.phone_tab.set(PhoneTab::Log);
        browser::focus_soon("events");
    };
    let rows = move |part: El| {
        part.children(changes().into_iter().map(|change| {
            el("tr", "")
                .child(el("th", "").attr("scope", "row").child(button("link", to_event).text(change.field)))
                .child(el("td", "").attr("dir", "auto").text(change.before))
                .child(el("td", "").attr("dir", "auto").text(change.after))
        }))
    };
    let headings = el("tr", "")
        .child(heading().text("Field"))
        .child(at(intents.views.account_before))
        .child(at(intents.views.account));
    let title = el("div", "diff__title").child(el("h3", "").part(title)).child(other);
    el("section", "diff").attr_with("data-event", move || Some(intents.views.event_name())).child(title).child(
        el("table", "")
            .attr("aria-label", "Changed fields")
            .child(el("thead", "").child(headings))
            .child(el("tbody", "").part(rows)),
    )
}
