use super::{AccountId, Lab};
use crate::engine::Version;

/// The balance at one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The version; 0 is before the first event.
    pub version: Version,
    /// The balance right after it, in minor units.
    pub balance: i64,
}

/// The balance over all versions of an account, at most `limit` (at least 2) points, the first and the newest included.
#[must_use]
pub fn sparkline(lab: &Lab, account: AccountId, limit: usize) -> Vec<Point> {
    let head = lab.head(account).0;
    let steps = head.min(limit.max(2) as u64 - 1).max(1);
    (0..=steps.min(head.max(1)))
        .map(|step| Version(step * head / steps))
        .map(|version| Point { version, balance: lab.at(account, version).balance.minor })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::six_events;
    use chrono::DateTime;

    #[test]
    fn it_follows_the_balance_from_nothing_to_now() {
        let lab = Lab::play(six_events(1, DateTime::UNIX_EPOCH));
        let balances: Vec<_> = sparkline(&lab, AccountId(0), 60).iter().map(|point| point.balance).collect();
        assert_eq!(balances, [0, 0, 10_000, 7_000, 7_000, 11_500, 10_000]);
    }

    #[test]
    fn a_long_stream_is_sampled() {
        let lab = Lab::play(crate::lab::filled(1, DateTime::UNIX_EPOCH, 1_000));
        let points = sparkline(&lab, AccountId(0), 60);
        assert_eq!((points.len(), points[0].version, points[59].version), (60, Version(0), Version(1_000)));
    }
}
