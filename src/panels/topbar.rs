use leptos::prelude::*;

use crate::app::Menu;
use crate::components::{fork_mark, icon, icon_button, icon_in, tab};
use crate::dom::{El, button, effect, el, whether};
use crate::panels::store;
use crate::session::Session;
use crate::{browser, parts, shortcuts};
use lab::{AccountId, Lab};

/// The bar at the top: accounts, history, store, theme, help.
pub(crate) fn bar(session: Session, menu: Menu) -> El {
    let has_accounts = move || session.read(Lab::accounts).len() > 0;
    let new_account = move || {
        menu.accounts.set(false);
        session.new_account();
    };
    el("header", "topbar")
        .child(el("h1", "wordmark").child(icon("mark")).child(el("span", "").text("Event Sourcing Lab")))
        .part_if(has_accounts, move |part| part.child(account_chooser(session, menu.accounts)))
        .child(
            el("div", "accounts")
                .attr("id", "accounts")
                .part_if(has_accounts, move |part| part.child(account_tabs(session, menu.accounts)))
                .child(button("acct acct--new", new_account).child(icon("plus")).child(
                    el("span", "").text("New").child(el("span", "").class_if("sr", has_accounts).text(" account")),
                )),
        )
        .child(el("div", "topbar__more").child(history(session, menu.reset)).child(store::chooser(session)))
        .child(
            el("div", "topbar__tools")
                .child(el("span", "sep"))
                .child(theme())
                .child(icon_button("Help", "help", move || parts::show_help(session)))
                .child(
                    button("iconbtn pmenu", move || menu.more.update(|open| *open = !*open))
                        .attr("aria-label", "Menu")
                        .state("aria-expanded", move || menu.more.get())
                        .child(icon("menu")),
                ),
        )
}

/// On a phone the account's name opens the list of accounts.
fn account_chooser(session: Session, open: RwSignal<bool>) -> El {
    let name = el("b", "").attr("dir", "auto").text_with(move || owner(session, session.account.get()));
    let id = el("code", "").text_with(move || session.account.get().to_string());
    button("pacct", move || open.update(|open| *open = !*open))
        .state("aria-expanded", move || open.get())
        .attr("aria-controls", "accounts")
        .child(icon("mark"))
        .child(el("span", "").child(name).text(" ").child(id))
        .child(icon("down"))
}

fn account_tabs(session: Session, open: RwSignal<bool>) -> El {
    let one = move |account: &AccountId| {
        let account = *account;
        let choose = move || {
            open.set(false);
            session.open(account);
        };
        tab("acct", move || session.account.get() == account, choose)
            .child(el("span", "acct__id").text(account.to_string()))
            .text(" ")
            .child(el("span", "acct__who").attr("dir", "auto").text_with(move || owner(session, account)))
            .child(el("span", "acct__fork").part(move |part| {
                // In a list of many only the open one has room for all of it.
                let mark = fork_mark(session, account);
                let (fork, of) = mark.split_at(mark.find(' ').unwrap_or_default());
                part.text(fork).child(el("span", "acct__of").text(of))
            }))
    };
    let list = el("div", "accounts__list");
    let box_of_list = list.html();
    // The open account is in sight, however many there are.
    effect(move || {
        session.account.track();
        let list = box_of_list.clone();
        request_animation_frame(move || {
            if let Ok(Some(tab)) = list.query_selector("[aria-selected=true]") {
                tab.scroll_into_view_with_bool(false);
            }
        });
    });
    list.attr("role", "tablist")
        .attr("aria-label", "Accounts")
        .on("keydown", shortcuts::rove)
        .each(move || session.read(Lab::accounts).collect(), one)
}

fn owner(session: Session, account: AccountId) -> String {
    session.read(|lab| lab.now(account).account.owner).map(String::from).unwrap_or_default()
}

fn history(session: Session, asking_to_reset: RwSignal<bool>) -> El {
    let can_undo = whether(move || session.read(Lab::can_undo));
    let can_redo = whether(move || session.read(Lab::can_redo));
    let ask = move || {
        if can_undo.get_untracked() || can_redo.get_untracked() {
            session.toast.update(String::clear);
            asking_to_reset.set(true);
            browser::focus_soon("reset-now");
        }
    };
    let unless = |can: bool| (!can).then(|| "true".to_owned());
    // A title that is more than the name is the description as well.
    let title = move |name: &'static str| {
        let why = if session.read(Lab::is_kept) { ": only in memory. This store keeps what is written." } else { "" };
        Some(format!("{name}{why}"))
    };
    // A button that is disabled would lose the focus, so these are only said to be.
    let undo = icon_button("Undo", "undo", move || session.undo())
        .attr_with("aria-disabled", move || unless(can_undo.get()))
        .attr_with("title", move || title("Undo"));
    let redo = icon_button("Redo", "redo", move || session.redo())
        .attr_with("aria-disabled", move || unless(can_redo.get()))
        .attr_with("title", move || title("Redo"));
    let reset = icon_button("Reset lab", "reset", ask)
        .attr("id", "reset")
        .attr_with("aria-disabled", move || unless(can_undo.get() || can_redo.get()))
        .attr_with("title", move || title("Reset lab"));
    el("div", "history").attr("role", "group").attr("aria-label", "History").children([undo, redo, reset])
}

fn theme() -> El {
    button("iconbtn", || browser::set_dark(!browser::is_dark()))
        .attr("aria-label", "Theme")
        .attr("title", "Theme: light or dark")
        .child(icon_in("moon", "i is-light"))
        .child(icon_in("sun", "i is-dark"))
}
