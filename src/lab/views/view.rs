use std::time::Duration;

use crate::bank::BankEvent;
use crate::engine::{OnPoison, Position, Projection, ReadModel};
use crate::lab::Lab;
use crate::stores::Log;

/// A read model over the whole log, with what can be set about it.
#[derive(Clone, Debug)]
pub struct View<P> {
    empty: P,
    model: ReadModel<P>,
    lag: Duration,
    is_live: bool,
    rebuilding: Option<Rebuilding>,
    rebuilt: Option<Rebuilt>,
}

/// A rebuild on its way.
#[derive(Clone, Copy, Debug)]
struct Rebuilding {
    since: Duration,
    published: usize,
}

/// A rebuild that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// How far it has read, from position 1 on.
    pub up_to: Position,
    /// How long it took.
    pub took: Duration,
    /// How many messages came to the outbox by it.
    pub published: usize,
}

/// How far a view is, and what is set about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The last position that it has handled.
    pub checkpoint: Position,
    /// The newest position of the log.
    pub head: Position,
    /// How long after it was appended an event shows in it.
    pub lag: Duration,
    /// Whether it stays where it is.
    pub is_paused: bool,
    /// How far a rebuild has come that is under way.
    pub rebuild: Option<Position>,
    /// The last rebuild.
    pub rebuilt: Option<Rebuilt>,
}

/// What is done with any view, whatever it answers.
pub trait Reader {
    /// From now on it follows the log.
    fn ask_for(&mut self);
    /// Whether it follows the log.
    fn is_live(&self) -> bool;
    /// Reads on up to `due`, at most `limit` events, and as many of a rebuild. Gives whether there is more to read at once.
    fn step(&mut self, lab: &Lab, due: Position, now: Duration, limit: usize) -> bool;
    /// Begins anew with another log.
    fn start_over(&mut self);
    /// How long after it was appended an event shows.
    fn lag(&self) -> Duration;
    /// Sets that.
    fn set_lag(&mut self, lag: Duration);
    /// Whether it stays where it is.
    fn is_paused(&self) -> bool;
    /// Sets that.
    fn set_paused(&mut self, is_paused: bool);
    /// Begins to build it anew from position 1, beside what is read.
    fn start_rebuild(&mut self, now: Duration);
    /// How far it is in a log whose newest event is at `head`.
    fn standing(&self, head: Position) -> Standing;
}

impl<P: Clone> View<P> {
    /// A view that nobody has asked for yet.
    pub fn new(empty: P) -> Self {
        let model = ReadModel::new(empty.clone(), OnPoison::Stop);
        Self { empty, model, lag: Duration::ZERO, is_live: false, rebuilding: None, rebuilt: None }
    }

    /// The answer, as of [`View::checkpoint`].
    pub fn value(&self) -> &P {
        self.model.value()
    }

    /// The last position that the answer includes.
    pub fn checkpoint(&self) -> Position {
        self.model.progress().checkpoint
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
        lab.with_log(|log| {
            let next = log.all(self.checkpoint()).take_while(|event| event.position <= due);
            let taken = self.model.catch_up(next.take(limit));
            let is_rebuilding = self.step_rebuild(lab, log, now, limit);
            is_rebuilding || (taken > 0 && self.checkpoint() < due)
        })
    }

    fn start_over(&mut self) {
        let fresh = Self { lag: self.lag, is_live: self.is_live, ..Self::new(self.empty.clone()) };
        *self = fresh;
    }

    fn lag(&self) -> Duration {
        self.lag
    }

    fn set_lag(&mut self, lag: Duration) {
        self.lag = lag;
    }

    fn is_paused(&self) -> bool {
        self.model.is_paused()
    }

    fn set_paused(&mut self, is_paused: bool) {
        if is_paused { self.model.pause() } else { self.model.resume() }
    }

    fn start_rebuild(&mut self, now: Duration) {
        self.model.start_rebuild(self.empty.clone());
        self.rebuilding = Some(Rebuilding { since: now, published: 0 });
        self.rebuilt = None;
    }

    fn standing(&self, head: Position) -> Standing {
        Standing {
            checkpoint: self.checkpoint(),
            head,
            lag: self.lag,
            is_paused: self.is_paused(),
            rebuild: self.model.rebuild_progress().map(|progress| progress.checkpoint),
            rebuilt: self.rebuilt,
        }
    }
}

impl<P: Projection<BankEvent>> View<P> {
    /// Takes a few events into the rebuild; gives whether it goes on.
    fn step_rebuild(&mut self, lab: &Lab, log: &Log<crate::bank::Bank>, now: Duration, limit: usize) -> bool {
        let Some(rebuilding) = &mut self.rebuilding else { return false };
        let messages = || lab.accounts().map(|account| log.outbox(&account.stream()).len()).sum::<usize>();
        let before = messages();
        let from = self.model.rebuild_progress().map(|progress| progress.checkpoint).unwrap_or_default();
        self.model.rebuild(log.all(from).take(limit));
        rebuilding.published += messages().saturating_sub(before);
        if self.model.rebuild_progress().is_some() {
            return true;
        }
        let Rebuilding { since, published } = *rebuilding;
        self.rebuilt = Some(Rebuilt { up_to: self.checkpoint(), took: now.saturating_sub(since), published });
        self.rebuilding = None;
        false
    }
}
