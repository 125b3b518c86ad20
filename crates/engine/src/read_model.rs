use serde::{Deserialize, Serialize};

use crate::{Domain, Event, EventStore, LogRange, Position, Projection, Recorded, StoreError};

/// A projection of the whole log, with a checkpoint. It can be rebuilt while it is read.
///
/// The owner runs it by passing events, all or a few at a time. It lags until it has handled the newest event. It only
/// reads, so a rebuild publishes nothing.
///
/// - The events come from a log in memory, [`ReadModel::catch_up`], or from a store, [`ReadModel::catch_up_from`].
/// - A rebuild starts from the first event, in steps, with the same projection or a corrected one. [`ReadModel::value`]
///   returns the old value until the rebuild reaches its checkpoint and replaces it.
/// - To save a read model, save its value and its progress together; [`ReadModel::resume_from`] continues from there.
/// - An event that the projection does not [accept](Projection::accepts) is a poison event. [`OnPoison`] says how to
///   handle it.
#[derive(Clone, Debug)]
pub struct ReadModel<P> {
    running: Run<P>,
    rebuild: Option<Run<P>>,
    on_poison: OnPoison,
    is_paused: bool,
}

/// A projection and its progress through the log.
#[derive(Clone, Debug)]
struct Run<P> {
    value: P,
    progress: Progress,
}

impl<P> ReadModel<P> {
    /// A read model before the first event.
    pub fn new(empty: P, on_poison: OnPoison) -> Self {
        Self::resume_from(empty, Progress::default(), on_poison)
    }

    /// A saved read model. It continues with the event after the checkpoint, and is neither paused nor being rebuilt.
    ///
    /// Value and progress must be from the same moment of the same log and from the same projection; this is not
    /// checked. If the projection has changed, start with [`ReadModel::new`] or rebuild.
    pub fn resume_from(value: P, progress: Progress, on_poison: OnPoison) -> Self {
        Self { running: Run { value, progress }, rebuild: None, on_poison, is_paused: false }
    }

    /// The value at [`Progress::checkpoint`].
    #[must_use]
    pub fn value(&self) -> &P {
        &self.running.value
    }

    /// The checkpoint of the value, and its poison events.
    #[must_use]
    pub fn progress(&self) -> &Progress {
        &self.running.progress
    }

    /// The progress of the rebuild, which ends at the checkpoint of [`ReadModel::progress`]. `None` if no rebuild is
    /// running.
    #[must_use]
    pub fn rebuild_progress(&self) -> Option<&Progress> {
        self.rebuild.as_ref().map(|rebuild| &rebuild.progress)
    }

    /// The number of positions from the checkpoint to `head`, the position of the newest event.
    #[must_use]
    pub fn lag(&self, head: Position) -> u64 {
        head.0.saturating_sub(self.progress().checkpoint.0)
    }

    /// Stops catching up until [`ReadModel::resume`]. A rebuild is not paused.
    pub fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Continues to catch up.
    pub fn resume(&mut self) {
        self.is_paused = false;
    }

    /// Whether catching up is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.is_paused
    }

    /// Sets how to handle poison events from now on. The next catch-up retries the event at which the read model
    /// stopped.
    pub fn set_on_poison(&mut self, on_poison: OnPoison) {
        self.on_poison = on_poison;
    }

    /// Handles the events after the checkpoint and returns their number. The events must be in order of position,
    /// without a gap after the checkpoint; earlier events are skipped.
    ///
    /// With [`OnPoison::Stop`] it ends before a poison event, and the next catch-up retries that event.
    pub fn catch_up<'a, E: Event + 'a>(&mut self, events: impl IntoIterator<Item = &'a Recorded<E>>) -> usize
    where
        P: Projection<E>,
    {
        if self.is_paused { 0 } else { self.running.handle(events, Position(u64::MAX), self.on_poison) }
    }

    /// [Catches up](Self::catch_up) with the next events of a store, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] when the store can't be read. No event was handled then.
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

    /// Retries a parked event and returns whether it was accepted. It is applied after all events handled since. If it
    /// is refused again, the new reason replaces the old one. An event that is not parked is ignored.
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

    /// Starts a rebuild from `empty`, before the first event. It replaces a running rebuild.
    pub fn start_rebuild(&mut self, empty: P) {
        self.rebuild = Some(Run::new(empty));
    }

    /// Cancels a running rebuild. The value is unchanged.
    pub fn cancel_rebuild(&mut self) {
        self.rebuild = None;
    }

    /// Handles the events after the checkpoint of the rebuild, up to the checkpoint of the value, and returns their
    /// number. The events must be as for [`ReadModel::catch_up`]. When the rebuild reaches that checkpoint, its value
    /// and progress replace the old ones.
    ///
    /// With [`OnPoison::Stop`] a poison event stops the rebuild too; the value is then unchanged.
    pub fn rebuild<'a, E: Event + 'a>(&mut self, events: impl IntoIterator<Item = &'a Recorded<E>>) -> usize
    where
        P: Projection<E>,
    {
        let Some(rebuild) = &mut self.rebuild else { return 0 };
        let goal = self.running.progress.checkpoint;
        let handled = rebuild.handle(events, goal, self.on_poison);
        if rebuild.progress.checkpoint >= goal
            && let Some(rebuilt) = self.rebuild.take()
        {
            self.running = rebuilt;
        }
        handled
    }

    /// [Rebuilds](Self::rebuild) with the next events of a store, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`] when the store can't be read. No event was handled then.
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

    fn handle<'a, E: Event + 'a>(
        &mut self,
        events: impl IntoIterator<Item = &'a Recorded<E>>,
        goal: Position,
        on_poison: OnPoison,
    ) -> usize
    where
        P: Projection<E>,
    {
        let mut handled = 0;
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
            handled += 1;
        }
        handled
    }
}

/// The checkpoint of a read model, and the poison events up to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The position of the last handled event; 0 before the first.
    pub checkpoint: Position,
    /// The poison event at which the read model stopped, right after the checkpoint.
    pub stopped_at: Option<PoisonEvent>,
    /// The parked poison events, in order of position.
    pub parked: Vec<PoisonEvent>,
    /// The number of skipped poison events.
    pub skipped: usize,
}

/// An event that a projection does not accept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PoisonEvent {
    /// Its position in the whole log.
    pub position: Position,
    /// Its event type.
    pub event_type: String,
    /// Why the projection does not accept it.
    pub reason: String,
}

impl PoisonEvent {
    fn new<E: Event>(event: &Recorded<E>, poison: Poison) -> Self {
        Self { position: event.position, event_type: event.data.event_type().to_owned(), reason: poison.0 }
    }
}

/// Why a projection does not accept an event, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Poison(pub String);

/// How a read model handles a poison event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnPoison {
    /// Stop before the event, and retry it at each catch-up.
    Stop,
    /// Continue without the event, and keep it in [`Progress::parked`] for [`ReadModel::retry`].
    Park,
    /// Continue without the event, and count it.
    Skip,
}
