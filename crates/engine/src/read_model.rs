use serde::{Deserialize, Serialize};

use super::{Domain, Event, EventStore, LogRange, Position, Projection, Recorded, StoreError};

/// A projection of the whole log that knows how far it has come, and can be rebuilt while it is read.
///
/// Nobody runs it but its owner: hand it events, all of them or a few at a time. Until it has taken in the newest event it
/// lags. It only ever reads, so a rebuild publishes nothing.
///
/// - The events come from a log in memory, `model.catch_up(log.all(model.progress().checkpoint).take(10))`, or from a store,
///   [`ReadModel::catch_up_from`].
/// - A rebuild runs beside, from the first event, with the same projection or a corrected one, in steps. Whoever reads
///   [`ReadModel::value`] sees the old value until the new one has come as far; then it takes the old one's place.
/// - To keep it, store its value and its progress, both as of one moment; [`ReadModel::resume_from`] goes on from there.
/// - An event that the projection does not [accept](Projection::accepts) is a poison event; [`OnPoison`] says what becomes of it.
#[derive(Clone, Debug)]
pub struct ReadModel<P> {
    running: Run<P>,
    rebuild: Option<Run<P>>,
    on_poison: OnPoison,
    is_paused: bool,
}

/// A projection on its way through the log.
#[derive(Clone, Debug)]
struct Run<P> {
    value: P,
    progress: Progress,
}

impl<P> ReadModel<P> {
    /// A read model that has taken in no event yet.
    pub fn new(empty: P, on_poison: OnPoison) -> Self {
        Self::resume_from(empty, Progress::default(), on_poison)
    }

    /// A read model that was kept: the value and the progress that it had at one moment, e.g. read from one text. It goes on
    /// with the event after the checkpoint, and it is neither paused nor being rebuilt.
    ///
    /// Both must be of one moment and of one log, and the projection must be the one that made the value: nothing here can tell.
    /// When the projection has changed, begin with [`ReadModel::new`], or rebuild beside.
    pub fn resume_from(value: P, progress: Progress, on_poison: OnPoison) -> Self {
        Self { running: Run { value, progress }, rebuild: None, on_poison, is_paused: false }
    }

    /// The answer, as of [`Progress::checkpoint`].
    #[must_use]
    pub fn value(&self) -> &P {
        &self.running.value
    }

