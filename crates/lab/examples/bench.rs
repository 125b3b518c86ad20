//! Speed and memory of the library, without a browser: `cargo run --release --example bench --no-default-features`.
//!
//! Each figure is the median of several runs unless its line says otherwise. Figures depend on the machine, so they are
//! not asserted; only the results of the work are.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bank::projections::AccountView;
use bank::{Amount, Command, Currency, Owner, processor};
use chrono::{DateTime, TimeDelta, Utc};
use common::allocations::{Counting, kept};
use engine::{Projection, Version};
use lab::links::{Place, SharedLab, decode, encode};
use lab::views::{ViewKind, Views};
use lab::{AccountId, Families, Lab, Table, Trace, filled, search};

const ADA: AccountId = AccountId(0);
const MANY: u32 = 100_000;
const MOST: u32 = 1_000_000;

fn main() {
    println!("{:<WIDTH$}{:>14}  unit", "Measured", "figure");

    line("Commands through the lab, to a stream that grows to 20,000", rate(20_000, || commands(20_000)), "a second");
    for events in [1_000, 10_000, MANY, MOST] {
        let name = format!("One command more in a stream of {}", grouped(events));
        line(&name, append(events, &[]), "microseconds");
    }
    for events in [MANY, MOST] {
        let name = format!("One command more in a stream of {}, with all views live", grouped(events));
        line(&name, append(events, &ViewKind::ALL[1..]), "microseconds");
    }

    for events in [MANY, MOST] {
        let (lab, bytes) = kept(|| long_lab(events));
        let name = format!("Memory of a stream of {} events, all that a lab keeps", grouped(events));
        line(&name, bytes as f64 / f64::from(events), "bytes an event");
        let jumps = jumps(&lab);
        let name = format!("Jump to any of {} versions", grouped(events));
        line(&format!("{name}, median of 1,000"), micros(jumps[jumps.len() / 2]), "microseconds");
        line(&format!("{name}, slowest of 1,000"), micros(jumps[jumps.len() - 1]), "microseconds");
        folds(&lab, events);
    }

    let lab = long_lab(MANY);
    let middle = Version(u64::from(MANY / 2));
    line(
        "Trace of a command in the middle of them",
        micros(median(101, || Trace::of(&lab, ADA, middle))),
        "microseconds",
    );

    for text in ["withdraw", "\u{2212}199.99", "nothing like it"] {
        let owner = lab.now(ADA).account.owner;
        let took =
            median(11, || lab.with_events(ADA, |events| search(events, owner.as_ref(), text, Families::default())));
        line(&format!("Search of 100,000 events for {text:?}"), millis(took), "milliseconds");
    }

    let measure = || Table::default().catch_up(&lab, usize::MAX);
    line("Measure 100,000 events and their messages as items", millis(median(3, measure)), "milliseconds");

    line("Fill an account with 100,000 events", millis(median(3, || long_lab(MANY))), "milliseconds");
    line("Undo one command after that", millis(undo()), "milliseconds");
    line("Fill an account with 1,000,000 events", millis(median(3, || long_lab(MOST))), "milliseconds");

    let link = link(200);
    line("Length of a link of 200 commands", link.len() as f64, "characters");
    let open = || Lab::play(decode(&link).expect("a link of the lab").scenario);
    assert_eq!(open().position().0, 200);
    line("Open it: decode and replay", millis(median(101, open)), "milliseconds");
}

/// An account with this many events.
fn long_lab(events: u32) -> Lab {
    Lab::play(filled(7, DateTime::UNIX_EPOCH + TimeDelta::days(20_000), events))
}

/// Creates an account and pays in.
fn commands(count: u32) -> Lab {
    let mut lab = Lab::new(7, DateTime::UNIX_EPOCH);
    lab.send(DateTime::UNIX_EPOCH, ADA, create());
    for number in 1..count {
        lab.send(after(number), ADA, deposit());
    }
    lab
}

