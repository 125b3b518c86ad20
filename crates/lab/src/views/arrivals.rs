use std::collections::VecDeque;
use std::time::Duration;

use super::Views;
use engine::Position;

/// When the newest events came, as far back as the longest lag. All earlier ones came long ago.
#[derive(Clone, Debug, Default)]
pub(super) struct Arrivals {
    /// The log as it was when somebody began to look; `None` before that.
    began: Option<Position>,
    /// How far the log had come at which time, in rising order.
    recent: VecDeque<(Duration, Position)>,
}

impl Arrivals {
    /// The log has come to `head` by now. Gives whether this is the beginning.
    pub(super) fn note(&mut self, head: Position, now: Duration) -> bool {
        let Some(began) = self.began else {
            self.began = Some(head);
            return true;
        };
        if head > self.recent.back().map_or(began, |(_, position)| *position) {
            self.recent.push_back((now, head));
        }
        while let Some((_, old)) = self.recent.pop_front_if(|(came, _)| came.saturating_add(Views::MOST_LAG) <= now) {
            self.began = Some(old);
        }
        false
    }

    /// The newest event that came at least this long ago; before the beginning there is none.
    pub(super) fn due(&self, now: Duration, lag: Duration) -> Position {
        let old = self.recent.partition_point(|(came, _)| came.saturating_add(lag) <= now);
        match old.checked_sub(1) {
            Some(last) => self.recent[last].1,
            None => self.began.unwrap_or_default(),
        }
    }

    /// When the next event will have come that long ago; `None` when all have.
    pub(super) fn next_due(&self, now: Duration, lag: Duration) -> Option<Duration> {
        let old = self.recent.partition_point(|(came, _)| came.saturating_add(lag) <= now);
        self.recent.get(old).map(|(came, _)| came.saturating_add(lag))
    }
}
