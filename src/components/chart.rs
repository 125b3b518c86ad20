use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{decimal, percent};
use crate::dom::{El, el, svg};
use bank::Money;
use engine::Version;
use lab::{Point, Sparkline};

/// Up to this many versions are written under the balance's line.
const MOST_LABELS: u64 = 8;

/// The balance over all versions, with the version at the cursor.
///
/// `points` is the balance after each event, `here` the version at the cursor and its balance, `newest` the newest version and its
/// balance. `event_name` names the event at the cursor, `go_to` goes to the version that was clicked. `marks` are drawn over the line.
pub fn chart(
    points: Memo<Sparkline>,
    here: Memo<(Version, Money)>,
    newest: Memo<(Version, Money)>,
    event_name: impl Fn() -> String + 'static,
    go_to: impl Fn(Version) + 'static,
    marks: Option<El>,
) -> El {
    let line = Memo::new(move |_| {
        let (version, balance) = here.get();
        points.with(|points| Line::new(points, Point { version, balance: balance.minor }))
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
        let head = newest.get().0.0;
        let versions: Vec<_> = if head <= MOST_LABELS { (0..=head).collect() } else { vec![0, head] };
        part.children(versions.into_iter().map(label))
    };
    let summary = move || {
        let ((head, balance), (version, balance_here)) = (newest.get(), here.get());
        format!(
            "Balance after each event, from 0.00 at v0 to {} at {head}. At {version} it is {}.",
            balance.figure(),
            balance_here.figure(),
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
        .attr_with("data-event", move || Some(event_name()))
        .style("--x", move || decimal(line.with(|line| line.x)) + "cqw")
        .style("--y", move || decimal(line.with(|line| line.y) / 0.6) + "cqh");
    // A point of the line leads to its event. What is drawn in the plot lets the mouse through.
    let go = move |event: web_sys::Event| {
        let width = event_target::<web_sys::HtmlElement>(&event).offset_width().max(1);
        let x = event.unchecked_ref::<web_sys::MouseEvent>().offset_x().max(0);
        go_to(points.with_untracked(|points| points.version_at(f64::from(x) / f64::from(width))));
    };
    el("figure", "chart")
        .attr("role", "img")
        .attr_with("aria-label", move || Some(summary()))
        .child(el("div", "chart__plot").on("click", go).child(drawing).child(dot))
        .child(
            el("div", "chart__x")
                .class_if("is-sparse", move || newest.get().0.0 > MOST_LABELS)
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