/// A link to a lab of this many commands.
fn link(count: u32) -> String {
    let scenario = commands(count).scenario().clone();
    encode(&SharedLab { scenario, place: Place::default(), script: Vec::new() })
}

/// The time of one more command, until these views include it.
fn append(events: u32, live: &[ViewKind]) -> f64 {
    let mut lab = long_lab(events);
    let mut views = Views::default();
    live.iter().for_each(|view| views.ask_for(*view));
    read(&mut views, &lab);
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_001);
    let took = median(999, || {
        lab.send(now, ADA, deposit());
        read(&mut views, &lab);
    });
    let head = lab.position();
    assert_eq!(head.0, u64::from(events) + 999);
    assert!(live.iter().all(|view| views.standing(*view, head).checkpoint == head));
    micros(took)
}

/// Lets the views read to the end of the log, in steps as large as the page's.
fn read(views: &mut Views, lab: &Lab) {
    let head = lab.position();
    views.note(head, Duration::ZERO);
    while views.step(lab, head, Duration::ZERO, 250) {}
}

/// The number of events of the stream folded per second.
fn folds(lab: &Lab, events: u32) {
    let rules = processor();
    let of = |what: &str| format!("Fold of {} events by {what}", grouped(events));
    let fold = || lab.with_events(ADA, |events| rules.process(None, events, &[]).map(|processed| processed.state));
    line(&of("the rules, with what they publish"), rate(events, fold), "events a second");
    let load = || lab.with_events(ADA, |events| rules.fold(None, events).map(|(state, _)| state));
    line(&of("the rules, as a load does"), rate(events, load), "events a second");
    line(&of("the projection"), rate(events, || project(lab)), "events a second");
}

/// The times of a thousand looks at scattered versions, fastest first.
fn jumps(lab: &Lab) -> Vec<Duration> {
    let newest = lab.head(ADA).0;
    let mut state: u64 = 1;
    let mut took: Vec<_> = (0..1_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let version = Version(1 + (state >> 33) % newest);
            timed(|| lab.at(ADA, version))
        })
        .collect();
    took.sort_unstable();
    took
}

fn project(lab: &Lab) -> AccountView {
    lab.with_events(ADA, |events| {
        let mut view = AccountView::default();
        events.iter().for_each(|event| view.apply(event));
        view
    })
}

/// The time to undo one command after the long fill.
fn undo() -> Duration {
    let mut lab = long_lab(MANY);
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_001);
    let mut took: Vec<_> = (0..3)
        .map(|_| {
            lab.send(now, ADA, deposit());
            timed(|| lab.undo())
        })
        .collect();
    took.sort_unstable();
    took[1]
}

fn create() -> Command {
    let owner = Owner::parse("Ada").expect("a plain name");
    Command::CreateAccount { owner, email: None, opening_deposit: None }
}

fn deposit() -> Command {
    Command::Deposit { amount: Amount::new(100, Currency::Usd).expect("above zero"), reason: None }
}

fn after(millis: u32) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::milliseconds(i64::from(millis))
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    black_box(work());
    started.elapsed()
}

/// The median of an odd number of runs.
fn median<T>(runs: usize, mut work: impl FnMut() -> T) -> Duration {
    let mut took: Vec<_> = (0..runs).map(|_| timed(&mut work)).collect();
    took.sort_unstable();
    took[runs / 2]
}

/// The rate per second of a run with this count.
fn rate<T>(count: u32, work: impl FnMut() -> T) -> f64 {
    f64::from(count) / median(7, work).as_secs_f64()
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The width of the column of names.
const WIDTH: usize = 74;

fn line(name: &str, figure: f64, unit: &str) {
    let figure = if figure < 100.0 { format!("{figure:.2}") } else { grouped(figure.round() as u32) };
    println!("{name:<WIDTH$}{figure:>14}  {unit}");
}

/// A number with commas between groups of three digits.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[global_allocator]
static COUNTING: Counting = Counting;
