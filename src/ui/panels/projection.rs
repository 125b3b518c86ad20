use leptos::prelude::*;

use crate::bank::projections::AccountView;
use crate::bank::{Family, Money, Owner};
use crate::engine::Version;
use crate::lab::{Point, changes, sparkline};
use crate::ui::components::{decimal, family_class, icon, percent, stamp, status_badge};
use crate::ui::session::Session;

/// The most points of the balance's line.
const MOST_POINTS: usize = 60;

/// Up to this many versions are written under the balance's line.
const MOST_LABELS: u64 = 8;

/// The account at the version that is looked at, obtained by replay.
pub(in crate::ui) fn panel(session: Session) -> AnyView {
    let is_empty = Memo::new(move |_| session.head.get() == Version::EMPTY);
    view! {
        <section class="panel projection" aria-label="Projection">
            <header class="panel__head">
                <h2 class="sr">"Projection"</h2>
                <div class="tabs" role="tablist" aria-label="Views">
                    <button class="tab" type="button" role="tab" aria-selected="true">
                        "Account"
                    </button>
                </div>
            </header>
            <div class="scroll">
                <div class="proj" role="tabpanel" aria-label="Account">
                    {move || if is_empty.get() { nothing_yet() } else { account(session) }}
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn nothing_yet() -> AnyView {
    view! {
        <div class="proj__top">
            <span>"Balance"</span>
            <span class="asof">"no events yet"</span>
        </div>
        <div class="balance is-empty">
            <span class="sr">"no balance yet"</span>
        </div>
        <p class="quiet">"The balance is worked out from the log. With no events there is nothing to add up."</p>
    }
    .into_any()
}

fn account(session: Session) -> AnyView {
    view! {
        <div class="proj__top">
            <span>"Balance"</span>
            {as_of(session)}
        </div>
        <div class="balance">
            {move || {
                let balance = session.view.get().balance;
                let figure = balance.figure();
                let class = match figure.len() {
                    ..=10 => "balance__figure",
                    11..=16 => "balance__figure is-long",
                    _ => "balance__figure is-longer",
                };
                view! {
                    <span class=class role="status" aria-label="Balance">
                        {figure}
                        <span class="unit">" " {balance.currency.code()}</span>
                    </span>
                }
            }}
            {move || {
                change(session)
                    .map(|by| {
                        let was = session.before.get().balance.figure();
                        view! { <div class="change">{by} <span>"was " {was}</span></div> }
                    })
            }}
        </div>
        <div class="who">
            <b dir="auto">{move || owner(session)}</b>
            {badge(session, true)}
        </div>
        {counters(session)}
        {chart(session)}
        {changed(session)}
    }
    .into_any()
}

/// On a phone: the balance above the tabs.
pub(in crate::ui) fn balance_line(session: Session) -> AnyView {
    view! {
        <Show when=move || session.head.get() != Version::EMPTY>
            <section class="pbal" aria-label="Balance at the cursor">
                {move || {
                    let figure = session.view.get().balance.figure();
                    let class = if figure.len() > 10 { "pbal__fig is-long" } else { "pbal__fig" };
                    view! { <span class=class>{figure}</span> }
                }}
                {move || change(session)}
                <span class="pbal__end">{badge(session, false)} {as_of(session)}</span>
            </section>
        </Show>
    }
    .into_any()
}

fn owner(session: Session) -> String {
    session.view.with(|view| view.owner.as_ref().map(Owner::to_string)).unwrap_or_else(|| "Nobody yet".to_owned())
}

fn as_of(session: Session) -> AnyView {
    view! {
        <span class="asof">
            "as of " {move || stamp(session.view.with(|view| view.version))} " of "
            {move || session.head.get().to_string()}
        </span>
    }
    .into_any()
}

/// By how much the event that is looked at changed the balance.
fn change(session: Session) -> Option<AnyView> {
    let (before, after) = (session.before.get().balance, session.view.get().balance);
    let by = after.minor.checked_sub(before.minor).filter(|by| *by != 0)?;
    let (family, symbol, sign) =
        if by > 0 { (Family::MoneyIn, "in", "+") } else { (Family::MoneyOut, "out", "\u{2212}") };
    let figure = Money { minor: by.saturating_abs(), ..after }.figure();
    let class = format!("change__by {}", family_class(family));
    Some(view! { <span class=class>{icon(symbol)} {sign} {figure}</span> }.into_any())
}

/// The account's status. Only one of the two on the page is announced.
fn badge(session: Session, announced: bool) -> AnyView {
    view! {
        {move || {
            let status = session.view.get().status;
            let (class, symbol) = status_badge(status);
            view! {
                <span
                    class=class
                    role=announced.then_some("status")
                    aria-label=announced.then_some("Account status")
                >
                    {icon(symbol)}
                    {status.label()}
                </span>
            }
        }}
    }
    .into_any()
}

fn counters(session: Session) -> AnyView {
    let counter = move |name: &'static str, count: fn(&AccountView) -> u64| {
        let now = move || session.view.with(count);
        let more = move || now().saturating_sub(session.before.with(count));
        view! {
            <div class:is-linked=move || more() != 0>
                <dt>{name}</dt>
                <dd>
                    {now}
                    {move || {
                        (more() != 0).then(|| view! { <span class="delta">"+" {more()}</span> })
                    }}
                </dd>
            </div>
        }
    };
    view! {
        <dl class="facts">
            {counter("Events", |view| view.version.0)}
            {counter("Paid in", |view| view.deposits.into())}
            {counter("Paid out", |view| view.withdrawals.into())}
            {counter("Rejected", |view| view.rejections.into())}
        </dl>
    }
    .into_any()
}

/// The balance over all versions, with the moment that is looked at.
fn chart(session: Session) -> AnyView {
    let points = Memo::new(move |_| {
        let account = session.account.get();
        session.read(|lab| sparkline(lab, account, MOST_POINTS))
    });
    view! {
        {move || {
            let points = points.get();
            let (version, head) = (session.view.get().version, session.head.get());
            let here = Point { version, balance: session.view.get().balance.minor };
            let line = Line::new(&points, here, head);
            let labels: Vec<_> = if head.0 <= MOST_LABELS { (0..=head.0).collect() } else { vec![0, head.0] };
            let summary = format!(
                "Balance after each event, from 0.00 at v0 to {} at {head}. At {version} it is {}.",
                session.read(|lab| lab.now(session.account.get()).balance.figure()),
                session.view.get().balance.figure(),
            );
            view! {
                <figure class="chart" role="img" aria-label=summary>
                    <div class="chart__plot">
                        <svg viewBox="0 0 100 60" preserveAspectRatio="none">
                            <path class="axis" d="M0 54H100"></path>
                            <path class="fill" d=line.fill()></path>
                            <path class="cursor" d=format!("M{} 0V60", decimal(line.x(version)))></path>
                            <path class="past" d=line.past.clone()></path>
                            <path class="future" d=line.future.clone()></path>
                        </svg>
                        <i
                            class="chart__dot"
                            style:--x=percent(line.x(version) / 100.0)
                            style:--y=percent(line.y(here.balance) / 60.0)
                        ></i>
                    </div>
                    <div class="chart__x" aria-hidden="true">
                        {labels
                            .into_iter()
                            .map(|label| {
                                view! {
                                    <span
                                        class:is-now=label == version.0
                                        style:--x=percent(line.x(Version(label)) / 100.0)
                                    >
                                        {Version(label).to_string()}
                                    </span>
                                }
                            })
                            .collect_view()}
                    </div>
                </figure>
            }
        }}
    }
    .into_any()
}

/// The balance as a line of steps in a box of 100 by 60.
struct Line {
    head: f64,
    highest: f64,
    past: String,
    future: String,
}

impl Line {
    fn new(points: &[Point], here: Point, head: Version) -> Self {
        let highest = points.iter().chain([&here]).map(|point| point.balance).max().unwrap_or(0).max(1) as f64;
        let mut line = Self { head: head.0.max(1) as f64, highest, past: String::new(), future: String::new() };
        let past = points.iter().filter(|point| point.version < here.version).chain([&here]);
        line.past = line.steps(past);
        line.future = line.steps([&here].into_iter().chain(points.iter().filter(|point| point.version > here.version)));
        line
    }

    fn steps<'a>(&self, points: impl Iterator<Item = &'a Point>) -> String {
        let mut path = String::new();
        for point in points {
            let (x, y) = (decimal(self.x(point.version)), decimal(self.y(point.balance)));
            path += &if path.is_empty() { format!("M{x} {y}") } else { format!("H{x}V{y}") };
        }
        path
    }

    fn fill(&self) -> String {
        format!("{}V54H0Z", self.past)
    }

    fn x(&self, version: Version) -> f64 {
        100.0 * version.0 as f64 / self.head
    }

    fn y(&self, balance: i64) -> f64 {
        54.0 - 48.0 * balance as f64 / self.highest
    }
}

