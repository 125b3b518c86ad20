//! Stores whose positions have gaps.

use engine::{Commit, Committed, Idempotency, StoreError, delegate_store};

use super::*;

#[test]
fn store_with_gaps_in_its_positions_keeps_the_contract() {
    ready(conformance::run(async || Gaps(MemoryStore::default())));
}

#[test]
fn source_and_target_may_have_gaps_in_their_positions() {
    for step in [1, 2, 100] {
        for stop_after in [0, 1, 3] {
            copied_with_gaps(Gaps, |store| store, step, stop_after);
            copied_with_gaps(|store| store, Gaps, step, stop_after);
            copied_with_gaps(Gaps, Gaps, step, stop_after);
        }
    }
}

/// Copies with an interruption after `stop_after` steps of one event.
fn copied_with_gaps<S: EventStore<Bank>, T: EventStore<Bank>>(
    source: impl FnOnce(Store) -> S,
    target: impl FnOnce(Store) -> T,
    step: usize,
    stop_after: usize,
) {
    let (source, target) = (filled(source(Store::default())), target(Store::default()));
    let bank = bank(&target);
    let mut stopped = ready(LogCopy::begin(&source, &bank)).unwrap();
    for _ in 0..stop_after {
        assert_eq!(ready(stopped.step(1)), Ok(true));
    }
    let copied_to = all(&source)[..stop_after].last().map_or(Position(0), |event| event.position);
    assert_eq!(stopped.position(), copied_to, "the position is one of the source");
    let continued = ready(LogCopy::begin(&source, &bank)).unwrap();
    assert_eq!(continued.position(), copied_to, "existing events are not copied again");
    copy_all(&source, &bank, step);
    let without_positions = |events: Vec<Recorded<_>>| -> Vec<_> {
        events.into_iter().map(|event| Recorded { position: Position(0), ..event }).collect()
    };
    assert_eq!(without_positions(all(&source)), without_positions(all(&target)));
    assert_eq!(ready(source.unsent(99)), ready(target.unsent(99)), "the unsent messages");
}

/// A store that uses every third position: 3, 6, 9 ...
pub struct Gaps<S>(pub S);

impl<S> Gaps<S> {
    fn out(Position(position): Position) -> Position {
        Position(3 * position)
    }

    fn back(Position(position): Position) -> Position {
        Position(position / 3)
    }

    fn events<E>(events: Vec<Recorded<E>>) -> Vec<Recorded<E>> {
        events.into_iter().map(|event| Recorded { position: Self::out(event.position), ..event }).collect()
    }

    fn answer(answer: Committed) -> Committed {
        Committed { position: Self::out(answer.position), ..answer }
    }
}

impl<D: Domain, S: EventStore<D>> EventStore<D> for Gaps<S> {
    async fn commit(&self, commit: Commit<D>) -> Result<Committed, StoreError> {
        self.0.commit(commit).await.map(Self::answer)
    }

    async fn read(&self, stream: &StreamId, range: StreamRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        self.0.read(stream, range).await.map(Self::events)
    }

    async fn read_all(&self, range: LogRange) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let (from, to) = (Position(Self::back(Position(range.from.0.saturating_sub(1))).0 + 1), Self::back(range.to));
        self.0.read_all(LogRange { from, to, ..range }).await.map(Self::events)
    }

    delegate_store!(D, |self| self.0; snapshot, find, outbox, unsent, mark_sent, limits);

    async fn changed(&self, after: Position) -> Result<(), StoreError> {
        self.0.changed(Self::back(after)).await
    }

    async fn answered(&self, stream: &StreamId, idempotency: &Idempotency) -> Result<Option<Committed>, StoreError> {
        Ok(self.0.answered(stream, idempotency).await?.map(Self::answer))
    }
}
