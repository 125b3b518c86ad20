//! Small pieces that more than one panel is made of.

use crate::dom::{El, button, el, svg};
use crate::session::Session;
use bank::{BankEvent, Family, Status};
use engine::Version;
use lab::{AccountId, CodeLine, TokenKind};

/// An icon of the sprite in `index.html`. It is decoration: words beside it say the same.
pub(super) fn icon(name: &str) -> El {
    icon_in(name, "i")
}

/// An icon with these classes, of which `i` is one.
pub(super) fn icon_in(name: &str, class: &str) -> El {
    let shape = svg("use").attr("href", format!("#i-{name}"));
    svg("svg").attr("class", class).attr("aria-hidden", "true").child(shape)
}

/// A button that shows an icon and has this name.
pub(super) fn icon_button(name: &str, symbol: &str, act: impl Fn() + 'static) -> El {
    button("iconbtn", act).attr("aria-label", name).attr("title", name).child(icon(symbol))
}

/// What a fork says beside its owner's name: `fork of ACCOUNT-1001 at v3`. Nothing, for any other account.
pub(super) fn fork_mark(session: Session, account: AccountId) -> String {
    let origin = session.read(|lab| lab.forked_from(account));
    origin.map(|(origin, version)| format!("fork of {origin} at {version}")).unwrap_or_default()
}

/// A tab. Of a list of them only the chosen one is reached by the Tab key.
pub(super) fn tab(class: &str, is_chosen: impl Fn() -> bool + Clone + 'static, choose: impl Fn() + 'static) -> El {
    let is_chosen_too = is_chosen.clone();
    button(class, choose)
        .attr("role", "tab")
        .state("aria-selected", is_chosen)
        .attr_with("tabindex", move || Some(if is_chosen_too() { "0" } else { "-1" }.to_owned()))
}

/// The mark of the event that everything is linked to.
pub(super) fn stamp(version: Version) -> El {
    el("span", "stamp").text(version.to_string())
}

/// The class of an event's family, which brings its colours.
pub(super) const fn family_class(family: Family) -> &'static str {
    match family {
        Family::Opened => "f-open",
        Family::MoneyIn => "f-in",
        Family::MoneyOut => "f-out",
        Family::State => "f-state",
        Family::Rejected => "f-rejected",
    }
}

/// What an event's family is called, and its icon.
pub(super) const fn family_name(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::Opened => ("Opened", "open"),
        Family::MoneyIn => ("Money in", "in"),
        Family::MoneyOut => ("Money out", "out"),
        Family::State => ("State", "freeze"),
        Family::Rejected => ("Rejected", "reject"),
    }
}

/// The icon of an event.
pub(super) const fn event_icon(event: &BankEvent) -> &'static str {
    match event {
        BankEvent::AccountCreated { .. } => "open",
        BankEvent::MoneyDeposited { .. } => "in",
        BankEvent::MoneyWithdrawn { .. } => "out",
        BankEvent::AccountFrozen { .. } => "freeze",
        BankEvent::AccountUnfrozen { .. } => "thaw",
        BankEvent::AccountClosed { .. } => "close",
        _ => "reject",
    }
}

/// The status of an account as a badge.
pub(super) const fn status_badge(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Active => ("badge f-in", "check"),
        Status::Frozen => ("badge f-state", "freeze"),
        Status::Closed => ("badge f-state", "close"),
        Status::NotOpened => ("badge", "open"),
    }
}

/// Appends a line of code, its pieces coloured by their kind. With `underlined`, what a text has after its first `#` is
/// underlined.
pub(super) fn code(into: El, line: &CodeLine, underlined: bool) -> El {
    line.tokens.iter().fold(into, |into, token| {
        let class = match token.kind {
            TokenKind::Mark | TokenKind::Type => return into.text(&token.text),
            TokenKind::Key => "k",
            TokenKind::Text => "s",
            TokenKind::Number => "n",
        };
        let piece = el("span", class);
        into.child(match token.text.split_once('#').filter(|_| underlined && token.kind == TokenKind::Text) {
            None => piece.text(&token.text),
            Some((entity, id)) => {
                let id = id.strip_suffix('"').unwrap_or(id);
                piece.text(entity).text("#").child(el("u", "").text(id)).text("\"")
            }
        })
    })
}

/// A length or a share with two decimals, for the stylesheet. It is written from whole hundredths: printing floating point
/// numbers would bring several kilobytes of code along.
pub(super) fn decimal(number: f64) -> String {
    let hundredths = (number * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}

/// A share, from 0 to 1, in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{}%", decimal(share * 100.0))
}
