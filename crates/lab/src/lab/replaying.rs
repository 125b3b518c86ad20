use super::fill::Filling;
use super::{Lab, Scenario};
use crate::{Act, Action};

/// A scenario that is played in slices, so that a page stays responsive and shows how far it is. The lab is the same,
/// byte for byte, however large the slices are.
///
/// ```
/// use lab::{Lab, Replaying, filled};
///
/// let scenario = filled(1, chrono::DateTime::UNIX_EPOCH, 1_000);
/// let mut replaying = Replaying::new(scenario);
/// // A page does this in a task of a few milliseconds, shows the progress, and goes on in the next task.
/// while !replaying.advance(250).is_done() {}
/// let lab: Lab = replaying.finish();
/// assert_eq!(lab.position().0, 1_000);
/// ```
pub struct Replaying {
    lab: Lab,
    /// The number of actions that have begun.
    begun: usize,
    /// The fill whose events are being added.
    filling: Option<Filling>,
    /// The progress after the action that has begun last.
    ends_at: u64,
    progress: ReplayProgress,
}

/// How much of a scenario has been played. A command counts as one, a fill and a fork as one more than their events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplayProgress {
    /// What has been played, from 0 to `of`.
    pub done: u64,
    /// All that is to be played.
    pub of: u64,
}

impl ReplayProgress {
    /// Whether everything has been played.
    #[must_use]
    pub const fn is_done(self) -> bool {
        self.done >= self.of
    }
}

impl Replaying {
    /// A scenario of which nothing has been played.
    #[must_use]
    pub fn new(scenario: Scenario) -> Self {
        let of = scenario.actions.iter().map(weight).sum();
        let progress = ReplayProgress { done: 0, of };
        Self { lab: Lab::before(scenario), begun: 0, filling: None, ends_at: 0, progress }
    }

    /// Plays about this much more, at least one action or one event of a fill. A fork is played whole.
    pub fn advance(&mut self, limit: u32) -> ReplayProgress {
        let until = self.progress.done.saturating_add(u64::from(limit.max(1)));
        while self.progress.done < until && !self.progress.is_done() {
            let left = u32::try_from(until - self.progress.done).unwrap_or(u32::MAX);
            self.step(left);
        }
        self.progress
    }

    /// How much has been played.
    #[must_use]
    pub const fn progress(&self) -> ReplayProgress {
        self.progress
    }

    /// Plays the rest.
    #[must_use]
    pub fn finish(mut self) -> Lab {
        while !self.advance(u32::MAX).is_done() {}
        self.lab
    }

    /// Plays the next action, but adds at most `limit` events to a fill.
    fn step(&mut self, limit: u32) {
        if self.filling.is_none() {
            self.ends_at += weight(&self.lab.scenario.actions[self.begun]);
            self.filling = self.lab.begin(self.begun);
            self.begun += 1;
        }
        if let Some(filling) = &mut self.filling
            && self.lab.fill(filling, limit)
        {
            self.progress.done += u64::from(limit);
            return;
        }
        self.filling = None;
        self.lab.publish();
        self.progress.done = self.ends_at;
    }
}

/// How much an action counts.
fn weight(action: &Action) -> u64 {
    match action.act.clone().within_limits() {
        Act::Send { .. } => 1,
        Act::Fill { events, .. } => 1 + u64::from(events),
        Act::Fork { at, .. } => 1 + at.0.min(Act::MAX_FORK),
    }
}