/// What the event that is looked at changed, field by field.
fn changed(session: Session) -> AnyView {
    view! {
        {move || {
            let (before, after) = (session.before.get(), session.view.get());
            let changes = changes(&before, &after);
            (after.version != Version::EMPTY)
                .then(|| {
                    let count = changes.len();
                    let noun = if count == 1 { "field" } else { "fields" };
                    view! {
                        <section class="diff">
                            <h3 class="diff__title">
                                {stamp(after.version)} {format!(" changed {count} {noun}")}
                            </h3>
                            <table aria-label="Changed fields">
                                <thead>
                                    <tr>
                                        <th scope="col">"Field"</th>
                                        <th scope="col">"at " {before.version.to_string()}</th>
                                        <th scope="col">"at " {after.version.to_string()}</th>
                                    </tr>
                                </thead>
                                <tbody>
                                    {changes
                                        .into_iter()
                                        .map(|change| {
                                            view! {
                                                <tr>
                                                    <th scope="row">{change.field}</th>
                                                    <td dir="auto">{change.before}</td>
                                                    <td dir="auto">{change.after}</td>
                                                </tr>
                                            }
                                        })
                                        .collect_view()}
                                </tbody>
                            </table>
                        </section>
                    }
                })
        }}
    }
    .into_any()
}
