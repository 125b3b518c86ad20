use super::palette::{ACCENT, ACCENT_WEAK, EDGE, INK, INK_2, INK_3, PAGE, SERIF};
use super::svg::{Svg, Text};
use super::{LEFT, RIGHT};
use crate::{AccountId, Lab, Point, Sparkline};
use bank::Money;
use engine::Version;
use std::fmt::Write as _;

/// Where the line is drawn, from top to bottom, and where it ends.
const TOP: f64 = 572.0;
const BOTTOM: f64 = 684.0;
const END: f64 = 850.0;

/// The maximum number of events whose balances are marked one by one.
const MAX_DOTS: u64 = 24;

/// The balance up to a version as a line of steps, and as a figure.
pub(super) fn balance(svg: &mut Svg, lab: &Lab, account: AccountId, version: Version, now: Money) {
    let label = Text { size: 22.0, fill: INK_2, end: true, ..Text::DEFAULT };
    let words = if version == Version::EMPTY { "Balance".to_owned() } else { format!("Balance at {version}") };
    svg.text((RIGHT, 580.0), label, &words);
    let figure = now.figure();
    // A figure is never cut: a long one is smaller.
    let size = (360.0 / (0.56 * figure.chars().count() as f64)).min(76.0).floor();
    let style = Text { family: SERIF, size, fill: INK, end: true, ..Text::DEFAULT };
    svg.text((RIGHT, 646.0), style, &figure);
    svg.text((RIGHT, 684.0), label, now.currency.code());

    let points = points(lab, account, version, now.minor);
    let highest = points.iter().map(|point| point.balance).max().unwrap_or(0);
    let high = Money { minor: highest, ..now }.figure();
    let axis = Text { size: 20.0, fill: INK_3, ..Text::DEFAULT };
    let start = LEFT + 16.0 + 11.2 * high.chars().count().max(4) as f64;
    svg.text((LEFT, BOTTOM + 7.0), axis, "0.00");
    if highest > 0 {
        svg.text((LEFT, TOP + 7.0), axis, &high);
    }
    svg.line((start, BOTTOM), (END, BOTTOM), EDGE, 1.5);
    let x = |point: &Point| start + (END - start) * point.version.0 as f64 / version.0.max(1) as f64;
    let y = |point: &Point| BOTTOM - (BOTTOM - TOP) * point.balance as f64 / highest.max(1) as f64;
    let Some((first, rest)) = points.split_first().filter(|(_, rest)| !rest.is_empty()) else { return };
    let mut steps = format!("M{:.1} {:.1}", x(first), y(first));
    for point in rest {
        // Writing to a text can't fail.
        let _ = write!(steps, "H{:.1}V{:.1}", x(point), y(point));
    }
    svg.path(&format!("{steps}V{BOTTOM}H{start:.1}Z"), ACCENT_WEAK, "none");
    svg.path(&steps, "none", ACCENT);
    if version.0 <= MAX_DOTS {
        for point in rest {
            svg.path(&dot(x(point), y(point), 4.0), PAGE, ACCENT);
        }
    }
    if let Some(last) = rest.last() {
        svg.path(&dot(x(last), y(last), 6.0), ACCENT, ACCENT);
    }
}

/// The points of the line up to a version, which is the last. A long line has the lowest and the highest of each part.
fn points(lab: &Lab, account: AccountId, version: Version, balance: i64) -> Vec<Point> {
    let mut points = Sparkline::of(lab, account).points;
    points.retain(|point| point.version < version || version == Version::EMPTY && point.version == version);
    if version > Version::EMPTY {
        points.push(Point { version, balance });
    }
    points
}

fn dot(x: f64, y: f64, radius: f64) -> String {
    format!("M{:.1} {y:.1}a{radius} {radius} 0 1 0 {1} 0a{radius} {radius} 0 1 0 -{1} 0", x - radius, 2.0 * radius)
}
