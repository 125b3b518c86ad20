use crate::{Domain, EventStore, LogRange, Position, Recorded, StoreError};

/// Follows a log: first the stored events, then each new event, from any writer.
///
/// It consists of a store and a position. It can be dropped at any time and continued from a saved position.
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

    /// The position of the last returned event.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Returns the next events in order of position, at least one and at most `limit` (0 counts as 1). Waits while
    /// there are none. No event is lost if the future is dropped before it returns.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`]. The position is unchanged, and the next call tries again.
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
