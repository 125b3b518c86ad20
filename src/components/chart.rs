use leptos::prelude::*;

use super::{decimal, percent};
use bank::Money;
use engine::Version;
use lab::{Point, Sparkline};

/// Up to this many versions are labelled below the line.
const MAX_LABELS: u64 = 8;

/// The balance over all versions, with the version at the cursor.
#[component]
pub fn Chart(
    /// Its classes, of which `chart` is one.
    #[prop(default = "chart")]
    class: &'static str,
    /// The balance after each event.
    #[prop(into)]
    points: Signal<Sparkline>,
    /// The version at the cursor, and its balance.
    #[prop(into)]
    here: Signal<(Version, Money)>,
    /// The newest version, and its balance.
    #[prop(into)]
    newest: Signal<(Version, Money)>,
    /// The name of the event at the cursor, e.g. `ACCOUNT-1001/3`.
    #[prop(into)]
    event_name: Signal<String>,
    /// Runs with the version that is nearest to a click.
    on_choose: impl Fn(Version) + 'static,
    /// Paths that are drawn below the line, in a box that is 100 wide and 60 high.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let line = Memo::new(move |_| {
        let (version, balance) = here.get();
        points.with(|points| Line::new(points, Point { version, balance: balance.minor }))
    });
    // What is drawn in the plot lets the mouse through, so that the plot is the target.
    let choose = move |event: web_sys::MouseEvent| {
        let width = event_target::<web_sys::HtmlElement>(&event).offset_width().max(1);
        let x = event.offset_x().max(0);
        on_choose(points.with_untracked(|points| points.version_at(f64::from(x) / f64::from(width))));
    };
    view! {
        <figure class=class role="img" aria-label=move || summary(newest.get(), here.get())>
            <div class="chart__plot" on:click=choose>
                <svg viewBox="0 0 100 60" preserveAspectRatio="none">
                    <path class="axis" d="M0 54H100" />
                    <path class="fill" d=move || line.with(Line::fill) />
                    <path class="cursor" d=move || line.with(|line| format!("M{} 0V60", decimal(line.x))) />
                    {children.map(|children| children())}
                    <path class="past" d=move || line.with(|line| line.past.clone()) />
                    <path class="future" d=move || line.with(|line| line.future.clone()) />
                </svg>
                <i
                    class="chart__dot"
                    data-event=move || event_name.get()
                    style=("--x", move || decimal(line.with(|line| line.x)) + "cqw")
                    style=("--y", move || decimal(line.with(|line| line.y) / 0.6) + "cqh")
                ></i>
            </div>
            <Labels points here newest />
        </figure>
    }
}

/// The versions below the line: all of them, or the first and the last.
#[component]
fn Labels(
    /// The balance after each event.
    points: Signal<Sparkline>,
    /// The version at the cursor, and its balance.
    here: Signal<(Version, Money)>,
    /// The newest version, and its balance.
    newest: Signal<(Version, Money)>,
) -> impl IntoView {
    let head = Memo::new(move |_| newest.get().0.0);
    let version = Memo::new(move |_| here.get().0.0);
    let labels = move || match head.get() {
        head if head <= MAX_LABELS => (0..=head).collect(),
        head => vec![0, head],
    };
    let is_sparse = move || head.get() > MAX_LABELS;
    let x = move |version: u64| percent(points.with(|points| points.x(Version(version))) / 100.0);
    view! {
        <div class="chart__x" class:is-sparse=move || is_sparse() aria-hidden="true" translate="no">
            <For each=move || labels() key=|label| *label let:label>
                <span class:is-now=move || version.get() == label style=("--x", move || x(label))>
                    {Version(label).to_string()}
                </span>
            </For>
        </div>
    }
}

fn summary((head, balance): (Version, Money), (version, balance_here): (Version, Money)) -> String {
    format!(
        "Balance after each event, from 0.00 at v0 to {} at {head}. At {version} it is {}.",
        balance.figure(),
        balance_here.figure(),
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
