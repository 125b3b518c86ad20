use leptos::prelude::*;

use crate::components::{icon, icon_button, icon_in, rove, tab};
use crate::dom::{El, button, effect, el, whether};
use crate::state::{Intents, use_intents, use_lab, use_layout};
use crate::{browser, lazy};
use lab::{AccountId, Lab};

mod store;

/// The bar at the top: accounts, history, store, theme, help.
pub fn bar() -> El {
    let lab = use_lab();
    let layout = use_layout();
    let intents = use_intents();
    let has_accounts = move || lab.read(Lab::accounts).len() > 0;
    let new_account = move || {
        layout.accounts.set(false);
        intents.new_account();
    };
    el("header", "topbar")
        .child(el("h1", "wordmark").child(icon("mark")).child(el("span", "").text("Event Sourcing Lab")))
        .part_if(has_accounts, move |part| part.child(account_chooser(intents)))
        .child(
            el("div", "accounts")
                .attr("id", "accounts")
                .part_if(has_accounts, move |part| part.child(account_tabs(intents)))
                .child(button("acct acct--new", new_account).child(icon("plus")).child(
                    el("span", "").text("New").child(el("span", "").class_if("sr", has_accounts).text(" account")),
                )),
        )
        .child(el("div", "topbar__more").child(history(intents, layout.reset_question)).child(store::chooser()))
        .child(
            el("div", "topbar__tools")
                .child(el("span", "sep"))
                .child(theme())
                .child(icon_button("Help", "help", move || lazy::show_help(intents)))
                .child(
                    button("iconbtn pmenu", move || layout.menu.update(|open| *open = !*open))
                        .attr("aria-label", "Menu")
                        .state("aria-expanded", move || layout.menu.get())
                        .child(icon("menu")),
                ),
        )
}

/// On a phone the account's name opens the list of accounts.
fn account_chooser(intents: Intents) -> El {
    let open = intents.layout.accounts;
    let name = el("b", "").attr("dir", "auto").text_with(move || intents.lab.owner(intents.cursor.account.get()));
    let id = el("code", "").text_with(move || intents.cursor.account.get().to_string());
    button("pacct", move || open.update(|open| *open = !*open))
        .state("aria-expanded", move || open.get())
        .attr("aria-controls", "accounts")
        .child(icon("mark"))
        .child(el("span", "").child(name).text(" ").child(id))
        .child(icon("down"))
}

fn account_tabs(intents: Intents) -> El {
    let open = intents.layout.accounts;
    let one = move |account: &AccountId| {
        let account = *account;
        let choose = move || {
            open.set(false);
            intents.open(account);
        };
        tab("acct", move || intents.cursor.account.get() == account, choose)
            .child(el("span", "acct__id").text(account.to_string()))
            .text(" ")
            .child(el("span", "acct__who").attr("dir", "auto").text_with(move || intents.lab.owner(account)))
            .child(el("span", "acct__fork").part(move |part| {
                // In a list of many only the open one has room for all of it.
                let mark = intents.lab.fork_mark(account);
                let (fork, of) = mark.split_at(mark.find(' ').unwrap_or_default());
                part.text(fork).child(el("span", "acct__of").text(of))
            }))
    };
    let list = el("div", "accounts__list");
    let box_of_list = list.html();
    // The open account is in sight, however many there are.
    effect(move || {
        intents.cursor.account.track();
        let list = box_of_list.clone();
        request_animation_frame(move || {
            if let Ok(Some(tab)) = list.query_selector("[aria-selected=true]") {
                tab.scroll_into_view_with_bool(false);
            }
        });
    });
    list.attr("role", "tablist")
        .attr("aria-label", "Accounts")
        .on("keydown", rove)
        .each(move || intents.lab.read(Lab::accounts).collect(), one)
}

fn history(intents: Intents, asking_to_reset: RwSignal<bool>) -> El {
    let can_undo = whether(move || intents.lab.read(Lab::can_undo));
    let can_redo = whether(move || intents.lab.read(Lab::can_redo));
    let ask = move || {
        if can_undo.get_untracked() || can_redo.get_untracked() {
            intents.notices.toast.update(String::clear);
            asking_to_reset.set(true);
            browser::focus_soon("reset-now");
        }
    };
    let unless = |can: bool| (!can).then(|| "true".to_owned());
    // A title that is more than the name is the description as well.
    let title = move |name: &'static str| {
        let why =
            if intents.lab.read(Lab::is_kept) { ": only in memory. This store keeps what is written." } else { "" };
        Some(format!("{name}{why}"))
    };
    // A button that is disabled would lose the focus, so these are only said to be.
    let undo = icon_button("Undo", "undo", move || intents.undo())
        .attr_with("aria-disabled", move || unless(can_undo.get()))
        .attr_with("title", move || title("Undo"));
    let redo = icon_button("Redo", "redo", move || intents.redo())
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
