use std::collections::VecDeque;
use std::time::Duration;

use super::Views;
use engine::Position;

/// When the newest events were appended, as far back as the longest lag. All earlier events are old.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrivals {
    /// The newest position whose event is old. `None` before the first report.
    old: Option<Position>,
    /// Times with the position that the log had reached, ascending.
    recent: VecDeque<(Duration, Position)>,
}

impl Arrivals {
    /// Reports that the newest event is at `head`. Returns whether this is the first report.
    pub(super) fn note(&mut self, head: Position, now: Duration) -> bool {
        let Some(old) = self.old else {
            self.old = Some(head);
            return true;
        };
        if head > self.recent.back().map_or(old, |(_, position)| *position) {
            self.recent.push_back((now, head));
        }
        while let Some((_, old)) = self.recent.pop_front_if(|(came, _)| came.saturating_add(Views::MAX_LAG) <= now) {
            self.old = Some(old);
        }
        false
    }

    /// The newest event that was appended at least `lag` ago. 0 before the first report.
    pub(super) fn due(&self, now: Duration, lag: Duration) -> Position {
        let count = self.recent.partition_point(|(came, _)| came.saturating_add(lag) <= now);
        match count.checked_sub(1) {
            Some(last) => self.recent[last].1,
            None => self.old.unwrap_or_default(),
        }
    }

    /// When the next event will have been appended `lag` ago. `None` if there is none to wait for.
    pub(super) fn next_due(&self, now: Duration, lag: Duration) -> Option<Duration> {
        let count = self.recent.partition_point(|(came, _)| came.saturating_add(lag) <= now);
        self.recent.get(count).map(|(came, _)| came.saturating_add(lag))
    }
}
