use super::{Domain, EventStore, LogRange, Position, Recorded, StoreError};

/// Follows a log: first the events that are there, then each new one as it is written, by whomever.
///
/// It is nothing but a store and a position. Drop it at any time, keep the position, and go on from there later.
#[derive(Clone, Debug)]
pub struct Subscription<S> {
    store: S,
    position: Position,
}

impl<S> Subscription<S> {
    /// Follows the log from the first event after this position.
    pub fn after(position: Position, store: S) -> Self {
        Self { store, position }
    }

    /// The position of the last event that was handed out.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// The next events in the order of their positions, at least one and at most `limit` (at least 1). Waits when there is
    /// none yet. Nothing is lost when the future is dropped before it gives its answer.
    ///
    /// # Errors
    /// When the store can't be read. The position stays; the next call tries again.
    pub async fn next<D: Domain>(&mut self, limit: usize) -> Result<Vec<Recorded<D::Event>>, StoreError>
    where
        S: EventStore<D>,
    {
        loop {
            let events = self.store.read_all(LogRange::after(self.position).limit(limit.max(1))).await?;
            if let Some(last) = events.last() {
                self.position = last.position;
                return Ok(events);
            }
            self.store.changed(self.position).await?;
        }
    }
}
