use std::time::Duration;

use crate::Lab;
use bank::BankEvent;
use engine::{OnPoison, Position, Projection, ReadModel};

/// A read model over the whole log, with its settings.
#[derive(Clone, Debug)]
pub struct View<P> {
    empty: P,
    model: ReadModel<P>,
    lag: Duration,
    is_live: bool,
    /// The position up to which it reads while it is paused.
    paused_at: Option<Position>,
    /// When the running rebuild was started.
    rebuilding_since: Option<Duration>,
    rebuilt: Option<Rebuilt>,
}

/// The result of a rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// It has replaced the old value.
    Done {
        /// The last position that it has read.
        up_to: Position,
        /// The duration.
        took: Duration,
    },
    /// The log was replaced by another one before the rebuild was done.
    GivenUp,
}

/// The progress and settings of a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The last position that it has handled.
    pub checkpoint: Position,
    /// The newest position of the log.
    pub head: Position,
    /// The time after which an appended event shows in it.
    pub lag: Duration,
    /// Whether it is paused.
    pub is_paused: bool,
    /// The last position that the running rebuild has handled. `None` if none is running.
    pub rebuild: Option<Position>,
    /// The result of the last rebuild. `None` if there was none, or one is running.
    pub rebuilt: Option<Rebuilt>,
}

/// A view, independent of its projection.
pub trait Reader {
    /// Makes it follow the log from now on.
    fn ask_for(&mut self);
    /// Whether it follows the log.
    fn is_live(&self) -> bool;
    /// Reads up to position `due`, at most `limit` events, and at most as many of a rebuild. Returns whether there is
    /// more to read now.
    fn step(&mut self, lab: &Lab, due: Position, now: Duration, limit: usize) -> bool;
    /// Starts over with another log.
    fn start_over(&mut self);
    /// Starts with a log whose newest event is at `head`. A pause beyond it moves to it.
    fn begin(&mut self, head: Position);
    /// The time after which an appended event shows in it.
    fn lag(&self) -> Duration;
    /// Sets the lag.
    fn set_lag(&mut self, lag: Duration);
    /// The last position that the value includes.
    fn checkpoint(&self) -> Position;
    /// Pauses it at this position, or lets it continue.
    fn pause_at(&mut self, position: Option<Position>);
    /// Whether it has reached the position of its pause.
    fn is_stopped(&self) -> bool;
    /// Starts to rebuild it from position 1, beside the old value.
    fn start_rebuild(&mut self, now: Duration);
    /// Its progress in a log whose newest event is at `head`.
    fn standing(&self, head: Position) -> Standing;
}

impl<P: Clone> View<P> {
    /// A view that does not follow the log yet.
    pub fn new(empty: P) -> Self {
        let model = ReadModel::new(empty.clone(), OnPoison::Stop);
        Self {
            empty,
            model,
            lag: Duration::ZERO,
            is_live: false,
            paused_at: None,
            rebuilding_since: None,
            rebuilt: None,
        }
    }

    /// The value, as of [`Reader::checkpoint`].
    pub fn value(&self) -> &P {
        self.model.value()
    }

    /// A view of another projection that has read nothing, with the same settings.
    pub(super) fn beside(&self, empty: P) -> Self {
        Self { lag: self.lag, is_live: true, paused_at: self.paused_at, ..Self::new(empty) }
    }
}

impl<P: Projection<BankEvent>> Reader for View<P> {
    fn ask_for(&mut self) {
        self.is_live = true;
    }

    fn is_live(&self) -> bool {
        self.is_live
    }

    fn step(&mut self, lab: &Lab, due: Position, now: Duration, limit: usize) -> bool {
        if !self.is_live {
            return false;
        }
        let due = self.paused_at.map_or(due, |paused_at| due.min(paused_at));
        lab.with_log(|log| {
            let next = log.all(self.checkpoint()).take_while(|event| event.position <= due);
            let taken = self.model.catch_up(next.take(limit));
            if let Some(rebuilt_to) = self.model.rebuild_progress().map(|progress| progress.checkpoint) {
                self.model.rebuild(log.all(rebuilt_to).take(limit));
            }
            let is_rebuilding = self.model.rebuild_progress().is_some();
            if let Some(since) = self.rebuilding_since.take_if(|_| !is_rebuilding) {
                self.rebuilt = Some(Rebuilt::Done { up_to: self.checkpoint(), took: now.saturating_sub(since) });
            }
            is_rebuilding || (taken > 0 && self.checkpoint() < due)
        })
    }

    fn start_over(&mut self) {
        *self = Self {
            lag: self.lag,
            is_live: self.is_live,
            paused_at: self.paused_at,
            rebuilt: self.rebuilding_since.map(|_| Rebuilt::GivenUp),
            ..Self::new(self.empty.clone())
        };
    }

    fn begin(&mut self, head: Position) {
        self.paused_at = self.paused_at.map(|paused_at| paused_at.min(head));
    }

    fn lag(&self) -> Duration {
        self.lag
    }

    fn set_lag(&mut self, lag: Duration) {
        self.lag = lag;
    }

    fn checkpoint(&self) -> Position {
        self.model.progress().checkpoint
    }

    fn pause_at(&mut self, position: Option<Position>) {
        self.paused_at = position;
    }

    fn is_stopped(&self) -> bool {
        self.paused_at.is_some_and(|paused_at| paused_at <= self.checkpoint())
    }

    fn start_rebuild(&mut self, now: Duration) {
        self.model.start_rebuild(self.empty.clone());
        self.rebuilding_since = Some(now);
        self.rebuilt = None;
    }

    fn standing(&self, head: Position) -> Standing {
        Standing {
            checkpoint: self.checkpoint(),
            head,
            lag: self.lag,
            is_paused: self.paused_at.is_some(),
            rebuild: self.model.rebuild_progress().map(|progress| progress.checkpoint),
            rebuilt: self.rebuilt,
        }
    }
}
