use super::{AccountId, Lab};
use engine::Version;

/// The balance at one version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The version; 0 is before the first event.
    pub version: Version,
    /// The balance right after it, in minor units.
    pub balance: i64,
}

/// The balance over all versions of an account, as a line in a box that is 100 units wide and 60 high.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparkline {
    /// The points of the line in ascending order of version, from before the first event to the newest. They include
    /// the highest and lowest balance of every part of the stream.
    pub points: Vec<Point>,
    head: f64,
    highest: f64,
}

/// The balance of an account over its versions, in a bounded number of spans. Adding an event takes amortised constant
/// time.
#[derive(Clone, Debug)]
pub(super) struct Balances {
    /// The spans in order. All but the last cover `width` versions.
    spans: Vec<Span>,
    width: u64,
    head: Point,
}

/// The lowest and highest balance of consecutive versions. Of equal balances, the first.
#[derive(Clone, Copy, Debug)]
struct Span {
    low: Point,
    high: Point,
}

impl Sparkline {
    /// The line of an account. Flat if there is no such account.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId) -> Self {
        lab.balances(account).map(Balances::line).unwrap_or_default()
    }

    /// The x-coordinate of a version.
    #[must_use]
    pub fn x(&self, version: Version) -> f64 {
        100.0 * version.0 as f64 / self.head.max(1.0)
    }

    /// The y-coordinate of a balance in minor units: 6 for the highest balance of the account, 54 for zero.
    #[must_use]
    pub fn y(&self, balance: i64) -> f64 {
        54.0 - 48.0 * balance as f64 / self.highest.max(1.0)
    }

    /// The version nearest to this fraction of the width, from 0 to 1.
    #[must_use]
    pub fn version_at(&self, share: f64) -> Version {
        Version((self.head * share.clamp(0.0, 1.0)).round() as u64)
    }
}

impl Balances {
    /// The maximum number of spans.
    const MAX_SPANS: usize = 40;

    /// The balance before the first event.
    pub(super) fn new() -> Self {
        Self { spans: vec![Span::of(Point::default())], width: 1, head: Point::default() }
    }

    /// Adds the balance after the next event.
    pub(super) fn push(&mut self, balance: i64) {
        self.head = Point { version: self.head.version.next(), balance };
        let (span, is_full) = (Span::of(self.head), self.spans.len() == Self::MAX_SPANS);
        match self.spans.last_mut() {
            Some(last) if !self.head.version.0.is_multiple_of(self.width) => *last = last.and(span),
            _ if is_full => {
                self.width *= 2;
                for place in 0..Self::MAX_SPANS / 2 {
                    self.spans[place] = self.spans[2 * place].and(self.spans[2 * place + 1]);
                }
                self.spans.truncate(Self::MAX_SPANS / 2);
                self.spans.push(span);
            }
            _ => self.spans.push(span),
        }
    }

    fn line(&self) -> Sparkline {
        let (mut points, mut highest) = (Vec::<Point>::new(), 0);
        let mut add = |point: Point| {
            highest = point.balance.max(highest);
            if points.last() != Some(&point) {
                points.push(point);
            }
        };
        for Span { low, high } in &self.spans {
            add(if low.version < high.version { *low } else { *high });
            add(if low.version < high.version { *high } else { *low });
        }
        add(self.head);
        Sparkline { points, head: self.head.version.0 as f64, highest: highest as f64 }
    }
}

impl Span {
    fn of(point: Point) -> Self {
        Self { low: point, high: point }
    }

    /// This span and the next one as one span.
    fn and(self, later: Self) -> Self {
        Self {
            low: if later.low.balance < self.low.balance { later.low } else { self.low },
            high: if later.high.balance > self.high.balance { later.high } else { self.high },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filled;
    use crate::fixtures::{ADA, six};
    use common::at;

    fn line(balances: impl IntoIterator<Item = i64>) -> Sparkline {
        let mut all = Balances::new();
        balances.into_iter().for_each(|balance| all.push(balance));
        all.line()
    }

    #[test]
    fn line_follows_the_balance_from_zero_to_now() {
        let lab = six();
        let line = Sparkline::of(&lab, ADA);
        let balances: Vec<_> = line.points.iter().map(|point| point.balance).collect();
        assert_eq!(balances, [0, 0, 100_00, 70_00, 70_00, 115_00, 100_00]);
        assert_eq!(Sparkline::of(&lab, AccountId(9)), Sparkline::default());
    }

    /// One event has the highest balance, another the lowest.
    #[test]
    fn line_keeps_the_highest_and_the_lowest_balance() {
        for count in [39, 40, 41, 79, 80, 81, 1_000, 10_000] {
            for (peak, low) in
                [(2, count - 1), (count / 2, count / 4), (count - 1, count / 3), (count / 3 + 1, count / 3)]
            {
                let balance = |version| match version {
                    version if version == peak => 9_000,
                    version if version == low => 1,
                    version => 500 + version as i64 % 7,
                };
                let line = line((1..=count).map(balance));
                let has = |version, balance| line.points.contains(&Point { version: Version(version), balance });
                assert!(
                    has(peak, 9_000) && has(low, 1) && has(0, 0) && has(count, balance(count)),
                    "{count} {peak} {low}"
                );
                assert!(line.points.is_sorted_by(|one, other| one.version < other.version), "{count}");
                assert!(line.points.len() <= 2 * Balances::MAX_SPANS + 1, "{}", line.points.len());
            }
        }
    }

    #[test]
    fn points_of_a_long_stream_have_the_balance_of_their_version() {
        let lab = Lab::play(filled(1, at(0), 3_000));
        let line = Sparkline::of(&lab, ADA);
        for point in &line.points {
            assert_eq!(point.balance, lab.at(ADA, point.version).account.balance.minor, "{}", point.version);
        }
        let balance = |version| lab.at(ADA, Version(version)).account.balance.minor;
        let highest = (0..=3_000).map(balance).max().unwrap();
        assert_eq!(line.y(highest), 6.0, "the scale is that of the whole stream, wherever the cursor stands");
        assert_eq!((line.points[0].version, line.points.last().unwrap().version), (Version(0), Version(3_000)));
    }

    #[test]
    fn fraction_of_the_width_maps_to_its_version() {
        let line = line([100, 50, 200, 0]);
        assert_eq!((line.x(Version(0)), line.x(Version(1)), line.x(Version(4))), (0.0, 25.0, 100.0));
        assert_eq!((line.y(0), line.y(100), line.y(200)), (54.0, 30.0, 6.0));
        for version in (0..=4).map(Version) {
            assert_eq!(line.version_at(line.x(version) / 100.0), version);
        }
        assert_eq!((line.version_at(0.36), line.version_at(0.39)), (Version(1), Version(2)));
        assert_eq!((line.version_at(-1.0), line.version_at(7.0)), (Version(0), Version(4)));
        assert_eq!(Sparkline::default().version_at(0.5), Version(0));
        assert_eq!((Sparkline::default().x(Version(0)), Sparkline::default().y(0)), (0.0, 54.0));
    }
}