    /// How far the answer has come.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.running.progress
    }

    /// How far the rebuild has come; `None` when none is under way. It ends at the checkpoint of [`ReadModel::progress`].
    #[must_use]
    pub fn rebuild_progress(&self) -> Option<&Progress> {
        self.rebuild.as_ref().map(|rebuild| &rebuild.progress)
    }

    /// How many positions the answer is behind a log whose newest event is at `head`.
    #[must_use]
    pub fn lag(&self, head: Position) -> u64 {
        head.0.saturating_sub(self.progress().checkpoint.0)
    }

    /// Stays where it is, whatever it is handed, until [`ReadModel::resume`]. A rebuild goes on.
    pub fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Takes events in again.
    pub fn resume(&mut self) {
        self.is_paused = false;
    }

    /// Whether it is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Sets what becomes of poison events from now on. One that it stopped at is tried again by the next catch-up.
    pub fn set_on_poison(&mut self, on_poison: OnPoison) {
        self.on_poison = on_poison;
    }

    /// Takes in those of these events that come after the checkpoint; gives how many. They come in the order of their
    /// positions, and none between the checkpoint and the last of them may be left out.
    ///
    /// It ends early at a poison event under [`OnPoison::Stop`]: the checkpoint stays before it, and the next catch-up tries
    /// it again.
    pub fn catch_up<'a, E: Event + 'a>(&mut self, events: impl IntoIterator<Item = &'a Recorded<E>>) -> usize
    where
        P: Projection<E>,
    {
        if self.is_paused { 0 } else { self.running.take_in(events, Position(u64::MAX), self.on_poison) }
    }

    /// The same with the next events of a store, at most `limit`.
    ///
    /// # Errors
    /// When the store can't be read. Nothing was taken in then.
    pub async fn catch_up_from<D: Domain>(
        &mut self,
        store: &impl EventStore<D>,
        limit: usize,
    ) -> Result<usize, StoreError>
    where
        P: Projection<D::Event>,
    {
        if self.is_paused {
            return Ok(0);
        }
        let events = store.read_all(LogRange::after(self.progress().checkpoint).limit(limit)).await?;
        Ok(self.catch_up(&events))
    }

    /// Tries a parked event again, on top of all that was taken in since; gives whether it is not parked any more. If the
    /// projection still does not accept it, the reason is the new one. An event that is not parked changes nothing.
    pub fn retry<E: Event>(&mut self, event: &Recorded<E>) -> bool
    where
        P: Projection<E>,
    {
        let Run { value, progress: Progress { parked, .. } } = &mut self.running;
        let Some(place) = parked.iter().position(|parked| parked.position == event.position) else { return false };
        match value.accepts(event) {
            Ok(()) => {
                parked.remove(place);
                value.apply(event);
                true
            }
            Err(poison) => {
                parked[place].reason = poison.0;
                false
            }
        }
    }

    /// Begins to build the answer anew, beside the one that is read. A rebuild that was under way is given up.
    pub fn start_rebuild(&mut self, empty: P) {
        self.rebuild = Some(Run::new(empty));
    }

    /// Gives the rebuild up, if there is one. The answer stays what it is.
    pub fn give_up_rebuild(&mut self) {
        self.rebuild = None;
    }

    /// Takes those of these events into the rebuild that come after its own checkpoint and up to that of the answer; gives
    /// how many. Once it has come that far it takes the answer's place, parked events and all, and the rebuild is over. The
    /// events must be as for [`ReadModel::catch_up`].
    ///
    /// A poison event can stop it too; then the answer stays what it is.
    pub fn rebuild<'a, E: Event + 'a>(&mut self, events: impl IntoIterator<Item = &'a Recorded<E>>) -> usize
    where
        P: Projection<E>,
    {
        let Some(rebuild) = &mut self.rebuild else { return 0 };
        let goal = self.running.progress.checkpoint;
        let taken = rebuild.take_in(events, goal, self.on_poison);
        if rebuild.progress.checkpoint >= goal
            && let Some(rebuilt) = self.rebuild.take()
        {
            self.running = rebuilt;
        }
        taken
    }

    /// The same with the next events of a store, at most `limit`.
    ///
    /// # Errors
    /// When the store can't be read. Nothing was taken in then.
    pub async fn rebuild_from<D: Domain>(
        &mut self,
        store: &impl EventStore<D>,
        limit: usize,
    ) -> Result<usize, StoreError>
    where
        P: Projection<D::Event>,
    {
        let Some(progress) = self.rebuild_progress() else { return Ok(0) };
        let events = store.read_all(LogRange::after(progress.checkpoint).limit(limit)).await?;
        Ok(self.rebuild(&events))
    }
}

impl<P> Run<P> {
    fn new(empty: P) -> Self {
        Self { value: empty, progress: Progress::default() }
    }

    fn take_in<'a, E: Event + 'a>(
        &mut self,
        events: impl IntoIterator<Item = &'a Recorded<E>>,
        goal: Position,
        on_poison: OnPoison,
    ) -> usize
    where
        P: Projection<E>,
    {
        let mut taken = 0;
        for event in events {
            if event.position <= self.progress.checkpoint {
                continue;
            }
            if event.position > goal {
                break;
            }
            match (self.value.accepts(event), on_poison) {
                (Ok(()), _) => self.value.apply(event),
                (Err(poison), OnPoison::Stop) => {
                    self.progress.stopped_at = Some(PoisonEvent::new(event, poison));
                    break;
                }
                (Err(poison), OnPoison::Park) => self.progress.parked.push(PoisonEvent::new(event, poison)),
                (Err(_), OnPoison::Skip) => self.progress.skipped += 1,
            }
            self.progress.checkpoint = event.position;
            self.progress.stopped_at = None;
            taken += 1;
        }
        taken
    }
}

/// How far a read model has come, and what it did not take in on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The position of the last event that it has handled, or 0.
    pub checkpoint: Position,
    /// The poison event that it stopped at, right after the checkpoint.
    pub stopped_at: Option<PoisonEvent>,
    /// The poison events that were set aside, in the order of their positions.
    pub parked: Vec<PoisonEvent>,
    /// How many poison events were passed over.
    pub skipped: usize,
}

/// An event that a projection does not accept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PoisonEvent {
    /// Its place in the whole log.
    pub position: Position,
    /// Its type.
    pub event_type: String,
    /// Why, as the projection says.
    pub reason: String,
}

impl PoisonEvent {
    fn new<E: Event>(event: &Recorded<E>, poison: Poison) -> Self {
        Self { position: event.position, event_type: event.data.event_type().to_owned(), reason: poison.0 }
    }
}

/// Why a projection can't take an event in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poison(pub String);

/// What becomes of a poison event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPoison {
    /// The read model stops before it and tries it again whenever it catches up.
    Stop,
    /// The read model goes on without it. It stays visible, and can be tried again.
    Park,
    /// The read model goes on without it, and counts it.
    Skip,
}
