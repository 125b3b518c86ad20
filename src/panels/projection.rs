use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::components::{decimal, family_class, fork_mark, icon, icon_button, percent, stamp, status_badge, tab};
use crate::dom::{El, button, el, memo, svg, whether};
use crate::session::Session;
use crate::tabs::PhoneTab;
use crate::views::{ADD, ADDED};
use crate::{browser, parts, shortcuts};
use bank::projections::AccountView;
use bank::{Family, Money, Owner};
use engine::Version;
use lab::views::ViewKind;
use lab::{Lab, Point, Sparkline, changes};

/// Up to this many versions are written under the balance's line.
const MOST_LABELS: u64 = 8;

/// The account at the version that is looked at, obtained by replay; and the other views, which are loaded when they are asked for.
pub(crate) fn panel(session: Session) -> El {
    let shown = session.views.shown;
    let is_added = session.views.is_added;
    let is_account = whether(move || shown.get() == ViewKind::Account);
    let is_empty = whether(move || session.head.get() == Version::EMPTY);
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
        .on("keydown", shortcuts::rove)
        .children(ViewKind::ALL.map(one));
    let add = icon_button("Add a view", "plus", move || session.add_view()).attr("id", ADD);
    let proj = el("div", "proj")
        .attr("role", "tabpanel")
        .attr_with("aria-label", move || Some(shown.get().label().to_owned()))
        .attr("tabindex", "0")
        .part(move |part| match is_account.get() {
            // Whether there is anything on the account is only read for it: another view stays as it is.
            true if is_empty.get() => nothing_yet(part),
            true => account(session, part),
            false => {
                let place = el("div", "view");
                parts::show_views(session, place.clone());
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

fn account(session: Session, into: El) -> El {
    into.child(el("div", "proj__top").child(el("span", "").text("Balance")).child(as_of(session)))
        .child(el("div", "").attr("data-then", CONTROLS).part(move |part| read_model(session, part)))
        .child(balance(session))
        .child(
            el("div", "who")
                .child(el("b", "").attr("dir", "auto").text_with(move || owner(session)))
                .child(el("span", "acct__fork").text_with(move || fork_mark(session, session.account.get())))
                .child(badge(session, true)),
        )
        .child(counters(session))
        .child(chart(session, None))
        .part_if(
            move || session.view.with(|view| view.version != Version::EMPTY),
            move |part| part.child(changed(session)),
        )
}

fn balance(session: Session) -> El {
    let class = move || match figure(session).len() {
        ..=10 => "balance__figure",
        11..=16 => "balance__figure is-long",
        _ => "balance__figure is-longer",
    };
    let currency = move || session.view.with(|view| view.account.balance.currency.code());
    let unit = el("span", "unit").text(" ").text_with(move || currency().to_owned());
    // A longer figure has its unit elsewhere: it is put in anew.
    let digits = memo(move |_| figure(session).len() as f64);
    let was = move || {
        let was = session.before.with(|before| before.account.balance.figure());
        el("span", "").text("was ").text(was)
    };
    el("div", "balance")
        .child(
            el("span", "")
                .attr_with("class", move || Some(class().to_owned()))
                .attr("role", "status")
                .attr("aria-label", "Balance")
                .text_with(move || figure(session))
                .part(move |part| {
                    let _ = digits.get();
                    part.child(unit.clone())
                }),
        )
        .part(move |part| part.children(change(session).map(|by| el("div", "change").child(by).child(was()))))
}

/// On a phone: the balance above the tabs.
pub(crate) fn balance_line(session: Session, into: El) -> El {
    let class = move || match figure(session).len() {
        ..=6 => "pbal__fig",
        7..=10 => "pbal__fig is-wide",
        _ => "pbal__fig is-wide is-long",
    };
    into.part_if(
        move || session.head.get() != Version::EMPTY,
        move |part| {
            part.child(
                el("section", "pbal")
                    .attr("aria-label", "Balance at the cursor")
                    // Put in anew: in another size it would begin elsewhere.
                    .part(move |part| part.child(el("span", class()).text(figure(session))).children(change(session)))
                    // Made anew for each moment: what ends at the edge would begin elsewhere each time.
                    .part(move |part| {
                        let _ = session.version.get();
                        part.child(el("span", "pbal__end").child(badge(session, false)).child(as_of(session)))
                    }),
            )
        },
    )
}

fn figure(session: Session) -> String {
    session.view.with(|view| view.account.balance.figure())
}

fn owner(session: Session) -> String {
    session
        .view
        .with(|view| view.account.owner.as_ref().map(Owner::to_string))
        .unwrap_or_else(|| "Nobody yet".to_owned())
}

/// How far the account's view has come in the log. What controls that is loaded when it is asked for, and takes the place of this.
fn read_model(session: Session, into: El) -> El {
    let views = session.views;
    let at = move || session.read(Lab::position).0;
    let controls = button("tool tool--28", move || views.has_controls.set(true)).attr("id", CONTROLS);
    let place = el("div", "view__bar").child(
        el("div", "viewbar")
            .child(el("span", "viewbar__at").text_with(move || format!("as of position {} of {0}", at())))
            .child(controls.attr("aria-expanded", "false").text("Controls").child(icon("down"))),
    );
    if views.has_controls.get() || views.seen.get().is_some() {
        parts::show_views(session, place.clone());
    }
    into.child(place)
}

/// The id of the button that shows the controls of the view.
pub(crate) const CONTROLS: &str = "view-controls";

/// `as of v3 of v6`
pub(crate) fn as_of(session: Session) -> El {
    el("span", "asof")
        .text("as of ")
        .part(move |part| part.child(stamp(session.view.with(|view| view.version))))
        .text(" of ")
        .text_with(move || session.head.get().to_string())
}

/// By how much the event that is looked at changed the balance.
fn change(session: Session) -> Option<El> {
    let (before, after) = (session.before.get().account.balance, session.view.get().account.balance);
    let by = after.minor.checked_sub(before.minor).filter(|by| *by != 0)?;
    let (family, symbol, sign) =
        if by > 0 { (Family::MoneyIn, "in", "+") } else { (Family::MoneyOut, "out", "\u{2212}") };
    let figure = Money { minor: by.saturating_abs(), ..after }.figure();
    Some(el("span", &format!("change__by {}", family_class(family))).child(icon(symbol)).text(sign).text(figure))
}

/// The account's status. Only one of the two on the page is announced.
fn badge(session: Session, announced: bool) -> El {
    // A memo, so that what is announced is only touched when the status is another one.
    let status = Memo::new(move |_| session.view.with(|view| view.account.status));
    let badge = el("span", "badge__of").part(move |part| {
        let (class, symbol) = status_badge(status.get());
        part.child(el("span", class).child(icon(symbol)).text(status.get().label()))
    });
    if announced { badge.attr("role", "status").attr("aria-label", "Account status") } else { badge }
}

fn counters(session: Session) -> El {
    let counter = move |name: &'static str, count: fn(&AccountView) -> u64| {
        let now = move || session.view.with(count);
        let more = move || now().saturating_sub(session.before.with(count));
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

/// The balance over all versions, with the moment that is looked at, and perhaps marks of others.
pub(crate) fn chart(session: Session, marks: Option<El>) -> El {
    let points = Memo::new(move |_| {
        let account = session.account.get();
        session.read(|lab| Sparkline::of(lab, account))
    });
    let line = Memo::new(move |_| {
        let here = session.view.with(|view| Point { version: view.version, balance: view.account.balance.minor });
        points.with(|points| Line::new(points, here))
    });
    let path = move |class: &'static str, d: fn(&Line) -> String| {
        svg("path").attr("class", class).attr_with("d", move || Some(line.with(d)))
    };
    let label = move |version: u64| {
        el("span", "")
            .class_if("is-now", move || line.with(|line| line.here.version.0 == version))
            .style("--x", move || percent(points.with(|points| points.x(Version(version))) / 100.0))
            .text(Version(version).to_string())
    };
    let labels = move |part: El| {
        let head = session.head.get().0;
        let versions: Vec<_> = if head <= MOST_LABELS { (0..=head).collect() } else { vec![0, head] };
        part.children(versions.into_iter().map(label))
    };
    let summary = move || {
        format!(
            "Balance after each event, from 0.00 at v0 to {} at {}. At {} it is {}.",
            session.read(|lab| lab.now(session.account.get()).account.balance.figure()),
            session.head.get(),
            session.view.with(|view| view.version),
            figure(session),
        )
    };
    let drawing = svg("svg")
        .attr("viewBox", "0 0 100 60")
        .attr("preserveAspectRatio", "none")
        .child(svg("path").attr("class", "axis").attr("d", "M0 54H100"))
        .child(path("fill", Line::fill))
        .child(path("cursor", |line| format!("M{} 0V60", decimal(line.x))))
        .children(marks)
        .child(path("past", |line| line.past.clone()))
        .child(path("future", |line| line.future.clone()));
    let dot = el("i", "chart__dot")
        .attr_with("data-event", move || Some(session.viewed_event_name()))
        .style("--x", move || decimal(line.with(|line| line.x)) + "cqw")
        .style("--y", move || decimal(line.with(|line| line.y) / 0.6) + "cqh");
    // A point of the line leads to its event. What is drawn in the plot lets the mouse through.
    let go = move |event: web_sys::Event| {
        let width = event_target::<web_sys::HtmlElement>(&event).offset_width().max(1);
        let x = event.unchecked_ref::<web_sys::MouseEvent>().offset_x().max(0);
        session.go_to(points.with_untracked(|points| points.version_at(f64::from(x) / f64::from(width))));
    };
    el("figure", "chart")
        .attr("role", "img")
        .attr_with("aria-label", move || Some(summary()))
        .child(el("div", "chart__plot").on("click", go).child(drawing).child(dot))
        .child(
            el("div", "chart__x")
                .class_if("is-sparse", move || session.head.get().0 > MOST_LABELS)
                .attr("aria-hidden", "true")
                .part(labels),
        )
}

/// The balance as a line of steps.
#[derive(PartialEq)]
struct Line {
    /// The moment that is looked at, and where it stands.
    here: Point,
    x: f64,
    y: f64,
    past: String,
    future: String,
}

impl Line {
    fn new(all: &Sparkline, here: Point) -> Self {
        let (x, y) = (all.x(here.version), all.y(here.balance));
        let mut line = Self { here, x, y, past: String::new(), future: String::new() };
        let now = all.points.partition_point(|point| point.version < here.version);
        let step = |path: &mut String, point: &Point| {
            let (x, y) = (decimal(all.x(point.version)), decimal(all.y(point.balance)));
            *path += &if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") };
        };
        all.points[..now].iter().for_each(|point| step(&mut line.past, point));
        step(&mut line.past, &here);
        step(&mut line.future, &here);
        // Should the line have a point here, it is there twice.
        all.points[now..].iter().for_each(|point| step(&mut line.future, point));
        line
    }

    fn fill(&self) -> String {
        format!("{}V54H0Z", self.past)
    }
}

/// What the event that is looked at changed, field by field.
fn changed(session: Session) -> El {
    let changes = move || changes(&session.before.get(), &session.view.get());
    let title = move |part: El| {
        let count = changes().len();
        let noun = if count == 1 { "field" } else { "fields" };
        part.child(stamp(session.view.with(|view| view.version))).text(format!(" changed {count} {noun}"))
    };
    let other = button("link", move || session.compare_from_here()).text("Compare versions");
    let heading = || el("th", "").attr("scope", "col");
    let at = |account: Memo<AccountView>| {
        // Put in anew: what stands at the right would begin elsewhere when the version has a digit more.
        heading().part(move |part| part.text(account.with(|account| format!("at {}", account.version))))
    };
    // On a phone the log is on another tab.
    let to_event = move || {
        session.go_to(session.view.with_untracked(|view| view.version));
        session.tab.set(PhoneTab::Log);
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
    let headings = el("tr", "").child(heading().text("Field")).child(at(session.before)).child(at(session.view));
    let title = el("div", "diff__title").child(el("h3", "").part(title)).child(other);
    el("section", "diff").attr_with("data-event", move || Some(session.viewed_event_name())).child(title).child(
        el("table", "")
            .attr("aria-label", "Changed fields")
            .child(el("thead", "").child(headings))
            .child(el("tbody", "").part(rows)),
    )
}
